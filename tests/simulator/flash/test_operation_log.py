"""A cut from the log leaves what the same cut leaves that comes while the work is done."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.chance import Chance
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, PowerCut, tear_for
from oceanhil.simulator.flash.operation_log import OperationLog

SECTORS = 2
ERASES = st.integers(0, SECTORS - 1)
PROGRAMS = st.tuples(st.integers(0, SECTORS * SECTOR_BYTES - 24), st.binary(min_size=1, max_size=24))
WORK = st.lists(ERASES | PROGRAMS, min_size=1, max_size=8)


def chip() -> Flash:
    return Flash(SECTORS * SECTOR_BYTES)


def work_on(flash: Flash, work: list[int | tuple[int, bytes]]) -> None:
    for each in work:
        if isinstance(each, int):
            flash.erase_sector(each)
        else:
            flash.program(*each)


@given(
    before=WORK, work=WORK, at=st.integers(0, 10_000), seed=st.integers(0, 1_000), torn=st.sampled_from(list(TornModel))
)
def test_a_cut_from_the_log_is_the_cut_in_the_work(
    before: list[int | tuple[int, bytes]], work: list[int | tuple[int, bytes]], at: int, seed: int, torn: TornModel
) -> None:
    logged, cut, late = chip(), chip(), chip()
    for flash in (logged, cut, late):
        work_on(flash, before)
        flash.power_on()
    log = OperationLog(logged, lambda: True, lambda: 0)
    work_on(logged, work)
    unit = at % logged.units
    for flash in (cut, late):
        flash.tear = tear_for(torn, Chance(seed))
    cut.arm_cut(unit)
    with pytest.raises(PowerCut):
        work_on(cut, work)
    log.cut(late, unit)
    assert not late.powered
    assert (late.units, late.busy_us, late.erases) == (cut.units, cut.busy_us, cut.erases)
    assert late.contents() == cut.contents()
    reads = [flash.dump(0, flash.size_bytes) for flash in (cut, late) for _ in range(2)]
    assert reads[:2] == reads[2:]


def test_stretches_part_where_the_place_is_another() -> None:
    flash, place = chip(), [1]
    log = OperationLog(flash, lambda: True, lambda: place[0])
    work_on(flash, [0, (0, bytes(4))])
    place[0] = 2
    work_on(flash, [(8, bytes(3))])
    assert log.stretches == [range(5), range(5, 8)]


def test_work_that_nobody_wants_is_no_part_of_the_log() -> None:
    flash, wanted = chip(), [False]
    log = OperationLog(flash, lambda: wanted[0], lambda: 0)
    work_on(flash, [0, (0, bytes(4))])
    wanted[0] = True
    flash.power_on()
    work_on(flash, [(8, b"\x0f")])
    assert log.stretches == [range(1)]
    other = chip()
    log.cut(other, 0)
    assert other.dump(0, 9) == bytes(4) + b"\xff" * 5


@pytest.mark.parametrize("unit", [-1, 5])
def test_there_is_no_cut_where_the_log_has_no_work(unit: int) -> None:
    flash = chip()
    log = OperationLog(flash, lambda: True, lambda: 0)
    work_on(flash, [0, (0, bytes(4))])
    with pytest.raises(ValueError, match=f"no unit {unit}"):
        log.cut(chip(), unit)


def test_contents_are_those_that_differ_for_whoever_reads() -> None:
    one, other = chip(), chip()
    work_on(one, [(0, b"\xff\xff")])
    assert one.contents() == other.contents()
    work_on(one, [(0, b"\x01")])
    assert one.contents() != other.contents()
    one.tear = tear_for(TornModel.MARGINAL_BITS, Chance(3))
    one.arm_cut(0)
    with suppress(PowerCut):
        one.program(0, bytes(64))
    assert one.contents() is None
