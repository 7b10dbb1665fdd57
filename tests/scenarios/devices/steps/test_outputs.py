"""Steps about relays, the sensor, what is reported of them, and flash work."""

import pytest

from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind, Scalar
from oceanhil.scenarios.world import FlashWear
from tests.scenarios.devices.judging import UNWATCHED, Judged, judged
from tests.scenarios.fake_world import FakeFactory, FakeWorld, Planned, S, requested
from tests.scenarios.writing import case_of

ON = "- device.power_on\n"


def run(steps: str, *planned: Planned, wear: FlashWear | None = None) -> Result:
    def prepare(world: FakeWorld) -> None:
        world.device().wear = wear or FlashWear()

    factory = FakeFactory({"device.power_on": planned}, prepare=prepare)
    return run_case(case_of(f"given: {{token: none}}\n{UNWATCHED}", ON + steps), factory, load_profile())


def holds(steps: str, *planned: Planned, wear: FlashWear | None = None) -> Judged:
    return judged(run(steps, *planned, wear=wear))


def found(steps: str, *planned: Planned, wear: FlashWear | None = None) -> tuple[str, str]:
    failure = run(steps, *planned, wear=wear).failure
    assert failure is not None
    return failure.expected, failure.found


def moved(after_s: int, *, relay1: bool = False, relay2: bool = False) -> Planned:
    return Planned(after_s * S, EventKind.RELAYS, {"relay1": relay1, "relay2": relay2})


def reported(after_s: int, **fields: Scalar) -> Planned:
    return requested("state", 200, after_s * S, "device", method="POST", **fields)


def test_a_relay_is_off_until_it_is_moved() -> None:
    assert holds("- expect.relay: {relay: 1, state: off}")
    assert not holds("- expect.relay: {relay: 1, state: on}")


def test_a_relay_that_is_on_is_not_waited_for_and_another_is() -> None:
    move = moved(5, relay1=True)
    assert holds("- time.run: 6s\n- expect.relay: {relay: 1, state: on, within: 0s}", move)
    assert holds("- expect.relay: {relay: 1, state: on, within: 5s}", move)
    assert found("- expect.relay: {relay: 2, state: on, within: 6s}", move) == (
        "relay 2 to be on within 6s",
        "relay 2 off; it was switched 0 times, and relay 1 is on",
    )
    assert found("- expect.relay: {relay: 2, state: on, within: 6s}") == (
        "relay 2 to be on within 6s",
        "relay 2 off; it was switched 0 times",
    )


SWITCHED = """
- server.generate
- server.set_relay: {relay: 1, state: on}
- expect.relay: {relay: 1, state: on, within: 6s}
"""


def test_a_report_that_took_a_switch_back_is_told_with_its_time() -> None:
    told = requested("state", 200, 4 * S, relay1=False, relay2=False)
    assert found(SWITCHED, reported(3, relay1=False, relay2=False), told)[1] == (
        "relay 1 off; it was switched 0 times; the device reported it off at 0:00:03.000, before a poll had told of "
        "the switch, and so took that back"
    )


def test_no_report_took_back_what_a_poll_had_told_before_or_what_it_does_not_name() -> None:
    plain = "relay 1 off; it was switched 0 times"
    told = requested("state", 200, 2 * S, relay1=True, relay2=False)
    assert found(SWITCHED, told, reported(3, relay1=False, relay2=False))[1] == plain
    assert found(SWITCHED, reported(3, relay2=False))[1] == plain
    assert found(SWITCHED, requested("state", 401, 3 * S, method="POST", relay1=False))[1] == plain


def test_the_last_move_counts() -> None:
    moves = (moved(1, relay1=True), moved(2))
    assert holds("- time.run: 3s\n- expect.relay: {relay: 1, state: off, within: 0s}", *moves)


def test_a_report_is_consumed() -> None:
    one = reported(1, relay1=True, relay2=False, temperature="-12.5", humidity="40.7")
    steps = "- expect.report: {relay1: on, relay2: off, temperature: -12.5, humidity: 40.7, within: 5s}\n"
    assert holds(steps, one)
    assert not holds(2 * steps, one)
    assert holds(2 * steps, one, one)


