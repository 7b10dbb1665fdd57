"""`oceanhil server export|import|check|har`: a server's data and recordings, from outside the server."""

import contextlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.output_files import write_new
from oceanhil.mock_server.core.changes import Snapshot
from oceanhil.mock_server.proxy.har import make_har
from oceanhil.mock_server.store.database import NEXT
from oceanhil.mock_server.store.database import accept_loss as accept
from oceanhil.mock_server.store.file_check import check_file
from oceanhil.mock_server.store.interchange import export_file, import_file
from oceanhil.mock_server.store.store_error import StoreError, StoreRefusedError
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.recording import RecordingError, read_recording
from oceanhil.protocol.wording import os_reason, plural


def export_data(source: Path, target: Path) -> str:
    """Export `source` to `target`; gives a line that says what was written.

    Raises EnvironmentRefusedError, when it is written, if `source` lacks what was acknowledged.
    """
    with _told_to_the_user():
        exported = export_file(source, target, load_profile().wire)
    if exported.loss.is_serious:
        lacks = "; ".join(exported.loss.problems)
        raise EnvironmentRefusedError(
            f"{target}: {_counts(exported.snapshot)}; but {str(source)!r} is damaged: {lacks}"
        )
    return f"{target}: {_counts(exported.snapshot)}"


def import_data(source: Path, target: Path) -> str:
    """Import `source` into the new file `target`; gives a line that says what is in it."""
    with _told_to_the_user():
        imported = import_file(source, target, load_profile().wire)
    return f"{target}: {_counts(imported.snapshot)}"


def check_data(source: Path) -> str:
    """Check `source`; gives a line that says what is in it. Raises EnvironmentRefusedError with what is wrong."""
    with _told_to_the_user():
        found = check_file(source)
    if found.problems:
        next_step = (f"next: {NEXT}",) if found.loss.is_serious else ()
        raise EnvironmentRefusedError("\n".join((f"{str(source)!r} is damaged:", *found.problems, *next_step)))
    return f"{source}: whole, {_told(found.devices, found.retired, found.journal)}"


def accept_loss(source: Path) -> str:
    """Let servers use `source` without what it lacks; gives a line that says what that is."""
    with _told_to_the_user():
        loss = accept(source)
    if not loss.problems:
        return f"{source}: nothing is missing"
    return f"{source}: given up: {'; '.join(loss.problems)}"


def _counts(snapshot: Snapshot) -> str:
    return _told(len(snapshot.devices), len(snapshot.retired), len(snapshot.rows))


def _told(devices: int, retired: int, entries: int) -> str:
    return f"{plural(devices, 'device')}, {plural(retired, 'ended token')}, {plural(entries, 'journal entry')}"


@contextlib.contextmanager
def _told_to_the_user() -> Iterator[None]:
    try:
        yield
    except StoreRefusedError as error:
        raise WrongInputError(str(error)) from None
    except StoreError as error:
        raise EnvironmentRefusedError(str(error)) from None


def convert(source: Path, target: Path) -> str:
    """Write the HAR file of a recording; gives a line that says what is in it. Raises for the user."""
    try:
        with source.open("rb") as lines:
            head, exchanges = read_recording(lines)
    except RecordingError as error:
        raise WrongInputError(f"{str(source)!r}: {error}") from None
    except OSError as error:
        raise EnvironmentRefusedError(f"cannot read {str(source)!r}: {os_reason(error)}") from None
    write_new(target, make_har(head, exchanges, version("oceanhil")), "choose a new file")
    return f"{target}: {plural(len(exchanges), 'exchange')}"
