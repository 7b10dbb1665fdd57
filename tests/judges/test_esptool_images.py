"""Espressif's unmodified esptool accepts the application images, and boards start what it wrote."""

from pathlib import Path

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.image import FirmwareImage, image_parts, read_image
from tests.judges.esptool import image_info, in_download_mode

pytestmark = pytest.mark.slow

IMAGE = FirmwareImage(Firmware("t" * 64, tls=False), "http://127.0.0.1:8080")
each_board = pytest.mark.parametrize(
    "board", [Board.ESP32, Board.ESP8266, Board("esp32s3"), Board("esp32c3")], ids=lambda board: str(board.value)
)


def files(board: Board, folder: Path) -> list[tuple[int, Path]]:
    made = []
    for offset, data in image_parts(board, IMAGE):
        file = folder / f"{offset:x}.bin"
        file.write_bytes(data)
        made.append((offset, file))
    return made


@pytest.mark.parametrize("offset", [0x1000, 0x10000], ids=["boot-loader", "application"])
def test_an_esp32s_images_are_valid(offset: int, tmp_path: Path) -> None:
    said = image_info(dict(files(Board.ESP32, tmp_path))[offset])
    assert "Detected image type: ESP32\n" in said
    assert "Flash size: 4MB" in said
    assert said.count("(valid)") == 2


@pytest.mark.long
@pytest.mark.parametrize(("name", "title"), [("esp32s3", "ESP32-S3"), ("esp32c3", "ESP32-C3")])
@pytest.mark.parametrize("offset", [0, 0x10000], ids=["boot-loader", "application"])
def test_a_later_chips_images_are_valid(name: str, title: str, offset: int, tmp_path: Path) -> None:
    said = image_info(dict(files(Board(name), tmp_path))[offset])
    assert f"Detected image type: {title}\n" in said
    assert said.count("(valid)") == 2


def test_an_esp8266s_image_is_valid(tmp_path: Path) -> None:
    said = image_info(dict(files(Board.ESP8266, tmp_path))[0])
    assert "Detected image type: ESP8266\n" in said
    assert "Flash size: 4MB" in said
    assert said.count("(valid)") == 1


@pytest.mark.long
@each_board
def test_a_board_starts_what_was_written(board: Board, tmp_path: Path) -> None:
    arguments = [word for offset, file in files(board, tmp_path) for word in (hex(offset), str(file))]
    with in_download_mode(board) as chip:
        chip.esptool("write-flash", *arguments)
        assert read_image(board, chip.flash) == IMAGE


@pytest.mark.long
@each_board
def test_a_board_starts_an_image_whose_flash_mode_and_size_were_rewritten(board: Board, tmp_path: Path) -> None:
    parts = files(board, tmp_path)
    arguments = [word for offset, file in parts for word in (hex(offset), str(file))]
    with in_download_mode(board) as chip:
        chip.esptool("write-flash", "--flash-mode", "qio", "--flash-size", "2MB", *arguments)
        offset, file = parts[0]
        assert chip.flash.dump(offset + 2, 2) != file.read_bytes()[2:4]
        assert read_image(board, chip.flash) == IMAGE
