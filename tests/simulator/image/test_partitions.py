"""The ESP32's partition table, read by the parser of `oceanhil eeprom`, which knows nothing of how it was made."""

import hashlib

from oceanhil.analysis.dumps.formats.partition_table import Md5, read_table
from oceanhil.simulator.eeprom.nvs.api import DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES
from oceanhil.simulator.flash import SECTOR_BYTES, Flash
from oceanhil.simulator.image.partitions import TABLE_OFFSET, application_area, encode_table

SIZE = 4 << 20


def holding(table: bytes) -> Flash:
    flash = Flash(SIZE)
    flash.load(table, TABLE_OFFSET)
    return flash


def test_its_md5_is_right_and_nvs_is_where_the_driver_looks() -> None:
    table = read_table(encode_table(), 0)
    assert table is not None
    assert table.md5 is Md5.GOOD
    assert [(each.offset, each.size) for each in table.partitions if each.is_nvs] == [
        (DEFAULT_ADDRESS, DEFAULT_SIZE_BYTES)
    ]


def test_partitions_follow_each_other_on_sector_bounds_to_the_end_of_the_chip() -> None:
    table = read_table(encode_table(), 0)
    assert table is not None
    ends = [each.offset + each.size for each in table.partitions]
    assert [each.offset for each in table.partitions][1:] == ends[:-1]
    assert ends[-1] == SIZE
    assert not any(end % SECTOR_BYTES for end in ends)


def test_the_application_is_in_the_first_slot() -> None:
    assert application_area(holding(encode_table())) == (0x10000, 0x150000)


def test_a_table_with_a_changed_row_is_none() -> None:
    table = bytearray(encode_table())
    table[5] ^= 1
    assert application_area(holding(bytes(table))) is None


def test_no_table_is_none() -> None:
    assert application_area(Flash(SIZE)) is None


def test_an_application_beyond_the_chip_is_none() -> None:
    rows = bytearray(encode_table()[: 6 * 32])
    rows[2 * 32 + 8 : 2 * 32 + 12] = SIZE.to_bytes(4, "little")
    table = bytes(rows) + b"\xeb\xeb" + 14 * b"\xff" + hashlib.md5(rows).digest()
    assert application_area(holding(table)) is None
