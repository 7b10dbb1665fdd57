"""What a server gave in a run: the secrets of devices, and what each of them was given for."""

import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import parse_mac
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.settings import WireNames
from oceanhil.remote.evidence.exchange import Exchange

_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_UNPACKED_BYTES_MAX: Final = 65_536
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;|$)")


class _Body(msgspec.Struct, frozen=True):
    mac_address: str
    token: str = ""


class _Asker(NamedTuple):
    """Who asks: its MAC, and the secret that it shows, in one spelling."""

    mac: bytes
    shown: str

    def is_another(self, other: "_Asker") -> bool:
        """Tell whether this is surely another device: one may get a new token, and a MAC may be looked at by nobody."""
        return self.mac != other.mac and self.shown != other.shown


class Grants:
    """Notes which device was given which permanent token, and which session."""

    def __init__(self, names: WireNames) -> None:
        self._names = names
        self._given_to: dict[str, _Asker] = {}
        self._macs: dict[str, bytes] = {}
        self.twice: list[Exchange] = []
        """The exchanges that gave a secret which had been given to another device before."""

    def note(self, exchange: Exchange, *secrets: str) -> None:
        """Note that `exchange` gave these; they are passed over where nobody can tell to whom."""
        request = _read(exchange)
        asker = self._asker(request)
        if asker is not None:
            for secret in (*self._shown(request), *secrets):
                self._macs.setdefault(secret, asker.mac)
        for secret in secrets:
            if secret and asker is not None and self._given_to.setdefault(secret, asker).is_another(asker):
                self.twice.append(exchange)

    def told_apart(self, names: Mapping[str, str], exchanges: Iterable[Exchange]) -> Mapping[str, str]:
        """Give the names of secrets with a number behind those of the second device in `exchanges`, and so on."""
        shown = (self._macs.get(secret) for each in exchanges for secret in self._shown(_read(each)))
        numbers = {mac: number for number, mac in enumerate(dict.fromkeys(mac for mac in shown if mac), 1)}
        if len(numbers) < 2:
            return names
        ends = {mac: f"_{number}" if number > 1 else "" for mac, number in numbers.items()}
        return {secret: name + ends.get(self._macs.get(secret, b""), "") for secret, name in names.items()}

    def _shown(self, request: HttpRequest) -> tuple[str, ...]:
        """Give the secrets that a request shows, where devices show them."""
        of_head = (request.headers.get(name, "") for name in (self._names.token_header, self._names.session_header))
        body = _body(request) if request.path == self._names.register_path else None
        return tuple(secret for secret in (*of_head, body.token if body else "") if secret)

    def _asker(self, request: HttpRequest) -> _Asker | None:
        """Give who sends this; None if nobody can read it."""
        body = _body(request)
        if body is None:
            return None
        is_session = request.path == self._names.session_path
        shown = request.headers.get(self._names.token_header, "") if is_session else body.token
        mac, shown = parse_mac(body.mac_address), shown.strip().casefold()
        return _Asker(mac, shown) if mac and shown else None


def _body(request: HttpRequest) -> _Body | None:
    try:
        return msgspec.json.decode(request.body, type=_Body)
    except NOT_JSON:
        return None


def _read(exchange: Exchange) -> HttpRequest:
    """Give the request as a server reads it: one that was sent as bytes taken apart, and its body unpacked."""
    request = _parsed(exchange) if exchange.raw else exchange.request
    if request.headers.get("content-encoding", "").lower() != "gzip":
        return request
    try:
        body = zlib.decompressobj(_GZIP_WINDOW).decompress(request.body, _UNPACKED_BYTES_MAX)
    except zlib.error:
        return request
    return msgspec.structs.replace(request, body=body)


def _parsed(exchange: Exchange) -> HttpRequest:
    head, _, body = exchange.raw.partition(b"\r\n\r\n")
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in lines}
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    return msgspec.structs.replace(exchange.request, headers=headers, body=body)


def _unchunked(body: bytes) -> bytes:
    """Put chunks together as far as they are such."""
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        found = _SIZE.match(size)
        length = int(found[1], 16) if found else 0
        if not length:
            break
        whole, body = whole + rest[:length], rest[length + len(b"\r\n") :]
    return whole
