"""The drive of a Pico W in BOOTSEL mode, as a folder: it comes, takes a UF2 file that is copied into it, and goes.

A folder tells nobody when something is copied into it, on all systems alike; so it is looked at while it is there.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from oceanhil.hil.vboard.reactor import Callback, Reactor
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.hil.vboard.virtual_board import VirtualBoard
from oceanhil.protocol.facts import bootsel
from oceanhil.protocol.formats.uf2 import BLOCK_BYTES
from oceanhil.protocol.wording import os_reason
from oceanhil.simulator.download.uf2_disk import Uf2Disk
from oceanhil.simulator.flash.chip import PowerCut

_LOOK_S: Final = 0.05
_INDEX, _INFO = bootsel.FILES.value
_PAGE: Final = "https://raspberrypi.com/device/RP2"


class BootselDrive:
    """Watches a board and is the folder; raises VirtualBoardError for one that has something in it."""

    def __init__(self, folder: Path, board: VirtualBoard, reactor: Reactor) -> None:
        _check_free(folder)
        self._folder = folder
        self._board = board
        self._reactor = reactor
        self._disk: Uf2Disk | None = None
        self._read: dict[tuple[str, int], int] = {}
        self._cancel: Callback = _nothing
        self._look()

    def close(self) -> None:
        """Be gone."""
        self._cancel()
        self._hide()

    def _look(self) -> None:
        if not self._board.in_bootsel:
            self._hide()
        elif self._disk is None:
            self._show()
        elif not self._disk.is_done:
            self._take(self._disk)
        self._cancel = self._reactor.call_later(_LOOK_S, self._look)

    def _show(self) -> None:
        self._disk = Uf2Disk(self._board.board.flash)
        self._read.clear()
        try:
            self._folder.mkdir(exist_ok=True)
            (self._folder / _INFO).write_text("".join(f"{line}\r\n" for line in bootsel.INFO.value), "ascii")
            (self._folder / _INDEX).write_text(f'<meta http-equiv="refresh" content="0;URL={_PAGE}">', "ascii")
        except OSError as error:
            cause = os_reason(error)
            raise MachineRefusedError(
                f"drive {str(self._folder)!r} cannot be made: {cause}; choose a place that you may write"
            ) from None

    def _take(self, disk: Uf2Disk) -> None:
        # Files come and go while they are looked at.
        with suppress(FileNotFoundError):
            for path in sorted(self._folder.iterdir()):
                if path.name not in {_INDEX, _INFO} and path.is_file():
                    self._take_file(disk, path)

    def _take_file(self, disk: Uf2Disk, path: Path) -> None:
        """Take the whole sectors that have come since the last look, as far as the first file that is done."""
        with path.open("rb") as file:
            key = (path.name, path.stat().st_ino)
            file.seek(self._read.get(key, 0))
            while not disk.is_done and len(sector := file.read(BLOCK_BYTES)) == BLOCK_BYTES:
                self._read[key] = file.tell()
                try:
                    disk.write(sector)
                except PowerCut:
                    self._board.board.lose_power()
                    return
        if disk.is_done:
            self._reactor.call_later(bootsel.REBOOT_MS.value / 1_000, self._start)

    def _start(self) -> None:
        """Start what was written, and be gone; unless the board has been switched off or reset meanwhile."""
        if self._disk is not None and self._disk.is_done and self._board.in_bootsel:
            self._hide()
            self._board.leave_bootsel()

    def _hide(self) -> None:
        if self._disk is None:
            return
        self._disk = None
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.is_file():
                    path.unlink()
            self._folder.rmdir()


def _check_free(folder: Path) -> None:
    """Refuse what is there, but for an empty folder: everything in it goes with the drive."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise VirtualBoardError(f"drive {str(folder)!r} is there and is no folder; choose another name for --bootsel")
    if (held := next(folder.iterdir(), None)) is not None:
        raise VirtualBoardError(
            f"drive {str(folder)!r} is there and holds {held.name!r}, expected none or an empty folder;"
            " if a board that was killed left it, remove it, or choose another name for --bootsel"
        )


def _nothing() -> None:
    """Cancel nothing."""
