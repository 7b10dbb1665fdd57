"""What a NOR chip does while power is on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.flash.chip import BLANK_SECTOR, DATASHEET_TIMING, SECTOR_BYTES, Flash, FlashOperation, PowerCut

CHIP_BYTES = 4 * SECTOR_BYTES
addresses = st.integers(0, CHIP_BYTES - 1)


@pytest.mark.slow
@given(writes=st.lists(st.tuples(addresses, st.binary(min_size=1, max_size=300)), max_size=8))
def test_programming_only_clears_bits(writes: list[tuple[int, bytes]]) -> None:
    flash = Flash(CHIP_BYTES + SECTOR_BYTES)
    expected = bytearray(b"\xff" * (CHIP_BYTES + SECTOR_BYTES))
    for address, data in writes:
        flash.program(address, data)
        for position, value in enumerate(data, start=address):
            expected[position] &= value
    assert flash.dump(0, len(expected)) == expected


def test_a_new_chip_is_blank() -> None:
    flash = Flash(CHIP_BYTES)
    assert flash.read(0, CHIP_BYTES) == b"\xff" * CHIP_BYTES
    assert flash.is_blank(3)


def test_an_erase_sets_every_bit_of_its_sector_and_of_no_other() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, bytes(CHIP_BYTES))
    flash.erase_sector(1)
    assert flash.read(SECTOR_BYTES - 1, 1) == b"\x00"
    assert flash.read(SECTOR_BYTES, SECTOR_BYTES) == BLANK_SECTOR
    assert flash.read(2 * SECTOR_BYTES, 1) == b"\x00"


def test_a_sector_programmed_to_ones_is_still_blank() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(10, b"\xff\xff")
    assert flash.is_blank(0)


@given(st.lists(st.sampled_from(["program", "erase", "stick", "load"]), max_size=4))
def test_a_sector_of_which_nothing_is_held_reads_as_ones(work: list[str]) -> None:
    flash = Flash(2 * SECTOR_BYTES)
    for each in work:
        match each:
            case "program":
                flash.program(SECTOR_BYTES, b"\x0f")
            case "erase":
                flash.erase_sector(1)
            case "stick":
                flash.stick_bit(SECTOR_BYTES, 0, high=False)
            case _:
                flash.load(b"\xf0", SECTOR_BYTES)
    assert not flash.holds_nothing(1) or flash.dump(SECTOR_BYTES, SECTOR_BYTES) == BLANK_SECTOR
    assert flash.holds_nothing(0)


def test_nothing_is_known_of_a_sector_outside_the_chip_or_without_power() -> None:
    flash = Flash(2 * SECTOR_BYTES)
    assert not flash.holds_nothing(2)
    assert not flash.holds_nothing(-1)
    flash.arm_cut(0)
    with pytest.raises(PowerCut):
        flash.program(0, b"\0")
    with pytest.raises(PowerCut):
        flash.holds_nothing(1)


def test_work_is_counted_in_bytes_programmed_and_sectors_erased() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, b"abc")
    flash.erase_sector(0)
    flash.erase_sector(0)
    assert flash.units == 5
    assert flash.programmed_bytes == 3
    assert flash.program_operations == 1
    assert flash.erases == {0: 2}


def test_a_read_costs_no_units() -> None:
    flash = Flash(CHIP_BYTES)
    flash.read(0, 100)
    assert flash.units == 0


def test_busy_time_follows_the_chips_table() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, bytes(64))
    flash.program(64, bytes(33))
    flash.erase_sector(0)
    assert flash.busy_us == 106 + (57 + 19) + 37_142


def test_another_timing_can_be_chosen() -> None:
    flash = Flash(CHIP_BYTES, timing=DATASHEET_TIMING)
    flash.program(0, bytes(256))
    flash.erase_sector(0)
    assert flash.busy_us == 400 + 45_000


def test_an_observer_hears_of_programs_and_erases() -> None:
    heard: list[tuple[FlashOperation, int, int]] = []
    flash = Flash(CHIP_BYTES, observer=lambda kind, address, length: heard.append((kind, address, length)))
    flash.program(8, b"ab")
    flash.read(8, 2)
    flash.erase_sector(2)
    assert heard == [(FlashOperation.PROGRAM, 8, 2), (FlashOperation.ERASE, 2 * SECTOR_BYTES, SECTOR_BYTES)]


@pytest.mark.parametrize(
    ("address", "length"), [(-1, 1), (CHIP_BYTES, 1), (CHIP_BYTES - 1, 2), (CHIP_BYTES - 5000, 5001)]
)
def test_an_access_outside_the_chip_is_refused(address: int, length: int) -> None:
    flash = Flash(CHIP_BYTES)
    with pytest.raises(ValueError, match="leaves the chip, expected 0 to 0x4000"):
        flash.program(address, bytes(length))
    with pytest.raises(ValueError, match="leaves the chip, expected 0 to 0x4000"):
        flash.load(bytes(length), address)
    with pytest.raises(ValueError, match=f"of {length} bytes at"):
        flash.read(address, length)


@pytest.mark.parametrize("index", [-1, 4])
def test_an_erase_outside_the_chip_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="leaves the chip"):
        Flash(CHIP_BYTES).erase_sector(index)


def test_torn_models_go_by_the_names_users_type() -> None:
    assert [model.value for model in TornModel] == ["prefix", "random-bits", "erase-torn", "marginal-bits"]


def test_loading_an_image_sets_bits_too() -> None:
    flash = Flash(CHIP_BYTES)
    flash.program(0, b"\x00\x00")
    flash.load(b"\xf0", 1)
    assert flash.read(0, 3) == b"\x00\xf0\xff"
    assert flash.units == 2


@pytest.mark.parametrize("size_bytes", [0, -4096, 5000])
def test_a_chip_is_made_of_whole_sectors(size_bytes: int) -> None:
    with pytest.raises(ValueError, match=f"flash size {size_bytes} bytes, expected a whole number"):
        Flash(size_bytes)
