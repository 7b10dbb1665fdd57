"""I7: a device that does nothing has said why."""

from collections.abc import Iterator

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile, polling_every
from oceanhil.scenarios.acts import ActKind, Deed, ShowsActs
from oceanhil.scenarios.devices.invariants.silence import NoSilentStop
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.devices.test_nearest_acts import Done
from tests.scenarios.fake_world import FakeDevice, FakeWorld, Planned, boot, line, power, requested

HALT = Planned(S, EventKind.HALT, {"reason": "program ended"})


def silent(for_s: int, *planned: Planned) -> str:
    last_us = max(each.after_us for each in planned)
    return seen_by(NoSilentStop, *planned, run_us=last_us + for_s * S)


def test_ninety_seconds_of_silence_are_allowed_and_no_more() -> None:
    assert not silent(90, boot(), line("working", S))
    assert silent(91, boot(), line("working", S)) == (
        "device was silent for 1m 31s from 0:00:01.000 on, at most 1m 30s expected"
    )


def test_silence_in_the_middle_of_a_run_counts_too() -> None:
    assert silent(0, boot(), line("working", S), line("again", 100 * S))


def test_a_request_is_a_sign_of_life() -> None:
    assert not silent(60, boot(), line("working", S), requested("state", 200, 60 * S))


def test_who_has_a_session_polls_however_its_polls_are_answered() -> None:
    session, poll = requested("session", 200, S, session="5e5510"), line("[POLL] Unreadable answer", 2 * S)
    seldom = polling_every(load_profile(), 300)
    assert not seen_by(NoSilentStop, boot(), session, poll, run_us=600 * S, profile=seldom)
    assert seen_by(NoSilentStop, boot(), session, poll, run_us=700 * S, profile=seldom)
    assert seen_by(NoSilentStop, boot(), poll, run_us=600 * S, profile=seldom)
    assert seen_by(NoSilentStop, boot(), session, poll, boot(3 * S), run_us=600 * S, profile=seldom)


@pytest.mark.parametrize(
    "announcement",
    ["[SYSTEM] Next attempt in 600 s", "[SYSTEM] Restart in 600 s: nothing else helps"],
)
def test_an_announced_wait_is_allowed_with_some_slack(announcement: str) -> None:
    assert not silent(640, boot(), line(announcement, S))
    assert silent(641, boot(), line(announcement, S))


ANNOUNCED = line("[SYSTEM] Next attempt in 600 s", S)


def test_an_announcement_holds_until_its_time_has_passed_whatever_is_said_after_it() -> None:
    said_after = line("[REG] Registration failed: Token revoked", 2 * S)
    assert not silent(639, boot(), ANNOUNCED, said_after)
    assert silent(640, boot(), ANNOUNCED, said_after)


def test_what_is_said_late_in_a_wait_is_followed_by_no_more_silence_than_any_line() -> None:
    assert not silent(90, boot(), ANNOUNCED, line("working", 600 * S))
    assert silent(91, boot(), ANNOUNCED, line("working", 600 * S))


def test_a_request_makes_no_announced_wait_longer() -> None:
    assert not silent(90, boot(), ANNOUNCED, requested("state", 503, 601 * S))
    assert silent(91, boot(), ANNOUNCED, requested("state", 503, 601 * S))


@pytest.mark.parametrize(("seconds", "allowed_s"), [(30, 90), (100, 140)])
def test_another_announcement_takes_the_place_of_the_first(seconds: int, allowed_s: int) -> None:
    another = line(f"[SYSTEM] Next attempt in {seconds} s", 2 * S)
    assert not silent(allowed_s, boot(), ANNOUNCED, another)
    assert silent(allowed_s + 1, boot(), ANNOUNCED, another)


def test_who_says_that_it_is_online_waits_no_more() -> None:
    assert silent(91, boot(), ANNOUNCED, line("[INFO] Device ONLINE", 2 * S))


def test_a_wait_that_was_announced_before_a_reset_is_over() -> None:
    assert silent(91, boot(), ANNOUNCED, boot(2 * S))


@pytest.mark.parametrize("state", ["off", "cut"])
def test_a_device_without_power_may_be_silent(state: str) -> None:
    assert not silent(3600, boot(), power(state, S))


def test_a_device_that_is_online_may_skip_no_more_than_a_few_polls() -> None:
    online = line("[INFO] Device ONLINE", S)
    assert not silent(89, boot(), online)
    assert silent(91, boot(), online)


