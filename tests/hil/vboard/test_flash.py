"""Flash that outlives its process."""

from pathlib import Path

import pytest

from oceanhil.hil.vboard.flash import FlashFile
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.simulator.flash.chip import Flash, PowerCut

SIZE = 16 * 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "flash.bin"


def test_a_missing_file_is_made_blank(path: Path) -> None:
    FlashFile(path).load(Flash(SIZE))
    assert path.read_bytes() == b"\xff" * SIZE


def test_a_file_is_one_boards_alone_until_that_lets_it_go(path: Path, tmp_path: Path) -> None:
    first, second = FlashFile(path), FlashFile(tmp_path / "." / "flash.bin")
    first.load(Flash(SIZE))
    first.save(Flash(SIZE))
    with pytest.raises(MachineRefusedError, match="is in use by another virtual board; end that one first"):
        second.load(Flash(SIZE))
    first.close()
    second.load(Flash(SIZE))
    assert {each.name for each in tmp_path.iterdir()} == {"flash.bin"}
    second.close()


def test_what_was_saved_is_there_again(path: Path) -> None:
    flash = Flash(SIZE)
    flash.program(4096, b"kept")
    FlashFile(path).save(flash)
    FlashFile(path).load(again := Flash(SIZE))
    assert again.read(4096, 4) == b"kept"


def test_nothing_is_written_while_nothing_changed(path: Path) -> None:
    kept, flash = FlashFile(path), Flash(SIZE)
    kept.load(flash)
    path.unlink()
    kept.save(flash)
    assert not path.exists()
    flash.erase_sector(0)
    kept.save(flash)
    assert path.exists()


def test_another_board_is_saved(path: Path) -> None:
    kept = FlashFile(path)
    kept.save(Flash(SIZE))
    path.unlink()
    kept.save(Flash(SIZE))
    assert path.exists()


def test_an_erase_that_lost_power_is_saved(path: Path) -> None:
    kept, flash = FlashFile(path), Flash(SIZE)
    kept.save(flash)
    path.unlink()
    flash.arm_cut(0)
    with pytest.raises(PowerCut):
        flash.erase_sector(0)
    kept.save(flash)
    assert path.exists()


def test_a_file_of_another_size_is_another_boards(path: Path) -> None:
    path.write_bytes(b"short")
    with pytest.raises(VirtualBoardError, match="has 5 bytes, expected 65536"):
        FlashFile(path).load(Flash(SIZE))
    assert path.read_bytes() == b"short"


def test_a_place_that_cannot_be_written_is_a_message_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(MachineRefusedError, match="cannot be written"):
        FlashFile(tmp_path / "missing" / "flash.bin").load(Flash(SIZE))
    assert list(tmp_path.iterdir()) == []
