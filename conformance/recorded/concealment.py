"""Secrets never get further than the reader: every one becomes a name, and what might hide one stays behind.

A recording of the proxy has names already; they are kept. Whatever else stands in an HAR file gets names here.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from oceanhil.conformance.recorded.entry import HIDDEN
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.pseudonyms import Pseudonyms
from oceanhil.protocol.recording import Message
from oceanhil.protocol.redact import leaks
from oceanhil.protocol.settings import WireNames

NAME: Final = re.compile(r"~(?:reg|perm|secret)-[0-9]+~")
"""What a secret is called in a recording."""
_SHORTEST = 6
_MOST_ODD = 256
_PREFIX = re.compile(r"^oc_[a-z]+_")
_BLACKENED = re.compile(r"(?:oc_[a-z]+_)?[*xX•.…\s-]*")
_REDACTED = re.compile(r"redact|remov|hidden|mask|saniti|conceal|\*\*\*|…|\.\.\.", re.IGNORECASE)
PREFLIGHT: Final = "access-control-request-method"
"""With it a browser asks before it asks."""
_ANSWERED: Final = ("retry-after", "date", "allow", "location", "www-authenticate", "server")
_KEPT: Final = ("content-type", "content-encoding", PREFLIGHT, *_ANSWERED)
NOT_JSON: Final = "it is not JSON"
"""The gap where a body is none that could be judged."""
NOT_A_NUMBER: Final = "it is not JSON: it has not-a-number or an infinity for a number"
NO_OBJECT: Final = "it is JSON, but no object"
BROKEN_JSON: Final = frozenset({NOT_JSON, NOT_A_NUMBER, NO_OBJECT})
"""The gaps of bodies that are there, whole, and no JSON: whoever sent them made them so."""
CUT: Final = "it was cut, or made unreadable"
_NO_NUMBER = re.compile(r"[:\[,]\s*[-+]?(?:nan|inf(?:inity)?)\s*[,}\]]", re.IGNORECASE)
_json = msgspec.json.Decoder(dict[str, object])


class Names(Pseudonyms):
    """Names for secrets; knows names that it meets, and looks for odd secrets in later exchanges too."""

    def __init__(self, wire: WireNames) -> None:
        super().__init__(wire)
        self._odd: set[str] = set()

    def name(self, secret: str) -> str:
        """Give the name of a secret; of one that an exporter made unreadable, the same for all of them."""
        if secret == HIDDEN or NAME.fullmatch(secret):
            return secret
        is_odd = not leaks(secret)
        if _BLACKENED.fullmatch(secret) or (is_odd and _REDACTED.search(secret)):
            return HIDDEN
        # A token is told by its look, but not what is left of it without its prefix.
        self._remember(secret if is_odd else _PREFIX.sub("", secret))
        return super().name(secret)

    def _remember(self, secret: str) -> None:
        if len(secret) >= _SHORTEST and len(self._odd) < _MOST_ODD and not leaks(secret):
            self._odd.add(secret)

    def _clean(self, text: str, secrets: frozenset[str]) -> str:
        return super()._clean(text, secrets | self._odd)


class Concealment:
    """Makes requests and answers fit to be judged, shown and written; gives with each why its body is not there."""

    def __init__(self, wire: WireNames) -> None:
        """Keep the headers that `wire` names, and few others."""
        self._names = Names(wire)
        self.device_headers: Final = frozenset({wire.token_header, wire.session_header, wire.time_header})
        """Only devices send one of these."""
        self._kept = (*_KEPT, *self.device_headers)

    def request(self, request: HttpRequest, gap: str = "", sent_bytes: float | None = None) -> tuple[HttpRequest, str]:
        """Conceal a request; `gap` says why its body is missing already, `sent_bytes` how long it was, if known."""
        line, message = self._names.request(request)
        body, missing = _body(message, gap)
        if missing in BROKEN_JSON and not _is_whole(message, request, sent_bytes):
            missing = CUT
        query = "&".join(_parameter(part) for part in line.query.split("&") if part)
        return HttpRequest(line.method, line.path, self._headers(message), body, query, request.peer), missing

    def response(self, response: HttpResponse, gap: str = "") -> tuple[HttpResponse, str]:
        """Conceal an answer; `gap` says why its body is missing already."""
        message = self._names.response(response)
        body, missing = _body(message, gap)
        # Of other headers only the secrets, of which there should be none.
        others = {name.lower(): " ".join(NAME.findall(value)) for name, value in message.headers if NAME.search(value)}
        return HttpResponse(response.status, body, {**others, **self._headers(message)}), missing

    def _headers(self, message: Message) -> Mapping[str, str]:
        """Keep what the contract speaks of; of a Location no query, for nobody knows what stands there."""
        found = {name.lower(): value for name, value in message.headers if name.lower() in self._kept}
        if "location" in found:
            found["location"] = found["location"].partition("?")[0]
        return found


def _parameter(part: str) -> str:
    """Keep the name of a parameter, and its value only if that is a secret's name."""
    name, equals, value = part.partition("=")
    return part if not equals or value == HIDDEN or NAME.fullmatch(value) else f"{name}=…"


def _body(message: Message, gap: str) -> tuple[bytes, str]:
    if gap or message.body is None:
        return b"", gap or message.omitted
    if not message.body:
        return b"", ""
    try:
        _json.decode(message.body)
    except msgspec.ValidationError:
        return b"", NO_OBJECT
    except (msgspec.DecodeError, RecursionError):
        return b"", NOT_A_NUMBER if _NO_NUMBER.search(message.body) else NOT_JSON
    return message.body.encode(), ""


def _is_whole(message: Message, request: HttpRequest, sent_bytes: float | None) -> bool:
    """Tell whether a body that is no object is as its sender wrote it, as far as its length or its look tells."""
    text = (message.body or "").strip()
    told = next((value for name, value in request.headers.items() if name.lower() == "content-length"), "")
    has_braces = text[:1] + text[-1:] in {"{}", "[]"}
    is_as_long = len(request.body) == sent_bytes or told == str(len(request.body))
    return (has_braces or is_as_long) and _REDACTED.search(text) is None
