"""I13: the pace of polls and reports."""

import pytest

from oceanhil.protocol.profile import load_profile, polling_every
from oceanhil.scenarios.devices.invariants.pace import PaceIsKept
from oceanhil.scenarios.trace import EventKind, Source
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import Planned, boot, line, power, requested


def poll(after_s: float, **fields: str) -> Planned:
    return requested("state", 200, round(after_s * S), session="5e5510", **fields)


def report(after_s: float) -> Planned:
    return poll(after_s, method="POST")


def seen(*planned: Planned, run_s: int = 0) -> str:
    return seen_by(PaceIsKept, *planned, run_us=run_s * S)


def test_polls_come_every_five_seconds() -> None:
    assert not seen(*(poll(5 * number) for number in range(9)))
    assert seen(*(poll(2 * number) for number in range(9))) == ("device sent 7 polls within 12s, at least 24s expected")


def test_a_poll_that_does_not_come_is_missed() -> None:
    assert not seen(poll(0), poll(5), run_s=16)
    assert seen(poll(0), poll(5), run_s=17) == "device was online and sent no poll for 12s, one every 11s expected"


def test_reports_do_not_stop_and_do_not_flood() -> None:
    polls = [poll(5 * number) for number in range(100)]
    assert not seen(*polls, report(1), report(290))
    assert seen(*polls, report(1)) == "device was online and sent no report for 6m 4s, one every 6m expected"
    assert seen(*polls, *(report(3 * number) for number in range(9)))


@pytest.mark.parametrize(
    "between",
    [
        boot(7 * S),
        line("[WiFi] Connection lost", 7 * S),
        requested("state", 401, 7 * S, session="5e5510"),
        poll(7, fault="drop_response"),
        Planned(7 * S, EventKind.NETWORK, {"change": "access point"}, "", Source.HARNESS),
    ],
)
def test_what_disturbs_begins_anew(between: Planned) -> None:
    assert not seen(poll(0), poll(5), between, poll(60), poll(65))
    assert seen(poll(0), poll(5), poll(60), poll(65))


def test_who_backs_off_from_polls_that_fail_owes_none_though_its_reports_are_accepted() -> None:
    failed = [requested("state", 500, at * S, session="5e5510") for at in (10, 15, 25, 45, 85, 165)]
    assert not seen(poll(0), poll(5), *failed, report(166), report(226), poll(325), run_s=330)
    assert not seen(poll(0), poll(5), *failed, report(166), session(170), poll(325))


def test_who_never_polls_again_after_one_that_failed_is_silent_though_it_reports() -> None:
    failed = requested("state", 500, 10 * S, session="5e5510")
    reports = [report(60 * number) for number in range(1, 40)]
    assert seen(poll(0), poll(5), failed, *reports) == (
        "device was online and sent no poll for 13m, one every 12m 30s expected"
    )
    # The next accepted one ends that, and so does a start.
    assert seen(poll(0), failed, report(60), poll(65), report(66), run_s=77)
    assert seen(poll(0), failed, boot(20 * S), report(60), run_s=72)


@pytest.mark.parametrize(
    "told",
    [
        requested("state", 503, 5 * S, session="5e5510", retry_after=7200),
        requested("state", 403, 5 * S, session="5e5510"),
    ],
)
def test_who_was_asked_to_rest_owes_no_poll_until_one_is_accepted(told: Planned) -> None:
    assert not seen(poll(0), told, *(report(60 * number) for number in range(1, 60)))


def test_polls_do_not_burst_whatever_comes_of_them() -> None:
    lost = [poll(1.5 * number, fault="drop_request") for number in range(9)]
    assert seen(*lost) == "device sent 6 polls within 7s 500ms, at least 15s expected, whatever came of them"


def test_a_start_has_its_poll_however_seldom_others_come() -> None:
    starts = [each for number in range(9) for each in (boot(8 * number * S), poll(8 * number + 1))]
    assert not seen_by(PaceIsKept, *starts, profile=polling_every(load_profile(), 60))
    lost = [poll(1.5 * number, fault="drop_request") for number in range(9)]
    assert seen_by(PaceIsKept, *lost, profile=polling_every(load_profile(), 60))
    assert not seen(*(poll(3 * number, fault="drop_request") for number in range(9)))


