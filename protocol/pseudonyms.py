"""Secrets in a recording: each has a name of its own, the same wherever it occurs, that tells nothing about it."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from urllib.parse import unquote_plus

from oceanhil.protocol.http import FORM_TYPE, HttpRequest, HttpResponse
from oceanhil.protocol.recording import Message, RequestLine
from oceanhil.protocol.redact import replace_marked
from oceanhil.protocol.secret_keys import is_secret_key, replace_by_key, replace_pairs
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.tokens import TokenKind, digest_of

MAX_SHOWN_BYTES = 1_048_576
# Anything shorter also stands where it is no secret, so that it is replaced only under its key.
_SHORTEST_ANYWHERE = 6
# So long, it is a secret also within a word, and in later messages.
_SHORTEST_LATER = 12
_WORD = re.compile(rf"[A-Za-z0-9_.~+-]{{{_SHORTEST_LATER},}}")
# In microseconds a device's time has as many digits as a session may have.
_TIME = re.compile(r"[0-9]{1,17}")
_PREFIX = re.compile(r"oc_[a-z]+_")
_IS_TEXT_CODING = frozenset({"", "identity"})


class Pseudonyms:
    """Gives names to secrets; only their digests are kept."""

    def __init__(self, wire: WireNames) -> None:
        """Know the headers in which `wire` says that secrets travel."""
        self._time_header = wire.time_header
        self._secret_headers = frozenset({wire.token_header, wire.session_header})
        self._names: dict[bytes, str] = {}
        self._counts: Counter[str] = Counter()

    def name(self, secret: str) -> str:
        """Give the name of a secret: its kind and a number, such as `~perm-1~`."""
        digest = digest_of(secret)
        known = self._names.get(digest)
        if known is None:
            kind = _kind(secret)
            self._counts[kind] += 1
            known = self._names[digest] = f"~{kind}-{self._counts[kind]}~"
            # It may have lost its prefix when it comes again.
            self._names.setdefault(digest_of(_PREFIX.sub("", secret, 1)), known)
        return known

    def request(self, request: HttpRequest) -> tuple[RequestLine, Message]:
        """Give a request as it may be written down."""
        secrets = self._secrets_of(request.headers, request.body)
        query = "&".join(self._parameter(part) for part in request.query.split("&"))
        path = self._clean(replace_pairs(request.path, self.name), secrets)
        line = RequestLine(request.method, path, self._clean(query, secrets))
        return line, self._message(request.headers, request.body, secrets)

    def response(self, response: HttpResponse) -> Message:
        """Give a response as it may be written down."""
        secrets = self._secrets_of(response.headers, response.body)
        return self._message(response.headers, response.body, secrets)

    def _message(self, headers: Mapping[str, str], body: bytes, secrets: frozenset[str]) -> Message:
        shown = tuple((str(name), self._header(name, value, secrets)) for name, value in headers.items())
        text, omitted = _text(headers, body)
        return Message(shown, None if text is None else self._named(text, headers, secrets), len(body), omitted)

    def _named(self, text: str, headers: Mapping[str, str], secrets: frozenset[str]) -> str:
        """Give a body with names; JSON stays JSON, also where a secret's look begins within an escape."""
        if _is_form(headers):
            return self._clean("&".join(self._parameter(part) for part in text.split("&")), secrets)
        named = self._clean(replace_by_key(text, self.name), secrets)
        if "\\u" not in text or _json_value(named) is not None:
            return named
        value = _json_value(text)
        if value is None:
            return named
        return self._clean(replace_by_key(json.dumps(value, ensure_ascii=False), self.name), secrets)

    def _header(self, name: str, value: str, secrets: frozenset[str]) -> str:
        if name.lower() == self._time_header and _TIME.fullmatch(value):
            return value
        if value and self._is_secret_header(name):
            return self.name(value)
        return self._clean(replace_pairs(value, self.name), secrets)

    def _is_secret_header(self, name: str) -> bool:
        return name.lower() in self._secret_headers or is_secret_key(name)

    def _parameter(self, part: str) -> str:
        name, equals, value = part.partition("=")
        return f"{name}={self.name(unquote_plus(value))}" if equals and value and is_secret_key(name) else part

    def _secrets_of(self, headers: Mapping[str, str], body: bytes) -> frozenset[str]:
        found = [value for name, value in headers.items() if self._is_secret_header(name)]
        text, _ = _text(headers, body)
        if text is not None:
            replace_by_key(text, partial(_collect, found))
        return frozenset(filter(None, found))

    def _clean(self, text: str, secrets: frozenset[str]) -> str:
        # Longest first: one may be part of another.
        for secret in sorted(secrets, key=len, reverse=True):
            if len(secret) >= _SHORTEST_LATER:
                text = text.replace(secret, self.name(secret))
            elif len(secret) >= _SHORTEST_ANYWHERE and secret in text:
                whole = re.compile(rf"(?<![A-Za-z0-9_-]){re.escape(secret)}(?![A-Za-z0-9_-])")
                text = whole.sub(self.name(secret), text)
        printable = text.encode("utf-8", "backslashreplace").decode("utf-8")
        return _WORD.sub(self._known, replace_marked(printable, self.name))

    def _known(self, found: re.Match[str]) -> str:
        """Give the name of a word that was a secret before."""
        return self._names.get(digest_of(found.group()), found.group())


def _json_value(text: str) -> object:
    """Read JSON; None for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_form(headers: Mapping[str, str]) -> bool:
    """Tell whether a body has the form of a query, as requests for tokens have by RFC 6749."""
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return kind.partition(";")[0].strip().lower() == FORM_TYPE


def _kind(secret: str) -> str:
    if secret.startswith(TokenKind.REGISTRATION.value):
        return "reg"
    return "perm" if secret.startswith(TokenKind.PERMANENT.value) else "secret"


def _text(headers: Mapping[str, str], body: bytes) -> tuple[str | None, str]:
    """Give a body as text, or why it is left out."""
    coding = next((value for name, value in headers.items() if name.lower() == "content-encoding"), "")
    if coding.strip().lower() not in _IS_TEXT_CODING:
        return None, "it is compressed"
    if len(body) > MAX_SHOWN_BYTES:
        return None, f"it is longer than {MAX_SHOWN_BYTES} bytes"
    try:
        return body.decode(), ""
    except UnicodeDecodeError:
        return None, "it is not UTF-8"


def _collect(found: list[str], secret: str) -> str:
    found.append(secret)
    return ""
