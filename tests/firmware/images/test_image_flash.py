"""Flash work of a program is the board's: bytes, time, and power that is lost in it."""

import pytest

from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.firmware.images.image_board import MILLISECOND_US, POWER_ON, Emulated, weighed

PLACE = 0x10_0000


def test_flash_is_the_boards_and_survives_a_loss_of_power(emulated: Emulated) -> None:
    emulated.board.flash.load(b"\x5a" * 2 * SECTOR_BYTES, PLACE)
    emulated.boot()
    assert emulated.ask("e") == {"erased": weighed(b"\xff" * 8192)}
    assert emulated.ask("p") == {"programmed": weighed(bytes(range(256)) * 2)}
    assert emulated.board.flash.dump(PLACE, 512) == bytes(range(256)) * 2
    emulated.board.power_off()
    emulated.boot()
    assert emulated.ask("s") == {"sum": weighed(bytes(range(256)) * 2 + b"\xff" * 7680)}


def test_an_address_beyond_the_chip_is_one_within(emulated: Emulated) -> None:
    emulated.board.flash.load(b"\x5a" * 2 * SECTOR_BYTES, PLACE)
    emulated.boot()
    assert emulated.ask("x") == {"sum": weighed(b"\xff" * SECTOR_BYTES + b"\x5a" * SECTOR_BYTES)}


def test_the_flash_chip_is_selected_by_its_controller_too(emulated: Emulated) -> None:
    emulated.boot()
    assert emulated.ask("q") == {"first": 2, "second": 2}


def test_programming_clears_bits_and_sets_none(emulated: Emulated) -> None:
    emulated.boot()
    emulated.ask("e")
    emulated.board.edit_flash(lambda flash: flash.load(b"\x0f" * 512, PLACE))
    held = bytes(value & 0x0F for value in range(256)) * 2
    assert emulated.ask("p") == {"programmed": weighed(held)}
    assert emulated.board.flash.dump(PLACE, 512) == held


def test_flash_work_takes_the_time_that_it_takes(emulated: Emulated) -> None:
    emulated.boot()
    busy_us = -emulated.board.flash.busy_us
    took_us = emulated.ask("d")["took"]
    busy_us += emulated.board.flash.busy_us
    assert busy_us > 0
    assert busy_us <= took_us < busy_us + MILLISECOND_US


@pytest.mark.parametrize("unit", [0, 1, 2, 2 + 100, 2 + 256, 2 + 300])
def test_power_is_lost_at_any_unit_of_flash_work(emulated: Emulated, unit: int) -> None:
    emulated.board.flash.load(b"\x5a" * 2 * SECTOR_BYTES, PLACE)
    emulated.boot()
    emulated.board.cut_power(1, unit)
    told = emulated.ask("e") | (emulated.ask("p") if unit >= 2 else {})
    assert not emulated.board.has_power
    assert emulated.board.flash.units == unit
    assert ("erased" in told) == (unit >= 2)
    assert "programmed" not in told
    erased = [b"\xff" * SECTOR_BYTES] * min(unit, 2) + [b"\x5a" * SECTOR_BYTES] * max(0, 2 - unit)
    left = bytearray(b"".join(erased))
    programmed = max(0, unit - 2)
    left[:programmed] = (bytes(range(256)) * 2)[:programmed]
    assert emulated.board.flash.dump(PLACE, 2 * SECTOR_BYTES) == left
    assert emulated.boot() == {"why": 0, "scratch": 0, "chip": POWER_ON}
    assert emulated.ask("s") == {"sum": weighed(bytes(left))}
