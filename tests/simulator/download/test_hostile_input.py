"""Whatever comes down the line, the loader answers or is silent, keeps within the chip, and lives."""

import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.protocol.board import Board
from oceanhil.simulator.download import LoaderExit
from oceanhil.simulator.download.packet import Command
from oceanhil.simulator.download.slip import encode
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.simulator.download.host import SYNC_DATA, Host, words

boards = st.sampled_from([Board.ESP32, Board.ESP8266])
# ERASE_FLASH is left out for time's sake only: a thousand sectors each.
operations = st.sampled_from([each for each in Command if each is not Command.ERASE_FLASH]) | st.integers(0, 255)
numbers = st.sampled_from([0, 1, 16, 64, 1024, 4096, 0x10000, 0x3FFFFF, 0x400000, 0xFFFFFFFF])
datas = st.binary(max_size=40) | st.lists(numbers, max_size=6).map(
    lambda values: struct.pack(f"<{len(values)}I", *values)
)


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    data = draw(datas)
    size = draw(st.just(len(data)) | st.integers(0, 0xFFFF))
    return encode(struct.pack("<BBHI", 0, draw(operations), size, draw(st.integers(0, 0xFF))) + data)


@pytest.mark.slow
@given(boards, st.booleans(), st.lists(frames() | st.binary(max_size=20), max_size=12), st.lists(st.integers(1, 30)))
@settings(max_examples=150, deadline=None)
def test_any_frames_in_any_pieces_leave_a_loader_that_answers(
    board: Board, stub: bool, pieces: list[bytes], cuts: list[int]
) -> None:
    host = Host(board, stub=stub)
    stream = b"".join(pieces)
    for length in [*cuts, len(stream)]:
        host.loader.feed(stream[:length])
        stream = stream[length:]
    # A stray beginning of a frame is ended first; a failed write is told in the first answer after it.
    host.send(b"\xc0\xc0")
    host.request(Command.SYNC, SYNC_DATA)
    answers = host.request(Command.SYNC, SYNC_DATA)
    assert len(answers) == 8 or host.loader.finished is LoaderExit.RUN


@pytest.mark.slow
@given(boards, st.booleans(), frames(), st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_how_the_bytes_are_cut_does_not_matter(board: Board, stub: bool, frame: bytes, step: int) -> None:
    whole, cut = Host(board, stub=stub), Host(board, stub=stub)
    answers = b"".join(cut.loader.feed(frame[at : at + step]) for at in range(0, len(frame), step))
    assert answers == whole.loader.feed(frame)


def test_a_bomb_never_unfolds() -> None:
    host, unfolded_bytes = Host(Board.ESP32), 16 * 1024 * 1024
    packed = zlib.compress(bytes(unfolded_bytes), 9)
    host.ask(Command.FLASH_DEFL_BEGIN, words(SECTOR_BYTES, 1, len(packed), 0x10000))
    tracemalloc.start()
    try:
        status = host.block(Command.FLASH_DEFL_DATA, 0, packed).status
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert status == b"\x01\x06"
    assert peak_bytes < unfolded_bytes // 16
