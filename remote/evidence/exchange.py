"""What was sent and what came back, as data for reports: without a whole secret, and as a line of curl that repeats it.

A secret stands there as a variable of the shell (`$PERMANENT_TOKEN`) in the line, and cut to its first 12 characters in
the texts.
"""

import codecs
import re
from collections.abc import Mapping
from html import unescape
from typing import Final

import msgspec

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.redact import redact
from oceanhil.remote.evidence.curl import curl_line, raw_line, uncompressed
from oceanhil.remote.evidence.issued_secrets import hidden
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind

MARKED_JSON: Final = "JSON behind a byte order mark (EF BB BF)"
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MARKUP: Final = re.compile(r"^\s*<(!doctype|html|\?xml)", re.IGNORECASE)
_SHOWN_CHARACTERS: Final = 2_000
_CODING_CHARACTERS: Final = 40
_READ_BYTES: Final = 64 * 1024


def is_json_object(response: HttpResponse) -> bool:
    """Tell whether an answer's body is a JSON object: for those who say what is theirs."""
    try:
        msgspec.json.decode(response.body, type=dict[str, msgspec.Raw])
    except NOT_JSON:
        return False
    return True


def is_marked_json(response: HttpResponse) -> bool:
    """Tell whether an answer's body is a JSON object behind a byte order mark, which people do not see.

    Nobody who writes JSON for a network may put one there (RFC 8259, 8.1).
    """
    rest = response.body.removeprefix(codecs.BOM_UTF8)
    return rest != response.body and is_json_object(HttpResponse(response.status, rest))


def packing_words(response: HttpResponse) -> str:
    """Say how an answer is packed, for which oceanhil never asks; empty if it is not.

    Small devices do not unpack, and the bytes tell a reader nothing.
    """
    coding = response.headers.get("content-encoding", "").strip().lower()
    shown_as = redact(coding)[:_CODING_CHARACTERS]
    return "" if coding in {"", "identity"} else f"an answer packed by {shown_as!r}, for which nobody asked"


def is_page(text: str) -> bool:
    """Tell whether a text is HTML."""
    return _MARKUP.match(text) is not None


def page_title(text: str) -> str:
    """Give the title of a page of HTML, empty if it has none."""
    found = _TITLE.search(text)
    return "" if found is None else " ".join(unescape(found[1]).split())


class Exchange(msgspec.Struct, frozen=True):
    """One request, as whole bytes if it was no well-formed HTTP, with the answer or why there was none."""

    request: HttpRequest
    response: HttpResponse | None
    no_answer: NoAnswer | None = None
    raw: bytes = b""

    @property
    def status(self) -> int | None:
        """The answer's status code, None without an answer."""
        return None if self.response is None else self.response.status

    @property
    def no_answer_kind(self) -> NoAnswerKind | None:
        """What kept the answer away, None if nothing did or nobody knows."""
        return None if self.no_answer is None else self.no_answer.kind

    @property
    def no_answer_words(self) -> str:
        """Why there is no answer, for people; empty if there is one or nobody knows."""
        return "" if self.no_answer is None else self.no_answer.words


class Shown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An exchange as a report shows it."""

    sent: str
    received: str
    curl: str
    decisive: bool = False


def shown(exchange: Exchange, base_url: str, secrets: Mapping[str, str], *, decisive: bool = False) -> Shown:
    """Make an exchange fit to be shown; `secrets` are the whole secrets known, each with its variable's name."""
    return Shown(
        sent=_sent(exchange, secrets),
        received=_received(exchange, secrets),
        curl=_curl(exchange, base_url, secrets),
        decisive=decisive,
    )


def _curl(exchange: Exchange, base_url: str, secrets: Mapping[str, str]) -> str:
    if exchange.raw:
        return raw_line(exchange.raw, base_url, secrets)
    return curl_line(exchange.request, base_url, secrets)


def _sent(exchange: Exchange, secrets: Mapping[str, str]) -> str:
    if exchange.raw:
        return _safe(exchange.raw, secrets)
    request = exchange.request
    line = f"{request.method} {request.path}{'?' + request.query if request.query else ''}"
    body = request.body
    if "content-encoding" in request.headers:
        # Compressed, a secret would not be recognised.
        text = uncompressed(body)
        shown_as_it_is = body if body.isascii() else f"{len(body)} bytes, which are no text in gzip".encode()
        body = shown_as_it_is if text is None else text.encode()
    return _head(line, request.headers, secrets) + (f"\n\n{_safe(body, secrets)}" if request.body else "")


def _received(exchange: Exchange, secrets: Mapping[str, str]) -> str:
    response = exchange.response
    if response is None:
        return f"no answer: {exchange.no_answer_words}"
    return _head(f"HTTP {response.status}", response.headers, secrets) + f"\n\n{_safe(_readable(response), secrets)}"


def _readable(response: HttpResponse) -> bytes:
    """Give the body, unpacked if it is packed: a secret would not be recognised in it, and a reader could unpack."""
    if not packing_words(response):
        return response.body
    text = uncompressed(response.body)
    return f"{len(response.body)} packed bytes".encode() if text is None else text.encode()


def _head(first: str, headers: Mapping[str, str], secrets: Mapping[str, str]) -> str:
    lines = [first, *(f"{name}: {value}" for name, value in headers.items())]
    return _cut(hidden("\n".join(lines), secrets), sum(map(len, lines)))


def _safe(data: bytes, secrets: Mapping[str, str]) -> str:
    # Secrets are looked for before anything is cut, so that no half of one is left.
    return _cut(hidden(data[:_READ_BYTES].decode("utf-8", "backslashreplace"), secrets), len(data))


def _cut(text: str, size: int) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]} … {size:,} bytes in all"
