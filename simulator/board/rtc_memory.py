"""The ESP8266's RTC user memory: 512 bytes outside flash that outlive some resets (esp8266/Arduino, cores Esp.cpp).

No other board has any, so it stands apart from `power`, which keeps it.
"""

from random import Random
from typing import Final

from oceanhil.protocol.chance import Chance
from oceanhil.protocol.resets import ResetReason

RTC_USER_BYTES: Final = 512
_WORD_BYTES: Final = 4
#: A dip of the supply leaves the memory's cells as undefined as no supply.
_FORGOTTEN_AFTER: Final = frozenset({ResetReason.POWER_ON, ResetReason.BROWNOUT})


class RtcUserMemory:
    """512 bytes in words of 4. Software and watchdog resets, the reset pin and deep sleep keep them.

    After power loss they are random, not zero: firmware needs a checksum of its own.
    """

    __slots__ = ("_data", "_losses", "_random", "_seed")

    def __init__(self, seed: int | bytes) -> None:
        """Take what the bytes after each power loss are drawn from."""
        self._seed = seed
        self._random: Random | None = None
        self._data = bytearray(RTC_USER_BYTES)
        # Times that it was forgotten and not looked at: bytes are drawn for a look, since most boots have none.
        self._losses = 1

    def reset(self, reason: ResetReason) -> None:
        """Do to the memory what a boot for this reason does."""
        if reason in _FORGOTTEN_AFTER:
            self._losses += 1

    def read(self, offset: int, length: int) -> bytes | None:
        """Return `length` bytes from word `offset` on: `ESP.rtcUserMemoryRead`; None if it refuses."""
        start = offset * _WORD_BYTES
        return bytes(self._cells[start : start + length]) if _is_inside(start, length) else None

    def write(self, offset: int, data: bytes) -> bool:
        """Set bytes from word `offset` on: `ESP.rtcUserMemoryWrite`; False if they do not fit or there are none."""
        start = offset * _WORD_BYTES
        if not _is_inside(start, len(data)):
            return False
        self._cells[start : start + len(data)] = data
        return True

    @property
    def _cells(self) -> bytearray:
        if self._losses:
            self._random = self._random or Chance(self._seed)
            for _ in range(self._losses):
                self._data[:] = self._random.randbytes(RTC_USER_BYTES)
            self._losses = 0
        return self._data


def _is_inside(start: int, length: int) -> bool:
    return start >= 0 and length > 0 and start + length <= RTC_USER_BYTES
