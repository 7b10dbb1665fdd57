"""Progress while runs go on: a bar on a terminal, a plain line now and then anywhere else."""

import time
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column

from scenarios.result import Outcome, Result

QUIET_S = 2.0
"""Least time between two plain lines, in seconds; a shorter session says nothing."""


class LiveProgress:
    """Told of each case as it starts and ends; shows how far the session is on `console` (default: standard error).

    Says nothing until `start` is called. `clock` gives seconds that only grow; tests pass their own.
    """

    def __init__(self, console: Console | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        console = console or Console(stderr=True)
        self._view: _View = _Bar(console) if console.is_terminal else _Lines(console, clock)
        self._done = self._unhappy = 0

    def start(self, total: int) -> None:
        """Begin: `total` cases will run."""
        self._view.start(total)

    def case_started(self, case_id: str) -> None:
        """Show the case of this replay ID as the one that runs."""
        self._view.running(case_id)

    def case_finished(self, result: Result) -> None:
        """Count one more case."""
        self._done += 1
        self._unhappy += result.outcome in {Outcome.FAILED, Outcome.ERROR}
        self._view.finished(self._done, self._unhappy)

    def stop(self) -> None:
        """End; harmless without a start and when called twice."""
        self._view.stop()


class _View(Protocol):
    def start(self, total: int) -> None: ...

    def running(self, case_id: str) -> None: ...

    def finished(self, done: int, unhappy: int) -> None: ...

    def stop(self) -> None: ...


class _Bar:
    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unhappy]}", style="red", markup=False),
            TimeElapsedColumn(),
            TextColumn(
                "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)
            ),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", unhappy="")

    def start(self, total: int) -> None:
        self._progress.update(self._task, total=total)
        self._progress.start()

    def running(self, case_id: str) -> None:
        self._progress.update(self._task, description=case_id)

    def finished(self, done: int, unhappy: int) -> None:
        words = f"{unhappy} not passed" if unhappy else ""
        self._progress.update(self._task, completed=done, unhappy=words)

    def stop(self) -> None:
        self._progress.stop()


class _Lines:
    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self._console = console
        self._clock = clock
        self._said_at_s = clock()
        self._total = 0

    def start(self, total: int) -> None:
        self._said_at_s, self._total = self._clock(), total

    def running(self, case_id: str) -> None:
        pass

    def finished(self, done: int, unhappy: int) -> None:
        if not self._total or self._clock() - self._said_at_s < QUIET_S:
            return
        self._said_at_s = self._clock()
        words = f", {unhappy:,} not passed" if unhappy else ""
        self._console.print(f"{done:,} of {self._total:,} cases done{words}", markup=False, highlight=False)

    def stop(self) -> None:
        pass
