"""Quarantine: a board with trouble of its own in several runs is kept out of later ones, until a person lets it back.

What became of a board is kept by run, not by case: a board that is lost is left out for the rest of its run, so one run
tells of it once. A look that finds the board well clears nothing: one that fails now and then is well at most looks.

What counts is trouble that a healthy board in the same place would not have had (`OWN`, and what `TroubleKind` says). A
port that another program has, a board that is not plugged in or is another than the inventory says are the bench's.
"""

import os
import time
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.key_text import former_key
from oceanhil.hil.boards.verdicts import BoardVerdict
from oceanhil.host import state_files
from oceanhil.host.folders import quarantine_directory, state_directory
from oceanhil.host.owners import Owner
from oceanhil.protocol.redact import redact
from oceanhil.protocol.wording import utc

TROUBLED: Final = 3
"""In so many runs …"""
OF_LAST: Final = 5
"""… of so many that used it last: then a board comes into quarantine."""
CHANGED_VERDICTS: Final = 2
"""Of so many scenarios in one run: one alone that fails and then passes tells of the product as well."""
_KEPT_RUNS: Final = 20
USE_VARIABLE: Final = "OCEANHIL_USE_QUARANTINED"
"""The environment variable by which boards in quarantine are used all the same."""
IN_QUARANTINE: Final = "in quarantine since"
"""The words by which a reason tells of quarantine."""

OWN: Final = frozenset(
    {
        BoardVerdict.NO_AGENT,
        BoardVerdict.SILENT,
        BoardVerdict.BOOT_LOOP,
        BoardVerdict.FLOODS,
        BoardVerdict.WRONG_BAUD,
        BoardVerdict.NO_FIRMWARE,
        BoardVerdict.DOWNLOAD_MODE,
        BoardVerdict.PORT_FAILED,
        BoardVerdict.UNPLUGGED,
    }
)
"""What a look at a board finds that is the board's own trouble."""


class QuarantineError(Exception):
    """What is kept of a board cannot be read; the text is for the user."""


class TroubleKind(Enum):
    """How a board of its own failed a run."""

    NOT_WELL = "not-well"
    """A look at it, or the way to it, found something of `OWN`, or it did not answer."""
    LOST_CASE = "lost-case"
    """It ended a case that was under way."""
    NOT_RESTORED = "not-restored"
    """It could not be put back at the run's end."""
    VERDICT_CHANGED = "verdict-changed"
    """A case failed on it that passed at a later try; counts from `CHANGED_VERDICTS` scenarios on."""


class Trouble(msgspec.Struct, frozen=True):
    """One trouble of a board: when (Unix s), and its cause in words; `scenario` of a verdict that changed."""

    kind: TroubleKind
    cause: str
    at_unix_s: float
    scenario: str = ""


class BoardRun(msgspec.Struct, frozen=True):
    """A run that used a board: whose, since when (Unix s), and what trouble the board had in it."""

    owner: Owner
    began_unix_s: float
    troubles: tuple[Trouble, ...] = ()

    @property
    def is_troubled(self) -> bool:
        """Whether the run counts against the board."""
        changed = {each.scenario for each in self.troubles if each.kind is TroubleKind.VERDICT_CHANGED}
        others = any(each.kind is not TroubleKind.VERDICT_CHANGED for each in self.troubles)
        return others or len(changed) >= CHANGED_VERDICTS


class Quarantine(msgspec.Struct, frozen=True):
    """That a board is kept out: since when (Unix s), why, and who said so."""

    since_unix_s: float
    why: str
    by: Owner

    def __str__(self) -> str:
        return f"{IN_QUARANTINE} {utc(self.since_unix_s)}: {self.why}"


class Readmission(msgspec.Struct, frozen=True):
    """That a person let a board back: when (Unix s), and out of what."""

    at_unix_s: float
    by: Owner
    former: Quarantine


class BoardHistory(msgspec.Struct, frozen=True):
    """What became of a board: the runs that used it last, oldest first, and whether it is kept out."""

    name: str = ""
    runs: tuple[BoardRun, ...] = ()
    quarantine: Quarantine | None = None
    readmissions: tuple[Readmission, ...] = ()

    @property
    def counted(self) -> tuple[BoardRun, ...]:
        """The runs that the rule looks at: the last ones since it was let back."""
        since_s = self.readmissions[-1].at_unix_s if self.readmissions else float("-inf")
        return tuple(run for run in self.runs if run.began_unix_s > since_s)[-OF_LAST:]

    @property
    def why_out(self) -> str:
        """Say why it has to be kept out by the rule; empty where it has not."""
        counted = self.counted
        troubled = [run for run in counted if run.is_troubled]
        if len(troubled) < TROUBLED:
            return ""
        # Without the advice behind it, which the history has.
        last = troubled[-1].troubles[-1].cause.partition("; ")[0]
        return f"trouble in {len(troubled)} of its last {len(counted)} runs, at last: {last}"


