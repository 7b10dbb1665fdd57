"""A line on stderr for every device request, with secrets cut."""

import contextlib
from datetime import UTC, datetime, timedelta

import click

from mock_server.core.events import Event
from mock_server.core.views import JournalEntry

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def print_request(event: Event) -> None:
    """Print the line of a request; other events are passed over."""
    entry = event.data
    if not isinstance(entry, JournalEntry):
        return
    when = (_EPOCH + timedelta(seconds=entry.time)).strftime("%H:%M:%S.%f")[:-3]
    target = f"{entry.path}?{entry.query}" if entry.query else entry.path
    status = "-" if entry.status is None else str(entry.status)
    extra = (entry.code, f"device={entry.device}" if entry.device else "", entry.fault, entry.note)
    line = " ".join((when, entry.peer, entry.method, target, status, *filter(None, extra)))
    # Nobody may be reading any more: that is no reason to fail the request.
    with contextlib.suppress(OSError, ValueError):
        click.echo("".join(character if character.isprintable() else "?" for character in line), err=True)
