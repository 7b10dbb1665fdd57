"""What a farm costs: twenty virtual boards behind two exporters of labgrid, and the same boards in an inventory."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from bench.row import Row, Skipped, median_s
from oceanhil.fleet.device import mac_of
from oceanhil.hil.farm.held_place import Farms, HeldPlace
from oceanhil.hil.farm.place import FarmKind, FarmPlace, Selection
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.identity import format_mac
from tests.farm.labgrid import Coordinator, of_board, write_places
from tests.farm.programs import ROOT, User

BOARDS = 20
PROCESSES = 6
_RUN_S = 1800.0
_PART = "token-expired or first-boot or relay"
_COUNTED = re.compile(r"^([\d,]+) passed, 0 failed, 0 errors", re.MULTILINE)


def measure(*, quick: bool) -> Iterator[Row | Skipped]:
    what, of_it = (("-k", _PART), f" ({_PART})") if quick else ((), "")
    name_of_all = f"{'a part of' if quick else 'all'} the library on {BOARDS} virtual boards"
    if not (ROOT / ".installed").exists():
        yield Skipped(f"{name_of_all} in a farm of labgrid", "labgrid is not installed: sh tools/farm.sh")
        return
    with TemporaryDirectory(prefix="oceanhil-bench-") as folder, ExitStack() as exits:
        user = _user(Path(folder), exits)
        yield from _places(user, 5 if quick else 21)
        found: list[float] = []
        # What is compiled and cached by the first run of all is nobody's cost.
        user.run("run", "--world", "serial:all", "-n", str(PROCESSES), "-k", _PART)
        for name, world in (("in an inventory", "serial:all"), ("in a farm of labgrid", "serial:labgrid:bench=yes")):
            began_s = time.perf_counter()
            done = user.run("run", "--world", world, "-n", str(PROCESSES), *what, timeout_s=_RUN_S)
            taken_s = time.perf_counter() - began_s
            counted = _COUNTED.search(done.output)
            if done.code != 0 or counted is None:
                sys.stderr.write(done.output)
                yield Skipped(f"{name_of_all} {name}", f"'oceanhil run' ended with {done.code} after {taken_s:.0f} s")
                return
            cases = int(counted[1].replace(",", ""))
            found.append(taken_s)
            how = f"{cases:,} cases{of_it}, held time, {PROCESSES} processes, whole command"
            yield Row(f"{name_of_all} {name}", taken_s, "s", how)
        yield Row("what the farm costs a case", 1000 * (found[1] - found[0]) / cases, "ms", "the difference of these")


def _places(user: User, rounds: int) -> Iterator[Row]:
    """Measure what a farm asks once of each process, and once of each board of it."""

    def started() -> None:
        with Farms() as farms:
            farms.bridge(FarmKind.LABGRID).find(Selection(FarmKind.LABGRID))

    with patch.dict(os.environ, user.environment):
        how = f"its Python, labgrid, and a list of {BOARDS} places; median of {rounds}"
        yield Row("a bridge to labgrid started", 1000 * median_s(started, rounds), "ms", how)
        with Farms() as farms:

            def taken() -> None:
                with HeldPlace(farms.bridge(FarmKind.LABGRID), FarmPlace(FarmKind.LABGRID, "b0")):
                    pass

            how = f"once for each board of a run; median of {rounds}"
            yield Row("a place of labgrid taken and given back", 1000 * median_s(taken, rounds), "ms", how)


def _board(kind: Board, number: int) -> tuple[str, ...]:
    """Say what board it is: with a MAC of its own, as any two boards have."""
    return ("--board", kind.value, "--mac", format_mac(mac_of(number)))


def _user(folder: Path, exits: ExitStack) -> User:
    """Start the boards, a coordinator and two exporters; gives a user who has the boards in an inventory too."""
    kinds = list(islice(cycle(PLATFORM_BOARDS), BOARDS))
    common = ("--rfc2217", "0", "--control", "tcp:127.0.0.1:0", "--clock", "held")
    boards = {
        f"b{number}": (kind.value, exits.enter_context(VirtualBoardProcess(*_board(kind, number), *common)))
        for number, kind in enumerate(kinds)
    }
    exporter_of = {name: f"lab{1 + (number >= BOARDS // 2)}" for number, name in enumerate(boards)}
    write_places(
        folder / "farm",
        {name: ([f"{exporter_of[name]}/{name}/NetworkSerialPort"], {"bench": "yes"}) for name in boards},
    )
    coordinator = exits.enter_context(Coordinator(folder / "farm"))
    for exporter in dict.fromkeys(exporter_of.values()):
        groups = {
            name: of_board(board, kind=kind) for name, (kind, board) in boards.items() if exporter_of[name] == exporter
        }
        exits.enter_context(coordinator.exporter(exporter, groups))
    user = coordinator.user()
    entries = (
        f'[board.{name}]\nkind = "{kind}"\nport = "{board.port_url}"\nagent = true\ntime = "held"\n'
        f'power = {{control = "{board.control_address}"}}\n'
        for name, (kind, board) in boards.items()
    )
    (user.folder / "boards.toml").write_text("[bench.all]\n" + "".join(entries), "utf-8")
    return user
