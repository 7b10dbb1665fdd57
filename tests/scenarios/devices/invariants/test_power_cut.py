"""I6: what a power cut may do to storage."""

import pytest

from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.scenarios.devices.invariants.power_cut import NoThirdValue
from oceanhil.scenarios.invariants import Watch
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import PERMANENT_TOKEN, FakeWorld, Planned, fake_world, power, requested, stored

FORGED = stored("oc_perm_" + "x" * 43)
LOAD = Planned(2 * S, EventKind.LOAD, {"verdict": "valid"})


def seen(record: RecordReading, *planned: Planned) -> str:
    def prepare(world: FakeWorld) -> None:
        world.device().record = record

    return seen_by(NoThirdValue, *planned, prepare=prepare)


@pytest.mark.parametrize("planned", [[power("cut")], [power("cut"), LOAD]])
def test_an_accepted_record_with_a_token_nobody_issued_is_a_breach(planned: list[Planned]) -> None:
    assert seen(FORGED, *planned) == "device accepts a record whose token (51 characters) was never issued"


@pytest.mark.parametrize(
    "record",
    [
        stored(PERMANENT_TOKEN),
        RecordReading(RecordVerdict.EMPTY),
        RecordReading(RecordVerdict.BAD_CHECKSUM),
    ],
)
def test_an_issued_token_or_detected_damage_is_in_order(record: RecordReading) -> None:
    assert not seen(record, power("cut"), LOAD)


def test_what_the_legacy_layout_cuts_is_not_the_power_cuts_doing() -> None:
    assert not seen(stored(PERMANENT_TOKEN[:32]), power("cut"), LOAD)
    assert seen(stored(PERMANENT_TOKEN[:31]), power("cut"), LOAD)


def between(cut_then: str) -> bool:
    """A forged record lies in storage from a cut until just before it is read; tell whether that is a breach."""
    world = fake_world()
    world.device().record = FORGED
    watch = Watch(world, [NoThirdValue], frozenset())
    world.plan(power("cut"))
    world.plan(power("on", S) if cut_then == "power" else LOAD)
    world.run_for(3 * S)
    world.device().record = stored(PERMANENT_TOKEN)
    return watch.first_violation(at_end=True) is not None


def test_the_record_is_judged_when_it_is_read_not_before() -> None:
    assert between("load")
    assert not between("power")


@pytest.mark.parametrize("lacking", [Capability.STORAGE_WATCH, Capability.STORAGE_READ])
def test_where_the_record_cannot_be_read_beside_the_program_nothing_is_judged(lacking: Capability) -> None:
    def prepare(world: FakeWorld) -> None:
        world.capabilities = frozenset(Capability) - {lacking}
        world.device().record = FORGED

    assert not seen_by(NoThirdValue, power("cut"), LOAD, prepare=prepare)


def test_without_a_power_cut_nothing_is_judged() -> None:
    assert not seen(FORGED, power("off"), LOAD)


OPENED = requested("session", 200, 2 * S, session="a1b2c3")


def saved(**by: str) -> Planned:
    return Planned(S, EventKind.SAVE, {"verdict": "valid", **by})


def test_who_opens_a_session_has_saved_the_whole_token() -> None:
    assert seen(stored(PERMANENT_TOKEN[:32]), saved(), OPENED) == (
        "device opened a session with a token of which it has saved 32 characters: "
        "after the next power loss it has none that works"
    )
    assert not seen(stored(PERMANENT_TOKEN), saved(), OPENED)
    assert not seen(RecordReading(RecordVerdict.EMPTY), saved(), OPENED)


@pytest.mark.parametrize(
    "others",
    [
        (OPENED,),
        (saved(by="rewrite"), OPENED),
        (saved(), requested("session", 401, 2 * S)),
        (saved(), requested("state", 200, 2 * S, session="a1b2c3")),
    ],
)
def test_a_token_that_was_not_saved_or_let_in_is_not_looked_for(others: tuple[Planned, ...]) -> None:
    assert not seen(stored(PERMANENT_TOKEN[:32]), *others)
