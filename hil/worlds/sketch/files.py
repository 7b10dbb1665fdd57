"""The files of a sketch: what `LittleFS` of any core asks, done on the board's own flash."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from itertools import count
from struct import Struct
from typing import Final, NamedTuple

from littlefs import lfs

from oceanhil.hil.worlds.sketch.crashes import told_assertion
from oceanhil.hil.worlds.sketch.file_area import FILE_AREAS, FileArea
from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.littlefs_volume import (
    MisuseError,
    OpenFile,
    OpenFlag,
    Stat,
    Volume,
    VolumeError,
    format_volume,
)
from oceanhil.hil.worlds.sketch.program import CallOutcome, Serve
from oceanhil.simulator.board.board import SimulatedBoard

_HEAD: Final = Struct("<BIi")
_U32: Final = Struct("<I")
_PLACE: Final = Struct("<II")
_SPACE: Final = Struct("<III")
_ENTRY: Final = Struct("<BI")
_U32_MOST: Final = 0xFFFF_FFFF
_DONE: Final = 0, b""
_NO_ENTRY: Final = 0, b""
_ONE_ENTRY: Final = 1
# Codes beside the library's own, as machine/files.h and files.cpp have them.
_NO_PARTITION: Final = -1000
_ASSERTED: Final = -1001
_BAD_HANDLE: Final = -9
_NOT_MOUNTED: Final = -22


class FileCall(IntEnum):
    """A call, by its number in `machine/files.cpp`."""

    MOUNT = 1
    UNMOUNT = 2
    FORMAT = 3
    SPACE = 4
    OPEN = 5
    CLOSE = 6
    READ = 7
    WRITE = 8
    SEEK = 9
    TRUNCATE = 10
    SYNC = 11
    STAT = 12
    REMOVE = 13
    RENAME = 14
    MAKE_DIRECTORY = 15
    OPEN_DIRECTORY = 16
    NEXT_ENTRY = 17
    REWIND_DIRECTORY = 18
    CLOSE_DIRECTORY = 19
    ATTRIBUTE = 20
    SET_ATTRIBUTE = 21


class Asked(NamedTuple):
    """A call with what it is given, each where the call has a use for it."""

    handle: int
    number: int
    path: bytes
    data: bytes

    @property
    def size(self) -> int:
        """The number as one without a sign."""
        return self.number & _U32_MOST


class SketchFiles:
    """Answers the calls of a sketch in one boot; may raise PowerCut."""

    def __init__(self, board: SimulatedBoard) -> None:
        self._board = board
        self._area: FileArea = FILE_AREAS[board.family.storage]
        self._mounted: Volume | None = None
        self._files: dict[int, OpenFile] = {}
        self._directories: dict[int, lfs.LFSDirectory] = {}
        self._numbers = count(1)
        self._calls: dict[FileCall, Callable[[Asked], CallOutcome]] = {
            FileCall.MOUNT: self._mount,
            FileCall.UNMOUNT: self._unmount,
            FileCall.FORMAT: self._format,
            FileCall.SPACE: self._space,
            FileCall.OPEN: self._open,
            FileCall.CLOSE: self._close,
            FileCall.READ: self._read,
            FileCall.WRITE: self._write,
            FileCall.SEEK: self._seek,
            FileCall.TRUNCATE: self._truncate,
            FileCall.SYNC: self._sync,
            FileCall.STAT: self._stat,
            FileCall.REMOVE: self._remove,
            FileCall.RENAME: self._rename,
            FileCall.MAKE_DIRECTORY: self._make_directory,
            FileCall.OPEN_DIRECTORY: self._open_directory,
            FileCall.NEXT_ENTRY: self._next_entry,
            FileCall.REWIND_DIRECTORY: self._rewind_directory,
            FileCall.CLOSE_DIRECTORY: self._close_directory,
            FileCall.ATTRIBUTE: self._attribute,
            FileCall.SET_ATTRIBUTE: self._set_attribute,
        }

    def served(self) -> Mapping[int, Serve]:
        """Give the question of files."""
        return {Ask.FILES: self._answer}

    async def _answer(self, data: bytes) -> CallOutcome:
        call, handle, number = _HEAD.unpack_from(data)
        path, _, rest = data[_HEAD.size :].partition(b"\0")
        try:
            outcome = self._calls[FileCall(call)](Asked(handle, number, path, rest))
        except VolumeError as error:
            outcome = error.code, b""
        except MisuseError as error:
            outcome = _ASSERTED, told_assertion(error.assertion)
        await self._board.flash_settled()
        return outcome

    @property
    def _volume(self) -> Volume:
        if self._mounted is None:
            raise VolumeError(_NOT_MOUNTED)
        return self._mounted

    def _file(self, asked: Asked) -> OpenFile:
        file = self._files.get(asked.handle)
        if file is None:
            raise VolumeError(_BAD_HANDLE)
        return file

    def _directory(self, asked: Asked) -> lfs.LFSDirectory:
        directory = self._directories.get(asked.handle)
        if directory is None:
            raise VolumeError(_BAD_HANDLE)
        return directory

    # The volume

    def _is_partition(self, asked: Asked) -> bool:
        return asked.path.decode("latin-1") == self._area.label

    def _mount(self, asked: Asked) -> CallOutcome:
        if not self._is_partition(asked):
            return _NO_PARTITION, b""
        self._forget()
        self._mounted = Volume(self._board.flash, self._area, self._board.refusals)
        return _DONE

    def _unmount(self, asked: Asked) -> CallOutcome:
        del asked
        self._volume.unmount()
        self._forget()
        return _DONE

    def _forget(self) -> None:
        self._mounted = None
        self._files.clear()
        self._directories.clear()

    def _format(self, asked: Asked) -> CallOutcome:
        if not self._is_partition(asked):
            return _NO_PARTITION, b""
        self._forget()
        format_volume(self._board.flash, self._area)
        return _DONE

    def _space(self, asked: Asked) -> CallOutcome:
        del asked
        volume = self._volume
        block = volume.block_bytes
        return 0, _SPACE.pack(volume.block_count * block, volume.used_blocks() * block, block)

    # Files

    def _open(self, asked: Asked) -> CallOutcome:
        file = self._volume.open(asked.path, OpenFlag(asked.number))
        number = next(self._numbers)
        self._files[number] = file
        return 0, self._place(file) + _U32.pack(number)

    def _close(self, asked: Asked) -> CallOutcome:
        file = self._file(asked)
        # It is closed even if the library could not write all of it.
        del self._files[asked.handle]
        self._volume.close(file)
        return _DONE

    def _read(self, asked: Asked) -> CallOutcome:
        file = self._file(asked)
        found = self._volume.read(file, asked.size)
        return len(found), self._place(file) + found

    def _write(self, asked: Asked) -> CallOutcome:
        file = self._file(asked)
        return self._volume.write(file, asked.data), self._place(file)

    def _seek(self, asked: Asked) -> CallOutcome:
        file = self._file(asked)
        self._volume.seek(file, asked.number, asked.data[0])
        return 0, self._place(file)

    def _truncate(self, asked: Asked) -> CallOutcome:
        file = self._file(asked)
        self._volume.truncate(file, asked.size)
        return 0, self._place(file)

    def _sync(self, asked: Asked) -> CallOutcome:
        self._volume.sync(self._file(asked))
        return _DONE

    def _place(self, file: OpenFile) -> bytes:
        return _PLACE.pack(*self._volume.place(file))

    # Names

    def _stat(self, asked: Asked) -> CallOutcome:
        return 0, _entry(self._volume.stat(asked.path))

    def _remove(self, asked: Asked) -> CallOutcome:
        self._volume.remove(asked.path)
        return _DONE

    def _rename(self, asked: Asked) -> CallOutcome:
        self._volume.rename(asked.path, asked.data)
        return _DONE

    def _make_directory(self, asked: Asked) -> CallOutcome:
        self._volume.make_directory(asked.path)
        return _DONE

    def _open_directory(self, asked: Asked) -> CallOutcome:
        directory = self._volume.open_directory(asked.path)
        number = next(self._numbers)
        self._directories[number] = directory
        return 0, _U32.pack(number)

    def _next_entry(self, asked: Asked) -> CallOutcome:
        found = self._volume.next_entry(self._directory(asked))
        return _NO_ENTRY if found is None else (_ONE_ENTRY, _entry(found))

    def _rewind_directory(self, asked: Asked) -> CallOutcome:
        self._volume.rewind_directory(self._directory(asked))
        return _DONE

    def _close_directory(self, asked: Asked) -> CallOutcome:
        directory = self._directory(asked)
        del self._directories[asked.handle]
        self._volume.close_directory(directory)
        return _DONE

    def _attribute(self, asked: Asked) -> CallOutcome:
        found = self._volume.attribute(asked.path, asked.number)
        return len(found), found

    def _set_attribute(self, asked: Asked) -> CallOutcome:
        self._volume.set_attribute(asked.path, asked.number, asked.data)
        return _DONE


def _entry(found: Stat) -> bytes:
    return _ENTRY.pack(found.is_directory, found.size_bytes) + found.name
