"""The journal: every device request as the server saw it, in order, bounded, shown without secrets.

It is what a dashboard lists, what tests and scenarios count, and what is stored in the file. A request that was never
answered has a row, too. Rows are noted as they come, small and quick, and made presentable only when somebody reads
them: a server of ten thousand devices notes many and shows few.

What it must not know: what a request means. Which header carries a secret, which paths are usual, what a poll is: all
of that is a service's `JournalForm`. It reads no clock; times are handed in.

Laws:

1. Numbers. Rows are numbered from 1 in the order of arrival, without a gap, and a number is never used twice: a
   reader that asks for what came after number n misses nothing but what was pushed out, and `dropped` says how much
   that is.
2. Bounded. The last `limit` rows are there, and each has no more than so many characters, whatever a client sends.
3. Nothing leaves whole. What `since`, `newest`, `last` and `present` give shows of every secret its first 12
   characters at most: of tokens wherever they stand, of the headers and parameters that carry secrets, and of a
   password nothing. What is presentable stays as it is when it is made so again.
4. Two kinds, one view. A `PollRow` shows as what the `Row` of the same request would have shown.

What changes with it: the file (`oceanhil.mock_server.store` keeps rows as `present` gives them), the admin API's
`JournalEntry`, recordings, and every expectation that counts requests.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote_plus

import msgspec

from oceanhil.mock_server.core.exchanges import EXCHANGES_KEPT, Exchanges, show_body, show_headers
from oceanhil.mock_server.core.views import AnswerView, ExchangeView, JournalEntry, seconds
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.redact import Concealer, redact
from oceanhil.protocol.secret_keys import KeyKind, is_secret_key, kind_of_key
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.tokens import shorten
from oceanhil.protocol.units import SECOND_US

DEFAULT_ROWS = 100_000
# An authorization code of OAuth's (RFC 6749, 4.1.2); elsewhere a code is none.
_CODES = frozenset({"code"})
# Longer than anything this protocol sends; what is kept beyond what is shown lets a secret at the edge be recognised.
_KEPT = 640
_SHOWN = 512
_PLAIN_HEADERS = ("content-type", "content-encoding", "user-agent")
# Devices of one make say the same in these; more than this many makes cost time and memory, nothing else.
_PLAIN_HEADERS_KEPT = 128


class PollRow(msgspec.Struct, frozen=True, gc=False):
    """A plain poll of a live session, answered with 200."""

    time_us: int
    device: str
    token: str | None
    session: str | None
    peer: str


class Row(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
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


class JournalForm(msgspec.Struct, frozen=True):
    """What a service's requests look like.

    `secret_headers` (lower case) are shown cut; `paths` are those of most requests; `poll` names what a `PollRow` is
    made of, None where there are none.
    """

    secret_headers: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    poll: WireNames | None = None


def device_form(wire: WireNames) -> JournalForm:
    """Give the form of an OceanRemote device's requests."""
    headers = (wire.token_header, wire.session_header, wire.time_header)
    return JournalForm(headers, (wire.register_path, wire.session_path, wire.state_path), wire)


