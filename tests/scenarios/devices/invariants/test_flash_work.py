"""I11: flash work and its reasons."""

from collections.abc import Callable

import pytest

from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.scenarios.devices.invariants.flash_work import FlashIsSpared
from oceanhil.scenarios.invariants import Watch
from oceanhil.scenarios.trace import EventKind, Source
from oceanhil.scenarios.world import Capability, FlashWear
from tests.scenarios.devices.invariants.watching import S, seen_by
from tests.scenarios.fake_world import PERMANENT_TOKEN, FakeWorld, Planned, boot, fake_world, line, requested, stored

SAVE = FlashWear(1, 4096)
GRANTED = requested("register", 200, S, granted=PERMANENT_TOKEN[:12] + "…")
RELAY = requested("state", 200, S, relay1=True, relay2=False)
SAVED = line("[EEPROM] Token saved", 2 * S)


def worn(work: FlashWear, *planned: Planned, capabilities: frozenset[Capability] = frozenset(Capability)) -> str:
    """What is said when these events, one second apart at most, are followed by this work."""
    world = fake_world()
    world.capabilities = capabilities
    watch = Watch(world, [FlashIsSpared], frozenset())
    for each in planned:
        world.plan(each)
    world.run_for(3 * S)
    world.device().wear = work
    violation = watch.first_violation(at_end=True)
    return violation.found if violation else ""


@pytest.mark.parametrize("reason", [GRANTED, RELAY])
def test_a_save_needs_a_reason(reason: Planned) -> None:
    before = [boot(), Planned(0, EventKind.LOAD, {"verdict": "valid"})]
    assert not worn(FlashWear(2, 8192), *before, reason)
    assert worn(FlashWear(7, 4096), *before, reason)
    assert worn(FlashWear(1, 30_000), *before, reason)


def test_a_start_programs_little_and_erases_nothing() -> None:
    again = [boot(), boot(S)]
    assert not worn(FlashWear(4, 16_384), *again[:1])
    assert worn(FlashWear(4, 20_000), *again)


def test_the_same_answer_again_is_no_reason() -> None:
    once = worn(FlashWear(7, 0), boot(), RELAY)
    assert once == worn(FlashWear(7, 0), boot(), RELAY, RELAY)
    assert once.startswith("device: 7 sectors erased, 0 bytes programmed, 6 sectors erased, ")


def test_the_breach_says_how_long_a_sector_will_last() -> None:
    assert "after a start, a relay; at this rate a sector is worn out after 0.0 years" in worn(
        FlashWear(8, 0), boot(), RELAY
    )


def test_work_of_the_bench_is_not_the_devices() -> None:
    step = Planned(S, EventKind.STEP, {"lever": "storage.rewrite"}, "", Source.HARNESS)
    other = Planned(S, EventKind.STEP, {"lever": "time.run"}, "", Source.HARNESS)
    assert not worn(FlashWear(50, 0), boot(), step)
    assert worn(FlashWear(50, 0), boot(), other)


def test_a_world_that_counts_nothing_says_nothing() -> None:
    assert not worn(FlashWear(50, 0), boot(), capabilities=frozenset(Capability) - {Capability.FLASH_WEAR})


def holding(record: RecordReading) -> Callable[[FakeWorld], None]:
    def prepare(world: FakeWorld) -> None:
        world.device().record = record

    return prepare


def test_saved_is_said_of_what_reads_back() -> None:
    assert not seen_by(FlashIsSpared, GRANTED, SAVED, prepare=holding(stored(PERMANENT_TOKEN)))
    nothing = holding(RecordReading(RecordVerdict.BAD_CHECKSUM))
    assert "nothing valid can be read back" in seen_by(FlashIsSpared, GRANTED, SAVED, prepare=nothing)
    other = holding(stored("oc_perm_" + "x" * 43))
    assert "another token than oc_perm_pppp…" in seen_by(FlashIsSpared, GRANTED, SAVED, prepare=other)
