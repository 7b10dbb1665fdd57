"""The real littlefs on simulated flash: what it promises of a power cut, and what a core's files rest on."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

import pytest
from littlefs import LittleFS, UserContext, lfs

from oceanhil.boards import family
from oceanhil.hil.worlds.sketch.file_area import FILE_AREAS, FileArea
from oceanhil.hil.worlds.sketch.littlefs_volume import MisuseError, OpenFlag, Volume, VolumeError, format_volume
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import StorageCall, StorageRefusal
from oceanhil.simulator.eeprom.refusal import Refusals
from oceanhil.simulator.flash.chip import Flash, FlashSnapshot, PowerCut

BOARDS: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)
# A save is cut at each of its units, some four hundred, on all boards where there is time; else at every seventh.
SWEPT: Final = (
    (Board.ESP32, 23),
    *(pytest.param(board, 1, marks=pytest.mark.long) for board in BOARDS),
)
WRITE_ANEW: Final = OpenFlag.WRITE | OpenFlag.CREATE | OpenFlag.TRUNCATE
OLD: Final = b"the old text"
NEW: Final = b"a new text that is longer " * 12
NO_SPACE: Final = -28
NOT_THERE: Final = -2
INPUT_OUTPUT_ERROR: Final = -5
Save = Callable[[Volume], None]


def area_of(board: Board) -> FileArea:
    """Give where a board's files are."""
    return FILE_AREAS[family(board).storage]


def blank(board: Board) -> Flash:
    """Give the board's flash, empty."""
    return Flash(family(board).flash_bytes)


def mounted(board: Board, flash: Flash) -> Volume:
    """Give the files of a flash, which may be none yet."""
    try:
        return Volume(flash, area_of(board))
    except VolumeError:
        format_volume(flash, area_of(board))
        return Volume(flash, area_of(board))


def write(volume: Volume, path: bytes, data: bytes) -> None:
    """Write a file as the cores do: what was opened is synced at once."""
    file = volume.open(path, WRITE_ANEW)
    volume.sync(file)
    volume.write(file, data)
    volume.close(file)


def read(volume: Volume, path: bytes) -> bytes:
    """Give all of a file."""
    file = volume.open(path, OpenFlag.READ)
    data = volume.read(file, 100_000)
    volume.close(file)
    return data


def over_the_old(volume: Volume) -> None:
    """Save as sketches do."""
    write(volume, b"/kept", NEW)


def beside_the_old(volume: Volume) -> None:
    """Save beside it, and let that take the name."""
    write(volume, b"/kept.new", NEW)
    volume.rename(b"/kept.new", b"/kept")


def cuts(board: Board, save: Save, stride: int) -> Iterator[Flash]:
    """Give the flash after a cut at every so many units of a save."""
    flash = blank(board)
    write(mounted(board, flash), b"/kept", OLD)
    before: FlashSnapshot = flash.snapshot()
    for unit in count(step=stride):
        flash.restore(before)
        flash.power_on()
        volume = Volume(flash, area_of(board))
        flash.arm_cut(unit)
        try:
            save(volume)
        except PowerCut:
            flash.power_on()
            yield flash
        else:
            return


@pytest.mark.parametrize(("board", "stride"), SWEPT)
def test_power_cut_at_any_unit_of_a_save_by_rename_leaves_the_old_or_the_new(board: Board, stride: int) -> None:
    found = Counter(read(Volume(flash, area_of(board)), b"/kept") for flash in cuts(board, beside_the_old, stride))
    assert set(found) == {OLD, NEW}
    assert found.total() > len(NEW) // stride


@pytest.mark.parametrize(("board", "stride"), SWEPT)
def test_power_cut_in_a_save_over_the_old_file_may_leave_an_empty_one(board: Board, stride: int) -> None:
    found = {read(Volume(flash, area_of(board)), b"/kept") for flash in cuts(board, over_the_old, stride)}
    assert found == {OLD, b"", NEW}


