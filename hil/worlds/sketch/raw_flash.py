"""The flash chip as a sketch reads, programs and erases it past all drivers.

A save begins with an erase, so that is what may be refused of it (`oceanhil.simulator.eeprom.refusal`); what is
programmed into that sector meets the same. A read of what is blank is never refused: there is nothing to miss.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from struct import Struct
from typing import Final

from oceanhil.boards.storage import Storage
from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.program import CallOutcome, Serve
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.eeprom.refusal import Refusal, StorageCall
from oceanhil.simulator.eeprom.sector import program_by_page
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_HEAD: Final = Struct("<BI")
_U32: Final = Struct("<I")
_OUTSIDE: Final = -1, b""
_REFUSED: Final = -1, b""
_DONE: Final = 0, b""


class FlashCall(IntEnum):
    """A call, by its number in `machine/storage.cpp`."""

    READ = 1
    WRITE = 2
    ERASE = 3
    SIZE = 4
    CONTENTS = 5


class RawFlash:
    """Answers the calls of a sketch; may raise PowerCut. What lies outside of the chip is refused."""

    def __init__(self, board: SimulatedBoard) -> None:
        self._board = board
        # Those of pico-sdk give nothing back.
        self._is_told = board.family.storage is not Storage.PICO_SECTOR
        self._refused: dict[int, Refusal] = {}
        self._calls: dict[FlashCall, Callable[[int, bytes], CallOutcome]] = {
            FlashCall.READ: self._read,
            FlashCall.WRITE: self._write,
            FlashCall.ERASE: self._erase,
            FlashCall.SIZE: self._size,
            FlashCall.CONTENTS: self._contents,
        }

    def served(self) -> Mapping[int, Serve]:
        """Give the question of the chip."""
        return {Ask.FLASH: self._answer}

    async def _answer(self, data: bytes) -> CallOutcome:
        call, place = _HEAD.unpack_from(data)
        outcome = self._calls[FlashCall(call)](place, data[_HEAD.size :])
        await self._board.flash_settled()
        return outcome

    def _read(self, address: int, data: bytes) -> CallOutcome:
        (length,) = _U32.unpack(data)
        flash = self._board.flash
        if not self._is_inside(address, length):
            return _OUTSIDE
        is_refused = not flash.is_blank(address // SECTOR_BYTES) and self._board.refusals.met(StorageCall.READ)
        return _REFUSED if is_refused else (0, flash.read(address, length))

    def _write(self, address: int, data: bytes) -> CallOutcome:
        if not self._is_inside(address, len(data)):
            return _OUTSIDE
        if refusal := self._refused.get(address // SECTOR_BYTES):
            return self._answer_of(refusal)
        program_by_page(self._board.flash, address, data)
        return _DONE

    def _erase(self, sector: int, data: bytes) -> CallOutcome:
        del data
        if not self._is_inside(sector * SECTOR_BYTES, SECTOR_BYTES):
            return _OUTSIDE
        refusal = self._board.refusals.met(StorageCall.SAVE)
        if refusal is None:
            self._refused.pop(sector, None)
        else:
            self._refused[sector] = refusal
        if refusal is None or refusal.torn:
            self._board.flash.erase_sector(sector)
            return _DONE
        return self._answer_of(refusal)

    def _answer_of(self, refusal: Refusal) -> CallOutcome:
        return _REFUSED if self._is_told and not refusal.silent else _DONE

    def _size(self, place: int, data: bytes) -> CallOutcome:
        del place, data
        return 0, _U32.pack(self._board.flash.size_bytes)

    def _contents(self, place: int, data: bytes) -> CallOutcome:
        del place, data
        flash = self._board.flash
        held = [
            _U32.pack(sector) + flash.read(sector * SECTOR_BYTES, SECTOR_BYTES)
            for sector in range(flash.size_bytes // SECTOR_BYTES)
            if not flash.holds_nothing(sector)
        ]
        return 0, _U32.pack(flash.size_bytes) + b"".join(held)

    def _is_inside(self, address: int, length: int) -> bool:
        return address + length <= self._board.flash.size_bytes
