"""First-order mutants of the C++ core: one small change each, found on the syntax tree and made in the text.

A place that a macro makes hard to read has no mutants. What does not compile, or compiles to the same code, shows when
it is built. The agent of the bench (`src/agent`) is left out: no scenario in world `native` could see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from tree_sitter import Node

from tools.judge.edits import Edit
from tools.judge.operators import changes
from tools.judge.syntax import nodes
from tools.mutation.mutants import near_the_change

Key = tuple[str, str, str, str]
"""File, function, statement before and after."""
_LEFT_OUT: Final = "agent"
_SUFFIXES: Final = frozenset({".cpp", ".h"})
_HOLDERS: Final = frozenset({"function_definition", "class_specifier", "struct_specifier"})
_STATEMENTS: Final = frozenset(
    {
        *("expression_statement", "return_statement", "break_statement", "continue_statement"),
        *("if_statement", "while_statement", "do_statement", "for_statement", "for_range_loop", "switch_statement"),
        *("case_statement", "declaration", "field_declaration", "function_definition", "translation_unit"),
    }
)


class Mutant(msgspec.Struct, frozen=True):
    """One change at one place. `before` and `after` are the statement on one line, cut to what is near the change."""

    file: str
    line: int
    function: str
    kind: str
    before: str
    after: str
    edit: Edit
    """The whole file before and after: the text of a place may stand in it more than once."""

    @property
    def key(self) -> Key:
        """What names it as long as its statement stays as it is, wherever in the file that is."""
        return self.file, self.function, self.before, self.after


def mutants_of(core: Path) -> list[Mutant]:
    """Give every mutant of a core, always in the same order."""
    sources = core / "src"
    paths = sorted(path for path in sources.rglob("*") if path.suffix in _SUFFIXES)
    names = [path.relative_to(sources).as_posix() for path in paths]
    return [mutant for name in names if not name.startswith(f"{_LEFT_OUT}/") for mutant in _of_file(sources, name)]


def _of_file(sources: Path, name: str) -> Iterator[Mutant]:
    source = (sources / name).read_bytes()
    for node in nodes(source):
        for kind, start, end, text in changes(node):
            changed = source[:start] + text + source[end:]
            head = _head(node)
            before = _one_line(source[head[0] : head[1]])
            after = _one_line(changed[head[0] : head[1] + len(changed) - len(source)])
            edit = Edit(name, source.decode(), changed.decode())
            line = node.start_point.row + 1
            yield Mutant(name, line, _function(node), kind, *near_the_change(before, after), edit)


def _head(node: Node) -> tuple[int, int]:
    """Say where the statement round a node begins and ends; of one that has a body, its head."""
    at = node
    while at.type not in _STATEMENTS and at.parent is not None:
        at = at.parent
    body = at.child_by_field_name("consequence") or at.child_by_field_name("body")
    return at.start_byte, at.end_byte if body is None else body.start_byte


def _one_line(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").split())


def _function(node: Node) -> str:
    names: list[str] = []
    at: Node | None = node
    while at is not None:
        if at.type in _HOLDERS and (name := _name(at)):
            names.insert(0, name)
        at = at.parent
    return "::".join(names) or "(file)"


def _name(holder: Node) -> str:
    named = holder.child_by_field_name("name")
    at = holder.child_by_field_name("declarator")
    while named is None and at is not None:
        if at.type == "function_declarator":
            named = at.child_by_field_name("declarator")
        at = at.child_by_field_name("declarator") or next(
            (child for child in at.named_children if child.type.endswith("_declarator")), None
        )
    return named.text.decode() if named is not None and named.text is not None else ""
