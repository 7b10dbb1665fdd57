"""A session whose life the device was told is renewed before it is over."""

import pytest

from oceanhil.scenarios.trace import EventKind, Source
from oceanhil.scenarios.traced_step import step_fields
from tests.scenarios.devices.steps.test_laws import ON, found
from tests.scenarios.fake_world import Planned, S, boot, network, requested

STEPS = ON + "- time.run: 2m\n- expect.renewed"
OPENED = requested("session", 200, S, session="5e5510", expires_in=60)
REFUSED = requested("state", 401, 62 * S, session="5e5510", code="session_expired")
BROKEN = "a poll 1m 1s behind one of 1m"


def clock(change: str, after_s: int, device: str = "device") -> Planned:
    return Planned(after_s * S, EventKind.CLOCK, {"change": change}, device, Source.HARNESS)


def step(name: str, after_s: int) -> Planned:
    return Planned(after_s * S, EventKind.STEP, step_fields(1, name, 1, in_remedy=False), "", Source.HARNESS)


def test_a_poll_behind_the_end_of_its_session_is_one_too_many() -> None:
    assert found(STEPS, OPENED, REFUSED) == BROKEN


def test_a_session_that_is_used_up_to_its_end_is_well() -> None:
    assert not found(STEPS, OPENED, requested("state", 200, 60 * S, session="5e5510"))


def test_of_another_session_or_refusal_nothing_is_said() -> None:
    assert not found(STEPS, OPENED, requested("state", 401, 62 * S, session="other", code="session_expired"))
    assert not found(STEPS, OPENED, requested("state", 401, 62 * S, session="5e5510", code="session_unknown"))


def test_whoever_was_told_no_life_or_a_strange_one_cannot_know_it() -> None:
    assert not found(STEPS, requested("session", 200, S, session="5e5510"), REFUSED)
    strange = requested("session", 200, S, session="5e5510", expires_in=60, fault="answer")
    assert not found(STEPS, OPENED, strange, REFUSED)


@pytest.mark.parametrize(
    "between",
    [
        clock("server clock +10 s", 5, ""),
        clock("uptime 4294000 s", 5),
        Planned(5 * S, EventKind.DASHBOARD, {"action": "settings"}, "", Source.SERVER),
        boot(5 * S),
        network(5 * S),
    ],
)
def test_what_moves_the_end_of_a_session_excuses(between: Planned) -> None:
    assert not found(STEPS, OPENED, between, REFUSED)


ACCEPTED = requested("state", 200, 9 * S, session="5e5510")


@pytest.mark.parametrize("reason", ["deep-sleep", "watchdog"])
def test_a_session_that_is_good_behind_a_start_is_renewed_before_its_end_too(reason: str) -> None:
    asleep = boot(5 * S, reason=reason)
    assert found(STEPS, OPENED, asleep, ACCEPTED, REFUSED) == BROKEN
    # Somebody else's start is none of this device.
    assert found(STEPS, OPENED, boot(5 * S, "twin"), REFUSED) == BROKEN


@pytest.mark.parametrize(
    "behind",
    [
        # Whoever starts may ask once whether its session is still one.
        [boot(5 * S)],
        [boot(5 * S), requested("state", 200, 9 * S, session="other")],
        [boot(5 * S), requested("state", 500, 9 * S, session="5e5510")],
        # The request had left before the start.
        [boot(9 * S - 10_000), ACCEPTED],
        [boot(5 * S), ACCEPTED, boot(12 * S)],
        # Behind a start the time of day is all by which a session's age may be known.
        [boot(5 * S), step("clock.set_skew", 7), ACCEPTED],
        [step("clock.boot_skew", 3), boot(5 * S), ACCEPTED],
        [boot(5 * S), ACCEPTED, network(12 * S)],
    ],
)
def test_a_session_that_may_be_over_since_a_start_is_not_judged(behind: list[Planned]) -> None:
    assert not found(STEPS, OPENED, *behind, REFUSED)


def test_within_a_boot_the_time_of_day_of_a_device_is_no_excuse() -> None:
    assert found(STEPS, OPENED, clock("device clock +3600 s", 5), REFUSED) == BROKEN


def test_while_a_clock_drifts_no_session_is_judged() -> None:
    assert not found(STEPS, clock("drift -900 ppm", 0), OPENED, REFUSED)
    assert found(STEPS, clock("drift -900 ppm", 0), clock("drift +0 ppm", 0), OPENED, REFUSED) == BROKEN


def test_a_drift_in_sleep_ends_as_one_of_a_running_board_does_and_ends_no_other() -> None:
    mended = clock("drift in deep sleep +0 ppm", 0)
    assert not found(STEPS, clock("drift in deep sleep +900 ppm", 0), OPENED, REFUSED)
    assert found(STEPS, clock("drift in deep sleep +900 ppm", 0), mended, OPENED, REFUSED) == BROKEN
    assert not found(STEPS, clock("drift -900 ppm", 0), mended, OPENED, REFUSED)
