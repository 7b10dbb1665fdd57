"""Secrets in a recording: each has a name of its own, the same wherever it occurs, that tells nothing about it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote_plus

from mock_server.core.digest import digest_of
from mock_server.proxy.trace import Message, RequestLine
from protocol.http import HttpRequest, HttpResponse
from protocol.redact import replace_secrets
from protocol.settings import WireNames
from protocol.tokens import TokenKind

MAX_SHOWN_BYTES = 1_048_576
# Anything shorter also stands where it is no secret, so that it is replaced only where it is a whole value.
_SHORTEST_ANYWHERE = 6
_SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "x-api-key"})
_SECRET_WORDS = ("token", "session", "password", "secret", "key")
_IS_TEXT_CODING = frozenset({"", "identity"})


class Pseudonyms:
    """Gives names to secrets; only their digests are kept."""

    def __init__(self, wire: WireNames) -> None:
        """Know the headers in which `wire` says that secrets travel."""
        self._secret_headers = _SECRET_HEADERS | {wire.token_header, wire.session_header}
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
        return known

    def request(self, request: HttpRequest) -> tuple[RequestLine, Message]:
        """Give a request as it may be written down."""
        secrets = self._secrets_of(request.headers, request.body)
        query = "&".join(self._parameter(part) for part in request.query.split("&"))
        line = RequestLine(request.method, self._clean(request.path, secrets), self._clean(query, secrets))
        return line, self._message(request.headers, request.body, secrets)

    def response(self, response: HttpResponse) -> Message:
        """Give a response as it may be written down."""
        secrets = self._secrets_of(response.headers, response.body)
        return self._message(response.headers, response.body, secrets)

    def _message(self, headers: Mapping[str, str], body: bytes, secrets: frozenset[str]) -> Message:
        shown = tuple((str(name), self._header(name, value, secrets)) for name, value in headers.items())
        text, omitted = _text(headers, body)
        if text is not None and _is_form(headers):
            text = "&".join(self._parameter(part) for part in text.split("&"))
        if text is not None and any(secret not in text for secret in _json_secrets(body)):
            text, omitted = None, "a secret in it is written with escapes"
        return Message(shown, None if text is None else self._clean(text, secrets), len(body), omitted)

    def _header(self, name: str, value: str, secrets: frozenset[str]) -> str:
        return self.name(value) if name.lower() in self._secret_headers and value else self._clean(value, secrets)

    def _parameter(self, part: str) -> str:
        name, equals, value = part.partition("=")
        return f"{name}={self.name(unquote_plus(value))}" if equals and value and _is_secret_name(name) else part

    def _secrets_of(self, headers: Mapping[str, str], body: bytes) -> frozenset[str]:
        in_headers = (value for name, value in headers.items() if name.lower() in self._secret_headers)
        return frozenset(secret for secret in (*in_headers, *_json_secrets(body)) if secret)

    def _clean(self, text: str, secrets: frozenset[str]) -> str:
        # Longest first: one may be part of another.
        for secret in sorted(secrets, key=len, reverse=True):
            name = self.name(secret)
            text = text.replace(f'"{secret}"', f'"{name}"')
            text = text.replace(secret, name) if len(secret) >= _SHORTEST_ANYWHERE else text
        printable = text.encode("utf-8", "backslashreplace").decode("utf-8")
        return replace_secrets(printable, self.name)


def _is_form(headers: Mapping[str, str]) -> bool:
    """Tell whether a body has the form of a query, as requests for tokens have by RFC 6749."""
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return kind.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


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


def _json_secrets(body: bytes) -> Iterable[str]:
    """Give the texts in a JSON body whose names say that they are secrets."""
    try:
        return list(_found(json.loads(body)))
    except (ValueError, RecursionError):
        return []


def _found(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and _is_secret_name(name):
                yield part
            else:
                yield from _found(part)
    elif isinstance(value, list):
        for part in value:
            yield from _found(part)


def _is_secret_name(name: str) -> bool:
    plain = unquote_plus(name).lower()
    return any(word in plain for word in _SECRET_WORDS)
