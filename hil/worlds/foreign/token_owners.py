"""Whose request it is, on a server that does not say so: devices by the tokens that they were given."""

from http import HTTPStatus

import msgspec

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import RegisterReply, RegisterRequest, SessionReply
from oceanhil.protocol.settings import WireNames

_REGISTER = msgspec.json.Decoder(RegisterRequest)
_REGISTERED = msgspec.json.Decoder(RegisterReply)
_OPENED = msgspec.json.Decoder(SessionReply)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError)


class TokenOwners:
    """The server's ids of the run's devices, by registration and permanent token."""

    def __init__(self, wire: WireNames) -> None:
        self._wire = wire
        self._owners: dict[str, str] = {}

    def obtained(self, identity: str, token: str) -> None:
        """Note whose registration token this is."""
        self._owners[token] = identity

    def owner(self, request: HttpRequest) -> str:
        """Give the id of the device whose token the request carries, empty if that is none of this run's."""
        token = request.headers.get(self._wire.token_header) or self._registration_token(request)
        return self._owners.get(token, "")

    def learn(self, request: HttpRequest, response: HttpResponse) -> str:
        """Note what an answer grants; gives the owner."""
        owner = self.owner(request)
        if owner and request.path == self._wire.register_path and response.status == HTTPStatus.OK:
            try:
                self._owners[_REGISTERED.decode(response.body).permanent_token] = owner
            except _UNREADABLE:
                return owner
        return owner

    def is_contact(self, request: HttpRequest, response: HttpResponse) -> bool:
        """Tell whether the server has heard from a device by this: a session opened, or a poll with one accepted."""
        if response.status != HTTPStatus.OK:
            return False
        if request.path == self._wire.session_path:
            return _is_session(response)
        return request.path == self._wire.state_path and bool(request.headers.get(self._wire.session_header))

    def _registration_token(self, request: HttpRequest) -> str:
        if request.path != self._wire.register_path:
            return ""
        try:
            return _REGISTER.decode(request.body).token
        except _UNREADABLE:
            return ""


def _is_session(response: HttpResponse) -> bool:
    try:
        return bool(_OPENED.decode(response.body).session_id)
    except _UNREADABLE:
        return False
