"""What the exchanges of devices with a foreign server tell: whose they are, and why one was refused."""

from http import HTTPStatus

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import RegisterReply, RegisterRequest, SessionReply
from oceanhil.protocol.profile import Profile
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


class _Refusal(msgspec.Struct):
    """What a refusal says; servers of somebody else leave things out."""

    error: str = ""
    code: str = ""


_REFUSAL = msgspec.json.Decoder(_Refusal)


def reason_of(response: HttpResponse, profile: Profile) -> ErrorReason | None:
    """Tell by its code, else by status and message, why a request was refused.

    None if it was not, or if the answer says neither in the profile's words.
    """
    if response.status < 400:
        return None
    try:
        said = _REFUSAL.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    rows = profile.errors.items()
    by_code = next((reason for reason, row in rows if row.code == said.code), None)
    words = (response.status, said.error)
    return by_code or next((reason for reason, row in rows if (row.status, row.message) == words), None)
