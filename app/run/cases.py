"""The cases of a scenario that a user chose, and one of them run; whoever asks: pytest's items, or a run without it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.run.board_groups import boards_of_run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.scenario import Case, Scenario
    from oceanhil.scenarios.world import WorldFactory

INTERRUPTED = "interrupted: what was finished until now follows"


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
    return f"{missing:,} of {total:,} cases were not run"
