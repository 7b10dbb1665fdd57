"""Deliberate faults of the token service, each with the item that is there to find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.mock_server.ringcentral.accounts import Accounts, App, User
from oceanhil.mock_server.ringcentral.rate_limits import Allowance, Group, PenaltyLimits
from oceanhil.mock_server.ringcentral.session import Ending, Pair, Session
from oceanhil.mock_server.ringcentral.session_registry import Issued, SessionRegistry, Wish
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.profile import TokenSettings, load_profile
from oceanhil.protocol.tokens import digest_of
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from tests.conformance.ringcentral.subjects import Serve

Honest = Callable[[HttpRequest], Delivery]
Meddling = Callable[[HttpRequest, Honest], Delivery]


@dataclass(frozen=True, slots=True)
class Bug:
    """A fault by name, the item that must find it, the service that has it, and the item's verdict."""

    name: str
    item: str
    serve: Serve
    verdict: ItemVerdict = ItemVerdict.VIOLATES


class MeddledService(TokenService):
    """The service with somebody between it and the clients."""

    def __init__(self, meddling: Meddling) -> None:
        super().__init__(load_profile(), 7)
        self._meddling = meddling

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        honest = super().handle
        return self._meddling(request, lambda changed: honest(changed, now_us))


def meddled(meddling: Meddling) -> Serve:
    """Serve with a fault in what is answered."""
    return lambda: MockServer(MeddledService(meddling))


def rebuilt(part: str, kind: type[object]) -> Serve:
    """Serve with a fault in how one part judges: `kind` is a class of the same form."""

    def make() -> MockServer:
        service = TokenService(load_profile(), 7)
        getattr(service, part).__class__ = kind
        return MockServer(service)

    return make


def answered(delivery: Delivery, **changes: object) -> Delivery:
    """Change the answer of a delivery."""
    assert delivery.response is not None
    return msgspec.structs.replace(delivery, response=msgspec.structs.replace(delivery.response, **changes))


class LatePair(Pair):
    """A pair that is accepted at its very end too."""

    def is_access_fresh(self, at_us: int) -> bool:
        return at_us - self.issued_us <= self.access_ttl_s * SECOND_US

    def is_refresh_fresh(self, at_us: int) -> bool:
        return at_us - self.issued_us <= self.refresh_ttl_s * SECOND_US


class LateRegistry(SessionRegistry):
    __slots__ = ()

    def _draw_pair(self, wish: Wish, at_us: int) -> Pair:
        drawn = super()._draw_pair(wish, at_us)
        return LatePair(drawn.access, drawn.refresh, at_us, drawn.access_ttl_s, drawn.refresh_ttl_s)


class ForgivingRegistry(SessionRegistry):
    """Lets the access token before pass."""

    __slots__ = ()

    def accept(self, token: str, at_us: int) -> Session:
        found = self._tokens.get(digest_of(token))
        if found is not None and token == found[1].access and found[0].ending is None:
            return found[0]
        return super().accept(token, at_us)


class NewestEndsRegistry(SessionRegistry):
    """Ends the newest session instead of the oldest."""

    __slots__ = ()

    def log_in(self, user: User, app: App, wish: Wish, at_us: int) -> Issued:
        before = list(self.live(at_us, user, app))
        if len(before) >= self._live.values.session_limit:
            self._end(before[-1], Ending.EVICTED, at_us)
        return super().log_in(user, app, wish, at_us)


class OneLimitForAllRegistry(SessionRegistry):
    """Counts the sessions of a user with every application together."""

    __slots__ = ()

    def log_in(self, user: User, app: App, wish: Wish, at_us: int) -> Issued:
        before = list(self.live(at_us, user))
        for oldest in before[: max(0, len(before) + 1 - self._live.values.session_limit)]:
            self._end(oldest, Ending.EVICTED, at_us)
        return super().log_in(user, app, wish, at_us)


class HalfRevokingRegistry(SessionRegistry):
    """Revokes the access token and leaves the refresh token."""

    __slots__ = ()

    def revoke(self, token: str, app: App, at_us: int) -> Session | None:
        session = self.find(token)
        if session is None or session.app is not app or token != session.current.access:
            return super().revoke(token, app, at_us)
        del self._tokens[digest_of(token)]
        return session


class AnybodysRegistry(SessionRegistry):
    """Revokes whatever it is shown."""

    __slots__ = ()

    def revoke(self, token: str, app: App, at_us: int) -> Session | None:
        session = self.find(token)
        return None if session is None else super().revoke(token, session.app, at_us)


class NewPairsRegistry(SessionRegistry):
    """Answers a repeated refresh with other tokens."""

    __slots__ = ()

    def refresh(self, token: str, app: App, wish: Wish, at_us: int) -> Issued:
        issued = super().refresh(token, app, wish, at_us)
        if issued.is_replay:
            issued.session.current = self._draw_pair(wish, at_us)
            self._know(issued.session, issued.session.current)
        return issued


class SharedRefreshRegistry(SessionRegistry):
    """Refreshes for whatever application asks."""

    __slots__ = ()

    def refresh(self, token: str, app: App, wish: Wish, at_us: int) -> Issued:
        session = self.find(token)
        return super().refresh(token, app if session is None else session.app, wish, at_us)


class ReusableAccounts(Accounts):
    """Does not spend authorization codes."""

    __slots__ = ()

    def use_code(self, code: str) -> None:
        del code


