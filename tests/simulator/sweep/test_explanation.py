"""One cut told step by step."""

import pytest

from oceanhil.boards.storage import Driver
from oceanhil.simulator.sweep import CutOutcome, Operation, PlanError, SweptStore
from oceanhil.simulator.sweep.explanation import explain
from tests.simulator.sweep.sweeping import NEWEST, OLDER, PATCHED, plan


def test_the_lost_blob_is_told_in_three_erasures() -> None:
    told = explain(plan(Operation.COMMIT, NEWEST), 104)
    assert told.outcome is CutOutcome.LOST
    assert "header of the index of blob 'eeprom'" in told.interrupted.text
    reasons = [
        "the search for duplicates ignores chunk numbers",
        "chunks it promises are not all there",
        "no index claims",
    ]
    assert [reason in step.text for reason, step in zip(reasons, told.repairs, strict=True)] == [True] * 3


@pytest.mark.parametrize("driver", [OLDER, PATCHED])
def test_other_generations_only_clear_the_new_chunk_away(driver: Driver) -> None:
    told = explain(plan(Operation.COMMIT, driver), 104)
    assert told.outcome is CutOutcome.OLD
    assert ["no index claims it" in step.text for step in told.repairs] == [True]


@pytest.mark.slow
def test_the_steps_before_the_cut_follow_each_other_without_a_gap() -> None:
    told = explain(plan(Operation.GC, NEWEST, SweptStore.LEGACY), 500)
    ends = [0, *(step.last_unit + 1 for step in told.done)]
    assert [step.first_unit for step in (*told.done, told.interrupted)] == ends


def test_the_dumps_show_what_the_mount_cleared() -> None:
    told = explain(plan(Operation.COMMIT, NEWEST), 104)
    before, after = dict(told.at_cut), dict(told.after_repairs)
    changed = {address for address in before if before[address] != after[address]}
    assert changed == {0x9020}


def test_a_raw_sector_is_told_by_address() -> None:
    told = explain(plan(Operation.COMMIT, Driver.ESP8266_CORE), 10)
    assert [step.text for step in told.done] == ["erase sector 0x3fb000"]
    assert told.interrupted.text == "program 64 bytes at 0x3fb000"
    assert told.repairs == ()


def test_a_unit_beyond_the_end_is_refused() -> None:
    with pytest.raises(PlanError, match="unit 148 does not exist; expected 0 to 147"):
        explain(plan(Operation.COMMIT, NEWEST), 148)
