"""A virtual board's flash: kept in a file that outlives the process, with the firmware's application image in it."""

import hashlib
from os.path import realpath
from pathlib import Path
from typing import Final

from filelock import BaseFileLock, FileLock, Timeout

from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.host.folders import flash_locks_directory, state_directory
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.wording import os_reason
from oceanhil.simulator.agent import Provision
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES, Flash
from oceanhil.simulator.image import FirmwareImage, image_parts, read_image, store_image

_DIGITS: Final = 32


class ImageInFlash:
    """Implements `oceanhil.simulator.agent.ProvisionStore` on the flash of a board, which `connect` gives it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._flash: Flash | None = None

    def connect(self, flash: Flash) -> None:
        """Use this flash."""
        self._flash = flash

    def load(self) -> Provision | None:
        """Read the image; None where nothing would start."""
        assert self._flash is not None
        image = read_image(self._board, self._flash)
        return None if image is None else Provision(image.firmware, image.server_url or "")

    def save(self, provision: Provision | None) -> None:
        """Write an image as a flashing tool does, or blank the sectors of the one there is."""
        assert self._flash is not None
        if provision is not None:
            image = FirmwareImage(provision.firmware, provision.server_url or None)
            store_image(self._board, self._flash, image)
            return
        image_there = read_image(self._board, self._flash)
        if image_there is not None:
            for offset, data in image_parts(self._board, image_there):
                first, last = offset // SECTOR_BYTES, (offset + len(data) - 1) // SECTOR_BYTES
                self._flash.load(BLANK_SECTOR * (last - first + 1), first * SECTOR_BYTES)

    def install(self, firmware: Firmware) -> None:
        """Put an image with this firmware on the board, for the server it is told of otherwise."""
        self.save(Provision(firmware))


class FlashFile:
    """Keeps `flash` in `path`: made blank if missing. Raises VirtualBoardError for a file of another size.

    From `load` to `close` it is this board's alone: two would each write the whole chip over the other's. The lock lies
    elsewhere, since the file is another one after each save.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: BaseFileLock | None = None
        self._saved: tuple[Flash, bool, int, int, int] | None = None

    def load(self, flash: Flash) -> None:
        """Put the file's contents into the flash; raises MachineRefusedError where another board has it."""
        self._claim()
        content = self._read(flash.size_bytes)
        if content is None:
            self.save(flash)
        else:
            flash.load(content)
            self._saved = _mark(flash)

    def save(self, flash: Flash) -> None:
        """Write the flash to the file if it changed; raises MachineRefusedError, and the old file is still there."""
        mark = _mark(flash)
        if mark != self._saved:
            self._write(flash.dump(0, flash.size_bytes))
            self._saved = mark

    def close(self) -> None:
        """Let another board have it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _claim(self) -> None:
        name = hashlib.sha256(realpath(self._path).encode("utf-8", "surrogateescape")).hexdigest()
        folder = flash_locks_directory(state_directory())
        lock = FileLock(folder / f"{name[:_DIGITS]}.lock", timeout=0, thread_local=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            in_use = f"flash file {str(self._path)!r} is in use by another virtual board"
            raise MachineRefusedError(f"{in_use}; end that one first, or choose another file") from None
        except OSError as error:
            cause = os_reason(error)
            what = f"flash file {str(self._path)!r} cannot be locked in {str(folder)!r}"
            raise MachineRefusedError(f"{what}: {cause}") from None
        self._lock = lock

    def _read(self, size_bytes: int) -> bytes | None:
        try:
            found = self._path.stat().st_size
            if found != size_bytes:
                raise VirtualBoardError(
                    f"flash file {str(self._path)!r} has {found} bytes, expected {size_bytes}; is it another board's"
                )
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            cause = os_reason(error)
            raise MachineRefusedError(f"flash file {str(self._path)!r} cannot be read: {cause}") from None

    def _write(self, data: bytes) -> None:
        try:
            replace_whole(self._path, data)
        except OSError as error:
            cause = os_reason(error)
            raise MachineRefusedError(
                f"flash file {str(self._path)!r} cannot be written: {cause}; free space or choose another place"
            ) from None


def _mark(flash: Flash) -> tuple[Flash, bool, int, int, int]:
    """Give what is another whenever the contents may be: a new flash, or one that was worked on."""
    return flash, flash.powered, flash.program_operations, sum(flash.erases.values()), flash.outside_changes