def refusing(times: int, after: int = 0, *, silent: bool = False) -> Refusals:
    """Give what refuses so many saves, after so many that pass."""
    refusals = Refusals()
    refusals.arrange(StorageRefusal(call=StorageCall.SAVE, times=times, after=after, silent=silent))
    return refusals


# What is created, what is synced behind that, what is closed, and what is renamed.
@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("after", range(4))
def test_a_save_that_is_refused_leaves_the_old_and_the_next_one_passes(board: Board, after: int) -> None:
    flash = blank(board)
    write(mounted(board, flash), b"/kept", OLD)
    volume = Volume(flash, area_of(board), refusing(1, after))
    with pytest.raises(VolumeError) as refused:
        beside_the_old(volume)
    assert refused.value.code == INPUT_OUTPUT_ERROR
    assert read(volume, b"/kept") == read(Volume(flash, area_of(board)), b"/kept") == OLD
    beside_the_old(volume)
    assert read(volume, b"/kept") == read(Volume(flash, area_of(board)), b"/kept") == NEW


def test_saves_that_are_refused_time_and_again_leave_the_library_whole() -> None:
    flash = blank(Board.ESP8266)
    write(mounted(Board.ESP8266, flash), b"/kept", OLD)
    volume = Volume(flash, area_of(Board.ESP8266), refusing(200))
    for _ in range(60):
        for save in (over_the_old, beside_the_old):
            with pytest.raises(VolumeError):
                save(volume)
    while True:
        try:
            beside_the_old(volume)
        except VolumeError:
            continue
        break
    assert read(Volume(flash, area_of(Board.ESP8266)), b"/kept") == NEW


def test_a_time_that_a_core_keeps_of_a_file_system_is_no_save() -> None:
    flash = blank(Board.PICOW)
    mounted(Board.PICOW, flash)
    volume = Volume(flash, area_of(Board.PICOW), refusing(1))
    volume.set_attribute(b"/", ord("c"), b"time")
    assert volume.attribute(b"/", ord("c")) == b"time"
    with pytest.raises(VolumeError):
        over_the_old(volume)


def test_a_silent_refusal_says_that_it_is_done() -> None:
    flash = blank(Board.PICOW)
    write(mounted(Board.PICOW, flash), b"/kept", OLD)
    volume = Volume(flash, area_of(Board.PICOW), refusing(100, silent=True))
    over_the_old(volume)
    volume.remove(b"/kept")
    assert read(volume, b"/kept") == OLD


def test_who_only_reads_saves_nothing() -> None:
    flash = blank(Board.ESP32)
    write(mounted(Board.ESP32, flash), b"/kept", OLD)
    volume = Volume(flash, area_of(Board.ESP32), refusing(100))
    assert read(volume, b"/kept") == OLD
    volume.close(volume.open(b"/kept", OpenFlag.READ | OpenFlag.CREATE))


@pytest.mark.parametrize("board", BOARDS)
def test_power_cut_inside_a_format_leaves_what_can_be_formatted(board: Board) -> None:
    flash = blank(board)
    flash.arm_cut(100)
    with pytest.raises(PowerCut):
        format_volume(flash, area_of(board))
    flash.power_on()
    write(mounted(board, flash), b"/kept", NEW)
    assert read(mounted(board, flash), b"/kept") == NEW


def test_after_a_cut_the_flash_is_left_alone() -> None:
    flash = blank(Board.PICOW)
    volume = mounted(Board.PICOW, flash)
    flash.arm_cut(300)
    with pytest.raises(PowerCut):
        write(volume, b"/kept", NEW)
    left = flash.dump(0, flash.size_bytes)
    with pytest.raises(PowerCut):
        write(volume, b"/other", OLD)
    assert flash.dump(0, flash.size_bytes) == left


