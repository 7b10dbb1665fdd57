"""What a subject sends and keeps: a session as its client knows it, and requests that are a little different."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from oceanhil.conformance.ringcentral.answer import TokenBody
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.remote.connector.ringcentral.control import REFRESH_TOKEN, User
from oceanhil.remote.wire.need import Lacking


@dataclass(frozen=True, slots=True)
class Login:
    """A session as its client knows it: who, with which application, and the tokens in force."""

    user: User
    app: AppKey
    tokens: TokenBody

    @property
    def access(self) -> str:
        """The access token."""
        return self.tokens.access_token

    @property
    def refresh(self) -> str:
        """The refresh token; raises Lacking if none is given here."""
        if not self.tokens.refresh_token:
            raise Lacking(REFRESH_TOKEN)
        return self.tokens.refresh_token


def basic(app: AppKey) -> str:
    """Give the header by which an application proves itself."""
    return "Basic " + b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()


def with_headers(request: HttpRequest, headers: Mapping[str, str]) -> HttpRequest:
    """Give the request with other headers; an empty one is left out."""
    merged = {**request.headers, **headers}
    return msgspec.structs.replace(request, headers={name: value for name, value in merged.items() if value})


def with_pairs(request: HttpRequest, pairs: Sequence[tuple[str, str]]) -> HttpRequest:
    """Give the request with these fields, of which one may be there twice."""
    return msgspec.structs.replace(request, body=urlencode(pairs).encode())
