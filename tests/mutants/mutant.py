"""What a mutant is: one deliberate fault in server, device, storage or network, and the scenarios that must see it."""

from collections.abc import Callable

import msgspec
import pytest

Break = Callable[[pytest.MonkeyPatch], None]


class Mutant(msgspec.Struct, frozen=True):
    """A fault by name; every scenario in `caught_by` must go red while it is there."""

    name: str
    apply: Break
    caught_by: tuple[str, ...]


class Mutants:
    """Gathers the mutants of a module."""

    def __init__(self) -> None:
        self.all: list[Mutant] = []

    def caught_by(self, *scenarios: str) -> Callable[[Break], Break]:
        """Register the decorated function as a mutant, named after it."""

        def register(apply: Break) -> Break:
            self.all.append(Mutant(apply.__name__.replace("_", " "), apply, scenarios))
            return apply

        return register
