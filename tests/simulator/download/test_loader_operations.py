"""READ_FLASH of the stub."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.protocol.board import Board
from oceanhil.simulator.download.packet import Command
from oceanhil.simulator.download.slip import encode
from tests.simulator.download.host import SYNC_DATA, Host, words

DATA = bytes(range(256)) * 40
ADDRESS = 0x9000


def reading(length: int, packet_bytes: int) -> Host:
    host = Host(Board.ESP32, stub=True)
    host.flash.load(DATA, ADDRESS)
    assert host.ask(Command.READ_FLASH, words(ADDRESS, length, packet_bytes, 64)).is_good
    return host


@given(length=st.integers(0, len(DATA)), packet_bytes=st.integers(64, 4096))
@settings(max_examples=25)
def test_acknowledged_packets_give_the_data_and_then_its_digest(length: int, packet_bytes: int) -> None:
    host = reading(length, packet_bytes)
    got = b""
    while len(got) < length:
        (packet,) = host.frames
        got += packet
        host.frames = host.send(encode(words(len(got))))
    assert (got, host.frames) == (DATA[:length], [hashlib.md5(got).digest()])


def test_nothing_more_comes_without_an_acknowledgement() -> None:
    host = reading(8192, 4096)
    assert host.frames == [DATA[:4096]]
    assert host.send(b"") == []


def test_after_the_digest_the_stub_takes_requests_again() -> None:
    host = reading(10, 4096)
    host.send(encode(words(10)))
    assert host.ask(Command.READ_REG, words(0x40001000)).is_good


def test_a_host_that_starts_anew_is_heard_in_the_middle_of_a_read() -> None:
    host = reading(8192, 4096)
    digest, *answers = host.request(Command.SYNC, SYNC_DATA)
    assert digest == hashlib.md5(DATA[:4096]).digest()
    assert len(answers) == 8


def test_packets_of_no_length_or_too_long_are_refused() -> None:
    host = Host(Board.ESP32, stub=True)
    for packet_bytes in (0, 4097):
        assert host.ask(Command.READ_FLASH, words(0, 10, packet_bytes, 1)).status == b"\xc0\x00"


def test_the_digest_waits_until_everything_is_acknowledged() -> None:
    host = reading(100, 4096)
    assert host.send(encode(words(99))) == []
    assert host.send(encode(words(100))) == [hashlib.md5(DATA[:100]).digest()]
