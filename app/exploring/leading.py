"""Leads lives, here or in several processes, and gives them in the order of their numbers.

A process of its own has a world of its own and makes what is explored of the plan anew, so that nothing but numbers
goes to it and comes back. Life n is life n wherever it is led.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import chain, count, islice, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from oceanhil.exploration.explorer import Led, led
from oceanhil.hil.worlds import load_world

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.drawing import Drawing
    from oceanhil.exploration.habitat import Habitat

_AT_A_TIME: Final = 20
"""Lives that a process is given at once."""
_AHEAD: Final = 2
"""How many such handfuls each process has before it."""


@contextmanager
def leading(plan: Plan, here: tuple[Drawing, Habitat], jobs: int, lives: int | None) -> Iterator[Iterator[Led]]:
    """Give what becomes of lives 1, 2, … to `lives`, or without an end; more than one job: in so many processes."""
    numbers = count(1) if lives is None else range(1, lives + 1)
    if jobs == 1:
        yield (led(*here, number) for number in numbers)
        return
    # Forked, a process would have the threads' locks of this one, and not the threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_be_quiet) as pool:
        try:
            with TemporaryDirectory() as wanted:
                yield _in_order(pool, plan, numbers, jobs * _AHEAD, wanted)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, plan: Plan, numbers: Iterable[int], ahead: int, wanted: str) -> Iterator[Led]:
    left = iter(numbers)
    handfuls = iter(lambda: list(islice(left, _AT_A_TIME)), [])
    under_way: deque[Future[list[Led]]] = deque()
    for handful in chain(handfuls, [[]]):
        if handful:
            under_way.append(pool.submit(lead_handful, plan, handful, wanted))
        while under_way and (len(under_way) >= ahead or not handful):
            yield from under_way.popleft().result()


def _be_quiet() -> None:
    """Leave Ctrl-C to the process that has started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@cache
def _here(plan: Plan) -> tuple[Drawing, Habitat]:
    factory = load_world(plan.world)
    return plan.drawing(factory), plan.habitat(factory)


def lead_handful(plan: Plan, numbers: list[int], wanted: str) -> list[Led]:
    """Lead lives for as long as the folder `wanted` is there: nobody waits for many lives that are of no use."""
    here = _here(plan)
    return [led(*here, number) for number in takewhile(lambda _: Path(wanted).exists(), numbers)]
