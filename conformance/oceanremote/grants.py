"""What a server gave in a run: the secrets of devices, and what each of them was given for."""

import msgspec

from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.settings import WireNames
from oceanhil.remote.evidence.exchange import Exchange


class _Shown(msgspec.Struct, frozen=True):
    token: str = ""


class Grants:
    """Notes which permanent token was given for which registration token, and which session for which of those."""

    def __init__(self, names: WireNames) -> None:
        self._names = names
        self._given_for: dict[str, str] = {}
        self.twice: list[Exchange] = []
        """The exchanges that gave a secret which had been given for another one before."""

    def note(self, exchange: Exchange, *secrets: str) -> None:
        """Note that `exchange` gave these; they are passed over where nobody can tell what for."""
        shown = self._shown(exchange.request)
        for secret in secrets:
            if secret and shown and self._given_for.setdefault(secret, shown) != shown:
                self.twice.append(exchange)

    def _shown(self, request: HttpRequest) -> str:
        """Give the secret that the request shows, in one spelling; empty if there is none or nobody can read it."""
        if request.path == self._names.session_path:
            return request.headers.get(self._names.token_header, "").strip().casefold()
        try:
            return msgspec.json.decode(request.body, type=_Shown).token.strip().casefold()
        except NOT_JSON:
            return ""
