"""The expectation that a device is online: device, server and dashboard must agree."""

from collections.abc import Mapping, Sequence

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.lines import Line
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.seeking import SeeksNetwork
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, SpeaksItsOwn, TakesAnyFirmware, WorldRequest
from tests.scenarios.devices.judging import UNWATCHED, Judged, judged
from tests.scenarios.fake_world import (
    FakeDevice,
    FakeFactory,
    FakeWorld,
    Planned,
    S,
    boot,
    line,
    power,
    requested,
    status,
)
from tests.scenarios.writing import case_of

SAID = line("[INFO] Device ONLINE", 2 * S)
SESSION = requested("session", 200, S, session="5e551000")
POLL = requested("state", 200, 3 * S, session="5e551000")
LATE_POLL = requested("state", 200, 5 * S, session="5e551000")
SHOWN = status("online", S)
START = boot(), SESSION, SHOWN


def run(steps: str, *planned: Planned, dashboard: bool = True) -> Result:
    hidden = {Capability.DASHBOARD, Capability.SERVER_REQUESTS, Capability.DEVICE_STATUS}
    capabilities = frozenset(Capability) - (frozenset() if dashboard else hidden)
    factory = FakeFactory({"device.power_on": planned}, capabilities=capabilities)
    given = UNWATCHED if dashboard else f"given: {{token: none}}\n{UNWATCHED}"
    return run_case(case_of(given, "- device.power_on\n" + steps), factory, load_profile())


def holds(steps: str, *planned: Planned, dashboard: bool = True) -> Judged:
    return judged(run(steps, *planned, dashboard=dashboard))


def test_the_line_an_accepted_poll_and_the_dashboard_make_a_device_online() -> None:
    assert holds("- expect.online", *START, SAID, POLL)


@pytest.mark.parametrize("lacking", [SAID, POLL, SHOWN])
def test_one_of_them_lacking_it_is_not(lacking: Planned) -> None:
    planned = [each for each in (*START, SAID, POLL) if each is not lacking]
    assert not holds("- expect.online: 10s", *planned)


@pytest.mark.parametrize(
    "poll",
    [
        requested("state", 401, 3 * S, session="5e551000"),
        requested("state", 200, 3 * S),
        requested("state", 200, 3 * S, "twin", session="5e551000"),
        requested("state", 200, S, session="5e551000"),
    ],
)
def test_only_the_devices_own_accepted_poll_after_the_line_counts(poll: Planned) -> None:
    assert not holds("- expect.online: 10s", *START, SAID, poll)


def test_a_line_of_an_earlier_boot_does_not_count() -> None:
    assert not holds("- time.run: 3s\n- expect.online: 10s", *START, SAID, boot(4 * S), LATE_POLL)


def test_a_device_that_is_online_already_must_poll_once_more() -> None:
    later = requested("state", 200, 8 * S, session="5e551000")
    assert holds("- time.run: 4s\n- expect.online", *START, SAID, POLL, later)
    assert not holds("- time.run: 4s\n- expect.online", *START, SAID, POLL)


def test_lines_up_to_the_one_that_says_so_are_consumed() -> None:
    planned = *START, line("before", 2 * S), SAID, POLL, line("after", 3 * S)
    assert not holds("- expect.online\n- expect.serial: {line: before, within: 9s}", *planned)
    assert holds("- expect.online\n- expect.serial: {line: after, within: 9s}", *planned)


def test_without_a_dashboard_the_line_alone_counts() -> None:
    assert holds("- expect.online", boot(), SAID, dashboard=False)
    again = '- expect.online\n- expect.serial: {line: "[INFO] Device ONLINE", within: 9s}'
    assert not holds(again, boot(), SAID, dashboard=False)
    assert not holds("- expect.online: 1s", boot(), SAID, dashboard=False)


@pytest.mark.parametrize("seen", [True, False])
def test_what_was_said_before_power_went_does_not_count(*, seen: bool) -> None:
    off = Planned(3 * S, EventKind.POWER, {"state": "off"})
    steps = "- expect.online: 5s\n- time.run: 5s\n- expect.online: 5s"
    result = run(steps, *START, SAID, requested("state", 200, 2 * S + 1, session="5e551000"), off, dashboard=seen)
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    assert result.failure.line == 10 - seen


def test_the_failure_tells_a_missing_line_from_a_missing_poll() -> None:
    silent, unpolled = run("- expect.online: 9s", *START), run("- expect.online: 9s", *START, SAID)
    assert silent.failure is not None
    assert unpolled.failure is not None
    assert silent.failure.found == "no line at all"
    assert unpolled.failure.found == "[INFO] Device ONLINE | the server accepted no poll after that"


