"""Cells that do not do as they are told: marginal, worn out, stuck."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, Flash, PowerCut, WearOut, tear_for

CHIP_BYTES = 2 * SECTOR_BYTES
SEEDS = range(16)


def torn_by_program(seed: int) -> Flash:
    flash = Flash(CHIP_BYTES, tear=tear_for(TornModel.MARGINAL_BITS, Random(seed)))
    flash.arm_cut(100)
    with pytest.raises(PowerCut):
        flash.program(0, bytes(256))
    flash.power_on()
    return flash


def readings(flash: Flash) -> set[bytes]:
    return {flash.read(0, 256) for _ in range(8)}


def test_marginal_bits_read_differently_each_time() -> None:
    assert all(len(readings(torn_by_program(seed))) > 1 for seed in SEEDS)


def test_only_bits_that_were_on_their_way_are_marginal() -> None:
    for seed in SEEDS:
        flash = torn_by_program(seed)
        assert flash.read(256, CHIP_BYTES - 256) == b"\xff" * (CHIP_BYTES - 256)


def test_programming_the_same_bytes_again_settles_marginal_bits() -> None:
    for seed in SEEDS:
        flash = torn_by_program(seed)
        flash.program(0, bytes(256))
        assert readings(flash) == {bytes(256)}


def test_an_erase_settles_marginal_bits() -> None:
    for seed in SEEDS:
        flash = torn_by_program(seed)
        flash.erase_sector(0)
        assert readings(flash) == {b"\xff" * 256}


def test_a_cut_erase_leaves_marginal_bits_only_where_bits_had_to_rise() -> None:
    differing = 0
    for seed in SEEDS:
        flash = Flash(CHIP_BYTES, tear=tear_for(TornModel.MARGINAL_BITS, Random(seed)))
        flash.program(0, b"\x0f" * SECTOR_BYTES)
        flash.arm_cut(0)
        with pytest.raises(PowerCut):
            flash.erase_sector(0)
        flash.power_on()
        reads = [flash.read(0, SECTOR_BYTES) for _ in range(3)]
        varying = int.from_bytes(reads[0], "big") ^ int.from_bytes(reads[1], "big")
        assert varying & int.from_bytes(b"\x0f" * SECTOR_BYTES, "big") == 0
        differing += len(set(reads)) > 1
    assert differing > 0


def test_marginal_bits_are_the_same_for_the_same_seed() -> None:
    one, other = torn_by_program(3), torn_by_program(3)
    assert [one.read(0, 256) for _ in range(4)] == [other.read(0, 256) for _ in range(4)]


def test_a_snapshot_keeps_marginal_bits_marginal_and_repeatable() -> None:
    flash = torn_by_program(3)
    snapshot = flash.snapshot()
    first = [flash.read(0, 256) for _ in range(4)]
    flash.erase_sector(0)
    flash.restore(snapshot)
    assert [flash.read(0, 256) for _ in range(4)] == first


def test_a_tool_that_writes_the_sector_settles_it() -> None:
    flash = torn_by_program(3)
    flash.load(b"\xa5" * SECTOR_BYTES)
    assert readings(flash) == {b"\xa5" * 256}


def test_a_marginal_bit_that_is_stuck_wavers_no_more() -> None:
    flash = torn_by_program(3)
    for place in range(256 * 8):
        flash.stick_bit(place // 8, place % 8, high=place % 2 == 1)
    assert readings(flash) == {b"\xaa" * 256}


def worn(cycles: int, seed: int = 1) -> Flash:
    return Flash(CHIP_BYTES, wear=WearOut(cycles, Random(seed)))


def cycle(flash: Flash, times: int) -> bytes:
    for _ in range(times):
        flash.program(0, bytes(SECTOR_BYTES))
        flash.erase_sector(0)
    return flash.read(0, SECTOR_BYTES)


@given(cycles=st.integers(0, 20))
def test_a_sector_stands_its_cycles_and_not_one_more(cycles: int) -> None:
    flash = worn(cycles)
    assert cycle(flash, cycles) == BLANK_SECTOR
    assert cycle(flash, 1) != BLANK_SECTOR


def test_worn_cells_only_grow_in_number_and_stick_at_0() -> None:
    flash = worn(0)
    blank = int.from_bytes(BLANK_SECTOR, "big")
    stuck = [blank ^ int.from_bytes(cycle(flash, 1), "big") for _ in range(6)]
    assert all(before & after == before for before, after in pairwise(stuck))
    assert stuck[-1].bit_count() > stuck[0].bit_count()


def test_a_worn_cell_keeps_its_1_until_it_is_programmed() -> None:
    flash = worn(0)
    flash.erase_sector(0)
    assert flash.read(0, SECTOR_BYTES) == BLANK_SECTOR
    assert cycle(flash, 1) != BLANK_SECTOR


def test_sectors_wear_out_one_by_one() -> None:
    flash = worn(2)
    cycle(flash, 5)
    flash.program(SECTOR_BYTES, bytes(16))
    flash.erase_sector(1)
    assert flash.is_blank(1)


@given(address=st.integers(0, CHIP_BYTES - 1), bit=st.integers(0, 7), high=st.booleans())
def test_a_stuck_bit_survives_program_erase_and_load(address: int, bit: int, high: bool) -> None:
    flash = Flash(CHIP_BYTES)
    flash.stick_bit(address, bit, high=high)
    seen = [flash.read(address, 1)[0]]
    flash.program(address, b"\x00")
    seen.append(flash.read(address, 1)[0])
    flash.erase_sector(address // SECTOR_BYTES)
    seen.append(flash.read(address, 1)[0])
    flash.load(b"\x55" if bit % 2 else b"\xaa", address)
    seen.append(flash.read(address, 1)[0])
    assert [value >> bit & 1 for value in seen] == [high] * 4


@pytest.mark.parametrize(("address", "bit", "message"), [(CHIP_BYTES, 0, "leaves the chip"), (0, 8, "expected 0 to 7")])
def test_a_bit_outside_cannot_be_stuck(address: int, bit: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Flash(CHIP_BYTES).stick_bit(address, bit, high=True)


@given(data=st.binary(min_size=1, max_size=600), address=st.integers(1, CHIP_BYTES - 600))
def test_a_fault_elsewhere_in_a_sector_changes_nothing(data: bytes, address: int) -> None:
    sound, faulty = Flash(CHIP_BYTES), Flash(CHIP_BYTES)
    faulty.stick_bit(0, 0, high=True)
    for flash in (sound, faulty):
        flash.program(address, data)
        flash.program(address, data[::-1])
    assert faulty.read(address, len(data)) == sound.read(address, len(data))
