"""ESP8266 and Pico: one raw sector, erased and rewritten by every commit."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.eeprom import esp8266, pico
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.pico import PicoChip, PicoEeprom
from oceanhil.simulator.flash.chip import DATASHEET_TIMING, SECTOR_BYTES, Flash, PowerCut

MEGABYTE = 1 << 20
BOARDS = [pytest.param(Esp8266Eeprom, 4 * MEGABYTE, id="esp8266"), pytest.param(PicoEeprom, 2 * MEGABYTE, id="pico")]
Driver = Callable[[Flash], Eeprom]
each_board = pytest.mark.parametrize(("driver", "flash_bytes"), BOARDS)


@pytest.mark.parametrize(
    ("megabytes", "address"),
    [(0.5, 0x7B000), (1, 0xFB000), (2, 0x1FB000), (4, 0x3FB000), (8, 0x7FB000), (16, 0xFFB000)],
)
def test_esp8266_keeps_its_eeprom_five_sectors_below_the_end(megabytes: float, address: int) -> None:
    assert esp8266.eeprom_sector(int(megabytes * MEGABYTE)) * SECTOR_BYTES == address


@pytest.mark.parametrize(
    ("chip", "megabytes", "address"), [(PicoChip.RP2040, 2, 0x1FF000), (PicoChip.RP2350, 4, 0x3FE000)]
)
def test_pico_keeps_its_eeprom_at_the_end_of_flash(chip: PicoChip, megabytes: int, address: int) -> None:
    assert pico.eeprom_sector(megabytes * MEGABYTE, chip) * SECTOR_BYTES == address
    flash = Flash(megabytes * MEGABYTE)
    eeprom = PicoEeprom(flash, chip)
    eeprom.begin(4)
    eeprom.write(0, 7)
    eeprom.commit()
    assert flash.dump(address, 1) == b"\x07"


def test_a_sector_beyond_the_chip_of_an_esp8266_is_held_in_ram_and_never_committed() -> None:
    flash = Flash(4 * MEGABYTE)
    eeprom = Esp8266Eeprom(flash, 5000)
    assert eeprom.begin(100)
    eeprom.write(0, 7)
    assert (eeprom.length(), eeprom.read(0), eeprom.read(1)) == (100, 7, 0xFF)
    eeprom.fail_commit()
    assert not eeprom.commit()
    assert not eeprom.end()
    assert eeprom.length() == 0


@pytest.mark.parametrize(("asked", "length"), [(1, 4), (510, 512), (4096, 4096), (5000, 4096), (-4, 4096)])
def test_esp8266_rounds_its_size_up_to_words(asked: int, length: int) -> None:
    eeprom = Esp8266Eeprom(Flash(4 * MEGABYTE))
    assert eeprom.begin(asked)
    assert eeprom.length() == length


@pytest.mark.parametrize(("asked", "length"), [(1, 256), (100, 256), (257, 512), (0, 4096), (-1, 4096), (5000, 4096)])
def test_pico_rounds_its_size_up_to_pages(asked: int, length: int) -> None:
    eeprom = PicoEeprom(Flash(2 * MEGABYTE))
    assert eeprom.begin(asked)
    assert eeprom.length() == length


def test_esp8266_refuses_an_empty_eeprom_and_keeps_what_it_has() -> None:
    eeprom = Esp8266Eeprom(Flash(4 * MEGABYTE))
    eeprom.begin(16)
    assert not eeprom.begin(0)
    assert eeprom.length() == 16


@each_board
@given(address=st.integers(0, 250), data=st.binary(max_size=6))
def test_what_was_committed_is_read_after_a_reboot(driver: Driver, flash_bytes: int, address: int, data: bytes) -> None:
    flash = Flash(flash_bytes)
    eeprom = driver(flash)
    eeprom.begin(256)
    eeprom.write_bytes(address, data)
    assert eeprom.commit()
    rebooted = driver(flash)
    rebooted.begin(256)
    assert rebooted.read_bytes(address, len(data)) == data


@each_board
def test_without_begin_nothing_is_read_written_or_committed(driver: Driver, flash_bytes: int) -> None:
    eeprom = driver(Flash(flash_bytes))
    eeprom.write(0, 1)
    assert (eeprom.length(), eeprom.read(0), eeprom.commit(), eeprom.end()) == (0, 0, False, False)


@each_board
def test_addresses_outside_read_as_0_and_ignore_writes(driver: Driver, flash_bytes: int) -> None:
    eeprom = driver(Flash(flash_bytes))
    eeprom.begin(256)
    eeprom.write_bytes(-1, b"\x01\x02")
    eeprom.write_bytes(255, b"\x03\x04")
    eeprom.write(256, 5)
    eeprom.write_bytes(300, b"\x06")
    assert eeprom.read_bytes(-1, 3) == b"\x00\x02\xff"
    assert eeprom.read_bytes(255, 2) == b"\x03\x00"
    assert eeprom.read(-1) == 0


@each_board
def test_a_commit_without_a_changed_byte_leaves_flash_alone(driver: Driver, flash_bytes: int) -> None:
    flash = Flash(flash_bytes)
    eeprom = driver(flash)
    eeprom.begin(256)
    eeprom.write(0, 0xFF)
    assert eeprom.commit()
    assert flash.units == 0


@each_board
def test_a_commit_destroys_the_sector_beyond_the_size_begun(driver: Driver, flash_bytes: int) -> None:
    flash = Flash(flash_bytes)
    large, small = driver(flash), driver(flash)
    large.begin(4096)
    large.write(4095, 0)
    large.commit()
    small.begin(16)
    small.write(0, 1)
    small.commit()
    large.begin(4096)
    assert large.read(4095) == 0xFF


@each_board
def test_a_second_begin_drops_uncommitted_changes(driver: Driver, flash_bytes: int) -> None:
    eeprom = driver(Flash(flash_bytes))
    eeprom.begin(256)
    eeprom.write(3, 1)
    eeprom.begin(256)
    assert eeprom.read(3) == 0xFF
    assert eeprom.commit()


@each_board
def test_end_commits_and_releases_ram(driver: Driver, flash_bytes: int) -> None:
    flash = Flash(flash_bytes)
    eeprom = driver(flash)
    eeprom.begin(256)
    eeprom.write(0, 0x1FE)
    assert eeprom.end()
    assert eeprom.length() == 0
    eeprom.begin(256)
    assert eeprom.read(0) == 0xFE


@each_board
@given(unit=st.integers(0, 256))
def test_power_lost_in_a_commit_leaves_old_bytes_or_a_prefix_of_the_new(
    driver: Driver, flash_bytes: int, unit: int
) -> None:
    flash = Flash(flash_bytes)
    eeprom = driver(flash)
    eeprom.begin(256)
    eeprom.write_bytes(0, b"\x11" * 256)
    eeprom.commit()
    eeprom.write_bytes(0, b"\x22" * 256)
    flash.arm_cut(unit)
    with pytest.raises(PowerCut):
        eeprom.commit()
    flash.power_on()
    eeprom.begin(256)
    left = eeprom.read_bytes(0, 256)
    assert left == (b"\x11" * 256 if unit == 0 else b"\x22" * (unit - 1) + b"\xff" * (257 - unit))


@each_board
def test_the_data_pointer_makes_the_next_commit_write(
    driver: Callable[[Flash], Esp8266Eeprom | PicoEeprom], flash_bytes: int
) -> None:
    flash = Flash(flash_bytes)
    eeprom = driver(flash)
    eeprom.begin(256)
    assert eeprom.data_pointer()[0] == 0xFF
    assert eeprom.commit()
    assert flash.units == 257
    eeprom.data_pointer()[0] = 7
    assert eeprom.read(0) == 7


def test_a_second_begin_may_change_the_size() -> None:
    eeprom = Esp8266Eeprom(Flash(4 * MEGABYTE))
    eeprom.begin(512)
    eeprom.write(400, 1)
    eeprom.begin(16)
    assert (eeprom.length(), eeprom.read(400)) == (16, 0)


def test_pico_runs_a_commit_with_interrupts_off() -> None:
    eeprom = PicoEeprom(Flash(2 * MEGABYTE, timing=DATASHEET_TIMING))
    eeprom.begin(512)
    eeprom.commit()
    assert eeprom.interrupts_off_us == 0
    for turn in (1, 2):
        eeprom.write(0, turn)
        eeprom.commit()
        assert eeprom.interrupts_off_us == turn * (45_000 + 2 * 400)
