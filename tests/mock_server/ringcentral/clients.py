"""RingCentral's service with a clock in the test's hand, a user, an application, and a client for them."""

import json
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec

from oceanhil.mock_server.core import AccessPolicy, AdminSide
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.admin import NewApp, NewUser, SessionView
from oceanhil.protocol.ringcentral.profile import load_profile

START_US = 1_700_000_000_000_000
TOKEN = "/restapi/oauth/token"
REVOKE = "/restapi/oauth/revoke"
ME = "/restapi/v1.0/account/~/extension/~"
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Reply(msgspec.Struct, frozen=True):
    """An answer as a client sees it."""

    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """The first error's code, empty if there is none."""
        errors = self.body.get("errors")
        if isinstance(errors, list) and errors:
            return str(errors[0]["errorCode"])
        return str(self.body.get("errorCode", ""))

    @property
    def seen(self) -> str:
        """Status and code."""
        return f"{self.status} {self.code}".strip()

    def text(self, name: str) -> str:
        value = self.body[name]
        assert isinstance(value, str)
        return value


class Tokens(msgspec.Struct, frozen=True):
    """What a client keeps."""

    access: str
    refresh: str


class Bench:
    """The service with one user and one application."""

    def __init__(self, **settings: Scalar) -> None:
        self.service = TokenService(load_profile(), 1)
        self.admin_side = AdminSide(self.service, AccessPolicy())
        self.now_us = START_US
        self.user: NewUser = self.service.add_user("alice")
        self.app: NewApp = self.service.add_app("dialer", is_public=False)
        if settings:
            self.change(**settings)

    def wait(self, seconds: float) -> None:
        self.now_us += round(seconds * 1_000_000)

    def change(self, **settings: Scalar) -> None:
        self.service.put_settings(settings, self.now_us)

    def send(self, request: HttpRequest) -> Reply:
        response = self.service.handle(request, self.now_us).response
        assert response is not None
        return reply_of(response)

    def form(self, path: str, fields: Mapping[str, object], app: NewApp | None = None) -> Reply:
        headers = {"content-type": "application/x-www-form-urlencoded"} | basic(app or self.app)
        return self.send(HttpRequest("POST", path, headers, urlencode(fields).encode()))

    def ask(self, user: NewUser | None = None, app: NewApp | None = None, **fields: object) -> Reply:
        """Log in with the JWT credential."""
        assertion = (user or self.user).jwt
        return self.form(TOKEN, {"grant_type": JWT, "assertion": assertion, **fields}, app)

    def log_in(self, user: NewUser | None = None, app: NewApp | None = None, **fields: object) -> Tokens:
        return tokens_of(self.ask(user, app, **fields))

    def refresh(self, tokens: Tokens, app: NewApp | None = None, **fields: object) -> Reply:
        return self.form(TOKEN, {"grant_type": "refresh_token", "refresh_token": tokens.refresh, **fields}, app)

    def refreshed(self, tokens: Tokens) -> Tokens:
        return tokens_of(self.refresh(tokens))

    def call(self, tokens: Tokens, path: str = ME) -> Reply:
        return self.send(HttpRequest("GET", path, {"authorization": f"Bearer {tokens.access}"}))

    def revoke(self, token: str, app: NewApp | None = None) -> Reply:
        return self.form(REVOKE, {"token": token}, app)

    def admin(self, method: str, path: str, body: object = None, query: str = "") -> Reply:
        raw = b"" if body is None else json.dumps(body).encode()
        headers = {"host": "localhost:8080", **({"content-type": "application/json"} if raw else {})}
        return reply_of(self.admin_side.handle(HttpRequest(method, f"/_admin{path}", headers, raw, query), self.now_us))

    def sessions(self) -> list[SessionView]:
        return list(self.service.sessions(self.now_us))


def basic(app: NewApp) -> dict[str, str]:
    if app.client_secret is None:
        return {}
    return {"authorization": "Basic " + b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()}


def tokens_of(reply: Reply) -> Tokens:
    assert reply.status == 200, reply.body
    return Tokens(reply.text("access_token"), str(reply.body.get("refresh_token", "")))


def reply_of(response: HttpResponse) -> Reply:
    is_json = response.headers.get("content-type") == "application/json" and response.body
    return Reply(response.status, json.loads(response.body) if is_json else {}, response.headers)
