"""The EEPROM object of a sketch: its copy in RAM is the sketch's, and flash the board's."""

from collections.abc import Mapping
from struct import Struct
from typing import Final

from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.program import Outcome, Serve
from oceanhil.simulator.board.board import SimulatedBoard

_U32: Final = Struct("<I")


class SketchEeprom:
    """Answers what the EEPROM class of any core asks; may raise PowerCut."""

    def __init__(self, board: SimulatedBoard) -> None:
        self._board = board
        self.begun_bytes = 0
        """How many bytes the sketch has begun last, 0: none."""

    def served(self) -> Mapping[int, Serve]:
        """Give the questions of an EEPROM object."""
        return {Ask.EEPROM_BEGIN: self._begin, Ask.EEPROM_COMMIT: self._commit, Ask.EEPROM_END: self._end}

    async def _begin(self, data: bytes) -> Outcome:
        eeprom = self._board.storage.eeprom
        begun = eeprom.begin(_U32.unpack(data)[0])
        self.begun_bytes = eeprom.length()
        await self._board.flash_settled()
        return int(begun), eeprom.read_bytes(0, eeprom.length())

    async def _commit(self, data: bytes) -> Outcome:
        eeprom = self._board.storage.eeprom
        eeprom.write_bytes(0, data)
        committed = eeprom.commit()
        await self._board.flash_settled()
        return int(committed), b""

    async def _end(self, data: bytes) -> Outcome:
        eeprom = self._board.storage.eeprom
        eeprom.write_bytes(0, data)
        ended = eeprom.end()
        await self._board.flash_settled()
        return int(ended), b""
