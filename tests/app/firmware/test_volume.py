from pathlib import Path

import pytest

from oceanhil.app.firmware.errors import VolumeError
from oceanhil.app.firmware.volume import check_volume, copy_onto, find_volume
from tests.app.firmware.user import pico_uf2

UF2 = pico_uf2(b"firmware")


def drive(folder: Path, board: str = "RPI-RP2") -> Path:
    folder.mkdir()
    text = f"UF2 Bootloader v3.0\r\nModel: Raspberry Pi RP2\r\nBoard-ID: {board}\r\n"
    (folder / "INFO_UF2.TXT").write_bytes(text.encode())
    return folder


def test_the_drive_of_a_pico_is_found_among_others(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    pico = drive(tmp_path / "RPI-RP2")
    drive(tmp_path / "RP2350", "RP2350")
    assert find_volume(tmp_path.iterdir()) == pico


def test_without_a_pico_the_next_step_is_told(tmp_path: Path) -> None:
    with pytest.raises(VolumeError, match="hold BOOTSEL while you plug the Pico in"):
        find_volume(tmp_path.iterdir())


def test_of_several_picos_none_is_guessed(tmp_path: Path) -> None:
    drive(tmp_path / "one")
    drive(tmp_path / "two")
    with pytest.raises(VolumeError, match="several Picos are in their boot loaders"):
        find_volume(tmp_path.iterdir())


def test_a_file_is_copied_whole(tmp_path: Path) -> None:
    pico = drive(tmp_path / "RPI-RP2")
    copy_onto(pico, UF2)
    assert (pico / "firmware.uf2").read_bytes() == UF2


@pytest.mark.parametrize("board", ["RP2350", "SAMD21G18A-Feather-v0"])
def test_the_drive_of_another_chip_is_left_alone(tmp_path: Path, board: str) -> None:
    with pytest.raises(VolumeError, match=f"belongs to a '{board}', expected 'RPI-RP2'; nothing was written"):
        copy_onto(drive(tmp_path / "drive", board), UF2)
    assert not (tmp_path / "drive" / "firmware.uf2").exists()


def test_any_other_folder_is_no_drive(tmp_path: Path) -> None:
    with pytest.raises(VolumeError, match=r"is not the drive of a boot loader: it has no 'INFO_UF2\.TXT'"):
        check_volume(tmp_path)


def test_a_drive_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    pico = drive(tmp_path / "RPI-RP2")
    (pico / "firmware.uf2").mkdir()
    with pytest.raises(VolumeError, match="cannot be written: is a directory"):
        copy_onto(pico, UF2)
