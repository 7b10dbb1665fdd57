"""A file system that is made on the bench, as a board of each family finds it."""

import pytest

from oceanhil.boards import family
from oceanhil.hil.worlds.sketch.file_area import FILE_AREAS
from oceanhil.hil.worlds.sketch.littlefs_volume import OpenFlag, Volume, VolumeError
from oceanhil.hil.worlds.sketch.uploaded_files import has_files, upload_files
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.flash.chip import Flash

FILES = {"config.json": b"{}", "web/css/a.css": b"x" * 9000, "web/index.html": b"<html>"}


def read(flash: Flash, board: Board, name: str) -> bytes:
    volume = Volume(flash, FILE_AREAS[family(board).storage])
    return volume.read(volume.open(name.encode(), OpenFlag.READ), 1 << 20)


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
def test_a_board_reads_what_was_uploaded_and_nothing_of_what_was_there(board: Board) -> None:
    flash = Flash(family(board).flash_bytes)
    assert not has_files(flash, family(board))
    upload_files(flash, family(board), {"old": b"1"})
    upload_files(flash, family(board), FILES)
    assert has_files(flash, family(board))
    assert {name: read(flash, board, name) for name in FILES} == FILES
    with pytest.raises(VolumeError):
        read(flash, board, "old")


def test_what_has_no_room_is_told_with_the_room_there_is() -> None:
    flash = Flash(family(Board.PICOW).flash_bytes)
    with pytest.raises(WorldError, match=r"big, 1,100,000 bytes, does not go .* has room for 1,024 KB"):
        upload_files(flash, family(Board.PICOW), {"big": bytes(1_100_000)})
    named = Flash(family(Board.ESP8266).flash_bytes)
    with pytest.raises(WorldError, match="32 bytes for a name"):
        upload_files(named, family(Board.ESP8266), {"n" * 40: b""})
