"""Uploading code to RAM, which starts the stub."""

from oceanhil.protocol.board import Board
from oceanhil.simulator.download.packet import Command, checksum
from tests.simulator.download.host import Host, words


def test_running_an_upload_starts_the_stub_which_says_so() -> None:
    host = Host(Board.ESP8266)
    assert not host.loader.in_stub
    host.upload_stub()
    assert host.loader.in_stub


def test_an_upload_that_is_not_complete_does_not_run() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.MEM_BEGIN, words(8, 2, 4, 0x40080000))
    host.block(Command.MEM_DATA, 0, b"half")
    assert host.ask(Command.MEM_END, words(0, 0x40080000)).status == b"\x01\x06"
    assert not host.loader.in_stub


def test_with_the_stay_flag_nothing_runs() -> None:
    host = Host(Board.ESP32)
    assert host.ask(Command.MEM_END, words(1, 0)).is_good
    assert not host.loader.in_stub


def test_a_block_with_a_wrong_checksum_is_refused_and_may_come_again() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.MEM_BEGIN, words(4, 1, 4, 0x40080000))
    assert host.ask(Command.MEM_DATA, words(4, 0, 0, 0) + b"code", check=1).status == b"\x01\x07"
    assert host.block(Command.MEM_DATA, 0, b"code").is_good


def test_a_block_out_of_sequence_is_refused() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.MEM_BEGIN, words(8, 2, 4, 0x40080000))
    assert host.block(Command.MEM_DATA, 1, b"code").status == b"\x01\x06"


def test_a_block_larger_than_announced_is_refused() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.MEM_BEGIN, words(4, 1, 4, 0x40080000))
    assert host.block(Command.MEM_DATA, 0, b"longer").status == b"\x01\x05"


def test_a_block_without_a_begin_is_refused() -> None:
    assert Host(Board.ESP32).block(Command.MEM_DATA, 0, b"code").status == b"\x01\x06"


def test_a_block_whose_length_field_is_wrong_is_refused() -> None:
    host = Host(Board.ESP32)
    host.ask(Command.MEM_BEGIN, words(4, 1, 4, 0x40080000))
    assert host.ask(Command.MEM_DATA, words(3, 0, 0, 0) + b"code", check=checksum(b"code")).status == b"\x01\x05"


def test_blocks_beyond_a_loaders_buffer_are_refused() -> None:
    host = Host(Board.ESP32)
    assert host.ask(Command.MEM_BEGIN, words(0x10000, 1, 0x10000, 0x40080000)).status == b"\x01\x05"
