"""Power lost inside an operation."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.flash.chip import (
    BLANK_SECTOR,
    PAGE_BYTES,
    SECTOR_BYTES,
    Flash,
    FlashOperation,
    Interrupted,
    PowerCut,
    tear_for,
)

CHIP_BYTES = 2 * SECTOR_BYTES


def cut_programming(flash: Flash, data: bytes, after_units: int, address: int = 0) -> None:
    flash.arm_cut(after_units)
    with pytest.raises(PowerCut):
        flash.program(address, data)


@given(data=st.binary(min_size=1, max_size=600), share=st.floats(0, 1, exclude_max=True))
def test_a_cut_leaves_the_bytes_programmed_so_far(data: bytes, share: float) -> None:
    flash = Flash(CHIP_BYTES)
    done = int(len(data) * share)
    cut_programming(flash, data, done, address=SECTOR_BYTES - 300)
    assert flash.dump(SECTOR_BYTES - 300, len(data)) == data[:done] + b"\xff" * (len(data) - done)
    assert flash.programmed_bytes == done


def test_an_erase_is_all_or_nothing() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, b"old")
    flash.arm_cut(0)
    with pytest.raises(PowerCut):
        flash.erase_sector(0)
    assert flash.dump(0, 3) == b"old"
    assert flash.erases == {}


def test_what_a_cut_interrupted_is_known_as_long_as_there_is_no_power() -> None:
    flash = Flash(CHIP_BYTES)
    cut_programming(flash, b"abcd", 3, address=8)
    with pytest.raises(PowerCut):
        flash.erase_sector(1)
    known = [flash.interrupted]
    flash.power_on()
    known.append(flash.interrupted)
    flash.arm_cut(0)
    with pytest.raises(PowerCut):
        flash.erase_sector(1)
    known.append(flash.interrupted)
    program = Interrupted(FlashOperation.PROGRAM, 8, 4, 3)
    assert known == [program, None, Interrupted(FlashOperation.ERASE, SECTOR_BYTES, SECTOR_BYTES, 0)]


def test_work_that_needs_no_more_than_the_armed_units_is_completed() -> None:
    flash = Flash(CHIP_BYTES)
    flash.arm_cut(4)
    flash.program(0, b"abc")
    flash.erase_sector(1)
    assert flash.powered
    with pytest.raises(PowerCut) as cut:
        flash.program(8, b"d")
    assert cut.value.units == 4


def test_the_units_of_a_cut_count_from_where_it_was_armed() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, b"1234")
    cut_programming(flash, b"5678", 2, address=4)
    assert flash.dump(0, 8) == b"123456\xff\xff"


def test_nothing_works_without_power() -> None:
    flash = Flash(CHIP_BYTES)
    cut_programming(flash, b"ab", 1)
    image = flash.dump(0, CHIP_BYTES)
    for operation in (lambda: flash.read(0, 1), lambda: flash.program(9, b""), lambda: flash.erase_sector(0)):
        with pytest.raises(PowerCut):
            operation()
    assert flash.dump(0, CHIP_BYTES) == image


def test_power_on_forgets_the_cut_and_counts_units_anew() -> None:
    flash = Flash(CHIP_BYTES)
    cut_programming(flash, b"ab", 1)
    flash.power_on()
    flash.program(1, b"b")
    assert flash.units == 1
    assert flash.read(0, 2) == b"ab"


def test_a_disarmed_cut_does_not_happen() -> None:
    flash = Flash(CHIP_BYTES)
    flash.arm_cut(1)
    flash.disarm()
    flash.program(0, b"abc")
    assert flash.powered


def test_disarming_does_not_bring_power_back() -> None:
    flash = Flash(CHIP_BYTES)
    cut_programming(flash, b"ab", 1)
    flash.disarm()
    with pytest.raises(PowerCut):
        flash.read(0, 1)


def test_a_cut_cannot_be_armed_in_the_past() -> None:
    with pytest.raises(ValueError, match="-1 units ahead, expected 0 or more"):
        Flash(CHIP_BYTES).arm_cut(-1)


@given(seed=st.integers(0, 1 << 32), done=st.integers(0, 511))
def test_random_bits_lie_between_old_and_new_and_only_on_the_page_in_flight(seed: int, done: int) -> None:
    flash = Flash(CHIP_BYTES, tear=tear_for(TornModel.RANDOM_BITS, Random(seed)))
    cut_programming(flash, bytes(512), done)
    page = done // PAGE_BYTES * PAGE_BYTES
    assert flash.dump(0, page) == bytes(page)
    assert flash.dump(page + PAGE_BYTES, SECTOR_BYTES) == BLANK_SECTOR


def test_random_bits_leave_neither_nothing_nor_everything() -> None:
    flash = Flash(CHIP_BYTES, tear=tear_for(TornModel.RANDOM_BITS, Random(1)))
    cut_programming(flash, bytes(256), 100)
    cleared_bits = sum(8 - value.bit_count() for value in flash.dump(0, 256))
    assert 0 < cleared_bits < 256 * 8


@given(seed=st.integers(0, 1 << 32), old=st.binary(min_size=1, max_size=300))
def test_random_bits_never_set_a_bit(seed: int, old: bytes) -> None:
    flash = Flash(CHIP_BYTES, tear=tear_for(TornModel.RANDOM_BITS, Random(seed)))
    flash.program(0, old)
    cut_programming(flash, b"\x55" * len(old), len(old) // 2)
    torn = flash.dump(0, len(old))
    assert all(value & ~before == 0 and before & 0x55 & ~value == 0 for value, before in zip(torn, old, strict=True))


def outcomes_of_a_torn_erase(seeds: range) -> set[bytes]:
    outcomes = set()
    for seed in seeds:
        flash = Flash(CHIP_BYTES, tear=tear_for(TornModel.ERASE_TORN, Random(seed)))
        flash.program(0, b"\x55" * SECTOR_BYTES)
        flash.arm_cut(0)
        with pytest.raises(PowerCut):
            flash.erase_sector(0)
        outcomes.add(flash.dump(0, SECTOR_BYTES))
    return outcomes


def test_a_torn_erase_leaves_old_data_zeros_noise_or_a_blank_sector() -> None:
    outcomes = outcomes_of_a_torn_erase(range(40))
    assert {b"\x55" * SECTOR_BYTES, BLANK_SECTOR} < outcomes
    assert any(each.startswith(b"\x00") for each in outcomes)
    assert any(each[0] & 0x55 == 0x55 and len(set(each)) > 2 for each in outcomes)


def test_torn_operations_are_the_same_for_the_same_seed() -> None:
    assert outcomes_of_a_torn_erase(range(8)) == outcomes_of_a_torn_erase(range(8))
