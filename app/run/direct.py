"""A few cases run directly: what a session of pytest comes to where all of them pass, without waiting for it to load.

Only in the world `sim`, where a run can be repeated without anybody noticing: whatever is not plain success (a file
that is wrong, a case that does not pass) is left to pytest, which runs everything from the beginning and tells it in
its words.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from oceanhil.app.run.cases import INTERRUPTED, INTERRUPTED_EARLY, cases_on_boards, not_run, timed
from oceanhil.host.interrupts import ended_like_by_ctrl_c
from oceanhil.host.places import near
from oceanhil.host.terminal import echo, told_columns
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory

CASES_MAX: Final = 24
"""Of more cases, the time that pytest takes to load is a small part."""
_PASSED: Final = 0
_INTERRUPTED: Final = 2
# What `--lf` runs: pytest takes from it what passes now.
_LAST_FAILED: Final = Path(".pytest_cache", "v", "cache", "lastfailed")
# With any of these rich writes as for a terminal.
_FOR_RICH: Final = ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "JUPYTER_COLUMNS")
_WIDTH: Final = 80


def run_directly(paths: Sequence[Path], boards: Collection[str], seed: int, *, is_quiet: bool) -> int | None:
    """Run the cases in these files, tell of them, and give the exit code; None, with nothing told: pytest is to do it.

    On a terminal pytest does it, with a bar of how far it is. A run that is interrupted ends with what it had.
    """
    from oceanhil.hil.worlds import load_world
    from oceanhil.hil.worlds.sim import SimWorldFactory
    from oceanhil.protocol.profile import load_profile

    if not _is_plain_output() or _some_failed_last():
        return None
    started_s = time.perf_counter()
    factory = load_world(OwnWorld.SIM)
    # The factory of somebody else may notice a second run; it has made no world, so it holds nothing.
    if type(factory) is not SimWorldFactory:
        return None
    with ended_like_by_ctrl_c(), closing(factory):
        profile = load_profile()
        results: list[Result] = []
        cases: Sequence[Case] = ()
        try:
            cases = _cases(paths, boards, seed, factory, profile)
            if not 0 < len(cases) <= CASES_MAX or not _all_pass(cases, factory, profile, results):
                return None
        except KeyboardInterrupt:
            echo(INTERRUPTED if results else INTERRUPTED_EARLY)
            if results:
                _tell(results, time.perf_counter() - started_s)
            if cases:
                echo(not_run(len(cases) - len(results), len(cases)))
            return _INTERRUPTED
        except Exception:  # noqa: BLE001 - told by pytest, whatever it is
            return None
    if not is_quiet:
        _tell(results, time.perf_counter() - started_s)
    return _PASSED


def _some_failed_last() -> bool:
    return _LAST_FAILED.is_file() and _LAST_FAILED.read_bytes().strip() != b"{}"


def _is_plain_output() -> bool:
    return not (sys.stdout.isatty() or sys.stderr.isatty() or any(name in os.environ for name in _FOR_RICH))


def _cases(
    paths: Sequence[Path], boards: Collection[str], seed: int, factory: WorldFactory, profile: Profile
) -> Sequence[Case]:
    """Give the cases; none if there is more in the files than cases on boards of scenarios with an id of their own."""
    from oceanhil.app.run.known_names import names_in_force
    from oceanhil.scenarios.loader import load_any

    # A long list of files is not read twice.
    if len(paths) > CASES_MAX:
        return ()
    known = names_in_force(profile, factory)
    scenarios = [load_any(near(path.absolute()), known) for path in paths]
    on_boards = [each for each in scenarios if each.service is None]
    if len({each.id for each in on_boards}) < len(scenarios):
        return ()
    # Of what was found in another world there is something to tell.
    if any(each.found_in not in {"", OwnWorld.SIM} for each in on_boards):
        return ()
    return [case for each in on_boards for case in cases_on_boards(each, factory, boards, seed, {})]


def _all_pass(cases: Sequence[Case], factory: WorldFactory, profile: Profile, results: list[Result]) -> bool:
    """Run the cases one after the other into `results`, until one does not pass."""
    from oceanhil.scenarios.runner import run_case

    for case in cases:
        result = timed(partial(run_case, case, factory, profile))
        if result.outcome is not Outcome.PASSED:
            return False
        results.append(result)
    return True


def _tell(results: Sequence[Result], wall_s: float) -> None:
    from oceanhil.app.report.table import passed_text, render_table

    is_ascii = not (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    text = passed_text(results, wall_s, _width(), is_ascii=is_ascii)
    echo()
    if text is not None:
        echo(text)
        return
    from oceanhil.host.terminal import make_console

    make_console(soft_wrap=True).print(render_table(results, wall_s))


def _width() -> int:
    """Give the columns that rich takes for what is not a terminal: as told, or those of one that is near."""
    if told := told_columns():
        return told
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        try:
            if stream is not None and (columns := os.get_terminal_size(stream.fileno()).columns):
                return columns
        except (AttributeError, ValueError, OSError):
            continue
    return _WIDTH
