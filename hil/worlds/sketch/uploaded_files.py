"""The files that a sketch's user puts on the board beside the program, as `mklittlefs` and an uploader do."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from oceanhil.boards.family import Family
from oceanhil.hil.worlds.sketch.file_area import FILE_AREAS
from oceanhil.hil.worlds.sketch.littlefs_volume import OpenFlag, Volume, VolumeError, format_volume
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.flash.chip import Flash

_ANEW = OpenFlag.WRITE | OpenFlag.CREATE | OpenFlag.TRUNCATE


def has_files(flash: Flash, board: Family) -> bool:
    """Tell whether there is a file system in the flash of such a board."""
    try:
        Volume(flash, FILE_AREAS[board.storage])
    except VolumeError:
        return False
    return True


def upload_files(flash: Flash, board: Family, files: Mapping[str, bytes]) -> None:
    """Make a file system with these files, by their paths, in place of what is there; raises WorldError."""
    area = FILE_AREAS[board.storage]
    format_volume(flash, area)
    volume = Volume(flash, area)
    for name, data in files.items():
        try:
            _write(volume, PurePosixPath(name), data)
        except VolumeError as error:
            room = f"{area.size_bytes // 1024:,} KB, and {area.name_bytes} bytes for a name"
            told = f"{name}, {len(data):,} bytes, does not go onto the board, which has room for {room}"
            raise WorldError(f"files: {told} ({error})") from None


def _write(volume: Volume, path: PurePosixPath, data: bytes) -> None:
    for parent in reversed(path.parents[:-1]):
        try:
            volume.stat(str(parent).encode())
        except VolumeError:
            volume.make_directory(str(parent).encode())
    file = volume.open(str(path).encode(), _ANEW)
    volume.write(file, data)
    volume.close(file)
