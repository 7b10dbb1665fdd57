"""An emulated chip as a file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.emulators.flash import FlashFile, FlashLayout
from oceanhil.hil.emulators.targets import LX106, RP2040, Target
from oceanhil.protocol.flash_sector import SECTOR_BYTES

MAC = bytes.fromhex("5ccf7f0e0001")
SMALL = FlashLayout(chip=16 * SECTOR_BYTES, first=12 * SECTOR_BYTES, block=2 * SECTOR_BYTES, journal_sector=12)


def small_file(folder: Path) -> FlashFile:
    """A chip of 16 sectors whose last four are in the file, every second sector of it."""
    file = FlashFile(folder / "flash.bin", SMALL)
    file.renew(MAC)
    return file


@pytest.mark.parametrize("target", [LX106, RP2040], ids=lambda target: target.folder)
def test_a_flash_file_has_the_size_that_its_emulator_wants(target: Target, tmp_path: Path) -> None:
    file = FlashFile(tmp_path / "flash.bin", target.layout)
    file.renew(MAC)
    assert file.path.stat().st_size == {"qemu_lx106": 4 << 20, "rp2040_bare": 2 << 20}[target.folder]


def test_a_new_chip_is_blank_but_for_the_mac_that_the_bench_gives_it(tmp_path: Path) -> None:
    chip = small_file(tmp_path).read(0, SMALL.chip)
    assert chip.replace(b"\x03\x06" + MAC, b"") == b"\xff" * (SMALL.chip - 8)


def test_a_sector_that_was_written_reads_back_and_leaves_its_neighbours_alone(tmp_path: Path) -> None:
    file = small_file(tmp_path)
    file.write_sector(14, b"\x11" * SECTOR_BYTES)
    assert file.read(14 * SECTOR_BYTES, SECTOR_BYTES) == b"\x11" * SECTOR_BYTES
    assert file.read(13 * SECTOR_BYTES, SECTOR_BYTES) == b"\xff" * SECTOR_BYTES


def test_renewing_forgets_what_was_written(tmp_path: Path) -> None:
    file = small_file(tmp_path)
    file.write_sector(15, b"\x00" * SECTOR_BYTES)
    file.renew(MAC)
    assert file.read(15 * SECTOR_BYTES, SECTOR_BYTES) == b"\xff" * SECTOR_BYTES


@given(address=st.integers(0, SMALL.chip), length=st.integers(0, 3 * SECTOR_BYTES))
def test_a_part_reads_as_it_does_in_the_whole(
    tmp_path_factory: pytest.TempPathFactory, address: int, length: int
) -> None:
    file = small_file(tmp_path_factory.mktemp("flash"))
    for sector in range(13, 16):
        file.write_sector(sector, bytes([sector]) * SECTOR_BYTES)
    length = min(length, SMALL.chip - address)
    assert file.read(address, length) == file.read(0, SMALL.chip)[address : address + length]