def session(after_s: float) -> Planned:
    return requested("session", 200, round(after_s * S), session="5e5510")


def test_a_session_is_polled_with_at_once() -> None:
    assert not seen(session(0), poll(59))
    late = "device opened a session and did not poll for 10m, a poll within 1m expected"
    assert seen(session(0), poll(600)) == late
    assert seen(session(0), run_s=600) == late
    assert seen(session(0), line("[SYSTEM] Next attempt in 600 s", S), poll(600)) == late


def test_after_a_refused_poll_the_next_session_may_rest_and_the_one_after_it_may_not() -> None:
    refused = requested("state", 403, 0, session="5e5510")
    assert not seen(refused, session(1), poll(601))
    assert seen(refused, session(1), poll(601), session(606), poll(1206))


@pytest.mark.parametrize(
    "between",
    [
        line("[WiFi] Connection lost", 7 * S),
        boot(7 * S),
        line("[TIME] Synced", 7 * S),
        line("[SESSION] HTTP Response: -11", 7 * S),
    ],
)
def test_who_is_kept_from_polling_is_not_late(between: Planned) -> None:
    assert not seen(session(0), between, poll(600))


def test_a_poll_that_was_refused_while_nobody_heard_the_device_was_refused() -> None:
    noise, sound = (
        Planned(0, EventKind.LINE, {"change": each}, source=Source.HARNESS) for each in ("noise 9 ppm", "sound")
    )
    refused = requested("state", 403, 0, session="5e5510")
    assert not seen(noise, refused, sound, session(1), poll(601))


def test_a_poll_that_arrives_when_its_device_has_no_power_any_more_begins_nothing() -> None:
    assert not seen(power("off"), poll(0.1), run_s=60)
    assert seen(power("off"), poll(1.1), run_s=60)


def naps(begin_s: int, every_s: int, number: int) -> list[Planned]:
    """Give polls of a device that sleeps deeply before each."""
    times = [begin_s + every_s * each for each in range(number)]
    return [one for at_s in times for one in (_slept(at_s - 3), _woken(at_s - 2), poll(at_s))]


def _slept(at_s: int) -> Planned:
    return power("asleep", at_s * S)


def _woken(at_s: int) -> Planned:
    return Planned(at_s * S, EventKind.BOOT, {"number": 2, "reason": "deep-sleep"})


REFUSED = requested("state", 503, 1000 * S, session="5e5510")


def test_who_sleeps_between_polls_goes_back_to_its_pace_behind_a_failure() -> None:
    before = [*naps(10, 60, 15), REFUSED]
    assert not seen(*before, *naps(1500, 60, 80))
    assert not seen(*before, *naps(1500, 500, 3), *naps(3000, 60, 80))
    assert not seen(*before, *naps(1500, 179, 30))
    assert not seen(*before, *naps(1500, 500, 8))
    assert seen(*before, *naps(1500, 500, 9)) == (
        "device polls 8m 20s apart and more since 0:25:00.000, though each of these 9 polls was answered; "
        "before the last failure it was 1m at most"
    )


@pytest.mark.parametrize(
    "change",
    [
        boot(1200 * S),
        power("off", 1200 * S),
        Planned(2000 * S, EventKind.DASHBOARD, {"action": "relay"}),
        requested("state", 503, 2000 * S, session="5e5510"),
    ],
    ids=["another-boot", "no-power", "wish", "failure"],
)
def test_what_is_done_to_it_meanwhile_begins_anew(change: Planned) -> None:
    before = [*naps(10, 60, 15), REFUSED]
    slow = sorted([change, *naps(1500, 500, 9)], key=lambda each: each.after_us)
    assert not seen(*before, *slow)


def test_the_pace_of_a_device_that_never_failed_is_its_own() -> None:
    assert not seen(*naps(10, 60, 15), *naps(1500, 500, 20))
