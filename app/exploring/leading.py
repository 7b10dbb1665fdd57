"""Leads lives, here, in several processes or on several machines, and gives them in the order in which they came.

A process of its own has a world of its own, and makes what is explored of the plan anew, so that nothing but lives goes
to it, and nothing but what became of them comes back. A life is the same life wherever it is led.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice, takewhile
from pathlib import Path
from socket import gethostname
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.exploring.code_digest import code_digest
from oceanhil.app.exploring.files_digest import files_digest
from oceanhil.app.exploring.machines import INSTALL, MachinesError, NobodyLeadsError, machines
from oceanhil.exploration.explorer import Led, led
from oceanhil.hil.worlds import load_world
from oceanhil.hil.worlds.sketch.tools import SketchTools, using_tools
from oceanhil.scenarios.garbage import rare_collections
from oceanhil.scenarios.world import WorldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.habitat import Habitat
    from oceanhil.exploration.life import NamedLife
    from oceanhil.scenarios.world import WorldFactory

_ONE_AT_A_TIME: Final = Lock()
"""A worker of a cluster may have several threads; the kept starts of a habitat are for one at a time."""
_AT_A_TIME: Final = 20
"""Lives that a process is given at once."""
_AHEAD: Final = 2
"""How many such handfuls each process has before it."""


class Lived(msgspec.Struct, frozen=True):
    """A life that was led, and what became of it."""

    named: NamedLife
    led: Led


class Crew(msgspec.Struct, frozen=True):
    """Who leads lives."""

    jobs: int = 1
    """So many processes here; 1: this one."""
    scheduler: str = ""
    """Address of a cluster that leads them in place of these."""
    is_watchful: bool = False
    """Whether what a life reaches is noted."""
    ahead_most: int | None = None
    """So many lives may be under way at a time; None: as many as keep all busy."""

    def ahead(self, hands: int) -> int:
        """Say how many handfuls are under way where so many can be led at a time."""
        wanted = hands * _AHEAD
        return wanted if self.ahead_most is None else min(wanted, self.ahead_most // _AT_A_TIME)


@contextmanager
def leading(plan: Plan, here: Habitat, crew: Crew, lives: Iterable[NamedLife]) -> Iterator[Iterator[Lived]]:
    """Give what becomes of `lives`, which may have no end; raises NobodyLeadsError, as what it gives does."""
    if crew.scheduler:
        with machines(crew.scheduler) as cluster:
            order = Order(plan, crew.is_watchful, code_digest(), files_digest(plan, _factory_of(plan)))
            yield _in_order(cluster.executor, order, lives, crew.ahead(cluster.hands), cluster.wait)
        return
    if crew.jobs == 1:
        yield (Lived(each, led(here, each.life, is_watched=crew.is_watchful)) for each in lives)
        return
    # Forked, a process would have the threads' locks of this one, and not the threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(crew.jobs, context, initializer=_be_quiet) as pool:
        try:
            with TemporaryDirectory() as wanted:
                order = Order(plan, crew.is_watchful, wanted=wanted)
                yield _in_order(pool, order, lives, crew.ahead(crew.jobs), Future.result)
        except BrokenProcessPool:
            raise NobodyLeadsError(
                "a process that led lives has crashed or was killed; with --jobs 1 this one crashes in that life, and "
                "fewer --jobs need less memory"
            ) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


class Order(msgspec.Struct, frozen=True):
    """What another process has to know of all lives."""

    plan: Plan
    is_watched: bool
    code: str = ""
    """Digest of the code that lives are led with; empty: it is the same by itself."""
    files: str = ""
    """Digest of the sketch and of the laws; empty: there are none, or they are the same by themselves."""
    wanted: str = ""
    """A folder that is there for as long as somebody wants them; empty: nobody can tell."""

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for what becomes of them: nobody does for many that are of no use."""
        return not self.wanted or Path(self.wanted).exists()


def _in_order(
    pool: Executor,
    order: Order,
    lives: Iterable[NamedLife],
    ahead: int,
    wait: Callable[[Future[list[Led]]], list[Led]],
) -> Iterator[Lived]:
    left = iter(lives)
    handfuls = iter(lambda: list(islice(left, _AT_A_TIME)), [])
    under_way: deque[tuple[Sequence[NamedLife], Future[list[Led]]]] = deque()
    for handful in chain(handfuls, [[]]):
        if handful:
            under_way.append((handful, pool.submit(lead_handful, order, handful)))
        while under_way and (len(under_way) >= ahead or not handful):
            sent, future = under_way.popleft()
            yield from map(Lived, sent, wait(future))


def _be_quiet() -> None:
    """Leave Ctrl-C to the process that has started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@cache
def _factory(world: str, tools: SketchTools) -> WorldFactory:
    # Whoever started a worker on another machine did not know with which tools its sketches were to run.
    with using_tools(tools):
        return load_world(world)


def _factory_of(plan: Plan) -> WorldFactory:
    return _factory(plan.world, SketchTools(sanitize=plan.is_sanitized))


@cache
def _here(plan: Plan) -> Habitat:
    return plan.habitat(_factory_of(plan))


@cache
def _files_here(plan: Plan) -> str:
    """Give the digest of the plan's files on this machine; of what is not there a word that is none."""
    try:
        return files_digest(plan, _factory_of(plan))
    except (OSError, WorldError) as error:
        return str(error)


def lead_handful(order: Order, lives: Sequence[NamedLife]) -> list[Led]:
    """Lead some lives, for as long as they are wanted; raises OtherCodeError and OtherFilesError."""
    if order.code and order.code != code_digest():
        raise OtherCodeError(gethostname())
    with _ONE_AT_A_TIME, rare_collections():
        if order.files and order.files != _files_here(order.plan):
            raise OtherFilesError(gethostname(), order.plan.world)
        wanted = takewhile(lambda _: order.is_wanted, lives)
        return [led(_here(order.plan), named.life, is_watched=order.is_watched) for named in wanted]


class OtherCodeError(MachinesError):
    """A machine that would lead lives otherwise."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        return f"machine {self.host} has another version of this project, on which lives may go otherwise; {INSTALL}"


class OtherFilesError(MachinesError):
    """A machine that has another sketch, or other laws, in the same place."""

    def __init__(self, host: str, world: str) -> None:
        super().__init__(host, world)
        self.host, self.world = host, world

    def __str__(self) -> str:
        what = "other files of laws" if ":" not in self.world else f"another {self.world!r}, or other files of laws,"
        cure = "copy what is here to the same place there, and start its workers again"
        return f"machine {self.host} has {what} than this one, or none; {cure}"
