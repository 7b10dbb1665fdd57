"""Secrets: what must never be told, in answers, headers and logs."""

from collections.abc import Iterable
from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH, JWT_BEARER, revoke_request
from oceanhil.protocol.tokens import TokenDamage, damaged
from oceanhil.remote.connector.control import LOG
from oceanhil.remote.connector.ringcentral.control import APP, PASSWORD, USER

_NO_PAGE: Final = "no page; what an answer or a log repeats, others read"


@assumption("secrets/refused-login", Severity.CRITICAL, Style.ABUSE, APP, USER, source=_NO_PAGE)
def refused_login(subject: TokenSubject) -> None:
    """The refusal of a login repeats neither credential nor secret."""
    user, app = subject.user(), subject.app()
    whole = {"grant_type": JWT_BEARER, "assertion": user.jwt}
    for spoilt in ({"grant_type": user.jwt}, {"access_token_ttl": user.jwt}, {"assertion": f"{user.jwt}x"}):
        answer = subject.ask(subject.token_request(whole | spoilt))
        answer.must_be_refused()
        _must_not_tell(answer, (user.jwt, app.client_secret))


@assumption("secrets/refused-password", Severity.CRITICAL, Style.ABUSE, APP, USER, PASSWORD, source=_NO_PAGE)
def refused_password(subject: TokenSubject) -> None:
    """The refusal of a wrong password does not repeat it."""
    user = subject.user()
    spoilt = subject.secret(f"{user.password}x", "WRONG_PASSWORD")
    fields = {"grant_type": "password", "username": user.name, "password": spoilt}
    answer = subject.ask(subject.token_request(fields))
    answer.must_be_refused()
    _must_not_tell(answer, (user.password,))


@assumption("secrets/refused-refresh", Severity.CRITICAL, Style.ABUSE, APP, USER, source=_NO_PAGE)
def refused_refresh(subject: TokenSubject) -> None:
    """The refusal of a refresh does not repeat the token."""
    token = subject.secret(damaged(subject.session().refresh, TokenDamage.CHARACTER), "SPOILT_REFRESH_TOKEN")
    answer = subject.ask(subject.refresh_request(token))
    answer.must_be_refused()
    _must_not_tell(answer, (token,))


@assumption("secrets/refused-call", Severity.CRITICAL, Style.ABUSE, APP, USER, source=_NO_PAGE)
def refused_call(subject: TokenSubject) -> None:
    """The refusal of a call does not repeat the token."""
    token = damaged(subject.session().access, TokenDamage.CHARACTER)
    for answer in (
        subject.call(token),
        subject.ask(with_headers(HttpRequest("GET", EXTENSION_PATH), {"authorization": f"Digest {token}"})),
        subject.ask(HttpRequest("GET", EXTENSION_PATH, query=f"access_token={token}")),
    ):
        answer.must_be_refused()
        _must_not_tell(answer, (token,))


@assumption("secrets/refused-revocation", Severity.CRITICAL, Style.ABUSE, APP, USER, source=_NO_PAGE)
def refused_revocation(subject: TokenSubject) -> None:
    """The refusal of a revocation does not repeat the token."""
    access = subject.session().access
    answer = subject.ask(with_headers(revoke_request(subject.app(), access), {"authorization": ""}))
    answer.must_be_refused()
    _must_not_tell(answer, (access,))


@assumption("secrets/success", Severity.CRITICAL, APP, USER, source=_NO_PAGE)
def success(subject: TokenSubject) -> None:
    """An answer with tokens repeats neither the credential nor the client secret."""
    login = subject.log_in()
    _must_not_tell(subject.last(), (login.user.jwt, login.app.client_secret, login.user.password))


@fact("secrets/headers", Severity.CRITICAL, APP, USER, source="RFC 6749, 5.1")
def headers(subject: TokenSubject) -> None:
    """Tokens stand in the body alone, in no header and no cookie."""
    login = subject.log_in()
    answer = subject.last()
    told = "\n".join(answer.headers.values())
    if any(secret and secret in told for secret in (login.access, login.tokens.refresh_token)):
        raise answer.violates("tokens in the body", "one in a header")


@assumption("secrets/call", Severity.CRITICAL, APP, USER, source=_NO_PAGE)
def call(subject: TokenSubject) -> None:
    """The answer to a call does not repeat the token."""
    access = subject.session().access
    _must_not_tell(subject.call(access), (access,))


@assumption("secrets/log", Severity.CRITICAL, APP, USER, LOG, source=_NO_PAGE)
def log(subject: TokenSubject) -> None:
    """The server's log holds no whole secret."""
    login = subject.refreshed(subject.log_in())
    subject.ask(HttpRequest("GET", EXTENSION_PATH, query=f"access_token={login.access}"))
    answer = subject.call(damaged(login.access, TokenDamage.CHARACTER))
    told = subject.side.log()
    secrets = (login.access, login.tokens.refresh_token, login.user.jwt, login.app.client_secret)
    if any(secret and secret in told for secret in secrets):
        raise answer.violates("no secret in the log", "a whole one")


def _must_not_tell(answer: Answer, secrets: Iterable[str]) -> None:
    told = "\n".join((answer.text, *answer.headers.values()))
    if any(secret and secret in told for secret in secrets):
        raise answer.violates("an answer without what was sent", "a whole secret in it")


ITEMS: Final = items_of(globals(), TokenSubject)
