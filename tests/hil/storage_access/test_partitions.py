import struct

import pytest

from oceanhil.hil.storage_access.access import find_nvs, locate_nvs
from oceanhil.hil.storage_access.regions import DEFAULT_NVS, Region
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.image import FirmwareImage, image_parts
from tests.hil.storage_access.fake_raw import FlashRaw


def row(label: str, kind: int, subtype: int, address: int, length: int) -> bytes:
    return b"\xaa\x50" + struct.pack("<BBII16sI", kind, subtype, address, length, label.encode(), 0)


NVS = row("nvs", 1, 2, 0x9000, 0x6000)
OTHER = row("settings", 1, 2, 0x200000, 0x8000)
APP = row("app0", 0, 0x10, 0x10000, 0x140000)
END = b"\xff" * 32


def test_the_partition_called_nvs_is_found_behind_others() -> None:
    assert find_nvs(OTHER + APP + NVS + END) == Region("nvs", 0x9000, 0x6000)


def test_without_that_name_the_first_of_its_type_is_taken() -> None:
    assert find_nvs(APP + OTHER + END) == Region("settings", 0x200000, 0x8000)


@pytest.mark.parametrize("table", [b"", END, b"\x00" * 96, b"\xaa\x50", APP + END, END + NVS])
def test_what_names_no_nvs_gives_none(table: bytes) -> None:
    assert find_nvs(table) is None


def test_the_table_of_a_virtual_boards_image_is_understood() -> None:
    table = dict(image_parts(Board.ESP32, FirmwareImage(Firmware("t"))))[0x8000]
    assert find_nvs(table) == DEFAULT_NVS


def test_a_row_off_the_sector_grid_is_passed_over() -> None:
    assert find_nvs(row("nvs", 1, 2, 0x9010, 0x5000) + OTHER + END) == Region("settings", 0x200000, 0x8000)


def test_a_board_without_a_table_has_the_arduino_cores_layout() -> None:
    assert locate_nvs(FlashRaw(Flash(1 << 20))) == DEFAULT_NVS


def test_a_boards_own_table_decides() -> None:
    raw = FlashRaw(Flash(1 << 20))
    raw.flash.load(NVS + END, 0x8000)
    assert locate_nvs(raw) == Region("nvs", 0x9000, 0x6000)


@pytest.mark.parametrize(("address", "length"), [(0x9001, 0x1000), (0x9000, 0x800), (0x9000, 0), (-0x1000, 0x1000)])
def test_a_region_is_made_of_whole_sectors(address: int, length: int) -> None:
    with pytest.raises(ValueError, match="expected whole sectors"):
        Region("nvs", address, length)
