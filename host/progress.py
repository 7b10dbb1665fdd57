"""Progress while runs go on: a bar on a terminal, a plain line now and then anywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column

from oceanhil.host.durations import span
from oceanhil.host.terminal import close_door_before, make_console
from oceanhil.protocol.units import SECOND_US

QUIET_S = 2.0
"""Least time between two plain lines, in seconds; a shorter session says nothing."""
SLOW_S = 20.0
"""A session of which less than this is left is not worth an estimate, in seconds; one that had one keeps it."""


class Words(msgspec.Struct, frozen=True):
    """What is counted, in the plural, and what is said of those that went wrong."""

    things: str = "cases"
    unhappy: str = "not passed"


class LiveProgress:
    """Told of each case as it starts and ends; shows how far the session is on `console` (default: standard error).

    Says nothing until `start` is called. `clock` gives seconds that only grow; tests pass their own.
    """

    def __init__(
        self, console: Console | None = None, clock: Callable[[], float] = time.monotonic, words: Words | None = None
    ) -> None:
        console = console or make_console(stderr=True)
        words = words or Words()
        self._view: _View = _Bar(console, words) if console.is_terminal else _Lines(console, clock, words)
        self._clock = clock
        self._started_s = clock()
        self._total = self._done = self._unhappy = 0
        self._work = self._worked = 0.0
        self._is_slow = False
        self._least_s: Callable[[], float] = lambda: 0.0

    def start(self, total: int, work: float | None = None) -> None:
        """Begin: `total` cases will run, which are so much `work`, in any unit; without it all are alike."""
        self._started_s, self._total, self._work = self._clock(), total, total if work is None else work
        self._view.start(total)

    def takes_at_least(self, least_s: Callable[[], float]) -> None:
        """Let `least_s` tell how long the rest takes at least, where that is known: what was done says too little."""
        self._least_s = least_s

    def case_started(self, case_id: str) -> None:
        """Show the case of this replay ID as the one that runs."""
        self._view.running(case_id)

    def note(self, text: str) -> None:
        """Say why nothing seems to go on."""
        self._view.note(text)

    def meanwhile(self, text: str) -> None:
        """Say what goes on beside what is counted: always on a terminal, else as seldom as how far it is."""
        self._view.meanwhile(text)

    def paused(self) -> AbstractContextManager[None]:
        """Stand still meanwhile: somebody is asked something on the same terminal."""
        return self._view.paused()

    def finished(self, *, is_unhappy: bool, work: float = 1.0) -> None:
        """Count one more of whatever is counted, which was so much of the work."""
        self._done += 1
        self._worked += work
        self._unhappy += is_unhappy
        self._view.finished(self._done, self._unhappy, self._estimate())

    def stop(self) -> None:
        """End; harmless without a start and when called twice."""
        self._view.stop()

    def _estimate(self) -> str:
        """Say how long the rest takes if it goes on like this; nothing if that is not worth saying."""
        left_s = (self._clock() - self._started_s) / self._worked * max(self._work - self._worked, 0.0)
        left_s = max(left_s, self._least_s())
        self._is_slow = self._is_slow or left_s >= SLOW_S
        is_told = self._is_slow and round(left_s) > 0 and self._done < self._total
        return f", about {span(round(left_s) * SECOND_US)} left" if is_told else ""


class _View(Protocol):
    def start(self, total: int) -> None: ...

    def running(self, case_id: str) -> None: ...

    def note(self, text: str) -> None: ...

    def meanwhile(self, text: str) -> None: ...

    def paused(self) -> AbstractContextManager[None]: ...

    def finished(self, done: int, unhappy: int, estimate: str) -> None: ...

    def stop(self) -> None: ...


class _Bar:
    def __init__(self, console: Console, words: Words) -> None:
        self._words = words
        self._total = 0
        self._progress = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}", markup=False),
            TextColumn("{task.fields[unhappy]}", style="red", markup=False),
            TimeElapsedColumn(),
            TextColumn(
                "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)
            ),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", unhappy="", left="")

    def start(self, total: int) -> None:
        self._total = total
        self._progress.update(self._task, total=total, left=f"{total:,} to go")
        self._show()

    def _show(self) -> None:
        self._progress.start()
        # rich has put streams of its own in place, which print above the bar.
        sys.stdout, sys.stderr = map(close_door_before, (sys.stdout, sys.stderr))

    def running(self, case_id: str) -> None:
        self._progress.update(self._task, description=case_id)

    def note(self, text: str) -> None:
        self._progress.update(self._task, description=text)

    meanwhile = note

    @contextmanager
    def paused(self) -> Iterator[None]:
        was_shown = self._progress.live.is_started
        self._progress.stop()
        try:
            yield
        finally:
            if was_shown:
                self._show()

    def finished(self, done: int, unhappy: int, estimate: str) -> None:
        words = f"{unhappy} {self._words.unhappy}" if unhappy else ""
        self._progress.update(self._task, completed=done, unhappy=words, left=f"{self._total - done:,} to go{estimate}")

    def stop(self) -> None:
        self._progress.stop()


class _Lines:
    def __init__(self, console: Console, clock: Callable[[], float], words: Words) -> None:
        self._console = console
        self._clock = clock
        self._words = words
        self._said_at_s = clock()
        self._total = 0

    def start(self, total: int) -> None:
        self._said_at_s, self._total = self._clock(), total

    def running(self, case_id: str) -> None:
        pass

    def note(self, text: str) -> None:
        self._say(text)

    def meanwhile(self, text: str) -> None:
        if self._is_due():
            self._say(text)

    def paused(self) -> AbstractContextManager[None]:
        return nullcontext()

    def finished(self, done: int, unhappy: int, estimate: str) -> None:
        if not self._is_due():
            return
        words = f", {unhappy:,} {self._words.unhappy}" if unhappy else ""
        self._say(f"{done:,} of {self._total:,} {self._words.things} done{words}{estimate}")

    def _is_due(self) -> bool:
        return self._total > 0 and self._clock() - self._said_at_s >= QUIET_S

    def _say(self, text: str) -> None:
        self._said_at_s = self._clock()
        self._console.print(text)

    def stop(self) -> None:
        pass
