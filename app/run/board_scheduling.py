"""Deals groups of cases out to the workers of pytest-xdist: a group, and with it a board, stays with one worker.

Only workers collect, so the first of them to be done writes the groups into a file that its controller named.
Loaded only where pytest-xdist is: it is a class of that.
"""

from __future__ import annotations

from functools import cached_property
from itertools import cycle
from typing import TYPE_CHECKING

import msgspec
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # xdist has no types

from oceanhil.app.run.cases import board_count, boards_of_run
from oceanhil.app.run.collection import ScenarioItem
from oceanhil.app.run.plain_tests import board_of
from oceanhil.host.whole_files import replace_whole
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.step import needs_of
from oceanhil.scenarios.world import Capability, ChoosesBoards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pytest

    from oceanhil.protocol.board import Board
    from oceanhil.scenarios.world import WorldFactory


class BoardScheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Scheduling by the groups in `file`; a case without a group may run anywhere.

    Groups go out family by family. So a worker that waits for a board holds boards of families before it only, and no
    two workers ever wait for each other, also where boards turn out to be broken.
    """

    def __init__(self, config: pytest.Config, log: object, file: Path) -> None:
        super().__init__(config, log)
        self._file = file

    @cached_property
    def _groups(self) -> Mapping[str, str]:
        return msgspec.json.decode(self._file.read_bytes(), type=dict[str, str])

    def _split_scope(self, nodeid: str) -> str:
        return self._groups.get(nodeid, nodeid)

    def _assign_work_unit(self, node: object) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=self._rank), last=False)
        super()._assign_work_unit(node)

    def _rank(self, scope: str) -> tuple[bool, str]:
        """Put groups first, by family and number: the first of a family may be the one that needs two boards."""
        return scope not in self._groups.values(), scope


def write_groups(groups: Mapping[str, str], file: Path) -> None:
    """Write the groups for the controller; every worker has the same, and a reader always finds a whole file."""
    if not file.exists():
        replace_whole(file, msgspec.json.encode(groups), is_durable=False)


def groups_of(items: Sequence[pytest.Item], factory: WorldFactory) -> Mapping[str, str]:
    """Give the group of each item that needs a board, by node id; cases of one group never run at the same time."""
    groups: dict[str, str] = {}
    for board in boards_of_run((), factory):
        count = board_count(factory, [board])
        mine = [item for item in items if count and _board_of(item) is board]
        pools = [_pool_of(item, board, factory) for item in mine]
        several = len(set(pools)) > 1
        overlaps = sum(map(len, set(pools))) > len({name for pool in pools for name in pool})
        if several and (overlaps or any(map(_needs_second_board, mine))):
            # Who needs two boards, or shares one, may want any of them: then one worker has them all.
            groups |= {item.nodeid: f"{board.value} 1" for item in mine}
            continue
        for place, pool in enumerate(sorted(set(pools)), 1):
            of_pool = [item for item, its in zip(mine, pools, strict=True) if its == pool]
            numbers = deal([_needs_second_board(item) for item in of_pool], len(pool) or count)
            name = f"{board.value} {place}." if several else f"{board.value} "
            groups |= {item.nodeid: f"{name}{number}" for item, number in zip(of_pool, numbers, strict=True)}
    return groups


def _pool_of(item: pytest.Item, board: Board, factory: WorldFactory) -> tuple[str, ...]:
    """Name the boards that a case gets if they are free; none where the boards of a family do not differ."""
    if not isinstance(item, ScenarioItem) or not isinstance(factory, ChoosesBoards):
        return ()
    return tuple(factory.choices(board, item.case.bound().needs))


def deal(needs_second: Sequence[bool], boards: int) -> Sequence[int]:
    """Deal cases out in turn to groups numbered from 1, one for each of the `boards` of a family (1 or more).

    Cases that need a second board all go to group 1; there is a group less then, for group 1 has two of the boards.
    """
    groups = cycle(range(1, (max(boards - 1, 1) if any(needs_second) else boards) + 1))
    return [1 if two else next(groups) for two in needs_second]


def _board_of(item: pytest.Item) -> Board | None:
    return item.case.replay.board if isinstance(item, ScenarioItem) else board_of(item)


def _needs_second_board(item: pytest.Item) -> bool:
    if not isinstance(item, ScenarioItem):
        return False
    bound = item.case.bind(Mistakes())
    return Capability.SECOND_DEVICE in needs_of((*bound.steps, *bound.remedy))
