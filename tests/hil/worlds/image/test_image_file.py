"""A program for a Pico W is known by what is in its file; what is none is told by name, with what to do."""

from pathlib import Path

import pytest

from oceanhil.hil.emulators.image_file import ImageFileError, read_image
from oceanhil.protocol.formats import uf2
from oceanhil.protocol.formats.pico_image import FLASH_BASE
from tests.hil.worlds.image.images import XTENSA, elf, flash_image, picow_uf2

RAM = 0x2000_0000


def flash_of(path: Path) -> bytes:
    flash = bytearray(b"\xff" * 8192)
    for offset, content in read_image(path).parts:
        flash[offset : offset + len(content)] = content
    return bytes(flash)


@pytest.mark.parametrize("kind", ["bin", "uf2", "elf"])
def test_a_program_is_known_by_its_content_whatever_its_name(kind: str, tmp_path: Path) -> None:
    image = flash_image(b"the program")
    content = {
        "bin": image,
        "uf2": picow_uf2(image),
        "elf": elf([(FLASH_BASE, image[:256]), (FLASH_BASE + 256, image[256:])]),
    }
    path = tmp_path / "no-suffix"
    path.write_bytes(content[kind])
    assert flash_of(path).startswith(image)


def test_blocks_for_no_chip_in_particular_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "image.uf2"
    path.write_bytes(picow_uf2(b"\xef" * 256, uf2.Family.ABSOLUTE) + picow_uf2(flash_image()))
    assert flash_of(path).startswith(flash_image())


BAD = {
    "empty": (b"", r"image '.*bad' is empty; build it for a Pico W again"),
    "text": (b"hello" * 100, r"no ELF file, no UF2 file and no image of a Pico W's flash; build it for a Pico W"),
    "of another chip": (picow_uf2(flash_image(), uf2.Family.DATA), r"for chip family 0xe48bff58, expected 0xe48bff56"),
    "of a Pico 2": (picow_uf2(flash_image(), uf2.Family.RP2350_ARM_S), r"for an RP2350 \(Pico 2\); no RP2350 is emul"),
    "plain, of a Pico 2": (b"\0" * 64 + bytes.fromhex("d3deffff"), "for an RP2350 .*, as the marker in it says"),
    "a UF2 file cut off in a block": (picow_uf2(flash_image())[:-1], "512-byte blocks: it is cut off; copy or build"),
    "a UF2 file cut off between blocks": (picow_uf2(flash_image())[:512], "is not whole: it has 1 of 2 blocks; copy"),
    "an ELF file for an ESP32": (elf([(FLASH_BASE, flash_image())], XTENSA), "an ELF file for .*, expected ARM of 32"),
    "an ELF file cut off": (elf([(FLASH_BASE, flash_image())])[:-1], "an ELF file that is cut off; copy or build it"),
    "an ELF file's beginning": (elf([(FLASH_BASE, flash_image())])[:40], "is a damaged ELF file"),
    "an ELF file without a program": (elf([]), "holds nothing for flash; build it for a Pico W again"),
    "a program for RAM": (elf([(RAM, flash_image())]), "not for flash, but for another place such as RAM"),
    "below flash": (elf([(0, flash_image())]), "not for flash, but for another place such as RAM"),
    "too large": (elf([(FLASH_BASE, flash_image()), (FLASH_BASE + (2 << 20) - 2, b"code")]), "2,097,154 bytes into"),
    "parts over each other": (elf([(FLASH_BASE, flash_image()), (FLASH_BASE + 100, b"x")]), "lie over each other"),
    "without boot code": (elf([(FLASH_BASE, b"\0" * 512)]), "no boot code at the start of flash that an RP2040"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_program_is_told_with_what_to_do(name: str, tmp_path: Path) -> None:
    content, said = BAD[name]
    path = tmp_path / "bad"
    path.write_bytes(content)
    with pytest.raises(ImageFileError, match=said):
        read_image(path)


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(500 << 20)
    with pytest.raises(ImageFileError, match="more than 64 MB, more than any build leaves"):
        read_image(path)


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match=r"is a folder; name the \.uf2, \.elf or \.bin file in it"):
        read_image(tmp_path)
    with pytest.raises(ImageFileError, match="cannot be read: no such file or directory"):
        read_image(tmp_path / "missing")
