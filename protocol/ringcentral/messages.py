"""RingCentral's token service on the wire, seen by a client: its requests, and how it reads the answers.

Sources: the pages "JWT flow", "Refresh tokens" and "Access tokens" of developers.ringcentral.com/guide for the requests
and the answer with tokens (RFC 6749, 4.1 to 6, and RFC 7009); "API error codes" there and community.ringcentral.com for
the bodies of refusals.
"""

from base64 import b64encode
from collections.abc import Mapping
from enum import Enum
from typing import Annotated
from urllib.parse import urlencode

import msgspec

from oceanhil.protocol.http import FORM_TYPE, HttpRequest, HttpResponse
from oceanhil.protocol.not_json import NOT_JSON

TOKEN_PATH = "/restapi/oauth/token"  # noqa: S105 - a path
REVOKE_PATH = "/restapi/oauth/revoke"
EXTENSION_PATH = "/restapi/v1.0/account/~/extension/~"
CALL_LOG_PATH = f"{EXTENSION_PATH}/call-log"
RECORDINGS_PATH = "/restapi/v1.0/account/~/recording/"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_Lifetime = Annotated[int, msgspec.Meta(ge=0)]


class AppKey(msgspec.Struct, frozen=True):
    """What an application proves itself with."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        """Leave the secret out."""
        return f"AppKey({self.client_id!r})"


class TokenAnswer(msgspec.Struct, frozen=True):
    """An answer with tokens; lifetimes in s. An application that may not have a refresh token gets an empty text."""

    access_token: str
    expires_in: _Lifetime
    refresh_token: str = ""
    refresh_token_expires_in: _Lifetime = 0

    def __repr__(self) -> str:
        """Leave the tokens out."""
        return f"TokenAnswer(expires_in={self.expires_in})"


class TokenKind(Enum):
    """The two tokens of a pair."""

    ACCESS = "access"
    REFRESH = "refresh"


class Envelope(Enum):
    """The form of a refusal's body."""

    OAUTH = "oauth"
    """`error`, `error_description` and `errors`."""
    FULL = "full"
    """`errorCode`, `message` and `errors`."""
    FLAT = "flat"
    """`errorCode` and `message`."""
    LIST = "list"
    """`errors` alone."""


class RefusalBody(msgspec.Struct, frozen=True):
    """What a refusal says: the innermost code, such as `OAU-213`, its message, and the form of the body.

    `word` is OAuth's `error`, `outer` the code of the envelope; each is empty where the form has none.
    """

    code: str
    message: str
    envelope: Envelope
    word: str = ""
    outer: str = ""


class _Item(msgspec.Struct, frozen=True, rename="camel"):
    error_code: str = ""
    message: str = ""


class _Body(msgspec.Struct, frozen=True, rename="camel"):
    error_code: str | None = None
    message: str = ""
    errors: tuple[_Item, ...] | None = None
    error: str | None = None


class _Recording(msgspec.Struct, frozen=True):
    id: str


class _Call(msgspec.Struct, frozen=True):
    recording: _Recording | None = None


class _CallLog(msgspec.Struct, frozen=True):
    records: tuple[_Call, ...] = ()


_TOKENS = msgspec.json.Decoder(TokenAnswer)
_REFUSAL = msgspec.json.Decoder(_Body)
_CALLS = msgspec.json.Decoder(_CallLog)


def login_request(app: AppKey, jwt: str) -> HttpRequest:
    """Ask for tokens with a user's JWT credential."""
    return form_request(TOKEN_PATH, app, {"grant_type": JWT_BEARER, "assertion": jwt})


def refresh_request(app: AppKey, refresh_token: str) -> HttpRequest:
    """Ask for new tokens in exchange for a refresh token."""
    return form_request(TOKEN_PATH, app, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def revoke_request(app: AppKey, token: str) -> HttpRequest:
    """Ask for the end of a token, and of all tokens of its session."""
    return form_request(REVOKE_PATH, app, {"token": token})


def call_request(path: str, access_token: str) -> HttpRequest:
    """Call the API."""
    return HttpRequest("GET", path, {"authorization": f"Bearer {access_token}", "accept": "*/*"})


def recording_path(recording: str) -> str:
    """Give where the sound of a recording is."""
    return f"{RECORDINGS_PATH}{recording}/content"


def read_tokens(response: HttpResponse) -> TokenAnswer | None:
    """Read an answer with tokens; None if it is none."""
    if response.status != 200:
        return None
    try:
        return _TOKENS.decode(response.body)
    except NOT_JSON:
        return None


def read_recordings(response: HttpResponse) -> tuple[str, ...]:
    """Read the recordings that a call log names, by id; nothing if it is no call log."""
    try:
        calls = _CALLS.decode(response.body).records
    except NOT_JSON:
        return ()
    return tuple(call.recording.id for call in calls if call.recording is not None)


def read_refusal(response: HttpResponse) -> RefusalBody | None:
    """Read why a request was refused, in any of the documented forms; None if it was not, or in none of them."""
    if response.status < 400:
        return None
    try:
        body = _REFUSAL.decode(response.body)
    except NOT_JSON:
        return None
    inner = body.errors[0] if body.errors else _Item(body.error_code or "", body.message)
    if body.error is not None:
        return RefusalBody(inner.error_code, inner.message, Envelope.OAUTH, body.error)
    if body.error_code is None:
        return None if body.errors is None else RefusalBody(inner.error_code, inner.message, Envelope.LIST)
    envelope = Envelope.FLAT if body.errors is None else Envelope.FULL
    return RefusalBody(inner.error_code, inner.message, envelope, outer=body.error_code)


def form_request(path: str, app: AppKey, fields: Mapping[str, str]) -> HttpRequest:
    """Send a form with the application's proof of who it is (RFC 6749, 2.3.1)."""
    proof = b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
    headers = {"authorization": f"Basic {proof}", "content-type": FORM_TYPE}
    return HttpRequest("POST", path, headers, urlencode(fields).encode())
