"""Variables of a scenario: what `matrix`, `cases` and `by_board` say, and `${name}` replaced by it in any value."""

import re
from collections.abc import Iterable, Mapping, Sequence

from oceanhil.boards import family_suggestion, find_board
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.mistakes import Mention, Mistakes, Named
from oceanhil.scenarios.nodes import Entry, ListNode, MapNode, Node, TextNode, kind_of, texts
from oceanhil.scenarios.subject import Subject

BOARD, STORE, DRIVER, CASE, SEED = "board", "store", "driver", "case", "seed"
DRAW = "draw"
"""The axis that `fuzz` makes."""
STORES = tuple(policy.value for policy in StorePolicy)
NAME_PATTERN = r"[A-Za-z_][A-Za-z0-9_-]*"
_NAME = re.compile(NAME_PATTERN)
_REFERENCE = re.compile(rf"\$\{{({NAME_PATTERN})\}}")
_OPENING = re.compile(r"\$\{")
_RESERVED = frozenset({BOARD, SEED, CASE})
_ROW_NAME = "name"

Variables = Mapping[str, str]
Matrix = Mapping[str, tuple[str, ...]]
Rows = Mapping[str, Variables]
BySubject = Mapping[Subject, Variables]


def references(node: Node) -> frozenset[str]:
    """The names of all variables that stand in `node`."""
    return frozenset(name for text in texts(node) if "${" in text.text for name in _REFERENCE.findall(text.text))


def substitute(node: Node, variables: Variables, mistakes: Mistakes) -> Node:
    """Give `node` with the variables replaced; an unknown one is a mistake and stays as it is.

    A value that is exactly one `${name}` counts as unquoted, so it takes the type of what replaces it.
    """
    if isinstance(node, TextNode):
        return _replace(node, variables, mistakes) if "${" in node.text else node
    if isinstance(node, ListNode):
        return ListNode(tuple(substitute(item, variables, mistakes) for item in node.items), node.place)
    entries = (Entry(entry.key, substitute(entry.value, variables, mistakes)) for entry in node.entries)
    return MapNode(tuple(entries), node.place)


def read_matrix(node: Node | None, mistakes: Mistakes) -> Matrix:
    """Read `matrix`: for each axis a list of different values."""
    return {entry.key.text: _axis(entry, mistakes) for entry in _entries(node, "matrix", mistakes)}


def read_rows(node: Node | None, mistakes: Mistakes) -> Rows:
    """Read `cases`: a list of mappings with a `name` each, all with the same variables."""
    if node is None:
        return {}
    if not isinstance(node, ListNode) or not node.items:
        mistakes.add(node.place, f"cases is {kind_of(node)}; expected a list of mappings with 'name' and variables")
        return {}
    rows: dict[str, Variables] = {}
    for item in node.items:
        row = _texts(item, "cases", mistakes)
        name = row.pop(_ROW_NAME, "")
        if not name:
            mistakes.add(item.place, "a row of cases lacks the key 'name'; add it")
        elif name in rows:
            mistakes.add(item.place, f"case {name!r} stands here a second time; give every row its own name")
        rows[name] = row
    _refuse_uneven(node, rows, mistakes)
    return rows


def read_by_board(node: Node | None, mistakes: Mistakes) -> BySubject:
    """Read `by_board`: variables for each board."""
    found: dict[Subject, Variables] = {}
    for entry in _entries(node, "by_board", mistakes):
        board = find_board(entry.key.text)
        if board is None:
            hint = family_suggestion(entry.key.text)
            mistakes.add(entry.key.place, f"unknown board {entry.key.text!r}; {hint}")
        else:
            found[board] = _texts(entry.value, f"by_board.{entry.key.text}", mistakes)
    return found


def refuse_clashes(root: MapNode, groups: Mapping[str, Iterable[str]], mistakes: Mistakes) -> None:
    """Note variables that are defined twice or have a name that is taken; `groups` has them by the key of the file."""
    seen: dict[str, str] = {}
    for key, names in groups.items():
        node = root.get(key)
        place = root.place if node is None else node.place
        for name in sorted(names):
            if name in _RESERVED or (name in {STORE, DRIVER} and key != "matrix"):
                mistakes.add(place, f"variable {name!r} is set by the run itself; choose another name")
            elif not _NAME.fullmatch(name):
                mistakes.add(place, f"{name!r} is not a variable's name; use letters, digits, '_' and '-'")
            elif name in seen:
                mistakes.add(place, f"variable {name!r} is set by {seen[name]} too; choose another name")
            seen[name] = key


def _replace(node: TextNode, variables: Variables, mistakes: Mistakes) -> TextNode:
    for name in _REFERENCE.findall(node.text):
        if name not in variables:
            mistakes.add(node.place, f"unknown variable {name!r}; {suggestion(name, variables)}")
    if len(_OPENING.findall(node.text)) != len(_REFERENCE.findall(node.text)):
        mistakes.add(node.place, f"{node.text!r} opens a variable and does not close it; write ${{name}}")
    text = _REFERENCE.sub(lambda found: variables.get(found[1], found[0]), node.text)
    alone = _REFERENCE.fullmatch(node.text) is not None
    return TextNode(text, node.quoted and not alone, node.place)


def _axis(entry: Entry, mistakes: Mistakes) -> tuple[str, ...]:
    if not isinstance(entry.value, ListNode) or not entry.value.items:
        mistakes.add(entry.value.place, f"axis {entry.key.text!r} is {kind_of(entry.value)}; expected a list of values")
        return ()
    values: list[str] = []
    for item in entry.value.items:
        if not isinstance(item, TextNode):
            mistakes.add(item.place, f"found {kind_of(item)}; expected a single value")
        elif item.text in values:
            mistakes.add(item.place, f"value {item.text!r} stands here a second time; leave it out")
        else:
            _check_reserved_axis(entry.key.text, item, mistakes)
            _refuse_nesting(item, mistakes)
            values.append(item.text)
    return tuple(values)


def _check_reserved_axis(name: str, item: TextNode, mistakes: Mistakes) -> None:
    if name == STORE and item.text not in STORES:
        mistakes.add(item.place, f"unknown store {item.text!r}; {suggestion(item.text, STORES)}")
    if name == DRIVER:
        mistakes.mentions.append(Mention(Named.DRIVER, item.text, item.place))


def _refuse_nesting(value: TextNode, mistakes: Mistakes) -> None:
    if "${" in value.text:
        mistakes.add(value.place, f"{value.text!r} is a variable in the value of a variable; write the value itself")


def _refuse_uneven(node: Node, rows: Rows, mistakes: Mistakes) -> None:
    every = {name for row in rows.values() for name in row}
    for row_name, row in rows.items():
        for name in sorted(every - set(row)):
            mistakes.add(node.place, f"case {row_name!r} lacks the variable {name!r}, which other cases have; add it")


def _entries(node: Node | None, owner: str, mistakes: Mistakes) -> Sequence[Entry]:
    if node is None:
        return ()
    if not isinstance(node, MapNode) or not node.entries:
        mistakes.add(node.place, f"{owner} is {kind_of(node)}; expected a mapping")
        return ()
    return node.entries


def _texts(node: Node, owner: str, mistakes: Mistakes) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in _entries(node, owner, mistakes):
        if isinstance(entry.value, TextNode):
            _refuse_nesting(entry.value, mistakes)
            found[entry.key.text] = entry.value.text
        else:
            mistakes.add(entry.value.place, f"found {kind_of(entry.value)}; expected a single value")
    return found
