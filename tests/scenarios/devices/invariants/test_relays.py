"""I12: relays as wanted, as switched, as reported."""

import pytest

from oceanhil.scenarios.devices.invariants.relays import RelaysAgree
from oceanhil.scenarios.line_change import line_words
from oceanhil.scenarios.trace import EventKind, Scalar, Source
from oceanhil.scenarios.world import Capability, NamesItsRelays
from tests.scenarios.devices.invariants.watching import S, WatchedLife, seen_by
from tests.scenarios.fake_world import FakeWorld, Planned, boot, fake_world, line, power, requested

FALSE_REPORT = "device reported relay 1 off and relay 2 off, and has relay 1 on and relay 2 off"
LOADED: dict[str, Scalar] = {"verdict": "valid"}


IN_REAL_TIME = frozenset(Capability) - {Capability.VIRTUAL_TIME}


def told(after_s: int, relay1: bool, relay2: bool = False) -> Planned:
    return requested("state", 200, after_s * S, session="5e5510", relay1=relay1, relay2=relay2)


def reported(after_s: int, relay1: bool, relay2: bool = False) -> Planned:
    return requested("state", 200, after_s * S, method="POST", session="5e5510", relay1=relay1, relay2=relay2)


def moved(after_s: int, relay1: bool, relay2: bool = False) -> Planned:
    return Planned(after_s * S, EventKind.RELAYS, {"relay1": relay1, "relay2": relay2})


def seen(*planned: Planned, run_s: int = 20) -> str:
    return seen_by(RelaysAgree, boot(), *planned, run_us=run_s * S)


def seen_in_real_time(*planned: Planned) -> str:
    world = FakeWorld(fake_world().made_for, {}, IN_REAL_TIME)
    return WatchedLife(world, RelaysAgree).see(boot(), *planned, run_us=20 * S).found


def test_a_relay_follows_within_five_seconds() -> None:
    assert not seen(told(1, relay1=True), moved(2, relay1=True))
    assert not seen(told(1, relay1=True), run_s=6)
    assert seen(told(1, relay1=True), run_s=7) == (
        "device was to have relay 1 on and relay 2 off from 0:00:01.000 on, "
        "and has relay 1 off and relay 2 off 6s later"
    )


class OneRelay(FakeWorld, NamesItsRelays):
    """A world whose devices have relay 1 alone."""

    def seen_relays(self) -> frozenset[int]:
        return frozenset({1})


def seen_of_one(*planned: Planned) -> str:
    world = OneRelay(fake_world().made_for, {}, frozenset(Capability))
    return WatchedLife(world, RelaysAgree).see(boot(), *planned, run_us=20 * S).found


def test_a_relay_that_nobody_sees_is_not_judged() -> None:
    assert not seen_of_one(told(1, relay1=False, relay2=True), reported(8, relay1=False, relay2=True))
    assert seen_of_one(told(1, relay1=True, relay2=True)) == (
        "device was to have relay 1 on from 0:00:01.000 on, and has relay 1 off 19s later"
    )
    report = requested("state", 200, 8 * S, method="POST", session="5e5510", relay1=True)
    assert seen_of_one(report) == "device reported relay 1 on, and has relay 1 off"


def test_another_relay_is_not_the_one() -> None:
    assert seen(told(1, relay1=True), moved(2, relay1=False, relay2=True))


def test_what_a_changed_answer_told_is_not_known() -> None:
    changed = requested("state", 200, 8 * S, session="5e5510", fault="answer")
    moves = [told(1, relay1=True), moved(2, relay1=True), changed, moved(8, relay1=True, relay2=True)]
    assert not seen(*moves)
    assert seen(*(each for each in moves if each is not changed))


def test_what_a_lost_answer_told_is_not_known() -> None:
    gave_up = line("[POLL] HTTP Response: -11", 5 * S)
    assert not seen(told(1, relay1=True), gave_up)
    assert seen(told(1, relay1=True), line("[POLL] HTTP Response: 503", 5 * S))


def test_while_the_network_loses_answers_nobody_knows_who_was_told() -> None:
    lossy, sound = (Planned(0, EventKind.NETWORK, {"change": f"loss {ppm} ppm"}) for ppm in (43_000, 0))
    assert not seen(lossy, told(1, relay1=True))
    assert seen(lossy, sound, told(1, relay1=True))


def test_a_switch_back_before_its_time_was_over_is_in_order() -> None:
    assert not seen(told(1, relay1=True), told(4, relay1=False))


