"""The RTC's user memory as a sketch of an ESP8266 reads and writes it."""

from collections.abc import Mapping
from enum import IntEnum
from struct import Struct
from typing import Final

from oceanhil.hil.worlds.sketch.frames import Ask
from oceanhil.hil.worlds.sketch.program import CallOutcome, Serve
from oceanhil.simulator.board.board import SimulatedBoard

_HEAD: Final = Struct("<BI")
_U32: Final = Struct("<I")
_REFUSED: Final = -1, b""


class RtcCall(IntEnum):
    """A call, by its number in `machine/rtc_user_memory.cpp`."""

    READ = 1
    WRITE = 2


class RtcMemory:
    """Answers the calls of a sketch; a board without such memory refuses them."""

    def __init__(self, board: SimulatedBoard) -> None:
        self._board = board

    def served(self) -> Mapping[int, Serve]:
        """Give the question of the memory."""
        return {Ask.RTC: self._answer}

    async def _answer(self, data: bytes) -> CallOutcome:
        call, word = _HEAD.unpack_from(data)
        memory, rest = self._board.rtc_memory, data[_HEAD.size :]
        if memory is None:
            return _REFUSED
        if RtcCall(call) is RtcCall.WRITE:
            return (0, b"") if memory.write(word, rest) else _REFUSED
        found = memory.read(word, _U32.unpack(rest)[0])
        return _REFUSED if found is None else (0, found)
