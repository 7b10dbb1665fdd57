"""What was sent and what came back, as data for reports: without a whole secret, and as a line of curl that repeats it.

A secret stands there as a variable of the shell (`$PERMANENT_TOKEN`) in the line, and cut to its first 12 characters in
the texts.
"""

import shlex
from collections.abc import Mapping

import msgspec

from protocol.http import HttpRequest, HttpResponse
from protocol.redact import redact
from protocol.tokens import SHOWN_CHARACTERS

_SHOWN_BYTES = 2_000


class Exchange(msgspec.Struct, frozen=True):
    """One request, as whole bytes if it was no well-formed HTTP, with the answer or why there was none."""

    request: HttpRequest
    response: HttpResponse | None
    failure: str = ""
    raw: bytes = b""

    @property
    def status(self) -> int | None:
        """The answer's status code, None without an answer."""
        return None if self.response is None else self.response.status


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
        curl=curl(exchange, base_url, secrets),
        decisive=decisive,
    )


def curl(exchange: Exchange, base_url: str, secrets: Mapping[str, str]) -> str:
    """Write the line that sends the request of `exchange` again; bytes that are no HTTP go through curl's telnet."""
    request = exchange.request
    if exchange.raw:
        return f"printf %b {_word(_escaped(exchange.raw), secrets)} | curl --silent telnet://{_host(base_url)}"
    target = base_url.rstrip("/") + request.path + (f"?{request.query}" if request.query else "")
    words = ["curl", "--include", "--request", request.method]
    for name, value in request.headers.items():
        words += ["--header", _word(f"{name}: {value}", secrets)]
    if request.body:
        words += ["--data-binary", _body(request.body, secrets)]
    return " ".join([*words, _word(target, secrets)])


def _host(base_url: str) -> str:
    return base_url.partition("//")[2].partition("/")[0]


def _escaped(data: bytes) -> str:
    cut = data if len(data) <= _SHOWN_BYTES else data[:_SHOWN_BYTES] + b"..."
    return cut.decode("latin-1").encode("unicode_escape").decode()


def _body(body: bytes, secrets: Mapping[str, str]) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f'"$(printf %b {shlex.quote(_escaped(body))})"'
    if len(text) > _SHOWN_BYTES:
        return f"\"$(head --bytes {len(body)} /dev/zero | tr '\\0' {shlex.quote(text[-1])})\""
    return _word(text, secrets)


def _word(text: str, secrets: Mapping[str, str]) -> str:
    """Quote a word for the shell, with variables where secrets stand."""
    marks = {secret: name for secret, name in secrets.items() if secret and secret in text}
    if not marks:
        return shlex.quote(text)
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`").replace("$", "\\$")
    for secret, name in sorted(marks.items(), key=lambda pair: -len(pair[0])):
        quoted = quoted.replace(secret, f"${{{name}}}")
    return f'"{quoted}"'


def _sent(exchange: Exchange, secrets: Mapping[str, str]) -> str:
    if exchange.raw:
        return _safe(exchange.raw, secrets)
    request = exchange.request
    line = f"{request.method} {request.path}{'?' + request.query if request.query else ''}"
    headers = "".join(f"\n{name}: {value}" for name, value in request.headers.items())
    return _hidden(f"{line}{headers}", secrets) + (f"\n\n{_safe(request.body, secrets)}" if request.body else "")


def _received(exchange: Exchange, secrets: Mapping[str, str]) -> str:
    response = exchange.response
    if response is None:
        return f"no answer: {exchange.failure}"
    headers = "".join(f"\n{name}: {value}" for name, value in response.headers.items())
    return _hidden(f"HTTP {response.status}{headers}", secrets) + f"\n\n{_safe(response.body, secrets)}"


def _safe(data: bytes, secrets: Mapping[str, str]) -> str:
    cut = data[:_SHOWN_BYTES].decode("utf-8", "backslashreplace")
    more = f" … {len(data)} bytes in all" if len(data) > _SHOWN_BYTES else ""
    return _hidden(cut, secrets) + more


def _hidden(text: str, secrets: Mapping[str, str]) -> str:
    for secret in secrets:
        if len(secret) > SHOWN_CHARACTERS:
            text = text.replace(secret, secret[:SHOWN_CHARACTERS] + "…")
    return redact(text)
