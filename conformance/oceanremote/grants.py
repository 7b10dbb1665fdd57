"""What a server gave in a run: the secrets of devices, and what each of them was given for."""

from typing import NamedTuple

import msgspec

from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import parse_mac
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.settings import WireNames
from oceanhil.remote.evidence.exchange import Exchange


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
        self.twice: list[Exchange] = []
        """The exchanges that gave a secret which had been given to another device before."""

    def note(self, exchange: Exchange, *secrets: str) -> None:
        """Note that `exchange` gave these; they are passed over where nobody can tell to whom."""
        asker = self._asker(exchange.request)
        for secret in secrets:
            if secret and asker is not None and self._given_to.setdefault(secret, asker).is_another(asker):
                self.twice.append(exchange)

    def _asker(self, request: HttpRequest) -> _Asker | None:
        """Give who sends this; None if nobody can read it."""
        try:
            body = msgspec.json.decode(request.body, type=_Body)
        except NOT_JSON:
            return None
        is_session = request.path == self._names.session_path
        shown = request.headers.get(self._names.token_header, "") if is_session else body.token
        mac, shown = parse_mac(body.mac_address), shown.strip().casefold()
        return _Asker(mac, shown) if mac and shown else None
