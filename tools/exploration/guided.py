"""Plain or guided, which finds bugs in fewer lives? `python -m tools.exploration.guided SEEDS LIVES [BUG …]` counts.

Each bug of the judge's list of rare lives is put into the C++ core, and lives of an ESP32 are led until one breaks a
law that the core without the bug keeps in the same life; `nvs-blob-loss` is that of ESP-IDF 5.5.1, in world `sim`. Told
are of each seed the lives until then, drawn plainly and guided by what is new, and how much they have reached.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.explorer import led
from oceanhil.exploration.findings import breach_of
from oceanhil.exploration.guiding import Guide
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import Life, NamedLife, Start
from oceanhil.exploration.novelty import Frontier
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
BUGS = (
    BLOB_LOSS,
    "damaged-slot-is-called-the-current-one",
    "numbers-begin-anew-beside-damage",
    "refused-write-goes-to-the-good-slot",
    "fifth-lost-session-is-a-clone",
    "network-lost-before-the-save",
    "watchdog-without-record-is-silence",
)
STARTS = [
    Start(Board.ESP32, store, driver, is_online)
    for store in StorePolicy
    for driver in NativeWorldFactory().drivers(Board.ESP32)
    for is_online in (True, False)
]
REFERENCE = Habitat(NativeWorldFactory(), load_profile())


def until_found(habitat: Habitat, lives: Iterable[NamedLife], guide: Guide, shows: Callable[[Life], bool]) -> str:
    """Give the number of the first life that shows the bug, a dash if none does, and what was reached."""
    frontier = Frontier()
    for each in lives:
        found = led(habitat, each.life, is_watched=True)
        guide.learn(each.life, is_new=frontier.adds(found.reached))
        if found.is_broken and shows(each.life):
            return f"{each.name} ({frontier.size} reached)"
    return f"- ({frontier.size} reached)"


def main() -> None:
    """Count for some seeds and bugs."""
    try:
        seeds, most, names = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] or BUGS
    except (IndexError, ValueError):
        sys.exit("expected two numbers, SEEDS and LIVES, and then names of bugs, if any")
    if unknown := {*names} - {BLOB_LOSS, *(bug.id for bug in read_bugs())}:
        sys.exit(f"no bug is called {', '.join(sorted(unknown))}; they stand in tools/judge/lists")
    with tempfile.TemporaryDirectory() as cache:
        count(names, seeds, most, Path(cache))


def count(names: Sequence[str], seeds: int, most: int, cache: Path) -> None:
    """Count for these bugs, with cores that are built in a folder."""
    if BLOB_LOSS in names:
        where = Habitat(SimWorldFactory(), load_profile(), ("expect.recovered: 1h", "expect.no_loss"))
        compare(BLOB_LOSS, where, [BLOB_START], seeds, most)
    for bug in read_bugs():
        if bug.id in names:
            core = changed_core(cache / bug.id, bug.edit, bug.id)
            compare(bug.id, Habitat(BuiltFactory(build(core, cache)), load_profile()), STARTS, seeds, most)


def compare(name: str, habitat: Habitat, starts: Sequence[Start], seeds: int, most: int) -> None:
    """Count for one bug."""

    def shows(life: Life) -> bool:
        breach = breach_of(habitat.lead(life))
        if name == BLOB_LOSS:
            return breach is not None and breach.law == "no-loss"
        return breach != breach_of(REFERENCE.lead(life))

    for seed in range(seeds):
        drawing = Drawing(seed, starts, DISTURBANCES)
        plain = until_found(habitat, drawing.lives(most), Guide(drawing), shows)
        guide = Guide(drawing)
        guided = until_found(habitat, guide.lives(most), guide, shows)
        click.echo(f"{name}  seed {seed}  plain {plain}  guided {guided}")


if __name__ == "__main__":
    main()
