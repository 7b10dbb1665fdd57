"""A serial line that does not deliver what was sent: flipped bits, lost and doubled bytes, a line that is stuck."""

import random

import msgspec

_MILLION = 1_000_000


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
            if not 0 <= value <= _MILLION:
                raise ValueError(f"{name} is {value!r}, expected 0 to {_MILLION}")


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
        return ppm > 0 and self._rng.randrange(_MILLION) < ppm
