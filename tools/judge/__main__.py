"""The command behind `make judge`: which of the listed bugs the library finds, and what alone finds which."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from oceanhil.app.run.library import library_root
from oceanhil.scenarios.loader import load_library
from tools.judge.areas import clearest
from tools.judge.bugs import Bug, BugListError, copy_core, read_bugs
from tools.judge.report import Judged, alone, by_bug, summary, words
from tools.judge.trial import BuildError, Docket, Finding, build, make_docket, try_core

_MISSED, _CANNOT = 1, 2


@click.command()
@click.argument("names", nargs=-1)
@click.option("--workers", type=click.IntRange(1), default=os.cpu_count(), show_default=True, help="Processes.")
@click.option("--sweeps", is_flag=True, help="Try sweeps too on the bugs that no single run finds: minutes each.")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write what was found there.")
def main(names: tuple[str, ...], *, workers: int, sweeps: bool, file: Path | None) -> None:
    """Put each bug alone into the core and run the library on it; NAMES are bugs or lists, by default all.

    Exit code 0: every bug was caught; 1: one was missed; 2: nothing could be judged.
    """
    try:
        bugs = _chosen(read_bugs(), names)
    except BugListError as error:
        _refuse(str(error))
    docket = make_docket(load_library([library_root()]))
    with tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as scratch:
        judge = _Judge(docket, Path(scratch), sweeps=sweeps)
        if found := judge.try_bug(None):
            _refuse(f"the core without a bug is red: {words(clearest(found))}")
        # Each worker forks a process for every core, and only a process without threads may.
        # It inherits what it needs.
        global _judge  # noqa: PLW0603 - cases are made of classes that no other process could find
        _judge = judge
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            judged = list(pool.map(_judged, bugs))
    caught = sum(bool(each.findings) for each in judged)
    for table in (by_bug(judged), alone(judged), summary(judged)):
        click.echo("\n".join((*table, "")))
    if file is not None:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(judged)))
    if refused := [each for each in judged if each.refused]:
        _refuse("\n".join(f"{each.bug.theme}/{each.bug.id}: {each.refused}" for each in refused))
    sys.exit(_MISSED if caught < len(judged) else 0)


class _Judge:
    def __init__(self, docket: Docket, scratch: Path, *, sweeps: bool) -> None:
        self._docket = docket
        self._scratch = scratch
        self._sweeps = sweeps

    def judge(self, bug: Bug) -> Judged:
        """Try one bug."""
        try:
            found = self.try_bug(bug)
        except (BugListError, BuildError) as error:
            return Judged(bug, (), str(error))
        click.echo(f"{bug.theme}/{bug.id}: {len(found)} red", err=True)
        return Judged(bug, tuple(found))

    def try_bug(self, bug: Bug | None) -> list[Finding]:
        """Run the docket on the core with this bug, or as it is, up to the first stage that is red."""
        folder = self._scratch / (bug.id if bug is not None else "without")
        folder.mkdir()
        library = build(copy_core(bug, folder), self._scratch / "cache")
        stages = [*self._docket.stages, *([self._docket.sweeps] if self._sweeps and bug is not None else [])]
        for number, cases in enumerate(stages):
            stage = folder / str(number)
            stage.mkdir()
            if found := try_core(library, cases, stage):
                return found
        return []


_judge: _Judge


def _judged(bug: Bug) -> Judged:
    return _judge.judge(bug)


def _chosen(bugs: Sequence[Bug], names: Sequence[str]) -> list[Bug]:
    known = {bug.id for bug in bugs} | {bug.theme for bug in bugs}
    if unknown := sorted(set(names) - known):
        raise BugListError(
            f"no bug and no list is called {unknown[0]!r}; lists: {', '.join(sorted({b.theme for b in bugs}))}"
        )
    return [bug for bug in bugs if not names or {bug.id, bug.theme} & set(names)]


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(_CANNOT)


if __name__ == "__main__":
    main()
