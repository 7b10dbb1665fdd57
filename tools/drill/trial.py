"""One run on the bench, ended in one way; and whether all is as before: flash, leases, journal, processes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.folders import STATE_VARIABLE, journal_directory, keeper_log, leases_directory
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tools.drill.bench import DrillBench, DrillBoard
from tools.drill.ends import Ending, end_it

# Of some seconds on each board: what is drawn is to meet a run at its own end, too.
_CASES = ("first-boot", "token-expired", "clock-1970-tls")
_CHANGED_S_MAX = 60.0
_OVER_S_MAX = 120.0
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an end came to.

    So many boards were changed when it came; seconds until nothing was left of the run; what was lost, one line each.
    """

    ending: Ending
    had_ended: bool
    changed: int
    by_keeper: bool
    settled_s: float
    losses: tuple[str, ...]


def try_end(bench: DrillBench, folder: Path, ending: Ending, source: random.Random) -> Outcome:
    """Run, end the run, wait until nothing of it is left, and compare."""
    state = folder / "state"
    for board in bench.boards:
        board.fill(source)
    before = [board.stored() for board in bench.boards]
    log_bytes = _size(keeper_log(state))
    process = _started(bench, folder, state, ending)
    try:
        _wait_for_changes(process, state, ending.changed)
        _pause(ending.after_s)
        had_ended, changed = process.poll() is not None, len(_pending(state))
        cut = None if ending.cut is None else bench.boards[ending.cut]
        if cut is not None:
            cut.process.control.power(on=False)
        end_it(process, ending, _pause)
        ended_s = time.monotonic()
        if cut is not None:
            _pause(ending.cut_again_s)
            cut.process.control.power(on=False)
        losses = _left_over(process, state)
        settled_s = time.monotonic() - ended_s
    finally:
        process.kill()
        process.wait()
    if not losses:
        losses = _differences(bench.boards, before)
    by_keeper = b": put back" in _from(keeper_log(state), log_bytes)
    return Outcome(ending, had_ended, changed, by_keeper, settled_s, (*losses, *_pending(state)))


def _started(bench: DrillBench, folder: Path, state: Path, ending: Ending) -> subprocess.Popen[bytes]:
    words = ["run", "--world", "serial", "--inventory", str(bench.inventory), *_CASES]
    with (folder / "run.log").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "oceanhil", *words, *(["--jobs", "auto"] if ending.on_all_boards else [])],
            cwd=folder,
            env={**os.environ, STATE_VARIABLE: str(state)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,
        )


def _left_over(process: subprocess.Popen[bytes], state: Path) -> tuple[str, ...]:
    """Wait until no process and no lease is left, and name what is left when the time is up."""
    give_up_s = time.monotonic() + _OVER_S_MAX
    while True:
        # Waited for, it is no zombie; a run that hears no signal goes on to its own end.
        process.poll()
        left = [f"process {words}" for words in _processes(state)]
        left += [f"lease {each}" for each in _leases(state)]
        if not left or time.monotonic() >= give_up_s:
            return tuple(f"after {_OVER_S_MAX:g} s there is still: {each}" for each in left)
        _pause(_LOOK_EVERY_S)


def _leases(state: Path) -> list[str]:
    """Give the leases that are held: the file of one whose holders are dead holds nobody up."""
    folder = leases_directory(state)
    held = ((path.stem, Leases(folder).peek(path.stem).lease) for path in sorted(folder.glob("*.json")))
    return [f"of {key}, {lease}" for key, lease in held if lease is not None]


def _processes(state: Path) -> list[str]:
    """Give the command lines of processes that live with this folder of state in their environment (proc(5))."""
    mark = f"{STATE_VARIABLE}={state}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip())
    return found


def _wait_for_changes(process: subprocess.Popen[bytes], state: Path, boards: int) -> None:
    """Wait until the run has begun to change so many boards, if it does."""
    give_up_s = time.monotonic() + _CHANGED_S_MAX
    while len(_pending(state)) < boards and process.poll() is None and time.monotonic() < give_up_s:
        _pause(_LOOK_EVERY_S)


def _differences(boards: tuple[DrillBoard, ...], before: list[bytes]) -> tuple[str, ...]:
    found = []
    for board, stored in zip(boards, before, strict=True):
        pairs = zip(_sectors(stored), _sectors(board.stored()), strict=True)
        if changed := [f"{index:#x}" for index, (was, now) in zip(board.sectors, pairs, strict=True) if was != now]:
            found.append(f"{board.entry.name}: its storage is not as before, in sectors {', '.join(changed)}")
    return tuple(found)


def _sectors(data: bytes) -> list[bytes]:
    return [data[start : start + SECTOR_BYTES] for start in range(0, len(data), SECTOR_BYTES)]


def _pending(state: Path) -> tuple[str, ...]:
    return tuple(f"journal: {each}" for each in Journal(journal_directory(state)).everything())


def _from(path: Path, start: int) -> bytes:
    return path.read_bytes()[start:] if path.exists() else b""


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


_pause: Callable[[float], object] = threading.Event().wait
