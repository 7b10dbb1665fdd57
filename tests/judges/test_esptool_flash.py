"""Espressif's unmodified esptool writes, reads, verifies and erases the flash of simulated chips."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.protocol.board import Board
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.judges.esptool import LoaderOnSocket, in_download_mode

pytestmark = pytest.mark.long

# Longer than a block of the stub, half of it compressible, and no whole number of words.
DATA = random.Random(1).randbytes(20_000) + bytes(20_001)
SHORT = DATA[18_000:23_001]
ADDRESS = "0x10000"


@pytest.fixture(params=[Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))
def chip(request: pytest.FixtureRequest) -> Iterator[LoaderOnSocket]:
    with in_download_mode(request.param) as chip:
        chip.flash.load(bytes(0x20000), 0)
        yield chip


@pytest.fixture
def esp32() -> Iterator[LoaderOnSocket]:
    with in_download_mode(Board.ESP32) as chip:
        chip.flash.load(bytes(0x20000), 0)
        yield chip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "data.bin"
    file.write_bytes(DATA)
    return file


@pytest.mark.parametrize("how", ["--compress", "--no-compress"])
def test_what_it_writes_has_the_hash_it_expects(chip: LoaderOnSocket, file: Path, how: str) -> None:
    assert "Hash of data verified" in chip.esptool("--baud", "921600", "write-flash", how, ADDRESS, str(file))
    assert chip.flash.dump(0x10000, len(DATA)) == DATA


def test_it_erases_only_the_sectors_it_writes(esp32: LoaderOnSocket, file: Path) -> None:
    esp32.esptool("write-flash", ADDRESS, str(file))
    assert sorted(esp32.flash.erases) == list(range(0x10, 0x10 + -(-len(DATA) // SECTOR_BYTES)))


def test_it_verifies_and_reads_back_what_stands_there(chip: LoaderOnSocket, file: Path, tmp_path: Path) -> None:
    # It compares whole words, with the file's last one filled with 0xFF.
    chip.flash.load(DATA + b"\xff" * (-len(DATA) % 4), 0x10000)
    assert "Verification successful" in chip.esptool("verify-flash", ADDRESS, str(file))
    copy = tmp_path / "copy.bin"
    chip.esptool("read-flash", ADDRESS, str(len(DATA)), str(copy))
    assert copy.read_bytes() == DATA


def test_it_notices_what_does_not_stand_there(esp32: LoaderOnSocket, file: Path) -> None:
    assert "Verification failed (digest mismatch)" in esp32.esptool("verify-flash", ADDRESS, str(file), fails=True)


def test_it_notices_a_cell_that_cannot_be_programmed(esp32: LoaderOnSocket, file: Path) -> None:
    esp32.flash.stick_bit(0x10000 + 25_000, 0, high=True)
    assert "MD5 of file does not match" in esp32.esptool("write-flash", ADDRESS, str(file), fails=True)


def test_it_erases_a_region(chip: LoaderOnSocket) -> None:
    chip.esptool("erase-region", ADDRESS, "0x2000")
    assert [chip.flash.is_blank(index) for index in range(0x0F, 0x13)] == [False, True, True, False]


def test_it_erases_the_chip(chip: LoaderOnSocket) -> None:
    chip.esptool("erase-flash")
    assert all(chip.flash.is_blank(index) for index in range(chip.flash.size_bytes // SECTOR_BYTES))


def test_with_an_esp32s_rom_alone_it_writes_verifies_reads_and_erases(esp32: LoaderOnSocket, tmp_path: Path) -> None:
    file, copy = tmp_path / "short.bin", tmp_path / "copy.bin"
    file.write_bytes(SHORT)
    assert "Hash of data verified" in esp32.esptool("write-flash", "--compress", ADDRESS, str(file), stub=False)
    assert "Verification successful" in esp32.esptool("verify-flash", ADDRESS, str(file), stub=False)
    esp32.esptool("read-flash", ADDRESS, str(len(SHORT)), str(copy), stub=False)
    assert copy.read_bytes() == SHORT
    esp32.esptool("erase-region", ADDRESS, "0x1000", stub=False)
    assert esp32.flash.is_blank(0x10)


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266], ids=lambda board: str(board.value))
def test_with_a_rom_alone_it_writes_plainly(board: Board, tmp_path: Path) -> None:
    file = tmp_path / "short.bin"
    file.write_bytes(SHORT)
    with in_download_mode(board) as chip:
        chip.flash.load(bytes(0x20000), 0)
        chip.esptool("write-flash", "--no-compress", ADDRESS, str(file), stub=False)
        assert chip.flash.dump(0x10000, len(SHORT)) == SHORT
        assert not chip.flash.is_blank(0x0F)


@pytest.mark.parametrize(
    ("command", "function"),
    [
        (("verify-flash", ADDRESS, "FILE"), "flash_md5sum"),
        (("read-flash", ADDRESS, "16", "FILE"), "read_flash_slow"),
        (("erase-region", ADDRESS, "0x1000"), "erase_region"),
        (("erase-flash",), "erase_flash"),
    ],
    ids=["verify", "read", "erase-region", "erase"],
)
def test_what_an_esp8266s_rom_alone_cannot_do_it_says(command: tuple[str, ...], function: str, file: Path) -> None:
    with in_download_mode(Board.ESP8266) as chip:
        arguments = [str(file) if word == "FILE" else word for word in command]
        said = chip.esptool(*arguments, stub=False, fails=True)
    assert f"ESP8266 ROM does not support function {function}." in said
