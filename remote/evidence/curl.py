"""A request as a line for a POSIX shell that sends it again with curl; secrets are variables (`$NAME`) in it."""

import re
import shlex
import zlib
from collections.abc import Mapping
from typing import Final

from oceanhil.host.addresses import host_and_port
from oceanhil.protocol.base_url import parse_base_url
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.redact import leaks
from oceanhil.remote.evidence.issued_secrets import known_in, possible_in, without_encoded

_MADE_UP: Final = "OTHER_TOKEN"
_FILLING_CHARACTERS_MAX: Final = 2
"""What consists of so few different characters fills something up, and is no token."""
_LINE_CHARACTERS_MAX: Final = 8_000
_BEGINNING_CHARACTERS: Final = 300
"""What is shown of a longer one, by which people see what it was."""
_ARGUMENT_BYTES_MAX: Final = 100_000
"""Linux takes no longer word of a command line than 128 KiB."""
_UNCOMPRESSED_BYTES_MAX: Final = 1_048_576
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
# Only what tr takes as it is: one byte, and no mark of its own or of the history of a shell.
_RUN: Final = re.compile(r"([ \"-\[\]-~])\1{63,}")
_NUMBER: Final = re.compile(r"(?<=[:,\[])\s*-?[0-9]+(?=\s*[,\]}])")
"""A number of JSON, which is no secret however long it is: tokens stand in quotes there."""
_BY_OCTAL_DIGITS: Final = {
    byte: f"\\0{byte:03o}" for byte in range(256) if not 0x20 <= byte < 0x7F or byte == ord("\\")
}
OWN_HEADERS: Final = frozenset({"host", "content-length", "connection"})
"""Written by whoever sends a request, which is curl here, and the wire elsewhere."""
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH"})


def curl_line(request: HttpRequest, base_url: str, secrets: Mapping[str, str]) -> str:
    """Write the line for a request; `secrets` are the whole secrets known, each with its variable's name."""
    target = base_url.rstrip("/") + request.path + (f"?{request.query}" if request.query else "")
    headers = [
        f"{name}: {value}" if value else f"{name};"
        for name, value in request.headers.items()
        if name.lower() not in OWN_HEADERS
    ]
    here = possible_in("\n".join([*headers, target]), secrets)
    words = ["curl", "--include", *_options(request, target)]
    for header in headers:
        words += ["--header", _word(header, here)]
    before = ""
    if request.body or request.method in _WITH_BODY:
        if "content-type" not in request.headers:
            words += ["--header", "content-type:"]
        before, given = _body(request, secrets)
        words += given
    return _bounded(before + " ".join([*words, _word(target, here)]))


def _body(request: HttpRequest, secrets: Mapping[str, str]) -> tuple[str, list[str]]:
    """Give what pipes the body into curl, if it must be, and curl's own words for it."""
    piped = ["--data-binary", "@-"]
    if "content-encoding" in request.headers:
        # Compressed, a secret would not be recognised: it is compressed again where the line is run.
        text = uncompressed(request.body)
        if text is not None:
            return f"printf %s {_word(text, secrets)} | {_gzip(request.body)} | ", piped
    text = _printable(request.body)
    if text is None and "content-encoding" in request.headers:
        return f"# not to be repeated by hand, a body of {len(request.body):,} bytes is left out: ", piped
    if text is None:
        return f"printf %b {_word(_escaped(request.body), secrets)} | ", piped
    if len(request.body) > _ARGUMENT_BYTES_MAX:
        return f"printf %s {_word(text, secrets)} | ", piped
    return "", ["--data-raw", _word(text, secrets)]


def uncompressed(body: bytes) -> str | None:
    """Give the text of a body in gzip, as far as it goes; None if it is no such thing or holds too much."""
    try:
        data = zlib.decompressobj(_GZIP_WINDOW).decompress(body, _UNCOMPRESSED_BYTES_MAX)
    except zlib.error:
        return None
    return None if len(data) == _UNCOMPRESSED_BYTES_MAX else _printable(data)


