"""Secrets: what must never be told, in answers, headers and logs."""

from collections.abc import Iterable
from typing import Final

from oceanhil.conformance.contract.control import LOG
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, PASSWORD, USER
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import EXTENSION_PATH, JWT_BEARER, revoke_request
from oceanhil.protocol.token_damage import TokenDamage, damaged

_NO_PAGE: Final = "no page; what an answer or a log repeats, others read"


@item(
    "secrets/refused-login",
    "the refusal of a login repeats neither credential nor secret",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def refused_login(bench: TokenBench) -> None:
    user, app = bench.user(), bench.app()
    whole = {"grant_type": JWT_BEARER, "assertion": user.jwt}
    for spoilt in ({"grant_type": user.jwt}, {"access_token_ttl": user.jwt}, {"assertion": f"{user.jwt}x"}):
        answer = bench.ask(bench.token_request(whole | spoilt))
        answer.must_be_refused()
        _must_not_tell(answer, (user.jwt, app.client_secret))


@item(
    "secrets/refused-password",
    "the refusal of a wrong password does not repeat it",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER, PASSWORD),
)
def refused_password(bench: TokenBench) -> None:
    user = bench.user()
    spoilt = bench.secret(f"{user.password}x", "WRONG_PASSWORD")
    fields = {"grant_type": "password", "username": user.name, "password": spoilt}
    answer = bench.ask(bench.token_request(fields))
    answer.must_be_refused()
    _must_not_tell(answer, (user.password,))


@item(
    "secrets/refused-refresh",
    "the refusal of a refresh does not repeat the token",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def refused_refresh(bench: TokenBench) -> None:
    token = bench.secret(damaged(bench.session().refresh, TokenDamage.CHARACTER), "SPOILT_REFRESH_TOKEN")
    answer = bench.ask(bench.refresh_request(token))
    answer.must_be_refused()
    _must_not_tell(answer, (token,))


@item(
    "secrets/refused-call",
    "the refusal of a call does not repeat the token",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def refused_call(bench: TokenBench) -> None:
    token = damaged(bench.session().access, TokenDamage.CHARACTER)
    for answer in (
        bench.call(token),
        bench.ask(with_headers(HttpRequest("GET", EXTENSION_PATH), {"authorization": f"Digest {token}"})),
        bench.ask(HttpRequest("GET", EXTENSION_PATH, query=f"access_token={token}")),
    ):
        answer.must_be_refused()
        _must_not_tell(answer, (token,))


@item(
    "secrets/refused-revocation",
    "the refusal of a revocation does not repeat the token",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def refused_revocation(bench: TokenBench) -> None:
    access = bench.session().access
    answer = bench.ask(with_headers(revoke_request(bench.app(), access), {"authorization": ""}))
    answer.must_be_refused()
    _must_not_tell(answer, (access,))


@item(
    "secrets/success",
    "an answer with tokens repeats neither the credential nor the client secret",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def success(bench: TokenBench) -> None:
    login = bench.log_in()
    _must_not_tell(bench.last(), (login.user.jwt, login.app.client_secret, login.user.password))


@item(
    "secrets/headers",
    "tokens stand in the body alone, in no header and no cookie",
    kind=Kind.FACT,
    source="RFC 6749, 5.1",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def headers(bench: TokenBench) -> None:
    login = bench.log_in()
    answer = bench.last()
    told = "\n".join(answer.headers.values())
    if any(secret and secret in told for secret in (login.access, login.tokens.refresh_token)):
        raise answer.violates("tokens in the body", "one in a header")


@item(
    "secrets/call",
    "the answer to a call does not repeat the token",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def call(bench: TokenBench) -> None:
    access = bench.session().access
    _must_not_tell(bench.call(access), (access,))


@item(
    "secrets/log",
    "the server's log holds no whole secret",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.CRITICAL,
    needs=(APP, USER, LOG),
)
def log(bench: TokenBench) -> None:
    login = bench.refreshed(bench.log_in())
    bench.ask(HttpRequest("GET", EXTENSION_PATH, query=f"access_token={login.access}"))
    answer = bench.call(damaged(login.access, TokenDamage.CHARACTER))
    told = bench.side.log()
    secrets = (login.access, login.tokens.refresh_token, login.user.jwt, login.app.client_secret)
    if any(secret and secret in told for secret in secrets):
        raise answer.violates("no secret in the log", "a whole one")


def _must_not_tell(answer: Answer, secrets: Iterable[str]) -> None:
    told = "\n".join((answer.text, *answer.headers.values()))
    if any(secret and secret in told for secret in secrets):
        raise answer.violates("an answer without what was sent", "a whole secret in it")


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    refused_login,
    refused_password,
    refused_refresh,
    refused_call,
    refused_revocation,
    success,
    headers,
    call,
    log,
)
