"""Flash through the stub."""

import hashlib
import zlib

import pytest

from oceanhil.protocol.board import Board
from oceanhil.simulator.download.packet import Command
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.simulator.download.host import Host, words

ADDRESS = 0x10000


@pytest.fixture(params=[Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))
def host(request: pytest.FixtureRequest) -> Host:
    board: Board = request.param
    return Host(board, stub=True)


def test_what_was_written_stands_in_flash(host: Host) -> None:
    data = bytes(range(256)) * 20 + b"odd end"
    assert all(answer.is_good for answer in host.write(ADDRESS, data))
    assert host.flash.dump(ADDRESS, len(data) + 1) == data + b"\xff"


def test_each_sector_is_erased_once_and_not_before_it_is_reached(host: Host) -> None:
    host.flash.load(bytes(2 * SECTOR_BYTES), ADDRESS)
    host.ask(Command.FLASH_BEGIN, words(2 * SECTOR_BYTES, 4, 2048, ADDRESS))
    assert not host.flash.erases
    for number in range(4):
        host.block(Command.FLASH_DATA, number, bytes(2048))
    assert host.flash.erases == {16: 1, 17: 1}


def test_a_begin_without_data_erases_nothing(host: Host) -> None:
    assert host.ask(Command.FLASH_BEGIN, words(0, 0, 16384, 0)).is_good
    assert not host.flash.erases


def test_compressed_data_may_come_in_any_pieces(host: Host) -> None:
    data = bytes(3000) + b"ocean" * 1000
    packed = zlib.compress(data)
    pieces = [packed[at : at + 7] for at in range(0, len(packed), 7)]
    host.ask(Command.FLASH_DEFL_BEGIN, words(len(data), len(pieces), 16, ADDRESS))
    assert all(host.block(Command.FLASH_DEFL_DATA, number, piece).is_good for number, piece in enumerate(pieces))
    assert host.ask(Command.FLASH_DEFL_END, words(1)).is_good
    assert host.flash.dump(ADDRESS, len(data)) == data


def test_an_error_in_writing_is_told_with_the_next_answer(host: Host) -> None:
    host.ask(Command.FLASH_DEFL_BEGIN, words(100, 2, 16, ADDRESS))
    assert host.block(Command.FLASH_DEFL_DATA, 0, b"not deflate").is_good
    assert host.block(Command.FLASH_DEFL_DATA, 1, b"more").status == b"\xc7\x00"


def test_the_next_answer_after_that_is_good_again(host: Host) -> None:
    host.ask(Command.FLASH_DEFL_BEGIN, words(100, 2, 16, ADDRESS))
    host.block(Command.FLASH_DEFL_DATA, 0, b"not deflate")
    host.ask(Command.READ_REG, words(0x40001000))
    assert host.ask(Command.READ_REG, words(0x40001000)).is_good


def test_a_wrong_checksum_writes_nothing(host: Host) -> None:
    host.ask(Command.FLASH_BEGIN, words(4, 1, 4, ADDRESS))
    assert host.ask(Command.FLASH_DATA, words(4, 0, 0, 0) + b"data", check=0).status == b"\xc1\x00"
    assert host.flash.dump(ADDRESS, 4) == b"\xff" * 4


def test_an_end_before_all_data_is_refused(host: Host) -> None:
    host.ask(Command.FLASH_BEGIN, words(2048, 2, 1024, ADDRESS))
    host.block(Command.FLASH_DATA, 0, bytes(1024))
    assert host.ask(Command.FLASH_END, words(1)).status == b"\xc0\x00"


def test_md5_comes_as_raw_bytes(host: Host) -> None:
    answer = host.ask(Command.SPI_FLASH_MD5, words(5, 100, 0, 0))
    assert answer.data == hashlib.md5(b"\xff" * 100).digest()


def test_a_region_is_erased_in_whole_sectors_only(host: Host) -> None:
    host.flash.load(bytes(3 * SECTOR_BYTES), ADDRESS)
    assert host.ask(Command.ERASE_REGION, words(ADDRESS + 1, SECTOR_BYTES)).status == b"\xc0\x00"
    assert host.ask(Command.ERASE_REGION, words(ADDRESS + SECTOR_BYTES, SECTOR_BYTES)).is_good
    assert [host.flash.is_blank(16 + index) for index in range(3)] == [False, True, False]


def test_erasing_the_chip_leaves_it_blank(host: Host) -> None:
    host.flash.load(b"\0", 0)
    host.flash.load(b"\0", host.flash.size_bytes - 1)
    assert host.ask(Command.ERASE_FLASH).is_good
    assert host.flash.is_blank(0)
    assert host.flash.is_blank(host.flash.size_bytes // SECTOR_BYTES - 1)


def test_outside_the_chip_every_operation_is_refused(host: Host) -> None:
    size = host.flash.size_bytes
    for answer in (
        host.ask(Command.ERASE_REGION, words(size, SECTOR_BYTES)),
        host.ask(Command.SPI_FLASH_MD5, words(size - 1, 2, 0, 0)),
        host.ask(Command.READ_FLASH, words(0, size + 1, 4096, 1)),
        host.ask(Command.FLASH_BEGIN, words(1, 1, 1, size)),
    ):
        assert answer.status == b"\xc4\x00"


def test_the_padding_of_the_last_block_may_stick_out_of_the_chip(host: Host) -> None:
    address = host.flash.size_bytes - 16
    assert all(answer.is_good for answer in host.write(address, b"the last 16 byte"))
    assert host.ask(Command.FLASH_END, words(1)).is_good
    assert host.flash.dump(address, 16) == b"the last 16 byte"


def test_no_program_operation_crosses_a_page(host: Host) -> None:
    host.write(ADDRESS + 200, bytes(500))
    assert host.flash.programs == {56: 1, 256: 1, 188: 1}
