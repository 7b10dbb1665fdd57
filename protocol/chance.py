"""Seeded chance: what is drawn by lot here is drawn by a generator that somebody gave a seed, and comes again by it.

Nothing secret is drawn with it, and nothing that an attacker might want to foresee.
"""

import random
from array import array


class Chance(random.Random):
    """A generator of the standard library, made with a seed; a copy of it costs no more than its 2.5 KB."""

    def __init__(self, seed: int | str | bytes) -> None:
        """Begin with `seed`; the same one gives the same draws on every machine."""
        super().__init__(seed)

    def __reduce__(self) -> tuple[object, ...]:
        version, state, gauss = self.getstate()
        return _restored, (version, array("I", state).tobytes(), gauss)


def _restored(version: int, state: bytes, gauss: float | None) -> Chance:
    words = array("I")
    words.frombytes(state)
    chance = Chance(0)
    chance.setstate((version, tuple(words), gauss))
    return chance
