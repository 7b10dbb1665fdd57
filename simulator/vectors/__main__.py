"""Replay recordings of real drivers: `python -m oceanhil.simulator.vectors FILE.jsonl`.

Prints the first differences and ends with `N passed, M failed`. Exit code 0 if all passed, 1 if one failed, 2 if a file
cannot be read or is not a recording.
"""

import sys
from pathlib import Path

import click

from oceanhil.simulator.vectors.format import (
    Esp8266Sequence,
    MalformedRecordingError,
    NvsSequence,
    NvsSweep,
    Recording,
    read_recordings,
)
from oceanhil.simulator.vectors.replay import Mismatch, replay_esp8266, replay_nvs
from oceanhil.simulator.vectors.sweep import replay_sweep

_SHOWN_FAILURES = 5


def replay(recording: Recording) -> Mismatch | None:
    """Return the first difference, or None; raises MalformedRecordingError for an operation or driver unknown here."""
    match recording:
        case NvsSequence():
            return replay_nvs(recording)
        case NvsSweep():
            return replay_sweep(recording)
        case Esp8266Sequence():
            return replay_esp8266(recording)


def describe(mismatch: Mismatch) -> str:
    """Return a mismatch as lines of text."""
    return (
        f"{mismatch.recording}, {mismatch.where}, {mismatch.operation}\n"
        f"  expected {mismatch.expected}\n"
        f"  got      {mismatch.got}"
    )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", metavar="FILE.jsonl...", nargs=-1, required=True, type=click.Path(path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    """Replay recordings of real EEPROM drivers on the simulated ones."""
    passed = failed = 0
    for file in files:
        try:
            mismatches = _replay_file(file)
        except OSError as error:
            _refuse(f"{file}: {(error.strerror or 'unreadable').lower()}, expected a file of recordings")
        except MalformedRecordingError as error:
            _refuse(f"{file}: {error}" if error.line is None else f"{file}:{error.line}: {error}")
        for mismatch in mismatches:
            if mismatch is not None and failed < _SHOWN_FAILURES:
                click.echo(describe(mismatch))
            failed += mismatch is not None
            passed += mismatch is None
    click.echo(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _replay_file(file: Path) -> list[Mismatch | None]:
    results = []
    with file.open("rb") as lines:
        for number, recording in read_recordings(lines):
            try:
                results.append(replay(recording))
            except (MalformedRecordingError, ValueError) as error:
                raise MalformedRecordingError(f"{recording.id}: {error}", number) from error
    if not results:
        raise MalformedRecordingError("no recordings, expected one JSON object a line")
    return results


def _refuse(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
