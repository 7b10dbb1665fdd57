"""The sample: random mutants of each package, the same ones for the same seed and the same code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from oceanhil.protocol.chance import Chance
from tools.mutation.equivalent import Equivalent
from tools.mutation.mutants import Module, Mutant, changes_nothing

# Not `boards`: families are facts about chips, which a mirror of them in tests would not judge; esptool and logs do.
PACKAGES = (
    "simulator",
    "protocol",
    "mock_server/core",
    "mock_server/store",
    "scenarios",
    "hil/boards",
    "hil/link",
)


_TABLES = "protocol/facts/"
"""What stands outside of functions there are facts about chips, too, each with the source that judges it."""


class Sample:
    """Mutants of one package in random order, without those that change nothing and those of tables of facts."""

    def __init__(self, package: str, seed: int, size: int, root: Path, equivalents: list[Equivalent]) -> None:
        self.package = package
        self.left_out = 0
        self._root = root
        self._known = {entry.key for entry in equivalents}
        modules = [Module(path, root) for path in sorted((root / package).rglob("*.py"))]
        spots = [(module, *spot) for module in modules for spot in module.spots]
        self.population = len(spots)
        Chance(f"{seed}:{package}").shuffle(spots)
        self.mutants = list(self._first(spots, size))

    def _first(self, spots: list[tuple[Module, int, int]], size: int) -> Iterator[Mutant]:
        taken = 0
        for module, number, variant in spots:
            if taken == size:
                return
            mutant = module.mutant(number, variant)
            if _is_in_a_table(mutant):
                continue
            if self._is_equivalent(mutant):
                self.left_out += 1
            else:
                taken += 1
                yield mutant

    def _is_equivalent(self, mutant: Mutant) -> bool:
        source = (self._root / mutant.path).read_text(encoding="utf-8")
        return mutant.key in self._known or changes_nothing(mutant, source)


def _is_in_a_table(mutant: Mutant) -> bool:
    return mutant.path.startswith(_TABLES) and mutant.function == "<module>"