class OldPasswordAccounts(Accounts):
    """Keeps the JWT when credentials change."""

    __slots__ = ()

    def by_assertion(self, assertion: str) -> User | None:
        found = super().by_assertion(assertion)
        return found or next(iter(self.users.values()), None)


class LenientLimits(PenaltyLimits):
    """Lets a penalty pass although requests go on."""

    __slots__ = ()

    def admit(self, group: Group, who: str, values: TokenSettings, at_us: int) -> Allowance:
        counted = self._of(group, who)
        before_us = counted.penalty_until_us
        allowance = super().admit(group, who, values, at_us)
        if before_us is not None and at_us < before_us:
            counted.penalty_until_us = before_us
        return allowance


class KeepingService(TokenService):
    """Lets sessions live when the user's credentials change."""

    def _end(self, sessions: object, ending: Ending, at_us: int) -> None:
        del sessions, ending, at_us


def _is_token(request: HttpRequest) -> bool:
    return request.path == "/restapi/oauth/token"


def _redirects(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    if request.path.endswith("/token/"):
        return answered(delivery, status=301, headers={"location": request.path.rstrip("/")})
    return delivery


def _stores(request: HttpRequest, honest: Honest) -> Delivery:
    return answered(honest(request), headers={"content-type": "application/json"})


def _echoes(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    if delivery.response is None or delivery.response.status < 400 or _is_token(request):
        return delivery
    sent = request.headers.get("authorization", request.query)
    return answered(delivery, body=delivery.response.body.replace(b'"message":"', f'"message":"{sent} '.encode()))


def _falls_over(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    return answered(delivery, status=500) if b"\xff" in request.body else delivery


def _shows_a_page(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    if "text/html" in request.headers.get("accept", ""):
        return answered(delivery, body=b"<html>", headers={"content-type": "text/html"})
    return delivery


def _retrying(when: str) -> Meddling:
    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        delivery = honest(request)
        response = delivery.response
        if response is None or "retry-after" not in response.headers:
            return delivery
        return answered(delivery, headers={**response.headers, "retry-after": when})

    return meddling


def _accepts_get(request: HttpRequest, honest: Honest) -> Delivery:
    if request.method == "GET" and _is_token(request):
        form = {name.lower(): value for name, value in request.headers.items()}
        form["content-type"] = "application/x-www-form-urlencoded"
        return honest(HttpRequest("POST", request.path, form, request.query.encode()))
    return honest(request)


def _has_no_allow(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    response = delivery.response
    if isinstance(response, HttpResponse) and response.status == 405:
        return answered(delivery, headers={"content-type": "application/json"})
    return delivery


def _in_the_registry(name: str, item: str, kind: type[SessionRegistry]) -> Bug:
    return Bug(name, item, rebuilt("_registry", kind))


BUGS: Final = (
    _in_the_registry("an access token lives a moment too long", "lifetime/access-edge", LateRegistry),
    _in_the_registry("a refresh token lives a moment too long", "lifetime/refresh-edge", LateRegistry),
    _in_the_registry("the access token before lives on", "refresh/old-access-dies", ForgivingRegistry),
    _in_the_registry("the newest session is dropped", "session/oldest-ends", NewestEndsRegistry),
    _in_the_registry("sessions with all applications count together", "session/other-app", OneLimitForAllRegistry),
    _in_the_registry("the refresh token survives a revocation", "revoke/refresh-token-too", HalfRevokingRegistry),
    _in_the_registry("an application revokes another's tokens", "revoke/other-app", AnybodysRegistry),
    _in_the_registry("a repeated refresh gives other tokens", "grace/replay", NewPairsRegistry),
    _in_the_registry("two refreshes at once give two pairs", "grace/two-at-once", NewPairsRegistry),
    _in_the_registry("a refresh token works for any application", "refresh/other-app", SharedRefreshRegistry),
    Bug("an authorization code works twice", "code/twice", rebuilt("_accounts", ReusableAccounts)),
    Bug("any JWT will do", "login/wrong-jwt", rebuilt("_accounts", OldPasswordAccounts)),
    Bug("a penalty passes in spite of requests", "limits/penalty-again", rebuilt("_limits", LenientLimits)),
    Bug(
        "sessions survive new credentials",
        "ended/credentials-changed",
        lambda: MockServer(KeepingService(load_profile(), 7)),
    ),
    Bug("a request for tokens is redirected", "http/no-redirect", meddled(_redirects)),
    Bug("caches may keep tokens", "login/no-store", meddled(_stores)),
    Bug("a refusal repeats the token", "secrets/refused-call", meddled(_echoes)),
    Bug("a byte that is no text brings it down", "form/not-utf-8", meddled(_falls_over)),
    Bug("a refusal is a page", "http/no-page", meddled(_shows_a_page)),
    Bug("Retry-After is no number", "limits/retry-after", meddled(_retrying("soon"))),
    Bug(
        "Retry-After is a date",
        "limits/retry-after",
        meddled(_retrying("Sun, 29 Nov 2099 12:00:00 GMT")),
        ItemVerdict.DIFFERS,
    ),
    Bug("tokens are given for a GET", "form/get-token", meddled(_accepts_get)),
    Bug("405 has no Allow", "form/get-token", meddled(_has_no_allow)),
)
