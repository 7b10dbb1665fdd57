"""A serial line that does not deliver what was sent: bits flipped, bytes lost or doubled, stuck, another rate."""

import random
from typing import Final

import msgspec

from oceanhil.protocol.units import WHOLE_PPM

TOLERANCE_PERCENT: Final = 2.5
"""Two rates no further apart than this understand each other: a receiver may drift half a bit in the ten of a frame."""
_DATA_BITS: Final = 8


class LineFaults(msgspec.Struct, frozen=True, kw_only=True):
    """How bad the line is: each of the first three is a probability a byte, in parts per million.

    `stuck`: the line keeps its idle level, so that nothing arrives at all.
    """

    noise_ppm: int = 0
    drop_ppm: int = 0
    duplicate_ppm: int = 0
    stuck: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for what is no probability."""
        for name in ("noise_ppm", "drop_ppm", "duplicate_ppm"):
            value = getattr(self, name)
            if not 0 <= value <= WHOLE_PPM:
                raise ValueError(f"{name} is {value!r}, expected 0 to {WHOLE_PPM}")


SOUND_LINE = LineFaults()


class FaultyLine:
    """A line with these faults; what they strike is drawn from `rng`."""

    def __init__(self, faults: LineFaults, rng: random.Random) -> None:
        self._faults = faults
        self._rng = rng

    def carry(self, data: bytes) -> bytes:
        """Give what arrives of `data`."""
        if self._faults.stuck:
            return b""
        if self._faults == SOUND_LINE:
            return data
        return b"".join(map(self._carry_byte, data))

    def _carry_byte(self, byte: int) -> bytes:
        if self._strikes(self._faults.drop_ppm):
            return b""
        if self._strikes(self._faults.noise_ppm):
            byte ^= 1 << self._rng.randrange(8)
        return bytes([byte, byte] if self._strikes(self._faults.duplicate_ppm) else [byte])

    def _strikes(self, ppm: int) -> bool:
        return ppm > 0 and self._rng.randrange(WHOLE_PPM) < ppm


def understands(sent_baud: int, heard_baud: int) -> bool:
    """Tell whether a receiver at `heard_baud` gets bytes unchanged from a sender at `sent_baud`."""
    return abs(sent_baud - heard_baud) * 100 <= TOLERANCE_PERCENT * heard_baud


def as_heard(data: bytes, sent_baud: int, heard_baud: int) -> bytes:
    """Give the bytes that a receiver at `heard_baud` makes of `data`, sent without a gap at `sent_baud`.

    The line carries 8N1: idle high, a low start bit, eight data bits with the lowest first, a high stop bit. A receiver
    finds the falling edge, looks at the middle of every bit by its own clock, and looks for the next edge after the
    middle of the stop bit. So an ESP8266's boot ROM, which speaks 74,880 baud with its 26 MHz crystal, is noise at
    115,200.

    A frame whose stop bit is low is given as the bits that were seen, as USB serial chips do; the receiver then waits
    for the line to go high. Raises ValueError for a rate that is not positive.
    """
    if sent_baud <= 0 or heard_baud <= 0:
        raise ValueError(f"baud rates {sent_baud!r} and {heard_baud!r}, expected positive numbers")
    return data if understands(sent_baud, heard_baud) else _Receiver(data, sent_baud, heard_baud).listen()


class _Receiver:
    """Counts time in units of 1/(sent * heard) s: a sent bit lasts `heard_baud`, a heard one `sent_baud` of them."""

    def __init__(self, data: bytes, sent_baud: int, heard_baud: int) -> None:
        self._line = b"".join(map(_frame, data))
        self._sent_bit = heard_baud
        self._heard_bit = sent_baud

    def listen(self) -> bytes:
        """Receive until the line stays idle."""
        heard = bytearray()
        now = 0
        while (start := self._next(0, now)) is not None:
            middle = start + self._heard_bit // 2
            if self._level(middle):
                # A low pulse shorter than half a bit is no start bit.
                now = middle
                continue
            ticks = range(middle + self._heard_bit, middle + (_DATA_BITS + 1) * self._heard_bit, self._heard_bit)
            heard.append(sum(self._level(tick) << bit for bit, tick in enumerate(ticks)))
            now = middle + (_DATA_BITS + 1) * self._heard_bit
            if not self._level(now):
                now = self._next(1, now) or now
        return bytes(heard)

    def _level(self, tick: int) -> int:
        bit = tick // self._sent_bit
        return self._line[bit] if bit < len(self._line) else 1

    def _next(self, level: int, tick: int) -> int | None:
        """Give when the line has this level, at `tick` or after; None if it never has."""
        bit = tick // self._sent_bit
        if bit >= len(self._line):
            return tick if level else None
        found = self._line.find(level, bit)
        if found < 0:
            return len(self._line) * self._sent_bit if level else None
        return max(tick, found * self._sent_bit)


def _frame(byte: int) -> bytes:
    """Give the levels of one byte on the line, one octet a bit."""
    return bytes([0, *(byte >> bit & 1 for bit in range(_DATA_BITS)), 1])
