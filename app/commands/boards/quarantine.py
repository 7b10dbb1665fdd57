"""`oceanhil boards history`, `quarantine` and `readmit`: what became of a board, kept out of runs and let back."""

from __future__ import annotations

from collections.abc import Iterator

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.commands.boards.common import refusals
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.quarantine import OF_LAST, TROUBLED, BoardHistory, BoardRun, open_histories
from oceanhil.host.owners import this_owner
from oceanhil.host.terminal import echo
from oceanhil.protocol.wording import utc


def history_of(entry: BoardEntry) -> BoardHistory:
    """Read what is known of a board."""
    with refusals():
        return open_histories().of(key_of(entry))


def show_history(entry: BoardEntry) -> None:
    """Print what became of a board, the last run at the end."""
    for line in _lines(entry.name, history_of(entry)):
        echo(line)


def keep_out(entry: BoardEntry, why: str) -> None:
    """Keep a board out of later runs because somebody says so, in one line."""
    reason = " ".join(why.split())
    if not reason:
        raise WrongInputError("--reason is empty; say why the board is kept out, for whoever finds it so")
    with refusals():
        quarantine = open_histories().quarantine(entry, reason, this_owner(purpose="by hand"))
    if quarantine.why == reason:
        echo(f"{entry.name!r} is {quarantine}")
        return
    echo(f"{entry.name!r} was {quarantine}")
    echo(f"that stays; for another reason, first: oceanhil boards readmit {entry.name}")


def let_back(entry: BoardEntry) -> None:
    """Let a board back into runs."""
    with refusals():
        former = open_histories().readmit(entry, this_owner(purpose="by hand"))
    echo(f"{entry.name!r} was in no quarantine" if former is None else f"{entry.name!r} is back; it was {former}")


def _lines(name: str, history: BoardHistory) -> Iterator[str]:
    if not history.runs and history.quarantine is None:
        yield f"{name}: no run has used it"
        return
    troubled = sum(run.is_troubled for run in history.counted)
    yield (
        f"{name}: trouble in {troubled} of its last {len(history.counted)} runs; {TROUBLED} of the last {OF_LAST} bring"
        " it into quarantine"
    )
    told = [(run.began_unix_s, _run_lines(run)) for run in history.runs]
    told += [(back.at_unix_s, [f"let back by {back.by}; it was {back.former}"]) for back in history.readmissions]
    for at_s, (first, *rest) in sorted(told, key=lambda row: row[0]):
        yield f"  {utc(at_s)}  {first}"
        yield from rest
    if history.quarantine is not None:
        yield f"  {history.quarantine}"
        yield f"  'oceanhil boards readmit {name}' lets it back"


def _run_lines(run: BoardRun) -> list[str]:
    found = "trouble" if run.is_troubled else "well"
    return [f"{found:7}  {run.owner}", *(f"      {each.kind.value}: {each.cause}" for each in run.troubles)]
