"""Writing a conversation down as it goes: each exchange is with the operating system before the next begins.

A process that is killed loses the line it was just writing, and no other.
"""

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from oceanhil.mock_server.core.faults import Strikes
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.pseudonyms import Pseudonyms
from oceanhil.protocol.recording import FORMAT, VERSION, ExchangeLine, FaultNote, Head
from oceanhil.protocol.secret_keys import replace_pairs
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import os_reason

# Tokens are replaced, but who talks to whom is still nobody else's business.
_MODE = 0o600
_encode = msgspec.json.Encoder().encode


class ProxyOutcome(msgspec.Struct, frozen=True):
    """What became of a request: the other server's answer or why there is none, what struck, the status sent."""

    response: HttpResponse | None
    error: str
    strikes: Strikes
    sent_status: int | None


class Recorder:
    """One file of one conversation; a context manager."""

    def __init__(
        self, path: Path, wire: WireNames, upstream: str, started_us: int, tell: Callable[[str], None]
    ) -> None:
        """Begin a new file; raises OSError, FileExistsError among them. `tell` hears why recording ended early."""
        self._path = path
        self._tell = tell
        self._pseudonyms = Pseudonyms(wire)
        self._seq = 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file: int | None = os.open(path, flags, _MODE)
        try:
            self._write(
                _encode(Head(FORMAT, VERSION, replace_pairs(upstream, self._pseudonyms.name), started_us / SECOND_US))
            )
        except OSError:
            self.close()
            raise

    def record(self, request: HttpRequest, outcome: ProxyOutcome, began_us: int, ended_us: int) -> None:
        """Write one exchange; a disk that takes no more ends the recording, not the conversation."""
        if self._file is None:
            return
        self._seq += 1
        try:
            self._write(_encode(self._line(request, outcome, began_us, ended_us)))
        except OSError as error:
            self.close()
            self._tell(f"recording to {str(self._path)!r} has ended: {os_reason(error)}")

    def close(self) -> None:
        """End the recording; may be called twice."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def __enter__(self) -> Self:
        """Record until the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def _line(self, request: HttpRequest, outcome: ProxyOutcome, began_us: int, ended_us: int) -> ExchangeLine:
        asked, message = self._pseudonyms.request(request)
        response = outcome.response
        return ExchangeLine(
            self._seq,
            began_us / SECOND_US,
            (ended_us - began_us) / SECOND_US,
            request.peer,
            asked,
            message,
            None if response is None else response.status,
            None if response is None else self._pseudonyms.response(response),
            outcome.error,
            tuple(FaultNote(active.id, active.kind.value, active.rule.fault.parameters) for active in outcome.strikes),
            outcome.sent_status,
        )

    def _write(self, line: bytes) -> None:
        assert self._file is not None
        left = memoryview(line + b"\n")
        while left:
            left = left[os.write(self._file, left) :]