def _gzip(body: bytes) -> str:
    """Give what compresses as `body` is compressed, and ends in the middle where that does."""
    unpacking = zlib.decompressobj(_GZIP_WINDOW)
    unpacking.decompress(body, _UNCOMPRESSED_BYTES_MAX)
    return "gzip -9n" if unpacking.eof else f"gzip -9n | head -c {len(body)}"


def raw_line(data: bytes, base_url: str, secrets: Mapping[str, str]) -> str:
    """Write the line that sends bytes which need not be HTTP, as they are; what TLS wraps goes through OpenSSL."""
    parts = parse_base_url(base_url)
    place = host_and_port(parts.host, parts.port)
    tool = (
        f"openssl s_client -quiet -connect {shlex.quote(place)} -servername {shlex.quote(parts.host)}"
        if parts.scheme == "https"
        else f"curl --silent --max-time 5 {shlex.quote(f'telnet://{place}')}"
    )
    # The pause keeps the connection open for the answer: both tools end with their input.
    return _bounded(f"{{ printf %b {_word(_escaped(data), secrets)}; sleep 1; }} | {tool}")


def _options(request: HttpRequest, target: str) -> list[str]:
    options = ["--head"] if request.method == "HEAD" else ["--request", shlex.quote(request.method)]
    options += ["--globoff"] if set("[]{}") & set(target) else []
    return options + (["--path-as-is"] if "/." in request.path else [])


def _printable(body: bytes) -> str | None:
    """Give a body as text, or None if it cannot stand in a command line as it is."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _escaped(data: bytes) -> str:
    """Write bytes for `printf %b`: as they are where that is readable, else by octal digits."""
    return data.decode("latin-1").translate(_BY_OCTAL_DIGITS)


def _word(text: str, secrets: Mapping[str, str]) -> str:
    """Quote a word, with variables where secrets stand and a command where one character comes very often."""
    if not text.isprintable():
        return f'"$(printf %b {_word(_escaped(text.encode()), secrets)})"'
    known = _variables(text, secrets)
    parts = re.split(f"({'|'.join(map(re.escape, known))})", text) if known else [text]
    # For a secret in an encoded form there is no variable.
    parts = [part if part in known else without_encoded(part, secrets) for part in parts]
    if len(parts) == 1 and not _RUN.search(text):
        return shlex.quote(parts[0])
    return f'"{"".join(f"${{{known[part]}}}" if part in known else _inside(part) for part in parts)}"'


def _variables(text: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Give what in `text` is written as a variable: known secrets, and what looks like one, longest first."""
    known = known_in(text, secrets)
    rest = _NUMBER.sub("\n", text)
    for secret in known:
        rest = rest.replace(secret, "\n")
    made_up = (token for token in leaks(rest) if "%" not in token and len(set(token)) > _FILLING_CHARACTERS_MAX)
    return known | dict.fromkeys(sorted(made_up, key=lambda token: -len(token)), _MADE_UP)


def _inside(text: str) -> str:
    """Write text as it stands inside double quotes."""
    written, end = "", 0
    for run in _RUN.finditer(text):
        one = f"printf '%{len(run.group())}s' '' | tr ' ' {shlex.quote(run.group(1))}"
        written += _escaped_inside(text[end : run.start()]) + f"$({one})"
        end = run.end()
    return written + _escaped_inside(text[end:])


def _escaped_inside(text: str) -> str:
    # An interactive bash takes ! for an older command even there, where no backslash helps.
    return re.sub(r'([\\"`$])', r"\\\1", text).replace("!", "\"'!'\"")


def _bounded(line: str) -> str:
    if len(line) <= _LINE_CHARACTERS_MAX:
        return line
    # As a comment: cut in the middle of a word in quotes it would make a shell wait for the rest.
    return f"# too long to be repeated by hand, {len(line):,} characters in all: {line[:_BEGINNING_CHARACTERS]}…"