@pytest.mark.parametrize(
    ("board", "end"),
    [
        # The partition of core dumps follows.
        (Board.ESP32, 0x3F_0000),
        # A sector lies between it and that of EEPROM.
        (Board.ESP8266, 0x3F_B000 - 0x1000),
        # The last sector is that of EEPROM.
        (Board.PICOW, 2 * 1024 * 1024 - 4096),
    ],
)
def test_the_area_ends_where_the_core_has_something_else(board: Board, end: int) -> None:
    area = area_of(board)
    assert area.address + area.size_bytes == end
    assert area.size_bytes % area.block_bytes == 0


@pytest.mark.parametrize("board", BOARDS)
def test_nothing_outside_of_the_area_is_touched(board: Board) -> None:
    flash, area = blank(board), area_of(board)
    volume = mounted(board, flash)
    with pytest.raises(VolumeError) as full:
        write(volume, b"/large", bytes(area.size_bytes))
    assert full.value.code == NO_SPACE
    end = area.address + area.size_bytes
    assert flash.dump(0, area.address).count(0xFF) == area.address
    assert flash.dump(end, flash.size_bytes - end).count(0xFF) == flash.size_bytes - end


@pytest.mark.parametrize("board", BOARDS)
def test_the_library_itself_reads_the_image(board: Board) -> None:
    flash, area = blank(board), area_of(board)
    volume = mounted(board, flash)
    write(volume, b"/kept", NEW)
    volume.set_attribute(b"/kept", ord("t"), b"12345678")
    image = UserContext(buffer=bytearray(flash.dump(area.address, area.size_bytes)))
    files = LittleFS(image, mount=False, block_size=area.block_bytes, block_count=area.block_count)
    files.mount()
    with files.open("/kept", "rb") as kept:
        assert kept.read() == NEW
    assert files.getattr("/kept", "t") == b"12345678"
    assert files.fs_stat().disk_version == area.disk_version


def test_what_the_library_asserts_is_misuse_and_not_the_end_of_this_process() -> None:
    volume = mounted(Board.ESP8266, blank(Board.ESP8266))
    file = volume.open(b"/kept", WRITE_ANEW)
    with pytest.raises(MisuseError, match="LFS_O_RDONLY"):
        volume.read(file, 1)
    volume.close(file)
    file = volume.open(b"/kept", OpenFlag.READ)
    with pytest.raises(MisuseError, match="LFS_O_WRONLY") as error:
        volume.write(file, OLD)
    assert error.value.assertion.function == "lfs_file_write_"
    with pytest.raises(MisuseError, match="LFS_O_WRONLY") as error:
        volume.truncate(file, 0)
    assert error.value.assertion.function == "lfs_file_truncate_"


def test_what_is_not_there_is_an_error_with_the_librarys_code() -> None:
    volume = mounted(Board.ESP32, blank(Board.ESP32))
    with pytest.raises(VolumeError, match="littlefs error -2") as error:
        volume.stat(b"/kept")
    assert error.value.code == NOT_THERE


def test_names_are_bytes() -> None:
    volume = mounted(Board.ESP32, blank(Board.ESP32))
    name = "grün".encode()
    write(volume, name, OLD)
    directory = volume.open_directory(b"/")
    names = [entry.name for entry in iter(lambda: volume.next_entry(directory), None)]
    assert names == [b".", b"..", name]


def test_a_read_asks_for_no_more_memory_than_the_file_has() -> None:
    volume = mounted(Board.ESP32, blank(Board.ESP32))
    write(volume, b"/kept", OLD)
    file = volume.open(b"/kept", OpenFlag.READ)
    assert volume.read(file, 0xFFFF_FFFF) == OLD
    assert volume.read(file, 0xFFFF_FFFF) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be copied here")
def test_a_rename_in_which_the_library_would_end_this_process_is_misuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def asserted(*_: object) -> None:
        os.abort()

    volume = mounted(Board.PICOW, blank(Board.PICOW))
    monkeypatch.setattr(lfs, "rename", asserted)
    with pytest.raises(MisuseError):
        volume.rename(b"/kept", b"/other")
