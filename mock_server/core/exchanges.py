"""What was said in the newest requests beside what the journal keeps of all: bodies, answers, how long they took.

It is in memory only and bounded: as many requests as somebody would look at, and of each body its beginning. Bodies are
kept as they came and made presentable when somebody reads them: law 3 of the journal holds for them, too.
"""

import re
from collections import deque
from collections.abc import Mapping
from itertools import islice

import msgspec

from oceanhil.mock_server.core.views import BodyView
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.redact import Concealer, redact
from oceanhil.protocol.secret_keys import is_secret_key, replace_by_key
from oceanhil.protocol.tokens import shorten

EXCHANGES_KEPT = 2000
# A secret at the edge of what is shown must be recognised.
_SHOWN = 4096
_KEPT = _SHOWN + 256
# Of these the beginning says which one it is; of any other secret, a password perhaps, nothing is shown.
_TOKEN = re.compile(r"oc_[a-z]+_\S*|[0-9a-f]{16,}", re.IGNORECASE)


class Exchange(msgspec.Struct, gc=False):
    """One request: the beginning of its body, the answer (None: there was none), microseconds until that had left."""

    body: bytes
    size: int
    answer: HttpResponse | None
    took_us: int | None = None


class Exchanges:
    """Those of the newest requests, found by number."""

    __slots__ = ("_kept", "_last_seq")

    def __init__(self, limit: int = EXCHANGES_KEPT) -> None:
        """Keep the newest `limit`."""
        self._kept: deque[Exchange] = deque(maxlen=limit)
        self._last_seq = 0

    def add(self, seq: int, body: bytes, answer: HttpResponse | None) -> None:
        """Keep request number `seq`, the one after the last."""
        self._last_seq = seq
        self._kept.append(Exchange(body if len(body) <= _KEPT else body[:_KEPT], len(body), answer))

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()

    def find(self, seq: int) -> Exchange | None:
        """Give request number `seq`, None if it is no longer kept."""
        back = self._last_seq - seq
        return next(islice(reversed(self._kept), back, None), None) if 0 <= back < len(self._kept) else None


def show_body(body: bytes, size: int, headers: Mapping[str, str], conceal: Concealer) -> BodyView:
    """Show a body without secrets; what is no text, or is packed, cannot be searched for them and is only counted."""
    if headers.get("content-encoding", "identity").lower() != "identity":
        return BodyView(None, size, is_whole=False)
    try:
        # What was cut off in the middle of a character is text all the same.
        text = body[:_KEPT].decode(errors="strict" if size <= _KEPT else "ignore")
    except UnicodeDecodeError:
        return BodyView(None, size, is_whole=False)
    if not all(letter.isprintable() or letter in "\t\r\n" for letter in text):
        return BodyView(None, size, is_whole=False)
    shown = redact(replace_by_key(conceal.without_key(text), _cut))
    return BodyView(shown[:_SHOWN], size, is_whole=size <= _KEPT and len(shown) <= _SHOWN)


def show_headers(headers: Mapping[str, str], conceal: Concealer) -> Mapping[str, str]:
    """Show an answer's headers without secrets."""
    return {
        name: _cut(value) if is_secret_key(name) else redact(conceal.without_key(value))[:_SHOWN]
        for name, value in headers.items()
    }


def _cut(secret: str) -> str:
    return shorten(secret) if _TOKEN.fullmatch(secret) else "…"
