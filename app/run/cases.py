"""The boards that a run is for, the cases of a scenario on them, and one of them run.

Whoever asks: pytest's items, or a run without it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import msgspec

from oceanhil.boards import board_names
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.wording import agreed, plural
from oceanhil.scenarios.world import IsForBoards, boards_of_world

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.scenario import Case, Scenario
    from oceanhil.scenarios.world import WorldFactory

INTERRUPTED = "interrupted: what was finished until now follows"
INTERRUPTED_EARLY = "interrupted: no case was finished"


@runtime_checkable
class CountsBoards(Protocol):
    """A factory of worlds that knows how many boards there are."""

    def boards(self, board: Board) -> int | None:
        """Give the number of boards of this family; None when there are as many as anybody wants."""


@runtime_checkable
class KeepsBoardsOut(Protocol):
    """A factory of worlds whose boards can be in quarantine."""

    def kept_out(self) -> Mapping[str, str]:
        """Name those, each with the reason."""

    def heard(self, result: Result) -> None:
        """Take note of what a case came to: its board may have had trouble."""


def board_count(factory: WorldFactory, boards: Iterable[Board]) -> int:
    """Give how many boards of these families the factory's worlds run on; 0 when their number is not limited."""
    return sum(factory.boards(board) or 0 for board in boards) if isinstance(factory, CountsBoards) else 0


def boards_of_run(chosen: Collection[str], factory: WorldFactory) -> Sequence[Board]:
    """Give the families that a run is for: those chosen by name, else the world's and what the bench has besides."""
    if chosen:
        return [board for board in _all_boards() if board.value in chosen]
    meant = factory.boards_meant() if isinstance(factory, IsForBoards) else ()
    if meant or not isinstance(factory, CountsBoards):
        return boards_of_world(factory)
    others = [board for board in _all_boards() if board not in PLATFORM_BOARDS]
    return [*PLATFORM_BOARDS, *(board for board in others if board_count(factory, [board]))]


def _all_boards() -> Iterator[Board]:
    """Give the platform's, then all others."""
    yield from PLATFORM_BOARDS
    yield from (board for board in map(Board, board_names()) if board not in PLATFORM_BOARDS)


def cases_on_boards(
    scenario: Scenario,
    factory: WorldFactory,
    boards: Collection[str],
    seed: int,
    overrides: Mapping[str, str],
    *,
    wants: Callable[[Case, str], bool] = lambda _case, _driver: True,
) -> Iterator[Case]:
    """Give the cases on the boards of these names, or on those that a run is for, that `wants` takes.

    It is asked with the driver that is the default on the case's board.
    """
    for board in boards_of_run(boards, factory):
        drivers = factory.drivers(board)
        for case in scenario.expand(board, drivers):
            if wants(case, drivers[0] if drivers else ""):
                yield case.seeded(seed, overrides)


def timed(run: Callable[[], Result], attempts: int = 1) -> Result:
    """Run a case, and note how long that took and which attempt it was."""
    started_s = time.perf_counter()
    result = run()
    return msgspec.structs.replace(result, wall_ms=(time.perf_counter() - started_s) * 1000, attempts=attempts)


def not_run(missing: int, total: int) -> str:
    """Say how many cases did not run."""
    return f"{missing:,} of {plural(total, 'case')} {agreed(missing, 'was', 'were')} not run"