@pytest.mark.parametrize(("shown_s", "ends_s"), [(0, 2), (1, 2), (3, 4), (4, 4), (8, 8), (9, 9), (10, None)])
def test_where_no_poll_is_seen_the_dashboard_is_asked_every_two_seconds(shown_s: int, ends_s: int | None) -> None:
    """The line comes after 2 s; within 9 s all must agree."""
    factory = FakeFactory(
        {"device.power_on": [boot(), SAID, status("online", shown_s * S)]},
        capabilities=frozenset(Capability) - {Capability.SERVER_REQUESTS},
    )
    result = run_case(case_of("", "- device.power_on\n- expect.online: 9s"), factory, load_profile())
    expected = (Outcome.FAILED, 9 * S) if ends_s is None else (Outcome.PASSED, ends_s * S)
    assert (result.outcome, result.simulated_us) == expected


@pytest.mark.parametrize(
    ("said_s", "at_s"),
    [(2, 5), (4, 6)],
    ids=["before its first poll", "behind it"],
)
def test_who_says_so_before_its_first_poll_may_report_before_anything_else_is_done(said_s: int, at_s: int) -> None:
    said, again = line("[INFO] Device ONLINE", said_s * S), requested("state", 200, 6 * S, session="5e551000")
    result = run("- expect.online\n- time.run: 1s\n", *START, said, POLL, again)
    (step,) = (each for each in result.events if each.fields.get("lever") == "time.run")
    assert step.t_us == at_s * S


class Speaking(FakeWorld, SpeaksItsOwn):
    """A world with firmware of somebody else, which prints what is documented."""

    def speaks(self, line: Line) -> bool:
        del line
        return True


class FactoryOfOthers(FakeFactory, TakesAnyFirmware):
    def make(self, request: WorldRequest) -> FakeWorld:
        return Speaking(request, self._script, self.capabilities)


class Silent(FakeWorld, SpeaksItsOwn):
    """A world with firmware that prints nothing of what is documented."""

    def speaks(self, line: Line) -> bool:
        del line
        return False


class FactoryOfSilent(FakeFactory, TakesAnyFirmware):
    def make(self, request: WorldRequest) -> FakeWorld:
        return Silent(request, self._script, self.capabilities)


SLEEP = power("asleep", 4 * S), power("on", 5 * S), boot(5 * S, reason="deep-sleep")
POLL_BEHIND = requested("state", 200, 6 * S, session="5e551000")


def holds_of_others(steps: str, script: Mapping[str, Sequence[Planned]]) -> Judged:
    case = case_of(UNWATCHED, "- device.power_on\n" + steps)
    return judged(run_case(case, FactoryOfOthers(script), load_profile()))


def test_firmware_of_others_may_sleep_deeply_between_its_line_and_its_poll() -> None:
    slept = *START, SAID, *SLEEP, POLL_BEHIND
    assert holds_of_others("- expect.online: 10s", {"device.power_on": slept})
    assert holds_of_others("- time.run: 5500ms\n- expect.online: 10s", {"device.power_on": slept})
    assert not holds("- expect.online: 10s", *slept)


def test_what_it_said_before_the_bench_put_it_to_sleep_does_not_count() -> None:
    woken = power("asleep"), power("on", S), boot(S, reason="deep-sleep"), LATE_POLL
    script = {"device.power_on": (*START, SAID, POLL), "device.deep_sleep": woken}
    steps = "- time.run: 4s\n- device.deep_sleep: 1s\n- time.run: 1500ms\n- expect.online: 10s"
    assert not holds_of_others(steps, script)


def test_what_it_said_before_another_start_does_not_count_either() -> None:
    restarted = *START, SAID, boot(4 * S, reason="watchdog"), POLL_BEHIND
    assert not holds_of_others("- expect.online: 10s", {"device.power_on": restarted})


def test_boots_that_end_its_own_sleeps_are_not_counted() -> None:
    slept = *START, SAID, *SLEEP, POLL_BEHIND
    assert holds_of_others("- time.run: 7s\n- expect.boots: 1", {"device.power_on": slept})
    assert holds("- time.run: 7s\n- expect.boots: 2", *slept)


def test_a_poll_that_was_under_way_at_a_start_is_none_of_the_boot() -> None:
    sent_before = requested("state", 200, 4 * S + S // 100, session="5e551000")
    planned = boot(), SESSION, SHOWN, boot(4 * S), sent_before
    case = case_of(UNWATCHED, "- device.power_on\n- expect.online: 10s")
    silent = FactoryOfSilent({"device.power_on": planned})
    assert not judged(run_case(case, silent, load_profile()))
    polled = FactoryOfSilent({"device.power_on": (*planned, requested("state", 200, 7 * S, session="5e551000"))})
    assert judged(run_case(case, polled, load_profile()))


class Seeking(FakeDevice, SeeksNetwork):
    """A device that says which network it asks for."""

    def network_missed(self) -> str:
        """Say it."""
        return "it asks for the network 'cellar'"


def test_a_network_that_is_asked_for_in_vain_is_told_with_what_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeWorld, "device", lambda world, name=MAIN_DEVICE: Seeking(world, name, Board.ESP32))
    failure = run("- expect.online: 10s", boot(), line("joining", S)).failure
    assert failure is not None
    assert failure.found == "joining | it asks for the network 'cellar'"
