"""Which cases may run at the same time: one worker owns a board, so cases are dealt out to as many groups as boards."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from oceanhil.protocol.board import Board

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pytest

    from oceanhil.scenarios.world import WorldFactory


@runtime_checkable
class CountsBoards(Protocol):
    """A factory of worlds that knows how many boards there are."""

    def boards(self, board: Board) -> int | None:
        """Give the number of boards of this family; None when there are as many as anybody wants."""


def board_count(factory: WorldFactory, boards: Iterable[Board]) -> int:
    """Give how many boards of these families the factory's worlds run on; 0 when their number is not limited."""
    return sum(factory.boards(board) or 0 for board in boards) if isinstance(factory, CountsBoards) else 0


def groups_of(items: Sequence[pytest.Item], factory: WorldFactory) -> Mapping[str, str]:
    """Give the group of each item that needs a board, by node id; cases of one group never run at the same time."""
    groups: dict[str, str] = {}
    for board in Board:
        count = board_count(factory, [board])
        mine = [item for item in items if count and _board_of(item) is board]
        numbers = deal([_needs_second_board(item) for item in mine], count)
        groups |= {item.nodeid: f"{board.value} {number}" for item, number in zip(mine, numbers, strict=True)}
    return groups


def deal(needs_second: Sequence[bool], boards: int) -> Sequence[int]:
    """Deal cases out in turn to groups numbered from 1, one for each of the `boards` of a family (1 or more).

    Cases that need a second board all go to group 1; there is a group less then, for group 1 has two of the boards.
    """
    groups = cycle(range(1, (max(boards - 1, 1) if any(needs_second) else boards) + 1))
    return [1 if two else next(groups) for two in needs_second]


def _board_of(item: pytest.Item) -> Board | None:
    from oceanhil.app.run.collection import ScenarioItem
    from oceanhil.app.run.plain_tests import board_of

    return item.case.replay.board if isinstance(item, ScenarioItem) else board_of(item)


def _needs_second_board(item: pytest.Item) -> bool:
    from oceanhil.app.run.collection import ScenarioItem
    from oceanhil.scenarios.mistakes import Mistakes
    from oceanhil.scenarios.step import needs_of
    from oceanhil.scenarios.world import Capability

    if not isinstance(item, ScenarioItem):
        return False
    bound = item.case.bind(Mistakes())
    return Capability.SECOND_DEVICE in needs_of((*bound.steps, *bound.remedy))
