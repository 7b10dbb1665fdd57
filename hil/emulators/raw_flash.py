"""An emulated board's flash, through its file."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.errors import EmulatorError
from oceanhil.hil.emulators.flash_layout import SECTOR_BYTES
from oceanhil.hil.storage_access.errors import StorageAccessError, WriteNotKeptError


class EmulatedFlash:
    """Raw flash of one emulated board; implements `oceanhil.hil.storage_access.raw_flash.RawFlash`."""

    def __init__(self, board: EmulatedBoard) -> None:
        self._board = board

    def visit(self) -> AbstractContextManager[object]:
        """Cost nothing: the file is always there."""
        return nullcontext()

    def read(self, address: int, length: int) -> bytes:
        """Read; the emulator may run."""
        return self._board.flash.read(address, length)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Replace sectors; a running board is reached by its debug probe."""
        try:
            for index, data in sectors.items():
                self._board.write_sector(index, data)
        except EmulatorError as error:
            raise StorageAccessError(str(error)) from error
        lost = tuple(index for index in sectors if self._sector(index) != sectors[index])
        if lost:
            raise WriteNotKeptError(lost)

    def digests(self, address: int, sectors: int) -> None:
        """Give none: reading costs nothing."""
        del address, sectors

    def _sector(self, index: int) -> bytes:
        return self._board.flash.read(index * SECTOR_BYTES, SECTOR_BYTES)
