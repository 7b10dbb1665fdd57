"""Fault rules as data: which requests, what goes wrong, how often and how long."""

import msgspec

from oceanhil.mock_server.core.delivery import DisturbanceKind, Malformation
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which requests: all that fit every field given.

    `path` is exact, or with `*` at its end the beginning of many; `device` an admin id or a device ID; `board` the
    family of the device; `peer` the address a request comes from.
    """

    path: str | None = None
    method: str | None = None
    device: str | None = None
    board: Board | None = None
    peer: str | None = None

    def fits(self, request: HttpRequest) -> bool:
        """Tell whether what the request itself shows fits."""
        if self.path is not None and not fits_path(self.path, request.path):
            return False
        if self.method is not None and self.method.upper() != request.method:
            return False
        return self.peer is None or self.peer == request.peer

    @property
    def asks_for_sender(self) -> bool:
        """Whether it takes more than the request itself: whose it is."""
        return self.device is not None or self.board is not None


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What goes wrong; each kind has its own fields, the others stay None.

    status: `status`, `retry_after` (s) · delay: `seconds` · truncate: `keep_bytes` (`bytes` in JSON; half of the body
    if None) · slow: `bytes_per_second`, `head` (true: from the first byte of the head on) · segments: `keep_bytes`
    (the most in one segment; 1 if None) · malformed: `how`.
    """

    kind: DisturbanceKind
    status: int | None = None
    retry_after: int | None = None
    seconds: float | None = None
    keep_bytes: int | None = msgspec.field(default=None, name="bytes")
    bytes_per_second: float | None = None
    head: bool | None = None
    how: Malformation | None = None


class FaultRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: passes over the first `after` requests that match, then strikes with `probability`.

    It ends when it has struck `times` times, or `duration` seconds of the server's clock after it was added; None:
    never. `seed` makes the sequence of hits and misses repeatable.
    """

    fault: Fault
    match: Match = Match()
    times: int | None = None
    probability: float = 1.0
    seed: int = 0
    after: int = 0
    duration: float | None = None


def fits_path(pattern: str, path: str) -> bool:
    """Tell whether `path` is what the pattern of a rule stands for."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern
