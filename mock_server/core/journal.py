"""The journal: every device request as the server saw it, bounded, shown without secrets.

Rows are kept small as they come and made presentable only when somebody reads them. Nothing un-redacted leaves.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import unquote_plus

import msgspec

from mock_server.core.views import JournalEntry, seconds
from protocol.http import HttpRequest
from protocol.redact import redact
from protocol.settings import WireNames
from protocol.tokens import shorten

DEFAULT_ROWS = 100_000
# Longer than anything this protocol sends; what is kept beyond what is shown lets a secret at the edge be recognised.
_KEPT = 640
_SHOWN = 512
_PLAIN_HEADERS = ("content-type", "content-encoding", "user-agent")


class PollRow(msgspec.Struct, frozen=True, gc=False):
    """A plain poll of a live session, answered with 200."""

    time_us: int
    device: str
    token: str | None
    session: str | None
    peer: str


class Row(msgspec.Struct, frozen=True, gc=False):
    """Any other request; fields as in `JournalEntry`, not yet redacted except for the headers."""

    time_us: int
    method: str
    path: str
    query: str
    status: int | None
    code: str
    device: str
    peer: str
    headers: tuple[tuple[str, str], ...]
    fault: str
    note: str


class Journal:
    """The last rows, numbered from 1."""

    __slots__ = ("_polled", "_rows", "_secret_headers", "last_seq")

    def __init__(self, wire: WireNames, limit: int = DEFAULT_ROWS) -> None:
        """Keep the last `limit` rows; `wire` names the headers that carry secrets."""
        self._rows: deque[PollRow | Row] = deque(maxlen=limit)
        self._polled = wire
        self._secret_headers = (wire.token_header, wire.session_header, wire.time_header)
        self.last_seq = 0

    @property
    def dropped(self) -> int:
        """How many rows were pushed out by later ones."""
        return self.last_seq - len(self._rows)

    def reset(self) -> None:
        """Forget all rows and start at 1 again."""
        self._rows.clear()
        self.last_seq = 0

    def add(self, row: PollRow | Row) -> None:
        """Append a row."""
        self.last_seq += 1
        self._rows.append(row)

    def row(
        self,
        request: HttpRequest,
        now_us: int,
        *,
        status: int | None,
        code: str = "",
        device: str = "",
        fault: str = "",
        note: str = "",
    ) -> Row:
        """Make the row of `request`; `status` is None if the server never answered it."""
        return Row(
            now_us,
            request.method[:_KEPT],
            request.path[:_KEPT],
            request.query[:_KEPT],
            status,
            code,
            device,
            request.peer,
            self._pick_headers(request.headers),
            fault,
            note,
        )

    def since(self, seq: int) -> Iterator[JournalEntry]:
        """Give the entries after `seq`, oldest first."""
        first = self.dropped + 1
        skipped = max(0, seq - first + 1)
        for number, row in enumerate(islice(self._rows, skipped, None), first + skipped):
            yield self._show(number, row)

    def last(self) -> JournalEntry:
        """Give the newest entry; there must be one."""
        return self._show(self.last_seq, self._rows[-1])

    def _show(self, seq: int, row: PollRow | Row) -> JournalEntry:
        if isinstance(row, PollRow):
            return self._show_poll(seq, row)
        return JournalEntry(
            seq,
            seconds(row.time_us),
            _presentable(row.method),
            _presentable(row.path),
            _presentable(_cut_token_parameters(row.query)),
            row.status,
            row.code,
            row.device,
            row.peer,
            dict(row.headers),
            row.fault,
            row.note,
        )

    def _show_poll(self, seq: int, row: PollRow) -> JournalEntry:
        wire = self._polled
        headers = {wire.token_header: shorten(row.token or ""), wire.session_header: shorten(row.session or "")}
        time, path = seconds(row.time_us), wire.state_path
        return JournalEntry(seq, time, "GET", path, "", 200, "", row.device, row.peer, headers, "", "")

    def _pick_headers(self, headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        secret = [(name, headers.get(name)) for name in self._secret_headers]
        plain = [(name, headers.get(name)) for name in _PLAIN_HEADERS]
        cut = [(name, _printable(shorten(value))) for name, value in secret if value is not None]
        return (*cut, *((name, _presentable(value[:_KEPT])) for name, value in plain if value is not None))


def _presentable(text: str) -> str:
    return redact(_printable(text))[:_SHOWN]


def _printable(text: str) -> str:
    """Replace what UTF-8 cannot carry: undecodable bytes arrive as lone surrogates."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _cut_token_parameters(query: str) -> str:
    """Cut the value of every `token=` in a query, whatever it looks like."""
    parts = (part.partition("=") for part in query.split("&"))
    return "&".join(
        name + equals + (shorten(value) if unquote_plus(name).strip().lower() == "token" else value)
        for name, equals, value in parts
    )
