"""The real littlefs on a simulated flash: what a board's core compiles in runs here, as the library `littlefs-python`.

Each program and each erase of the library goes through the flash, so power may go inside any of them; from then on the
flash is left alone, and PowerCut comes out of the call that was under way.

A save that is to be refused (`oceanhil.simulator.eeprom.refusal`) is a call by which names or contents come to last: it
never comes to the library, which after an error inside would end this process by an assertion. A torn one erases
nothing, for the library erases no block in use.
"""

from collections.abc import Callable
from enum import IntFlag
from typing import Concatenate, Final, NamedTuple, ParamSpec, TypeVar

from littlefs import LittleFSError, lfs

from oceanhil.hil.worlds.sketch.file_area import FileArea
from oceanhil.host.process_copy import ends_by_abort
from oceanhil.protocol.board_faults import StorageCall
from oceanhil.protocol.panics import Assertion
from oceanhil.simulator.eeprom.refusal import Refusals
from oceanhil.simulator.eeprom.sector import program_by_page
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, PowerCut

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")
# Names are bytes to the library: each byte becomes one letter, and that byte again.
_NAMES: Final = "latin-1"
_GOOD: Final = 0
_INPUT_OUTPUT_ERROR: Final = -5
# What littlefs 2.11.2 asserts of its callers.
_SOURCE: Final = "lfs.c"
_IS_READABLE: Final = "(file->flags & LFS_O_RDONLY) == LFS_O_RDONLY"
_IS_WRITABLE: Final = "(file->flags & LFS_O_WRONLY) == LFS_O_WRONLY"
_READS: Final = Assertion(_SOURCE, 3555, "lfs_file_read_", _IS_READABLE)
_WRITES: Final = Assertion(_SOURCE, 3658, "lfs_file_write_", _IS_WRITABLE)
_TRUNCATES: Final = Assertion(_SOURCE, 3754, "lfs_file_truncate_", _IS_WRITABLE)
_RENAMES: Final = Assertion(
    _SOURCE, 4083, "lfs_rename_", "prevtag != LFS_ERR_NOENT && lfs_tag_type3(prevtag) == LFS_TYPE_DIR"
)


class OpenFlag(IntFlag):
    """How a file is opened, `enum lfs_open_flags` of lfs.h."""

    READ = 0x1
    WRITE = 0x2
    CREATE = 0x100
    EXCLUSIVE = 0x200
    TRUNCATE = 0x400
    APPEND = 0x800


class VolumeError(Exception):
    """The library refused; `code` is of `enum lfs_error` of lfs.h."""

    def __init__(self, code: int) -> None:
        super().__init__(f"littlefs error {code}")
        self.code = code


class MisuseError(Exception):
    """The library would have ended the program with this assertion."""

    def __init__(self, assertion: Assertion) -> None:
        super().__init__(f"{assertion.file}:{assertion.line}: {assertion.condition}")
        self.assertion = assertion


class Stat(NamedTuple):
    """What a path names: `size_bytes` of a file; the last part of its name, as bytes."""

    is_directory: bool
    size_bytes: int
    name: bytes


class FlashBlocks:
    """The block device of `struct lfs_config`: blocks of a part of the flash."""

    def __init__(self, flash: Flash, area: FileArea) -> None:
        self._flash = flash
        self._area = area
        self._lost: PowerCut | None = None

    def read(self, config: lfs.LFSConfig, block: int, offset: int, size: int) -> bytearray:
        """Give bytes; without power too, for the library does not hear of errors in reading."""
        del config
        return bytearray(self._flash.dump(self._address(block) + offset, size))

    def prog(self, config: lfs.LFSConfig, block: int, offset: int, data: bytes) -> int:
        """Program bytes; gives the library's error code."""
        del config
        return self._powered(lambda: program_by_page(self._flash, self._address(block) + offset, data))

    def erase(self, config: lfs.LFSConfig, block: int) -> int:
        """Erase all sectors of a block; gives the library's error code."""
        del config
        return self._powered(lambda: self._erase(block))

    def sync(self, config: lfs.LFSConfig) -> int:
        """Do nothing: nothing is held back."""
        del config
        return _GOOD

    def raise_lost(self) -> None:
        """Raise PowerCut if power has gone."""
        if self._lost is not None:
            raise self._lost

    def _powered(self, work: Callable[[], None]) -> int:
        if self._lost is not None:
            return _INPUT_OUTPUT_ERROR
        try:
            work()
        except PowerCut as cut:
            # No exception gets through the library.
            self._lost = cut
            return _INPUT_OUTPUT_ERROR
        return _GOOD

    def _erase(self, block: int) -> None:
        first = self._address(block) // SECTOR_BYTES
        for sector in range(first, first + self._area.block_bytes // SECTOR_BYTES):
            self._flash.erase_sector(sector)

    def _address(self, block: int) -> int:
        return self._area.address + block * self._area.block_bytes


class OpenFile:
    """A file of the volume that is open, with the flags it was opened with."""

    def __init__(self, file: lfs.LFSFile, flags: OpenFlag) -> None:
        self.file = file
        self._flags = flags
        self.is_changed = bool(flags & OpenFlag.TRUNCATE)
        """What it holds is not written yet."""

    def demand(self, flag: OpenFlag, asserted: Assertion) -> None:
        """Raise MisuseError, with what the library would have asserted, unless it was opened for this."""
        if not self._flags & flag:
            raise MisuseError(asserted)


class Volume:
    """A littlefs that is mounted. All calls may raise VolumeError and PowerCut; MisuseError is for what is asserted."""

    def __init__(self, flash: Flash, area: FileArea, refusals: Refusals | None = None) -> None:
        """Mount it; `refusals`: what its saves may meet."""
        self._blocks = FlashBlocks(flash, area)
        self._refusals = refusals or Refusals()
        self._open: set[OpenFile] = set()
        """What the library has open, which lasts as long as it does: also what was closed and must not be written."""
        self._config = _config(self._blocks, area)
        self._filesystem = lfs.LFSFilesystem()
        self.block_bytes = area.block_bytes
        self._do(lfs.mount, self._config)

    @property
    def block_count(self) -> int:
        """How many blocks it has."""
        return self._filesystem.block_count

    def used_blocks(self) -> int:
        """Give how many blocks are in use; a block that files share counts more than once."""
        return self._do(lfs.fs_size)

    def open(self, path: bytes, flags: OpenFlag) -> OpenFile:
        """Open a file."""
        if flags & OpenFlag.CREATE and not self._has(path):
            self._is_left_out()
        file = OpenFile(self._do(lfs.file_open, _text(path), lfs.LFSFileFlag(flags), _NAMES), flags)
        self._open.add(file)
        return file

    def close(self, file: OpenFile) -> None:
        """Close it, with what was not yet written."""
        if file.is_changed and self._is_left_out():
            return
        self._open.discard(file)
        self._do(lfs.file_close, file.file)

    def read(self, file: OpenFile, size_bytes: int) -> bytes:
        """Read from where the file is, up to its end."""
        file.demand(OpenFlag.READ, _READS)
        position, size = self.place(file)
        return self._do(lfs.file_read, file.file, min(size_bytes, max(0, size - position)))

    def write(self, file: OpenFile, data: bytes) -> int:
        """Write where the file is; gives how many bytes."""
        file.demand(OpenFlag.WRITE, _WRITES)
        file.is_changed = file.is_changed or bool(data)
        return self._do(lfs.file_write, file.file, data)

    def seek(self, file: OpenFile, offset: int, whence: int) -> None:
        """Go somewhere, counted from its begin (0), from where it is (1) or from its end (2)."""
        self._do(lfs.file_seek, file.file, offset, whence)

    def truncate(self, file: OpenFile, size_bytes: int) -> None:
        """Make it as long."""
        file.demand(OpenFlag.WRITE, _TRUNCATES)
        file.is_changed = True
        self._do(lfs.file_truncate, file.file, size_bytes)

    def sync(self, file: OpenFile) -> None:
        """Write what was not yet written."""
        if not (file.is_changed and self._is_left_out()):
            self._do(lfs.file_sync, file.file)
            file.is_changed = False

    def place(self, file: OpenFile) -> tuple[int, int]:
        """Give where in the file it is, and how long the file is to whoever has it open so."""
        return self._do(lfs.file_tell, file.file), self._do(lfs.file_size, file.file)

    def stat(self, path: bytes) -> Stat:
        """Tell what a path names."""
        return _stat(self._do(lfs.stat, _text(path), _NAMES))

    def remove(self, path: bytes) -> None:
        """Remove a file, or a directory that is empty."""
        if not self._is_left_out():
            self._do(lfs.remove, _text(path), _NAMES)

    def rename(self, old: bytes, new: bytes) -> None:
        """Give another name; whatever had that is gone at the same moment.

        Where cells on the verge have once made an orphan, the library asserts here that there can be none (lfs.c,
        `lfs_rename_`), and nobody outside sees that it will. So it is tried in a copy of this process.
        """
        if self._is_left_out():
            return

        def rename() -> None:
            self._do(lfs.rename, _text(old), _text(new), _NAMES)

        if ends_by_abort(rename):
            raise MisuseError(_RENAMES)
        rename()

    def make_directory(self, path: bytes) -> None:
        """Make a directory."""
        if not self._is_left_out():
            self._do(lfs.mkdir, _text(path), _NAMES)

    def open_directory(self, path: bytes) -> lfs.LFSDirectory:
        """Open a directory at its first entry."""
        return self._do(lfs.dir_open, _text(path), _NAMES)

    def next_entry(self, directory: lfs.LFSDirectory) -> Stat | None:
        """Give the next entry, `.` and `..` among them."""
        found = self._do(lfs.dir_read, directory, _NAMES)
        return None if found is None else _stat(found)

    def rewind_directory(self, directory: lfs.LFSDirectory) -> None:
        """Go back to the first entry."""
        self._do(lfs.dir_rewind, directory)

    def close_directory(self, directory: lfs.LFSDirectory) -> None:
        """Close it."""
        self._do(lfs.dir_close, directory)

    def attribute(self, path: bytes, kind: int) -> bytes:
        """Give a user's attribute, by its number."""
        return self._do(lfs.getattr, _text(path), kind, _NAMES)

    def set_attribute(self, path: bytes, kind: int, data: bytes) -> None:
        """Set a user's attribute, which is no save: the cores keep times there, that of a format among them."""
        self._do(lfs.setattr, _text(path), kind, data, _NAMES)

    def unmount(self) -> None:
        """Forget it; nothing is written."""
        self._do(lfs.unmount)

    def _has(self, path: bytes) -> bool:
        try:
            self.stat(path)
        except VolumeError:
            return False
        return True

    def _is_left_out(self) -> bool:
        """Count a save; tells whether it is only said to be done, and raises VolumeError if it is refused aloud."""
        refusal = self._refusals.met(StorageCall.SAVE)
        if refusal is not None and not refusal.silent:
            raise VolumeError(_INPUT_OUTPUT_ERROR)
        return refusal is not None

    def _do(
        self,
        work: Callable[Concatenate[lfs.LFSFilesystem, _Arguments], _Result],
        *arguments: _Arguments.args,
        **named: _Arguments.kwargs,
    ) -> _Result:
        return _done(self._blocks, work, self._filesystem, *arguments, **named)


def format_volume(flash: Flash, area: FileArea) -> None:
    """Make an empty littlefs of the area, which is no save; raises VolumeError and PowerCut."""
    blocks = FlashBlocks(flash, area)
    _done(blocks, lfs.format, lfs.LFSFilesystem(), _config(blocks, area))


def _done(
    blocks: FlashBlocks,
    work: Callable[_Arguments, _Result],
    *arguments: _Arguments.args,
    **named: _Arguments.kwargs,
) -> _Result:
    try:
        return work(*arguments, **named)
    except LittleFSError as error:
        raise VolumeError(error.code) from error
    finally:
        blocks.raise_lost()


def _config(blocks: FlashBlocks, area: FileArea) -> lfs.LFSConfig:
    return lfs.LFSConfig(
        blocks,
        block_size=area.block_bytes,
        block_count=area.block_count,
        read_size=area.read_bytes,
        prog_size=area.program_bytes,
        cache_size=area.cache_bytes,
        lookahead_size=area.lookahead_bytes,
        block_cycles=area.block_cycles,
        name_max=area.name_bytes,
        disk_version=area.disk_version,
    )


def _text(path: bytes) -> str:
    return path.decode(_NAMES)


def _stat(found: lfs.LFSStat) -> Stat:
    is_directory = found.type != lfs.LFSStat.TYPE_REG
    return Stat(is_directory, found.size, found.name.encode(_NAMES))
