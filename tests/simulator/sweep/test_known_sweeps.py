"""What the real drivers were seen to do at every unit."""

import pytest

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.simulator.sweep import CutOutcome, Operation, SweptStore
from oceanhil.simulator.sweep.operation_text import describe
from tests.simulator.sweep.sweeping import NEWEST, OLDER, PATCHED, swept, units


@pytest.mark.slow
@pytest.mark.parametrize(("size", "count", "losing"), [(64, 148, "104"), (512, 604, "556")])
def test_one_cut_of_an_update_loses_both_values_on_5_5_1(size: int, count: int, losing: str) -> None:
    result = swept(Operation.COMMIT, NEWEST, size=size, over=size)
    assert (result.units, units(result, CutOutcome.LOST)) == (count, [losing])
    assert set(result.tally) == {CutOutcome.OLD, CutOutcome.NEW, CutOutcome.LOST}


@pytest.mark.slow
@pytest.mark.parametrize("size", [64, 512])
@pytest.mark.parametrize("driver", [OLDER, PATCHED])
def test_no_cut_of_an_update_loses_anything_on_4_4_7_or_with_the_search_corrected(driver: Driver, size: int) -> None:
    assert set(swept(Operation.COMMIT, driver, size=size, over=size).tally) == {CutOutcome.OLD, CutOutcome.NEW}


@pytest.mark.slow
@pytest.mark.parametrize("driver", [NEWEST, OLDER, PATCHED])
def test_growing_loses_everything_from_the_erase_of_the_old_blob_to_the_end_of_the_new(driver: Driver) -> None:
    result = swept(Operation.GROW, driver)
    assert result.units == 360
    assert result.tally == {CutOutcome.OLD: 154, CutOutcome.LOST: 206}
    assert units(result, CutOutcome.LOST) == ["152-357"]


@pytest.mark.slow
@pytest.mark.parametrize("driver", [NEWEST, OLDER])
def test_a_legacy_record_goes_with_the_eeprom_that_is_grown_under_it(driver: Driver) -> None:
    result = swept(Operation.GROW, driver, SweptStore.LEGACY)
    assert set(result.tally) == {CutOutcome.OLD, CutOutcome.LOST}
    (lost,) = result.ranges(CutOutcome.LOST)
    first, last = (describe(result.operation_at(unit), Board.ESP32) for unit in (lost.first, lost.last))
    assert ("ERASED: the index of blob 'eeprom'" in first, last.endswith("WRITTEN")) == (True, True)


@pytest.mark.slow
@pytest.mark.parametrize("driver", [NEWEST, OLDER])
def test_the_first_begin_always_recovers(driver: Driver) -> None:
    result = swept(Operation.GROW, driver, size=64, over=0)
    assert (result.units, result.tally) == (356, {CutOutcome.OLD: 356})


@pytest.mark.slow
def test_shrinking_loses_the_blob_only_while_its_chunk_has_no_index_and_only_on_5_5_1() -> None:
    newest, older = swept(Operation.SHRINK, NEWEST), swept(Operation.SHRINK, OLDER)
    assert set(older.tally) == {CutOutcome.OLD}
    (lost,) = newest.ranges(CutOutcome.LOST)
    # The last of these units is where the index would begin; at those before, what is left of the bitmap word is 0xFF.
    index = newest.operation_at(lost.last)
    assert (index.first_unit, "the index of blob" in describe(index, Board.ESP32)) == (lost.last, True)


@pytest.mark.long
@pytest.mark.parametrize("driver", [NEWEST, OLDER])
@pytest.mark.parametrize("kept", list(SweptStore))
def test_a_page_collected_in_the_middle_of_a_save_costs_nothing(driver: Driver, kept: SweptStore) -> None:
    result = swept(Operation.GC, driver, kept, size=512, over=512)
    assert set(result.tally) == {CutOutcome.OLD, CutOutcome.NEW}
    assert any(each.kind.value == "erase" for each in result.operations)


@pytest.mark.long
def test_a_page_is_collected_with_values_on_it_that_have_to_move() -> None:
    result = swept(Operation.GC, NEWEST, SweptStore.LEGACY)
    moved = [each for each in result.operations if each.length == 32]
    assert len(moved) > 10


def test_esp8266_keeps_the_old_value_at_unit_0_only_then_nothing_then_a_prefix() -> None:
    result = swept(Operation.COMMIT, Driver.ESP8266_CORE)
    assert result.worst[:3] == (CutOutcome.OLD, CutOutcome.LOST, CutOutcome.WRONG)
    assert result.tally == {CutOutcome.OLD: 1, CutOutcome.LOST: 1, CutOutcome.WRONG: 63}


@pytest.mark.parametrize("driver", [Driver.ESP8266_CORE, Driver.PICO_CORE])
def test_a_checksum_turns_accepted_wrong_bytes_into_detected_damage(driver: Driver) -> None:
    result = swept(Operation.TOKEN_SAVE_UPDATE, driver, SweptStore.LEGACY)
    assert (units(result, CutOutcome.LOST), units(result, CutOutcome.CORRUPT)) == (["1"], ["2-38"])
    assert CutOutcome.WRONG not in result.tally