def test_after_a_start_a_relay_is_as_it_was() -> None:
    before = [told(1, relay1=True), moved(2, relay1=True), told(8, relay1=True), moved(9, relay1=False), boot(9 * S)]
    loaded = Planned(10 * S, EventKind.LOAD, LOADED)
    assert not seen(*before, loaded, moved(11, relay1=True))
    assert seen(*before, loaded)


@pytest.mark.parametrize("saved_s", [None, 4])
def test_what_could_not_be_saved_is_not_expected_after_a_start(saved_s: int | None) -> None:
    failed = [told(1, relay1=True), moved(2, relay1=True), line("[EEPROM] Save failed", 2 * S)]
    saved = [] if saved_s is None else [line("[EEPROM] Token saved", saved_s * S)]
    later = [told(8, relay1=True), moved(9, relay1=False), boot(9 * S), Planned(10 * S, EventKind.LOAD, LOADED)]
    assert bool(seen(*failed, *saved, *later)) is (saved_s is not None)


def test_a_start_ends_what_could_not_be_saved() -> None:
    failed = [line("[EEPROM] Save failed"), boot(S), told(2, relay1=True), moved(3, relay1=True)]
    later = [told(9, relay1=True), moved(10, relay1=False), boot(10 * S), Planned(11 * S, EventKind.LOAD, LOADED)]
    assert seen(*failed, *later)


@pytest.mark.parametrize(
    "between",
    [
        power("cut", 9 * S),
        Planned(9 * S, EventKind.STEP, {"lever": "storage.clear"}, "", Source.HARNESS),
        requested("register", 200, 9 * S, granted="oc_perm_aaaa…"),
    ],
)
def test_what_may_have_taken_the_record_excuses(between: Planned) -> None:
    before = [told(1, relay1=True), moved(2, relay1=True), told(8, relay1=True), between, moved(9, relay1=False)]
    assert not seen(*before, boot(9 * S), Planned(10 * S, EventKind.LOAD, LOADED))


def test_a_report_says_what_is_switched() -> None:
    assert not seen(moved(2, relay1=True), reported(3, relay1=False), run_s=4)
    assert seen(told(1, relay1=True), moved(2, relay1=True), reported(9, relay1=False)) == FALSE_REPORT


def test_in_real_time_the_line_may_tell_of_a_switch_a_moment_after_the_report() -> None:
    late = Planned(9 * S + 200_000, EventKind.RELAYS, {"relay1": True, "relay2": False})
    assert not seen_in_real_time(told(8, relay1=True), reported(9, relay1=True), late)
    assert seen(told(8, relay1=True), reported(9, relay1=True), late)
    assert not seen_in_real_time(told(8, relay1=True), reported(9, relay1=True), boot(9 * S + 100_000))


def test_in_real_time_too_a_report_must_be_true() -> None:
    switched = [told(1, relay1=True), moved(2, relay1=True)]
    assert seen_in_real_time(*switched, reported(9, relay1=False)) == FALSE_REPORT
    assert seen_in_real_time(*switched, reported(9, relay1=False), moved(11, relay1=False)) == FALSE_REPORT


@pytest.mark.parametrize(("polled_ms", "is_new"), [(3_017, False), (5_500, True)])
def test_a_poll_that_was_under_way_at_a_start_has_told_nothing(polled_ms: int, *, is_new: bool) -> None:
    poll = requested("state", 200, polled_ms * 1_000, session="5e5510", relay1=True, relay2=False)
    assert bool(seen(boot(3 * S), poll)) is is_new


def test_a_poll_that_was_under_way_as_its_network_changed_may_have_been_heard_or_not() -> None:
    slow = Planned(8 * S - S // 2, EventKind.NETWORK, {"change": "latency 20000 us each way"})
    moves = [told(1, relay1=True), moved(2, relay1=True), told(8, relay1=False)]
    assert not seen(*moves[:2], slow, moves[2], moved(8, relay1=False))
    assert not seen(*moves[:2], slow, moves[2])
    assert seen(*moves[:2], slow, moved(8, relay1=False))


def test_a_board_without_power_switches_nothing() -> None:
    assert not seen(told(1, relay1=True), power("off", 2 * S))


def test_what_nobody_may_have_heard_of_is_not_judged() -> None:
    stuck = Planned(3 * S, EventKind.LINE, {"change": "stuck"})
    sound = Planned(9 * S, EventKind.LINE, {"change": line_words(None)})
    assert not seen(told(1, relay1=True), stuck)
    assert not seen(stuck, told(4, relay1=True), reported(8, relay1=True), sound)
    assert seen(stuck, sound, told(10, relay1=True))