def test_a_slow_poll_interval_allows_longer_silence_once_online() -> None:
    profile = load_profile().override({"device.poll_interval_s": 300})
    planned = boot(), line("[INFO] Device ONLINE", S), line("[SESSION] Expired, renewing", 2 * S)
    assert not seen_by(NoSilentStop, *planned, run_us=642 * S, profile=profile)
    assert seen_by(NoSilentStop, *planned, run_us=643 * S, profile=profile)
    assert seen_by(NoSilentStop, boot(), line("working", S), run_us=92 * S, profile=profile)


def test_where_polls_cannot_be_seen_a_device_that_is_online_may_be_silent() -> None:
    def hide_polls(world: FakeWorld) -> None:
        world.capabilities = frozenset()

    online = boot(), line("[INFO] Device ONLINE", S)
    assert not seen_by(NoSilentStop, *online, prepare=hide_polls, run_us=3600 * S)


@pytest.mark.parametrize("reason", ["[SYSTEM] Halted: no device ID", "[SYSTEM] Device ID generation failed"])
def test_a_halt_after_a_line_that_says_why_is_in_order_for_ever(reason: str) -> None:
    assert not silent(3600, boot(), line(reason, S), HALT)


@pytest.mark.parametrize(
    "passing",
    [
        "[WiFi] Connecting... Failed!",
        "[EEPROM] Save failed",
        "[SESSION] No session ID in response",
        "[TLS] Certificate is expired or not yet valid.",
    ],
)
def test_what_may_pass_by_itself_is_no_reason_to_halt(passing: str) -> None:
    assert silent(0, boot(), line(passing), HALT) == "device halted (program ended) without a line that says why"


def test_a_halt_without_one_is_a_breach() -> None:
    assert silent(0, boot(), line("working"), HALT) == "device halted (program ended) without a line that says why"


def test_a_reason_of_an_earlier_boot_explains_nothing() -> None:
    assert silent(0, boot(), line("[SYSTEM] Halted: once", 0), boot(S), HALT)


def test_a_chip_without_a_program_cannot_say_anything() -> None:
    assert not silent(3600, boot(), Planned(S, EventKind.HALT, {"reason": "no firmware"}))


def line_is(change: str, after_us: int) -> Planned:
    return Planned(after_us, EventKind.LINE, {"change": change}, source=Source.HARNESS)


@pytest.mark.parametrize("fault", ["stuck", "noise 1000 ppm"])
def test_a_device_whose_line_is_disturbed_may_have_said_anything(fault: str) -> None:
    assert not silent(3600, boot(), line_is(fault, S))
    assert not silent(0, boot(), line_is(fault, S), HALT)


def test_after_its_line_is_mended_a_device_may_still_wait_as_long_as_any_pause_lasts() -> None:
    device = load_profile().device
    longest_s = max(device.retry_max_s, device.retry_after_max_s) + 40
    assert not silent(longest_s, boot(), line_is("stuck", S), line_is("sound", 2 * S))
    assert silent(longest_s + 1, boot(), line_is("stuck", S), line_is("sound", 2 * S))


def test_a_line_ends_the_excuse_of_who_could_not_be_heard() -> None:
    assert silent(91, boot(), line_is("stuck", S), line_is("sound", 2 * S), line("working", 3 * S))


def test_who_could_not_be_heard_may_have_said_why_it_halts_after_the_line_is_mended() -> None:
    halt = Planned(3 * S, EventKind.HALT, {"reason": "program ended"})
    assert not silent(0, boot(), line_is("stuck", S), line_is("sound", 2 * S), halt)
    assert silent(0, boot(), line_is("sound", S), halt)


def test_a_line_that_was_mended_for_nothing_changes_nothing() -> None:
    assert silent(91, boot(), line_is("sound", S))


class _Program(FakeDevice, ShowsActs):
    """A device that prints on, and ends no line."""

    def deeds(self) -> Iterator[Deed]:
        return iter((Done(30 * S, ActKind.LINE, "."),))

    def said(self, printed: str) -> str:
        return printed


def test_who_prints_on_without_ending_a_line_is_told_so() -> None:
    def prepare(world: FakeWorld) -> None:
        world.put("device", _Program(world, "device", Board.ESP32))

    found = seen_by(NoSilentStop, boot(), line("working", S), run_us=92 * S, prepare=prepare)
    assert found.endswith("at most 1m 30s expected; what it printed meanwhile is on a line that it has not ended")
