"""Plain or guided, which finds bugs in fewer lives? `python -m tools.exploration.guided [BUG …]` counts.

Each bug is put into the C++ core, and lives of an ESP32 are led until one breaks a law that the core without the bug
keeps in the same life; `nvs-blob-loss` is that of ESP-IDF 5.5.1, in world `sim`. Told are of each seed the lives until
then, drawn plainly and guided by what is rare, and of each bug the medians.

By half of the bugs the way of guiding was chosen (`TUNED`); the other half judges it (`JUDGED`). All are such as plain
lives find neither at once nor never.
"""

import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from statistics import median_low

import click
import msgspec

from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.explorer import led
from oceanhil.exploration.findings import breach_of
from oceanhil.exploration.guiding import Guide
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import Life, NamedLife, Start
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import StorePolicy
from tools.judge.bugs import read_bugs
from tools.judge.edits import changed_core
from tools.judge.trial import BuiltFactory, build

BLOB_LOSS = "nvs-blob-loss"
BLOB_START = Start(Board.ESP32, StorePolicy.LEGACY, "idf-5.5.1", is_online=True)
TUNED = (
    BLOB_LOSS,
    "second-switch-at-once-is-not-saved",
    "session-forgives-a-failed-save",
    "fifth-lost-session-is-a-clone",
)
JUDGED = (
    "four-unreadable-answers-forget-the-token",
    "refusal-is-remembered-over-boots",
    "network-lost-before-the-save",
    "hundred-failures-end-the-program",
)
STARTS = tuple(
    Start(Board.ESP32, store, driver, is_online)
    for store in StorePolicy
    for driver in NativeWorldFactory().drivers(Board.ESP32)
    for is_online in (True, False)
)


class Search(msgspec.Struct, frozen=True):
    """One search for one bug."""

    bug: str
    seed: int
    lives: int
    is_guided: bool
    cache: Path
    """Where cores are built."""

    @property
    def told(self) -> str:
        """Its name for people."""
        return f"{self.bug}  seed {self.seed}  {'guided' if self.is_guided else 'plain'}"


class Found(msgspec.Struct, frozen=True):
    """What became of one."""

    search: Search
    life: int | None
    """The number of the first life that shows the bug; None: none of so many did."""

    @property
    def told(self) -> str:
        """That number, or that there was none."""
        return f">{self.search.lives}" if self.life is None else str(self.life)

    @property
    def least(self) -> int:
        """How many lives it takes at least."""
        return self.search.lives + 1 if self.life is None else self.life


@cache
def _habitat(bug: str, cache: Path) -> Habitat:
    if bug == BLOB_LOSS:
        return Habitat(SimWorldFactory(), load_profile(), ("expect.recovered: 1h", "expect.no_loss"))
    factory = NativeWorldFactory()
    if bug:
        (edit,) = (each.edit for each in read_bugs() if each.id == bug)
        factory = BuiltFactory(build(changed_core(Path(tempfile.mkdtemp(dir=cache)), edit, bug), cache))
    return Habitat(factory, load_profile())


def found_by(search: Search) -> Found:
    """Lead lives until one shows the bug."""
    habitat = _habitat(search.bug, search.cache)

    def shows(life: Life) -> bool:
        breach = breach_of(habitat.lead(life))
        if search.bug == BLOB_LOSS:
            return breach is not None and breach.law == "no-loss"
        return breach != breach_of(_habitat("", search.cache).lead(life))

    starts = (BLOB_START,) if search.bug == BLOB_LOSS else STARTS
    drawing = Drawing(search.seed, starts, DISTURBANCES)
    guide = Guide(drawing)
    lives = guide.lives(search.lives) if search.is_guided else drawing.lives(search.lives)
    return Found(search, until_shown(habitat, lives, guide, shows))


def until_shown(
    habitat: Habitat, lives: Iterable[NamedLife], guide: Guide, shows: Callable[[Life], bool]
) -> int | None:
    """Give the number of the first life that shows the bug; None if none does."""
    for each in lives:
        found = led(habitat, each.life, is_watched=True)
        guide.learn(each.life, found.reached)
        if found.is_broken and shows(each.life):
            return int(each.name)
    return None


def table(found: Sequence[Found]) -> Iterator[str]:
    """Give a row for each bug: lives until found, of each seed and their median, plainly and guided."""
    yield "| bug | plain: lives | median | guided: lives | median |"
    yield "| --- | --- | --: | --- | --: |"
    for bug in dict.fromkeys(each.search.bug for each in found):
        cells = [bug]
        for is_guided in (False, True):
            ways = [each for each in found if each.search.bug == bug and each.search.is_guided is is_guided]
            median = median_low(each.least for each in ways)
            cells += [", ".join(each.told for each in ways), next(each.told for each in ways if each.least == median)]
        yield f"| {' | '.join(cells)} |"


@click.command()
@click.argument("bugs", nargs=-1)
@click.option("--seeds", type=click.IntRange(1), default=5, show_default=True, help="So many seeds, from 0.")
@click.option("--lives", type=click.IntRange(1), default=1500, show_default=True, help="At most, of each search.")
@click.option("--jobs", "-j", type=click.IntRange(1), default=2, show_default=True, help="Processes.")
def main(bugs: tuple[str, ...], *, seeds: int, lives: int, jobs: int) -> None:
    """Count for BUGS: those that judge, unless others are named."""
    wanted = bugs or JUDGED
    if unknown := {*wanted} - {BLOB_LOSS, *(bug.id for bug in read_bugs())}:
        raise click.UsageError(f"no bug is called {', '.join(sorted(unknown))}; they stand in tools/judge/lists")
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(jobs, context) as pool:
        searches = [
            Search(bug, seed, lives, is_guided, Path(folder))
            for bug in wanted
            for seed in range(seeds)
            for is_guided in (False, True)
        ]
        found: list[Found] = []
        for each in pool.map(found_by, searches):
            click.echo(f"{each.search.told}  {each.told}", err=True)
            found.append(each)
    click.echo("\n".join(table(found)))


if __name__ == "__main__":
    main()
