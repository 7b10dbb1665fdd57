"""Sweeps as such: counting, seeds, torn models that the legacy record does not stand, faults of cells."""

import msgspec
import pytest

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.sweep import CutOutcome, Operation, PlanError, SweptStore, parse_faults, run_sweep
from oceanhil.simulator.sweep.result import as_ranges
from tests.simulator.sweep.sweeping import NEWEST, OLDER, plan, swept


@pytest.mark.slow
def test_every_unit_is_cut_with_every_seed() -> None:
    result = swept(Operation.TOKEN_SAVE_UPDATE, NEWEST, SweptStore.LEGACY, torn=TornModel.RANDOM_BITS, seeds=3)
    assert (len(result.worst), result.points) == (148, 444)


def test_a_sweep_is_the_same_each_time() -> None:
    results = [
        swept(Operation.TOKEN_SAVE_UPDATE, Driver.PICO_CORE, SweptStore.LEGACY, torn=TornModel.MARGINAL_BITS, seeds=2)
        for _ in range(2)
    ]
    assert results[0] == results[1]


@pytest.mark.slow
def test_random_bits_lose_updates_on_5_5_1_and_none_on_4_4_7() -> None:
    newest, older = (swept(Operation.COMMIT, driver, torn=TornModel.RANDOM_BITS, seeds=4) for driver in (NEWEST, OLDER))
    assert newest.tally[CutOutcome.LOST] > 0
    assert set(older.tally) == {CutOutcome.OLD, CutOutcome.NEW}


@pytest.mark.slow
def test_the_seed_that_showed_the_worst_is_named() -> None:
    result = swept(Operation.COMMIT, NEWEST, torn=TornModel.RANDOM_BITS, seeds=6)
    mixed = [unit for unit in result.worst_seed if result.worst[unit] is CutOutcome.LOST]
    assert mixed
    assert all(0 <= result.worst_seed[unit] < 6 for unit in mixed)


def test_a_stuck_bit_in_the_record_is_seen_by_one_copy_and_survived_by_two() -> None:
    faults = parse_faults(("stuck-bit:0x3fb006.3=0",))
    tallies = []
    for kept in (SweptStore.LEGACY, SweptStore.REFERENCE):
        made = plan(Operation.TOKEN_SAVE_UPDATE, Driver.ESP8266_CORE, kept)
        tallies.append(set(run_sweep(msgspec.structs.replace(made, faults=faults)).tally))
    assert tallies == [{CutOutcome.CORRUPT}, {CutOutcome.OLD}]


@pytest.mark.parametrize("text", ["wear-out", "wear-out:-1", "stuck-bit:0x10=1", "stuck-bit:16.8=1", "melted:1"])
def test_a_fault_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a fault of cells; expected"):
        parse_faults((text,))


def test_ascending_numbers_become_ranges() -> None:
    assert [str(each) for each in as_ranges([1, 2, 3, 7, 9, 10])] == ["1-3", "7", "9-10"]


@pytest.mark.parametrize(
    ("operation", "driver", "kept", "message"),
    [
        (Operation.GROW, Driver.ESP8266_CORE, SweptStore.RAW, "does no flash work on 'esp8266'"),
        (Operation.TOKEN_SAVE_FIRST, NEWEST, SweptStore.RAW, "saves a record, not bare bytes"),
        (Operation.COMMIT, NEWEST, SweptStore.LEGACY, "writes bare bytes, not a 'legacy' record"),
    ],
)
def test_a_sweep_that_makes_no_sense_is_refused(
    operation: Operation, driver: Driver, kept: SweptStore, message: str
) -> None:
    with pytest.raises(PlanError, match=message):
        plan(operation, driver, kept)


@pytest.mark.parametrize(
    ("operation", "size", "over", "message"),
    [
        (Operation.COMMIT, 9000, 64, "expected 1 to 7900"),
        (Operation.GROW, 64, 64, "does not grow"),
        (Operation.SHRINK, 64, 64, "does not shrink"),
    ],
)
def test_sizes_are_checked(operation: Operation, size: int, over: int, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        plan(operation, NEWEST, SweptStore.RAW, size, over)
