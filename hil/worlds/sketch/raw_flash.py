"""The flash chip as a sketch reads, programs and erases it past all drivers.

A save begins with an erase, so that is what may be refused of it (`oceanhil.simulator.eeprom.refusal`); what is
programmed into that sector meets the same. Who appends to what a sector holds begins one without an erase: that is
what changes a bit there a second or more behind the last change; torn, it leaves half of what it was to program. A
read of what is blank is never refused: there is nothing to miss.
"""

from collections.abc import Callable, Mapping
from enum import IntEnum
from struct import Struct
from typing import Final

from oceanhil.boards.storage import Storage
from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.program import CallOutcome, Serve
from oceanhil.protocol.board_faults import StorageCall, StorageRefusal
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.eeprom.sector import program_by_page
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_HEAD: Final = Struct("<BI")
_U32: Final = Struct("<I")
_OUTSIDE: Final = -1, b""
_REFUSED: Final = -1, b""
_DONE: Final = 0, b""
_ONE_SAVE_MS: Final = 1000
"""What is done to a sector without so long a pause is one save."""


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
        self._refused: dict[int, StorageRefusal] = {}
        # Of each sector the save that changed it last: when that was, and what it meets.
        self._saves: dict[int, tuple[int, StorageRefusal | None]] = {}
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
        sector = address // SECTOR_BYTES
        refusal = self._refused.get(sector)
        if refusal is not None and refusal.torn and not self._is_under_way(sector):
            # The erase has left it blank, so that it may be appended to.
            del self._refused[sector]
        elif refusal is not None:
            return self._answer_of(refusal)
        if refusal := self._refusal_of_program(sector, address, data):
            if refusal.torn:
                program_by_page(self._board.flash, address, data[: len(data) // 2])
            return self._answer_of(refusal)
        program_by_page(self._board.flash, address, data)
        return _DONE

    def _refusal_of_program(self, sector: int, address: int, data: bytes) -> StorageRefusal | None:
        """Give what the save meets that this belongs to; what changes no bit, such as a record once more, is none."""
        held = self._board.flash.peek(address, len(data))
        if all(now & new == now for now, new in zip(held, data, strict=True)):
            return None
        is_same = self._is_under_way(sector)
        refusal = self._saves[sector][1] if is_same else self._board.refusals.met(StorageCall.SAVE)
        self._saves[sector] = self._board.millis(), refusal
        return refusal

    def _is_under_way(self, sector: int) -> bool:
        last = self._saves.get(sector)
        return last is not None and 0 <= self._board.millis() - last[0] < _ONE_SAVE_MS

    def _erase(self, sector: int, data: bytes) -> CallOutcome:
        del data
        if not self._is_inside(sector * SECTOR_BYTES, SECTOR_BYTES):
            return _OUTSIDE
        refusal = self._board.refusals.met(StorageCall.SAVE)
        self._saves[sector] = self._board.millis(), refusal
        if refusal is None:
            self._refused.pop(sector, None)
        else:
            self._refused[sector] = refusal
        if refusal is None or refusal.torn:
            self._board.flash.erase_sector(sector)
            return _DONE
        return self._answer_of(refusal)

    def _answer_of(self, refusal: StorageRefusal) -> CallOutcome:
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
