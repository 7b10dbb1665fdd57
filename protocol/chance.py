"""Seeded chance: what is drawn by lot here is drawn by a generator that somebody gave a seed, and comes again by it.

Nothing secret is drawn with it, and nothing that an attacker might want to foresee.
"""

import random


class Chance(random.Random):
    """A generator of the standard library, made with a seed."""

    def __init__(self, seed: int | str | bytes) -> None:
        """Begin with `seed`; the same one gives the same draws on every machine."""
        super().__init__(seed)
