"""`POST /restapi/oauth/token` and `POST /restapi/oauth/revoke`."""

from collections.abc import Mapping

import msgspec

from oceanhil.mock_server.core.live_values import LiveValues
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.ringcentral.accounts import Accounts, App, User
from oceanhil.mock_server.ringcentral.form_body import read_client, read_form, read_seconds, read_text
from oceanhil.mock_server.ringcentral.rate_limits import Allowance, Group, PenaltyLimits
from oceanhil.mock_server.ringcentral.refusals import RefusedError
from oceanhil.mock_server.ringcentral.session import Session
from oceanhil.mock_server.ringcentral.session_registry import Issued, SessionRegistry, Wish
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.messages import JWT_BEARER
from oceanhil.protocol.ringcentral.profile import TokenSettings
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.units import SECOND_US

_SHOWN_ONCE = {"content-type": "application/json", "cache-control": "no-store", "pragma": "no-cache"}
"""RFC 6749, 5.1."""
_MOST_ECHOED = 256


class TokenReply(msgspec.Struct, frozen=True):
    """Tokens; lifetimes in s, and no refresh token where none is given.

    Fields and order as "Refresh tokens" of the developer guide prints them.
    """

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str | msgspec.UnsetType
    refresh_token_expires_in: int | msgspec.UnsetType
    scope: str
    owner_id: str
    endpoint_id: str


class Answered(msgspec.Struct, frozen=True):
    """An answer, the id of the session it concerns (empty: none), and a note for the journal."""

    response: HttpResponse
    session: str = ""
    note: str = ""


class TokenEndpoint:
    """Logs in, refreshes and revokes; every `at_us` is the server's time."""

    __slots__ = ("_accounts", "_limits", "_live", "_registry")

    def __init__(
        self, accounts: Accounts, registry: SessionRegistry, limits: PenaltyLimits, live: LiveValues[TokenSettings]
    ) -> None:
        """Judge by `live`."""
        self._accounts = accounts
        self._registry = registry
        self._limits = limits
        self._live = live

    def token(self, request: HttpRequest, at_us: int) -> Answered:
        """Answer a request for tokens; raises RefusedError."""
        fields = read_form(request, self._live.values.max_body_bytes)
        app = read_client(request, fields, self._accounts)
        grant = read_text(fields, "grant_type")
        wish = _wish(fields)
        if grant == "refresh_token":
            return self._refresh(read_text(fields, "refresh_token"), app, wish, at_us)
        user = self._user(grant, fields, app, at_us)
        allowance = self._admit(user, app, at_us)
        try:
            issued = self._registry.log_in(user, app, wish, at_us)
        except RefusedError as refused:
            if allowance is not None and refused.reason is Reason.SESSIONS_FULL:
                # A client must see from the headers which of the two reasons for a 429 it is.
                refused.headers = allowance.headers()
            raise
        if grant == "authorization_code":
            self._accounts.use_code(fields["code"])
        return self._answered(issued, allowance, at_us)

    def revoke(self, request: HttpRequest, at_us: int) -> Answered:
        """Answer a revocation (RFC 7009); raises RefusedError."""
        fields = read_form(request, self._live.values.max_body_bytes)
        app = read_client(request, fields, self._accounts)
        session = self._registry.revoke(read_text(fields, "token"), app, at_us)
        if session is not None:
            return Answered(HttpResponse(200), session.id)
        note = "no live session of this application has this token"
        if self._live.values.revoke_unknown_status != 200:
            raise RefusedError(Reason.REVOKE_UNKNOWN, note)
        return Answered(HttpResponse(200), "", note)

    def _refresh(self, token: str, app: App, wish: Wish, at_us: int) -> Answered:
        known = self._registry.find(token)
        owner = None if known is None or known.app is not app else known.user
        allowance = self._admit(owner, app, at_us)
        return self._answered(self._registry.refresh(token, app, wish, at_us), allowance, at_us)

    def _user(self, grant: str, fields: Mapping[str, str], app: App, at_us: int) -> User:
        if grant == "authorization_code":
            return self._user_of_code(fields, app, at_us)
        if grant == JWT_BEARER:
            user = self._accounts.by_assertion(read_text(fields, "assertion"))
        elif grant == "password":
            user = self._accounts.by_password(read_text(fields, "username"), read_text(fields, "password"))
        else:
            raise RefusedError(Reason.GRANT_UNKNOWN, "unknown grant_type")
        if user is None:
            self._admit(None, app, at_us)
            raise RefusedError(Reason.CREDENTIALS_WRONG, "no user has these credentials")
        return user

    def _user_of_code(self, fields: Mapping[str, str], app: App, at_us: int) -> User:
        grant = self._accounts.code(read_text(fields, "code"))
        refused: RefusedError
        if grant is None:
            refused = RefusedError(Reason.CODE_UNKNOWN, "no such code, or it was used")
        elif grant.app is not app:
            refused = RefusedError(Reason.CODE_OTHER_APP, "the code was made for another application")
        elif at_us - grant.issued_us >= self._live.values.authorization_code_ttl_s * SECOND_US:
            refused = RefusedError(Reason.CODE_EXPIRED, "the code is too old")
        elif grant.redirect_uri not in {"", fields.get("redirect_uri", "")}:
            refused = RefusedError(Reason.CODE_REDIRECT, "redirect_uri is not the one the code was made for")
        else:
            return grant.user
        self._admit(None, app, at_us)
        raise refused

    def _admit(self, user: User | None, app: App, at_us: int) -> Allowance | None:
        """Count a request for tokens; whose it is may be unknown, then the application's."""
        values = self._live.values
        if not values.rate_limit_enabled:
            return None
        is_by_user = values.rate_limit_auth_scope == "user" and user is not None
        who = f"{app.client_id} {user.id}" if is_by_user and user is not None else app.client_id
        return check(self._limits.admit(Group.AUTH, who, values, at_us), values)

    def _answered(self, issued: Issued, allowance: Allowance | None, at_us: int) -> Answered:
        headers = {**_SHOWN_ONCE, **({} if allowance is None else allowance.headers())}
        note = "the same tokens again, for the refresh token before" if issued.is_replay else ""
        return Answered(json_response(_reply(issued.session, at_us), 200, headers), issued.session.id, note)


def check(allowance: Allowance, values: TokenSettings) -> Allowance:
    """Let an allowance pass; raises RefusedError if there is none."""
    if allowance.wait_s:
        retry = {"retry-after": str(allowance.wait_s)} if values.send_retry_after else {}
        note = f"the limit of the group {allowance.group.value}"
        raise RefusedError(Reason.RATE_EXCEEDED, note, headers={**allowance.headers(), **retry})
    return allowance


def _reply(session: Session, at_us: int) -> TokenReply:
    pair = session.current
    return TokenReply(
        access_token=pair.access,
        token_type="bearer",  # noqa: S106 - the name of the scheme
        expires_in=pair.access_left_s(at_us),
        refresh_token=pair.refresh or msgspec.UNSET,
        refresh_token_expires_in=pair.refresh_left_s(at_us) if pair.refresh else msgspec.UNSET,
        scope=session.scope,
        owner_id=session.user.id,
        endpoint_id=session.endpoint_id,
    )


def _wish(fields: Mapping[str, str]) -> Wish:
    return Wish(
        read_seconds(fields, "access_token_ttl"),
        read_seconds(fields, "refresh_token_ttl"),
        fields.get("endpoint_id", "")[:_MOST_ECHOED],
        fields.get("scope", "")[:_MOST_ECHOED],
    )
