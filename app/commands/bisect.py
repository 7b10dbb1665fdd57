"""`oceanhil bisect`: the first commit at which a case fails."""

from __future__ import annotations

import sys
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from oceanhil.app.command_errors import FAILED, EnvironmentRefusedError, WrongInputError
from oceanhil.app.command_files import InputFile
from oceanhil.host.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.app.bisect.commit_trial import CommitTrial
    from oceanhil.app.bisect.search import FirstBad

_REPEATS_MOST: Final = 1_000
_TIMEOUT_S: Final = 3_600


@click.command(
    epilog="Exit codes: 0 it was found, 1 it was not, 2 interrupted, or a revision or option is wrong.",
)
@click.argument("replay_id")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[-- OPTION OF REPLAY...]")
@click.option("--good", required=True, metavar="REV", help="A commit at which it passes.")
@click.option("--bad", default="HEAD", show_default=True, metavar="REV", help="A later one at which it fails.")
@click.option(
    "--scenarios",
    "places",
    type=InputFile(readable=True),
    multiple=True,
    metavar="PATH",
    help="File or folder with the scenario as it is now, for each commit; may be repeated.",
)
@click.option(
    "--repeat",
    type=click.IntRange(1, _REPEATS_MOST),
    default=1,
    metavar="N",
    help="Run a case that is flaky up to N times: one failure is enough.",
)
@click.option("--build", default="", metavar="COMMAND", help="Done by the shell at each commit first; fails: skipped.")
@click.option(
    "--command",
    default="",
    metavar="COMMAND",
    help="Done by the shell in place of a replay: 0 passes, 125 is skipped, else up to 127 fails.",
)
@click.option(
    "--timeout",
    "timeout_s",
    type=click.IntRange(1),
    default=_TIMEOUT_S,
    show_default=True,
    metavar="S",
    help="A build or a run that takes longer is skipped.",
)
def bisect(
    replay_id: str,
    *,
    options: tuple[str, ...],
    good: str,
    bad: str,
    places: tuple[Path, ...],
    repeat: int,
    build: str,
    command: str,
    timeout_s: int,
) -> None:
    """Find the first commit at which the case that REPLAY_ID names fails.

    Commits of the git repository in which you stand are tried in a work tree of their own; yours is not touched. What
    stands behind `--` goes to `oceanhil replay`; paths in it are those of each commit.
    """
    from oceanhil.app.bisect.commit_trial import CommitTrial, replay_words
    from oceanhil.host.untrusted import refusal
    from oceanhil.protocol.data_files import is_untrusted
    from oceanhil.scenarios.replay import ReplayError, parse_replay

    if is_untrusted():
        raise WrongInputError(refusal("bisect runs what commits hold"))
    if command and (options or places):
        raise WrongInputError("--command takes the place of a replay; leave out --scenarios and what is behind --")
    replay_id = replay_id.strip("'")
    try:
        parse_replay(replay_id)
    except ReplayError as error:
        raise WrongInputError(str(error)) from None
    found = [part for place in places for part in ("--scenarios", str(place.absolute()))]
    trial = CommitTrial(
        replay_id=replay_id,
        command=("sh", "-c", command) if command else replay_words(replay_id, [*found, *options]),
        build=build,
        repeat=repeat,
        timeout_s=timeout_s,
        is_own=not command,
    )
    first_bad = _searched(trial, bad, good, options)
    _tell(first_bad)
    if len(first_bad.revisions) > 1:
        sys.exit(FAILED)


def _of_each_commit(options: Sequence[str]) -> list[str]:
    """Give where the options of a replay look for scenarios."""
    joined = [word.removeprefix("--scenarios=") for word in options if word.startswith("--scenarios=")]
    return joined + [value for word, value in pairwise(options) if word == "--scenarios"]


def _searched(trial: CommitTrial, bad: str, good: str, options: Sequence[str]) -> FirstBad:
    from oceanhil.app.bisect.commit_trial import BrokenOffError
    from oceanhil.app.bisect.repository import GitError, Repository
    from oceanhil.app.bisect.search import WrongEndError, search
    from oceanhil.host.interrupts import ended_like_by_ctrl_c
    from oceanhil.protocol.wording import os_reason

    try:
        with ended_like_by_ctrl_c():
            repository = Repository(Path.cwd())
            ends = repository.resolve(bad), repository.resolve(good)
            if ends[0].name == ends[1].name:
                raise WrongInputError(f"--bad and --good are the same commit, {ends[0]}")
            for place in _of_each_commit(options):
                if not Path(place).is_absolute() and not any(repository.has(end, place) for end in ends):
                    what = f"{place!r} is in neither commit, {ends[1]} nor {ends[0]}"
                    raise WrongInputError(f"{what}; put --scenarios before the --, for the file as it is now")
            if repository.is_dirty:
                echo("what is not committed is left out", err=True)
            with repository.bisection(*ends) as bisection:
                return search(bisection, ends, trial.run, partial(echo, err=True))
    except GitError as error:
        raise WrongInputError(str(error)) from None
    except (WrongEndError, BrokenOffError) as error:
        raise EnvironmentRefusedError(str(error)) from None
    except OSError as error:
        raise EnvironmentRefusedError(f"cannot be tried: {error.filename or 'a program'}: {os_reason(error)}") from None


def _tell(first_bad: FirstBad) -> None:
    if len(first_bad.revisions) > 1:
        echo(f"one of these {len(first_bad.revisions)} is the first bad commit; those between were skipped:")
        for revision in first_bad.revisions:
            echo(f"  {revision}")
        return
    (revision,) = first_bad.revisions
    echo(f"first bad commit: {revision} ({revision.author}, {revision.date})")
    if first_bad.output.strip():
        echo(f"\n{first_bad.output.strip()}")