class Histories:
    """The histories of a bench's boards in a folder that its runs share; one file a board, by its key.

    Raises StateError where the folder cannot be used, QuarantineError for a file that is damaged.
    """

    def __init__(self, directory: Path, now: Callable[[], float] = time.time) -> None:
        self._directory = directory
        self._now = now

    def of(self, key: str) -> BoardHistory:
        """Give what is known of the board with this key; until there is something, what its former key had."""
        found, former = self._read(self._path(key)), former_key(key)
        if found is None and former:
            found = self._read(self._path(former))
        return found or BoardHistory()

    def kept_out(self, entries: tuple[BoardEntry, ...]) -> Mapping[str, Quarantine]:
        """Give those of these boards that are in quarantine, by name."""
        found = {entry.name: self.of(key_of(entry)).quarantine for entry in entries}
        return {name: quarantine for name, quarantine in found.items() if quarantine is not None}

    def used(self, entry: BoardEntry, run: BoardRun) -> None:
        """Note that a run uses a board."""
        self._change(entry, lambda history: _with_run(history, run))

    def trouble(
        self, entry: BoardEntry, run: BoardRun, kind: TroubleKind, cause: str, *, scenario: str = ""
    ) -> Quarantine | None:
        """Note a trouble of a board in a run that uses it; gives the quarantine if it has come to that just now."""
        trouble = Trouble(kind, redact(cause.removeprefix(f"board {entry.name!r}: ")), self._now(), scenario)

        def noted(history: BoardHistory) -> BoardHistory:
            history = _with_run(history, run)
            runs = tuple(_with_trouble(each, trouble) if _same(each, run) else each for each in history.runs)
            history = msgspec.structs.replace(history, runs=runs)
            if history.quarantine is None and (why := history.why_out):
                history = msgspec.structs.replace(history, quarantine=Quarantine(self._now(), why, run.owner))
            return history

        before, after = self._change(entry, noted)
        return after.quarantine if before.quarantine is None else None

    def quarantine(self, entry: BoardEntry, why: str, by: Owner) -> Quarantine:
        """Keep a board out because somebody says so; one that is out stays as it is."""
        given = Quarantine(self._now(), why, by)
        _, after = self._change(
            entry, lambda history: msgspec.structs.replace(history, quarantine=history.quarantine or given)
        )
        assert after.quarantine is not None
        return after.quarantine

    def readmit(self, entry: BoardEntry, by: Owner) -> Quarantine | None:
        """Let a board back, and give what it was in; runs before this count no more."""

        def back(history: BoardHistory) -> BoardHistory:
            if history.quarantine is None:
                return history
            readmission = Readmission(self._now(), by, history.quarantine)
            return msgspec.structs.replace(
                history, quarantine=None, readmissions=(*history.readmissions, readmission)[-_KEPT_RUNS:]
            )

        before, _ = self._change(entry, back)
        return before.quarantine

    def _change(
        self, entry: BoardEntry, change: Callable[[BoardHistory], BoardHistory]
    ) -> tuple[BoardHistory, BoardHistory]:
        key = key_of(entry)
        path = self._path(key)
        with state_files.locked(path):
            before = self.of(key)
            after = msgspec.structs.replace(change(before), name=entry.name)
            if after != before:
                state_files.write_state(path, after)
        return before, after

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.json"

    def _read(self, path: Path) -> BoardHistory | None:
        try:
            return state_files.read_state(path, BoardHistory)
        except state_files.DamagedStateError as error:
            raise QuarantineError(
                f"the history {str(path)!r} is damaged ({error}): nobody knows whether the board is in quarantine; "
                "look at the board, then remove the file"
            ) from None


def are_used_all_the_same(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether this run uses boards in quarantine, too."""
    return environment.get(USE_VARIABLE, "") not in {"", "0"}


def open_histories() -> Histories:
    """Give the histories of this machine."""
    return Histories(quarantine_directory(state_directory()))


def _with_run(history: BoardHistory, run: BoardRun) -> BoardHistory:
    if any(_same(each, run) for each in history.runs):
        return history
    return msgspec.structs.replace(history, runs=(*history.runs, run)[-_KEPT_RUNS:])


def _with_trouble(run: BoardRun, trouble: Trouble) -> BoardRun:
    # The same once more tells nothing new.
    if any(msgspec.structs.replace(each, at_unix_s=trouble.at_unix_s) == trouble for each in run.troubles):
        return run
    return msgspec.structs.replace(run, troubles=(*run.troubles, trouble))


def _same(one: BoardRun, other: BoardRun) -> bool:
    return (one.owner, one.began_unix_s) == (other.owner, other.began_unix_s)
