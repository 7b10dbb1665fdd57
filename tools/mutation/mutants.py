"""First-order mutants of a module: one small change each, made on its syntax tree, never on its file."""

from __future__ import annotations

import ast
import copy
import marshal
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from tools.mutation.operators import changes
from tools.mutation.places import function_of, places_of
from tools.mutation.site.sitecustomize import PROBE

_SHOWN = 110
_ROUND_A_CHANGE = 40


@dataclass(frozen=True)
class Mutant:
    """One change at one place. `before` and `after` are the statement, cut to what is near the change."""

    path: str
    line: int
    function: str
    kind: str
    before: str
    after: str
    place: int
    variant: int

    @property
    def module(self) -> str:
        """The dotted name under which the module is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names the mutant as long as its statement stays as it is, wherever in the file that is."""
        return self.path, self.function, self.before, self.after


class Module:
    """The mutants of one module; each is named by its place and its variant there, and described when asked for."""

    def __init__(self, path: Path, root: Path) -> None:
        self._name = path.relative_to(root).as_posix()
        self._places = places_of(ast.parse(path.read_text(encoding="utf-8")))
        self.spots = [
            (number, variant) for number, place in enumerate(self._places) for variant, _ in enumerate(changes(place))
        ]

    def mutant(self, number: int, variant: int) -> Mutant:
        """Describe one mutant."""
        place = self._places[number]
        kind, replacement = list(changes(place))[variant]
        before = shown(place.statement)
        with place.replaced_by(replacement) as statement:
            old, new = near_the_change(before, shown(statement))
        line = getattr(place.node, "lineno", place.statement.lineno)
        return Mutant(self._name, line, function_of(place), kind, old, new, number, variant)

    def mutants(self) -> list[Mutant]:
        """Describe all mutants, in the order of the source."""
        return [self.mutant(number, variant) for number, variant in self.spots]


def code_of(mutant: Mutant, source: str, filename: str) -> bytes:
    """Return the marshalled code of the mutated module."""
    return marshal.dumps(_compiled(_mutated(mutant, source), filename))


def probed(mutants: Iterable[tuple[int, Mutant]], source: str, filename: str) -> bytes:
    """Return the marshalled code of the module as it is, which calls the probe before each mutant's statement."""
    tree = ast.parse(source)
    places = places_of(tree)
    for number, mutant in mutants:
        places[mutant.place].put_before(ast.Expr(ast.Call(ast.Name(PROBE, ast.Load()), [ast.Constant(number)], [])))
    return marshal.dumps(_compiled(tree, filename))


def changes_nothing(mutant: Mutant, source: str) -> bool:
    """Say whether the mutant compiles to the very code of the original."""
    return _compiled(_mutated(mutant, source), mutant.path) == _compiled(ast.parse(source), mutant.path)


def _mutated(mutant: Mutant, source: str) -> ast.Module:
    tree = ast.parse(source)
    place = places_of(tree)[mutant.place]
    place.replace(list(changes(place))[mutant.variant][1])
    return tree


def _compiled(tree: ast.Module, filename: str) -> CodeType:
    return compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True)


def shown(statement: ast.stmt) -> str:
    """Return a statement on one line; of one that holds others, its head."""
    head = copy.copy(statement)
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        if isinstance(getattr(head, field, None), list):
            setattr(head, field, [])
    return " ".join(ast.unparse(head).split())


def near_the_change(before: str, after: str) -> tuple[str, str]:
    """Return two forms of a statement; of long ones what is near to where they differ."""
    if max(len(before), len(after)) <= _SHOWN:
        return before, after
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    same = min(len(before), len(after)) - start
    end = next((i for i in range(same) if before[-1 - i] != after[-1 - i]), same)
    left = max(0, start - _ROUND_A_CHANGE)
    right = max(0, end - _ROUND_A_CHANGE)
    return _cut(before, left, right), _cut(after, left, right)


def _cut(text: str, left: int, right: int) -> str:
    return ("…" if left else "") + text[left : len(text) - right] + ("…" if right else "")
