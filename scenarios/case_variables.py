"""Reading the variables of a scenario: the matrix, the rows of `cases`, and what depends on the board."""

import re
from collections.abc import Iterable, Mapping, Sequence

from oceanhil.boards import OWN_NAMES, board_names, find_board
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.mistakes import Mention, Mistakes, Named, suggestion
from oceanhil.scenarios.nodes import Entry, ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.scenario import CASE, DRIVER, STORE, Scenario
from oceanhil.scenarios.templates import BOARD, Guard
from oceanhil.scenarios.variables import NAME_PATTERN

_NAME = re.compile(NAME_PATTERN)
_RESERVED = frozenset({"board", "seed", CASE})
_ROW_NAME = "name"


def read_matrix(node: Node | None, mistakes: Mistakes) -> Mapping[str, tuple[str, ...]]:
    """Read `matrix`: for each axis a list of different values."""
    return {entry.key.text: _axis(entry, mistakes) for entry in _entries(node, "matrix", mistakes)}


def read_rows(node: Node | None, mistakes: Mistakes) -> Mapping[str, Mapping[str, str]]:
    """Read `cases`: a list of mappings with a `name` each, all with the same variables."""
    if node is None:
        return {}
    if not isinstance(node, ListNode) or not node.items:
        mistakes.add(node.place, f"cases is {kind_of(node)}; expected a list of mappings with 'name' and variables")
        return {}
    rows: dict[str, Mapping[str, str]] = {}
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


def read_by_board(node: Node | None, mistakes: Mistakes) -> Mapping[Board, Mapping[str, str]]:
    """Read `by_board`: variables for each board."""
    found: dict[Board, Mapping[str, str]] = {}
    for entry in _entries(node, "by_board", mistakes):
        board = find_board(entry.key.text)
        if board is None:
            hint = suggestion(entry.key.text, board_names())
            mistakes.add(entry.key.place, f"unknown board {entry.key.text!r}; {hint}")
        else:
            found[board] = _texts(entry.value, f"by_board.{entry.key.text}", mistakes)
    return found


def possible_words(scenario: Scenario, guards: Iterable[Guard] = ()) -> Mapping[str, frozenset[str]]:
    """Give every word that a variable may have in the cases of a file; one that may have any is left out.

    Boards of other distributions are looked for only if `guards` name one that is not of this project.
    """
    rows = scenario.rows.values()
    by_board = [scenario.by_board[board] for board in scenario.boards if board in scenario.by_board]
    boards = {board.value for board in scenario.boards}
    if scenario.is_for_any:
        named = {word.text for guard in guards if guard.variable.text == BOARD for word in guard.words}
        boards = {*OWN_NAMES, *(word for word in named if find_board(word) is not None)}
    found: dict[str, set[str]] = {BOARD: boards}
    found[STORE] = {policy.value for policy in StorePolicy}
    for name, word in (pair for variables in (*rows, *by_board) for pair in variables.items()):
        found.setdefault(name, set()).add(word)
    axes = {**scenario.matrix, **({CASE: tuple(scenario.rows)} if rows else {})}
    return {name: frozenset(words) for name, words in {**found, **axes}.items()}


def refuse_clashes(scenario: Scenario, root: MapNode, mistakes: Mistakes) -> None:
    """Note variables that are defined twice or have a name that is taken."""
    boards = {name for variables in scenario.by_board.values() for name in variables}
    swept = {scenario.sweep.variable} if scenario.sweep else set[str]()
    more = (("by_board", boards), ("sweep", swept))
    refuse_clashing(scenario.matrix, scenario.rows, root, mistakes, more)


def refuse_clashing(
    matrix: Mapping[str, object],
    rows: Mapping[str, Mapping[str, str]],
    root: MapNode,
    mistakes: Mistakes,
    more: Sequence[tuple[str, set[str]]] = (),
) -> None:
    """Note the same of the variables of `matrix` and `rows`, and of `more`: keys of the file with their variables."""
    of_rows = {name for row in rows.values() for name in row}
    groups: Sequence[tuple[str, set[str]]] = (("matrix", set(matrix)), ("cases", of_rows), *more)
    seen: dict[str, str] = {}
    for key, names in groups:
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
    policies = [policy.value for policy in StorePolicy]
    if name == STORE and item.text not in policies:
        mistakes.add(item.place, f"unknown store {item.text!r}; {suggestion(item.text, policies)}")
    if name == DRIVER:
        mistakes.mentions.append(Mention(Named.DRIVER, item.text, item.place))


def _refuse_nesting(value: TextNode, mistakes: Mistakes) -> None:
    if "${" in value.text:
        mistakes.add(value.place, f"{value.text!r} is a variable in the value of a variable; write the value itself")


def _refuse_uneven(node: Node, rows: Mapping[str, Mapping[str, str]], mistakes: Mistakes) -> None:
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
