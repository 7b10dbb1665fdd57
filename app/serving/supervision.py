"""Telling those who wait for the server, and those who look after it, that it is ready and that it stops."""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from oceanhil.app.serving.ready_file import remove_ready_file, write_ready_file
from oceanhil.app.serving.service_manager import notify
from oceanhil.host.terminal import echo
from oceanhil.mock_server.app.wall_clock import wall_us
from oceanhil.mock_server.operation.log import LogEvent, LogRecord, LogSink, Value


class Supervision:
    """A context manager round the server's whole life."""

    def __init__(self, ready_file: Path | None, log: LogSink | None, made_key: str | None = None) -> None:
        """Tell by `ready_file`, by the service manager's socket and in `log`; `made_key` is told once, on stdout."""
        self._ready_file = ready_file
        self._made_key = made_key
        self._log = log

    def __enter__(self) -> Self:
        """Begin: a file left behind by a server that was killed goes."""
        if self._ready_file is not None:
            remove_ready_file(self._ready_file, only_own=False)
        return self

    def ready(self, urls: Sequence[str]) -> None:
        """Tell that the server listens at `urls`; raises EnvironmentRefusedError for a file that cannot be written."""
        if self._made_key is not None:
            echo(f"admin key {self._made_key}")
        if self._log is not None:
            # Reading the version takes a moment that only who logs shall wait for.
            from importlib.metadata import version

            self._note(LogEvent.START, urls=tuple(urls), pid=os.getpid(), version=version("oceanhil"))
        if self._ready_file is not None:
            write_ready_file(self._ready_file, urls)
        notify("READY=1")

    def stopping(self) -> None:
        """Tell that it was told to stop, before it does."""
        notify("STOPPING=1")
        self._remove()
        self._note(LogEvent.STOP)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End."""
        self._remove()

    def _remove(self) -> None:
        if self._ready_file is not None:
            remove_ready_file(self._ready_file, only_own=True)

    def _note(self, event: LogEvent, **fields: Value) -> None:
        if self._log is not None:
            self._log(LogRecord(wall_us(), event, fields))