@pytest.mark.parametrize("other", ["relay1: off", "relay2: on", "temperature: 12.5", "humidity: 40.8"])
def test_another_report_is_not_the_one(other: str) -> None:
    one = reported(1, relay1=True, relay2=False, temperature="-12.5", humidity="40.7")
    assert found(f"- expect.report: {{{other}, within: 5s}}", one)[1] == (
        "relay1 on, relay2 off, temperature -12.5, humidity 40.7"
    )


def test_a_poll_or_a_report_that_is_refused_is_no_report() -> None:
    steps = "- expect.report: {within: 5s}"
    assert found(steps, requested("state", 200, S)) == ("a report of anything within 5s", "no report at all")
    assert not holds(steps, requested("state", 401, S, method="POST"))


@pytest.mark.parametrize(
    ("step", "call"),
    [
        ("device.sense: {temperature: -12.5}", "device.set_sensors -125 620"),
        ("device.sense: {humidity: 40}", "device.set_sensors 235 400"),
    ],
)
def test_the_sensor_is_set(step: str, call: str) -> None:
    factory = FakeFactory()
    run_case(case_of("given: {token: none}", f"- {step}"), factory, load_profile())
    assert call in factory.worlds[0].calls


@pytest.mark.parametrize(
    ("step", "held"),
    [
        ("- device.press", {0: True, 200_000: False}),
        ("- device.press: 5s", {0: True, 5 * S: False}),
        (
            "- device.press: {for: 1s, bounces: 1}",
            {0: True, 1000: False, 2000: True, 2000 + S: False, 3000 + S: True, 4000 + S: False},
        ),
    ],
)
def test_a_button_is_pressed_and_let_go_and_bounces_both_times(step: str, held: dict[int, bool]) -> None:
    factory = FakeFactory()
    run_case(case_of("given: {token: none}", step), factory, load_profile())
    calls = [call for call in factory.worlds[0].calls if "hold_button" in call]
    assert calls == [f"device.hold_button {is_down} at {at_us}" for at_us, is_down in held.items()]


def test_no_contact_bounces_a_thousand_times() -> None:
    with pytest.raises(ScenarioError, match="no contact bounces so often; expected at most 100"):
        case_of("given: {token: none}", "- device.press: {bounces: 1000}")


@pytest.mark.parametrize(("bound", "does"), [("2", True), ("1", False)])
def test_flash_work_has_a_bound(bound: str, does: bool) -> None:
    work = FlashWear(2, 8192)
    assert bool(holds(f"- expect.flash_work: {{at_most_erases: {bound}}}", wear=work)) is (does)
    assert bool(holds(f"- expect.flash_work: {{at_most_bytes: {4096 * int(bound)}}}", wear=work)) is (does)


def test_flash_work_is_counted_from_the_mark_on() -> None:
    assert holds("- mark\n- expect.flash_work: {at_most_erases: 0, at_most_bytes: 0}", wear=FlashWear(2, 8192))
    assert found("- expect.flash_work: {at_most_erases: 0, at_most_bytes: 0}", wear=FlashWear(2, 8192)) == (
        "at most 0 sectors erased and at most 0 bytes programmed",
        "2 sectors erased and 8,192 bytes programmed",
    )
    assert found("- expect.flash_work: {at_most_erases: 1, at_most_bytes: 4096}", wear=FlashWear(2, 8192)) == (
        "at most 1 sector erased and at most 4,096 bytes programmed",
        "2 sectors erased and 8,192 bytes programmed",
    )


def test_no_flash_work_is_waited_for() -> None:
    assert holds("- expect.no_flash_work: 1h", wear=FlashWear(2, 8192))


def test_a_budget_that_the_pages_themselves_would_break_is_an_error_of_the_scenario() -> None:
    granted = requested("register", 200, S, "device", granted="oc_perm_abcd")
    steps = "- time.run: 2s\n- expect.flash_work: {at_most_bytes: %d}\n"
    result = run(steps % 31, granted)
    assert result.outcome is Outcome.ERROR
    assert result.reason.partition(" (in expect.flash_work, ")[0] == (
        "expect.flash_work allows 31 bytes, but 'device' was granted tokens since, 1 of 32 bytes or more, which it has "
        "to store; allow more, or put a 'mark' behind that"
    )
    assert holds(steps % 32, granted)
    assert holds("- time.run: 2s\n- mark\n- expect.flash_work: {at_most_bytes: 0}", granted)