class Journal:
    """The last rows, numbered from 1."""

    __slots__ = ("_conceal", "_exchanges", "_known_paths", "_poll", "_rows", "_secret_headers", "last_seq")

    def __init__(self, form: JournalForm, limit: int = DEFAULT_ROWS, conceal: Concealer | None = None) -> None:
        """Keep the last `limit` rows; `form` names the headers that carry secrets, `conceal` knows others."""
        self._conceal = conceal or Concealer()
        self._rows: deque[PollRow | Row] = deque(maxlen=limit)
        self._exchanges = Exchanges(min(limit, EXCHANGES_KEPT))
        self._poll = form.poll
        self._secret_headers = form.secret_headers
        # Rows share the texts that most of them have: a hundred thousand copies would be a tenth of the memory.
        self._known_paths = {path: path for path in form.paths}
        self.last_seq = 0

    @property
    def dropped(self) -> int:
        """How many rows were pushed out by later ones."""
        return self.last_seq - len(self._rows)

    def reset(self) -> None:
        """Forget all rows and start at 1 again."""
        self._rows.clear()
        self._exchanges.clear()
        self.last_seq = 0

    def restore(self, rows: Iterable[PollRow | Row], last_seq: int) -> None:
        """Hold these rows instead of all others; the last of them has number `last_seq`."""
        self._rows.clear()
        self._exchanges.clear()
        self._rows.extend(rows)
        self.last_seq = last_seq

    def rows_after(self, seq: int) -> Sequence[PollRow | Row]:
        """Give the rows after number `seq` that are still there, oldest first, as they were noted."""
        newest_first = list(islice(reversed(self._rows), self.last_seq - seq))
        return newest_first[::-1]

    @property
    def limit(self) -> int:
        """How many rows are kept."""
        return self._rows.maxlen or 0

    def add(self, row: PollRow | Row, body: bytes, answer: HttpResponse | None) -> None:
        """Append the row of a request with this body; `answer` is None if the server never answered it."""
        self.last_seq += 1
        self._rows.append(row)
        self._exchanges.add(self.last_seq, body, answer)

    def took(self, seq: int, took_us: int) -> None:
        """Note how many microseconds request number `seq` took."""
        exchange = self._exchanges.find(seq)
        if exchange is not None:
            exchange.took_us = took_us

    def exchange(self, seq: int) -> ExchangeView | None:
        """Give request number `seq` with what was said in it; None if there is no such row."""
        if not self.dropped < seq <= self.last_seq:
            return None
        entry = self.newest(1, seq - 1, before=seq + 1)[0]
        kept = self._exchanges.find(seq)
        if kept is None:
            return ExchangeView(entry, None, None, None)
        answer = kept.answer
        shown = None
        if answer is not None:
            body = show_body(answer.body, len(answer.body), answer.headers, self._conceal)
            shown = AnswerView(show_headers(answer.headers, self._conceal), body)
        request = show_body(kept.body, kept.size, entry.headers, self._conceal)
        return ExchangeView(entry, request, shown, None if kept.took_us is None else kept.took_us / SECOND_US)

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
            self._conceal.without_key(request.method)[:_KEPT],
            self._known_paths.get(request.path) or self._conceal.without_key(request.path)[:_KEPT],
            self._conceal.without_key(request.query)[:_KEPT],
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

    def newest(self, count: int, seq: int = 0, device: str = "", before: int | None = None) -> Sequence[JournalEntry]:
        """Give the last `count` entries after `seq`, oldest first.

        `device`: of that one, if it is not empty; `before`: only of numbers below it.
        """
        newer = 0 if before is None else max(0, self.last_seq - before + 1)
        rows = islice(reversed(self._rows), newer, None)
        numbered = zip(range(self.last_seq - newer, seq, -1), rows, strict=False)
        wanted = ((number, row) for number, row in numbered if not device or row.device == device)
        return [self._show(number, row) for number, row in islice(wanted, count)][::-1]

    def last(self) -> JournalEntry:
        """Give the newest entry; there must be one."""
        return self._show(self.last_seq, self._rows[-1])

    def _show(self, seq: int, row: PollRow | Row) -> JournalEntry:
        shown = present(row, self._poll)
        return JournalEntry(
            seq,
            seconds(shown.time_us),
            shown.method,
            shown.path,
            shown.query,
            shown.status,
            shown.code,
            shown.device,
            shown.peer,
            dict(shown.headers),
            shown.fault,
            shown.note,
        )

    def _pick_headers(self, headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        clean, given = self._conceal.without_key, headers.get
        cut = [
            (name, _printable(_cut_header(name, clean(value))))
            for name in self._secret_headers
            if (value := given(name)) is not None
        ]
        plain = [
            _present_header(name, clean(value)[:_KEPT]) for name in _PLAIN_HEADERS if (value := given(name)) is not None
        ]
        return (*cut, *plain)


def present(row: PollRow | Row, wire: WireNames | None) -> Row:
    """Make a row fit to be shown or stored: nothing in it shows more than 12 characters of a secret.

    What has been made presentable once stays as it is.
    """
    if isinstance(row, PollRow):
        assert wire is not None, "only a service with such rows makes them"
        headers = ((wire.token_header, shorten(row.token or "")), (wire.session_header, shorten(row.session or "")))
        return Row(row.time_us, "GET", wire.state_path, "", 200, "", row.device, row.peer, headers, "", "")
    return Row(
        row.time_us,
        _presentable(row.method),
        _presentable(row.path),
        _presentable(_cut_token_parameters(row.query)),
        row.status,
        row.code,
        row.device,
        row.peer,
        row.headers,
        row.fault,
        row.note,
    )


@lru_cache(_PLAIN_HEADERS_KEPT)
def _present_header(name: str, value: str) -> tuple[str, str]:
    return name, _presentable(value)


def _presentable(text: str) -> str:
    return redact(_printable(text))[:_SHOWN]


def _printable(text: str) -> str:
    """Replace what UTF-8 cannot carry: undecodable bytes arrive as lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _cut_header(name: str, value: str) -> str:
    """Cut a header that carries a secret; of `Authorization` the scheme stays, and only a bearer token's beginning."""
    if name != "authorization":
        return shorten(value)
    scheme, space, rest = value.partition(" ")
    if not space:
        return shorten(value)
    return f"{shorten(scheme)} {shorten(rest) if scheme.lower() == 'bearer' else '…'}"


def _cut_token_parameters(query: str) -> str:
    """Cut the value of every parameter of a query whose name says that it is a secret, whatever it looks like."""
    parts = (part.partition("=") for part in query.split("&"))
    return "&".join(name + equals + _cut_value(name, value) for name, equals, value in parts)


def _cut_value(name: str, value: str) -> str:
    # A password is short: nothing of it stays.
    if value and kind_of_key(name[:_KEPT]) is KeyKind.PASSWORD:
        return "…"
    return shorten(value) if _is_secret(name) else value


def _is_secret(name: str) -> bool:
    return is_secret_key(name[:_KEPT]) or unquote_plus(name).strip().lower() in _CODES
