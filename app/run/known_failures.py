"""Failures of cases that are known: a file that a run writes, kept beside the firmware, and read by the next run.

A failure is known if its case fails in the way under which the file names it (`way_of` in `app/report/causes.py`): a
case that fails otherwise than it did is a new failure. The file knows nothing of worlds; each world has one of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from oceanhil.app.output_files import alone_with, write_output
from oceanhil.app.report.causes import way_of
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import read_data
from oceanhil.protocol.wording import os_reason, plural
from oceanhil.scenarios.known_rows import KnownRows
from oceanhil.scenarios.language import ForPeople
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.names import free_text
from oceanhil.scenarios.nodes import quoted
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.schema import Schema

_Word = Annotated[str, free_text("is compared with what fails; what never fails is never known")]
_TOLD: Final = 10
_PLAIN: Final = re.compile(r"[a-z][\w.+/@=#%-]*", re.ASCII)
"""A replay ID that YAML reads as it stands."""


class KnownFailuresError(Exception):
    """A file of known failures that cannot be used; the text says what is wrong in it, a line each."""


class KnownFailure(msgspec.Struct, frozen=True, kw_only=True):
    """One way to fail, as the file has it."""

    way: _Word
    """How they fail, without numbers, tokens and times."""
    cases: tuple[_Word, ...]
    """The replay IDs of the cases that fail so."""
    because: ForPeople = ""
    """Why it is left as it is."""


_FILES: Final = KnownRows(
    KnownFailure,
    "failure",
    "failures",
    "- way: one\n  cases: [more]\n",
    "# Failures that are known, for oceanhil run --known; it adds to them with --accept.\n",
)


class KnownFailures(msgspec.Struct, frozen=True):
    """All of a file."""

    place: str
    rows: tuple[KnownFailure, ...]

    def has(self, result: Result) -> bool:
        """Tell whether a result is a failure that the file names."""
        return result.outcome is Outcome.FAILED and any(
            result.replay_id in row.cases and row.way == way_of(result) for row in self.rows
        )

    def lines(self, results: Sequence[Result]) -> Iterator[str]:
        """Count what is known by its ways, and name what no longer fails."""
        failing = [(result.replay_id, way_of(result)) for result in results if result.is_known]
        for row in self.rows:
            count = sum(replay_id in row.cases and way == row.way for replay_id, way in failing)
            if count:
                yield f"known: {plural(count, 'case')}, {row.way}" + (f": {row.because}" if row.because else "")
        gone = list(self.mended(results))
        for replay_id, way in gone[:_TOLD]:
            yield f"no longer fails: {replay_id} ({way}); take it out of {self.place}"
        if len(gone) > _TOLD:
            yield f"no longer fail: {len(gone) - _TOLD:,} more of {self.place}"

    def mended(self, results: Iterable[Result]) -> Iterator[tuple[str, str]]:
        """Give the cases that the file names and that have passed, each with its way."""
        passed = {result.replay_id for result in results if result.outcome is Outcome.PASSED}
        for row in self.rows:
            yield from ((replay_id, row.way) for replay_id in row.cases if replay_id in passed)


def known_failures_schema() -> Schema:
    """Make the JSON Schema of such a file, for editors."""
    from oceanhil.scenarios.schema import list_schema, struct_schema

    return list_schema("oceanhil known failures", struct_schema(KnownFailure), may_be_empty=True)


def new_failures(results: Iterable[Result]) -> list[Result]:
    """Give the failures of cases that are not known; a test in Python has no replay ID, and is never known."""
    return [each for each in results if each.outcome is Outcome.FAILED and not each.is_known and not each.command]


def load_known(path: Path, *, is_written: bool) -> KnownFailures:
    """Read such a file; one that is going to be written need not be there. Raises KnownFailuresError."""
    try:
        data = b"" if is_written and not path.exists() else read_data(path)
        rows = _FILES.read(data, str(path))
        if is_written:
            _FILES.refuse_closed(data, str(path))
    except OSError as error:
        hint = "; --accept makes one" if isinstance(error, FileNotFoundError) else ""
        raise KnownFailuresError(f"{path}: cannot be read: {os_reason(error)}{hint}") from None
    except DataFileError as error:
        raise KnownFailuresError(f"{path}: cannot be read: it {error.what}") from None
    except ScenarioError as error:
        raise KnownFailuresError(str(error)) from None
    return KnownFailures(str(path), rows)


def accept(failures: Iterable[Result], path: Path) -> int:
    """Add failures to the file, a row for each way; what stands there stays as it is. Gives how many were added.

    What another run added meanwhile is not added again. Raises EnvironmentRefusedError, and KnownFailuresError.
    """
    with alone_with(path):
        known = load_known(path, is_written=True)
        # Of bytes: as text, ends of lines would become others.
        before = path.read_bytes().decode() if path.exists() else ""
        new = [each for each in failures if not known.has(each)]
        ways: dict[str, list[str]] = {}
        for each in new:
            ways.setdefault(way_of(each), []).append(each.replay_id)
        if new or not before:
            rows = "".join(_row(way, cases) for way, cases in ways.items())
            write_output(path, _FILES.with_rows(before, rows))
    return len(new)


def _row(way: str, cases: Iterable[str]) -> str:
    return f"- way: {quoted(way)}\n  cases:\n" + "".join(f"    - {_plain(each)}\n" for each in cases)


def _plain(replay_id: str) -> str:
    return replay_id if _PLAIN.fullmatch(replay_id) else quoted(replay_id)
