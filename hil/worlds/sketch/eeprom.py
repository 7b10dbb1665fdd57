"""The EEPROM objects of a sketch: their bytes in RAM are the sketch's, the driver and flash the board's."""

from collections.abc import Mapping
from struct import Struct
from typing import Final

from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.program import CallOutcome, Serve
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.eeprom.api import SketchEeprom

_U32: Final = Struct("<I")
_REFUSED: Final = 0, b""


class EepromObjects:
    """Answers what the EEPROM class of any core asks; may raise PowerCut.

    Objects are known by their places: see `oceanhil.simulator.board.storage.SketchStorage`.
    """

    def __init__(self, board: SimulatedBoard) -> None:
        self._board = board
        self._opened: dict[str, SketchEeprom] = {}
        self.begun_bytes = 0
        """How many bytes the sketch has begun last, 0: none."""

    def served(self) -> Mapping[int, Serve]:
        """Give the questions of an EEPROM object."""
        return {Ask.EEPROM_BEGIN: self._begin, Ask.EEPROM_COMMIT: self._commit}

    def close(self) -> None:
        """Forget the objects: the boot that had them is over."""
        self._opened.clear()

    async def _begin(self, data: bytes) -> CallOutcome:
        eeprom = self._at(data[_U32.size :])
        if eeprom is None:
            return _REFUSED
        begun = eeprom.begin(_U32.unpack_from(data)[0])
        self.begun_bytes = eeprom.length()
        await self._board.flash_settled()
        return (1, eeprom.read_bytes(0, eeprom.length())) if begun else _REFUSED

    async def _commit(self, data: bytes) -> CallOutcome:
        place, _, held = data.partition(b"\0")
        eeprom = self._at(place)
        if eeprom is None:
            return _REFUSED
        eeprom.replace(held)
        committed = eeprom.commit()
        await self._board.flash_settled()
        return int(committed), b""

    def _at(self, name: bytes) -> SketchEeprom | None:
        """Give the object at a place; None where there can be none: the sketch has written over its own object."""
        place = name.decode("latin-1")
        if place not in self._opened:
            sketch = self._board.storage.sketch
            assert sketch is not None
            try:
                self._opened[place] = sketch.eeprom_at(place)
            except ValueError:
                return None
        return self._opened[place]
