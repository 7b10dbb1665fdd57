"""The command behind `make explore-bugs`: which bugs `oceanhil explore` finds, after how many lives, by what."""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from oceanhil.app.output_files import write_output
from oceanhil.protocol.indented_json import indented_json
from tools.judge.bugs import Bug, read_bugs
from tools.judge.edits import BugListError, changed_core
from tools.judge.exploring.hunt import Hunt, Hunted, hunted
from tools.judge.exploring.page import page, table
from tools.judge.report import Verdicts
from tools.judge.trial import BuildError, TrialError, build
from tools.refusal import refuse

_LIST = "rare_lives"
_REFERENCE = "reference"
_FILE = "reports/explore-bugs.json"
_MISSED = 1


class Hunts(msgspec.Struct, frozen=True):
    """What the file holds: every hunt there was, and the bugs as they were then."""

    bugs: tuple[Bug, ...] = ()
    hunts: tuple[Hunted, ...] = ()

    def still_true(self, bugs: Sequence[Bug]) -> list[Hunted]:
        """Leave out whatever hunted a bug that is another one now."""
        same = {"", *(each.name for each in self.bugs if each in bugs)}
        return [each for each in self.hunts if each.hunt.bug in same]


@click.command()
@click.argument("names", nargs=-1)
@click.option("--seeds", type=click.IntRange(1), default=1, show_default=True, help="So many seeds, from 0.")
@click.option("--seconds", type=click.IntRange(1), default=30, show_default=True, help="Of the processor, a hunt.")
@click.option("--jobs", "-j", type=click.IntRange(1), default=2, show_default=True, help="Processes.")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=_FILE,
    show_default=True,
    help="Where hunts are kept; what stands there is not done again.",
)
@click.option("--again", is_flag=True, help="Do it again all the same: explore is another one now.")
@click.option(
    "--library",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `make judge --json` has written of the same bugs: the page says which the library finds.",
)
@click.option("--table", "table_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the page there.")
def main(
    names: tuple[str, ...],
    *,
    seeds: int,
    seconds: int,
    jobs: int,
    file: Path,
    again: bool,
    library: Path | None,
    table_file: Path | None,
) -> None:
    """Put each bug alone into the core and explore it, in world `native`, until the bug is found or the time is over.

    NAMES are bugs, lists of them, or `reference`, the core without a bug; by default those of rare_lives.

    Exit code 0: every bug was found by every seed; 1: not so; 2: nothing could be looked for.
    """
    try:
        bugs = _chosen(read_bugs(), names)
        judged = _read(library, Verdicts) or Verdicts()
        kept = (_read(file, Hunts) if file.exists() else None) or Hunts()
        before = kept.still_true(read_bugs())
        wanted = [Hunt(each.name if each else "", seed, seconds) for seed in range(seeds) for each in bugs]
        new = [hunt for hunt in wanted if again or hunt not in {each.hunt for each in before}]
        done = [each for each in before if each.hunt not in new]
        for result in _hunts(new, jobs):
            click.echo(_told(result), err=True)
            done.append(result)
            _keep(file, Hunts(tuple(read_bugs()), tuple(done)))
    except (BugListError, BuildError, TrialError) as error:
        refuse(str(error))
    results = [each for each in done if each.hunt in wanted]
    known = [each for each in bugs if each is not None]
    click.echo("\n".join(table(known, results, judged)))
    if table_file is not None:
        table_file.write_text(page(known, results, judged), "utf-8")
    is_well = all(each.bug is not None for each in results if each.hunt.bug)
    sys.exit(0 if is_well else _MISSED)


def _hunts(hunts: Sequence[Hunt], jobs: int) -> Iterator[Hunted]:
    """Do all hunts; gives each as it is over."""
    context = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory(prefix="explore-bugs-", ignore_cleanup_errors=True) as scratch,
        ProcessPoolExecutor(jobs, context) as pool,
    ):
        yield from (each.result() for each in as_completed([pool.submit(partial(_hunt, scratch), h) for h in hunts]))


def _hunt(scratch: str, hunt: Hunt) -> Hunted:
    folder = Path(tempfile.mkdtemp(dir=scratch))
    cache = Path(scratch) / "cache"
    bug = next((each for each in read_bugs() if each.name == hunt.bug), None)
    reference = build(changed_core(folder / "reference"), cache)
    core = reference if bug is None else build(changed_core(folder / "bug", bug.edit, bug.name), cache)
    return hunted(hunt, core, reference, folder)


def _chosen(bugs: Sequence[Bug], names: Sequence[str]) -> list[Bug | None]:
    """Give the bugs of these names, and None for the reference core."""
    known = {_REFERENCE, *(bug.theme for bug in bugs), *(bug.id for bug in bugs)}
    if unknown := sorted(set(names) - known):
        raise BugListError(
            f"no bug and no list is called {unknown[0]!r}; lists: {', '.join(sorted({b.theme for b in bugs}))}"
        )
    wanted = set(names) or {_LIST, _REFERENCE}
    reference: list[Bug | None] = [None] if _REFERENCE in wanted else []
    return reference + [bug for bug in bugs if {bug.id, bug.theme} & wanted]


def _told(result: Hunted) -> str:
    hunt = result.hunt
    whose = f"{hunt.bug or _REFERENCE}, seed {hunt.seed}: {result.lives} lives in {result.spent_s:.0f} s"
    if (bug := result.bug) is not None:
        return f"{whose}, {bug.law} in life {bug.life}: {bug.found}"
    return f"{whose}, {', '.join(each.law for each in result.findings) or 'nothing'}"


FileT = TypeVar("FileT")


def _read(file: Path | None, form: type[FileT]) -> FileT | None:
    if file is None:
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=form)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BugListError(f"{file}: not what this command keeps: {error}") from None


def _keep(file: Path, hunts: Hunts) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_output(file, indented_json(hunts).decode())


if __name__ == "__main__":
    main()
