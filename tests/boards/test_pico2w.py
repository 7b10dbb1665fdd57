"""A Pico 2 W keeps its EEPROM elsewhere than a Pico W, and no tool may take one for the other."""

import re

from oceanhil.boards import family
from oceanhil.hil.link.modem import ModemPolicy, default_policy
from oceanhil.hil.storage_access.regions import storage_regions
from oceanhil.protocol.board import Board
from oceanhil.simulator.board.storage import open_storage
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

PICO2W = Board("pico2w")


def test_its_eeprom_is_the_last_but_one_sector_of_four_megabytes() -> None:
    (region,) = storage_regions(PICO2W, family(PICO2W).flash_bytes)
    assert (region.address, region.length) == (0x3FB000, 4 * SECTOR_BYTES)
    (of_picow,) = storage_regions(Board.PICOW, family(Board.PICOW).flash_bytes)
    assert of_picow.address + of_picow.length == family(Board.PICOW).flash_bytes


def test_what_its_core_writes_lies_there() -> None:
    flash = Flash(family(PICO2W).flash_bytes)
    flash.power_on()
    eeprom = open_storage(PICO2W, family(PICO2W).driver, flash).eeprom
    eeprom.begin(512)
    eeprom.write(0, 0x5A)
    eeprom.commit()
    assert flash.read(0x3FE000, 1) == b"\x5a"
    assert flash.read(0x3FF000, 1) == b"\xff"


def test_it_has_usb_of_its_own_and_no_serial_loader() -> None:
    assert default_policy(PICO2W) is ModemPolicy.PICO_CDC
    assert family(PICO2W).loader is None


def test_what_it_has_more_of_than_a_pico_w() -> None:
    """SRAM of 520 KB and of 264 KB: RP2350 Datasheet and RP2040 Datasheet, "Memory"."""
    ours, other = family(PICO2W), family(Board.PICOW)
    assert ours.heap_bytes - other.heap_bytes == (520 - 264) * 1024
    assert (ours.flash_bytes, other.flash_bytes) == (4 * 1024 * 1024, 2 * 1024 * 1024)


def test_no_tool_and_no_reader_takes_one_for_the_other() -> None:
    ours, other = family(PICO2W), family(Board.PICOW)
    pairs = zip(
        (ours.title, ours.default_mac, ours.log_signs, ours.build.fqbn, ours.build.environment),
        (other.title, other.default_mac, other.log_signs, other.build.fqbn, other.build.environment),
        strict=True,
    )
    assert all(one != two for one, two in pairs)
    assert (ours.vendor.hex(), other.vendor.hex()) == ("2ccf67", "28cdc1")
    assert ours.build.index_url == other.build.index_url
    line = "Device ID: PICO2W_2CCF67000001"
    assert re.search(ours.log_signs, line)
    assert other.log_signs is None or not re.search(other.log_signs, line)
