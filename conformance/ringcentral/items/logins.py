"""Logging in with a user's JWT credential, or a password, and what the answer holds."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, PASSWORD, SECOND_USER, USER
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind

_BITS_MIN = 128
_BITS_PER_CHARACTER = 6


@item(
    "login/jwt",
    "a JWT credential is exchanged for an access token that the API accepts",
    kind=Kind.FACT,
    source="JWT",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def jwt(bench: TokenBench) -> None:
    bench.call(bench.log_in().access).must_have_status(200)


@item(
    "login/token-type",
    "the answer calls its token a bearer token",
    kind=Kind.FACT,
    source="REFRESH",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def token_type(bench: TokenBench) -> None:
    login = bench.log_in()
    if login.tokens.token_type.lower() != "bearer":
        raise bench.last().violates("token_type 'bearer'", repr(login.tokens.token_type[:20]))


@item(
    "login/refresh-token",
    "the answer holds a refresh token, if the application may have one",
    kind=Kind.ASSUMPTION,
    source="REFRESH: only if the application is set up so; which this one is, nobody says",
    style=Style.POSITIVE,
    needs=(APP, USER),
    learns=("server.issue_refresh_token",),
)
def refresh_token(bench: TokenBench) -> None:
    tokens = bench.log_in().tokens
    bench.reads("issue_refresh_token", bool(tokens.refresh_token), bench.last())


@item(
    "login/two-tokens",
    "access and refresh token of an answer are two different ones",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def two_tokens(bench: TokenBench) -> None:
    login = bench.log_in()
    if login.access == login.refresh:
        raise bench.last().violates("two tokens", "the same twice")


@item(
    "login/owner",
    "owner_id names the user, as text, and is the same in every session",
    kind=Kind.FACT,
    source="REFRESH",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def owner(bench: TokenBench) -> None:
    first, second = bench.log_in(), bench.log_in()
    if not first.tokens.owner_id or first.tokens.owner_id != second.tokens.owner_id:
        raise bench.last().violates("the same owner_id twice", "none, or two")


@item(
    "login/owners-differ",
    "owner_id of two users differs",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    needs=(APP, USER, SECOND_USER),
)
def owners_differ(bench: TokenBench) -> None:
    first, second = bench.session(), bench.log_in(bench.other_user())
    if first.tokens.owner_id == second.tokens.owner_id:
        raise bench.last().violates("another owner_id", "that of the first user")


@item(
    "login/scope",
    "scope lists what the token is good for, separated by spaces",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def scope(bench: TokenBench) -> None:
    words = bench.log_in().tokens.scope.split(" ")
    if not all(words) or len(set(words)) != len(words):
        raise bench.last().violates("words with a space between", f"{len(words)} words, some empty or twice")


@item(
    "login/endpoint-given",
    "an endpoint_id is there even if the request named none",
    kind=Kind.FACT,
    source="NET, and a live answer in the documentation's pull request 33",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def endpoint_given(bench: TokenBench) -> None:
    if not bench.log_in().tokens.endpoint_id:
        raise bench.last().violates("an endpoint_id", "none")


@item(
    "login/endpoint-kept",
    "an endpoint_id that the request names comes back",
    kind=Kind.ASSUMPTION,
    source="NET names the field in request and answer",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def endpoint_kept(bench: TokenBench) -> None:
    login = bench.log_in(endpoint_id="conform-endpoint")
    if login.tokens.endpoint_id != "conform-endpoint":
        raise bench.last().deviates("the endpoint_id that was sent", "another one")


@item(
    "login/no-store",
    "an answer with tokens says Cache-Control: no-store",
    kind=Kind.FACT,
    source="RFC 6749, 5.1",
    severity=Severity.MAJOR,
    needs=(APP, USER),
)
def no_store(bench: TokenBench) -> None:
    bench.log_in()
    answer = bench.last()
    if "no-store" not in answer.headers.get("cache-control", "").lower():
        raise answer.violates("Cache-Control: no-store", repr(answer.headers.get("cache-control", "no such header")))


@item(
    "login/pragma",
    "an answer with tokens says Pragma: no-cache",
    kind=Kind.FACT,
    source="RFC 6749, 5.1",
    severity=Severity.MINOR,
    needs=(APP, USER),
)
def pragma(bench: TokenBench) -> None:
    bench.log_in()
    answer = bench.last()
    if answer.headers.get("pragma", "").lower() != "no-cache":
        raise answer.violates("Pragma: no-cache", repr(answer.headers.get("pragma", "no such header")))


@item(
    "login/json",
    "an answer with tokens is application/json",
    kind=Kind.FACT,
    source="RFC 6749, 5.1",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def json_type(bench: TokenBench) -> None:
    bench.log_in()
    answer = bench.last()
    if answer.media_type != "application/json":
        raise answer.violates("Content-Type: application/json", repr(answer.headers.get("content-type")))


@item(
    "login/fresh-tokens",
    "every login gives tokens of its own",
    kind=Kind.FACT,
    source="FAQ",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def fresh_tokens(bench: TokenBench) -> None:
    first, second = bench.log_in(), bench.log_in()
    if first.access == second.access or first.refresh == second.refresh:
        raise bench.last().violates("new tokens", "those of the session before")


@item(
    "login/unguessable",
    "an access token is long enough that nobody guesses it: 128 bits",
    kind=Kind.FACT,
    source="RFC 6749, 10.10",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def unguessable(bench: TokenBench) -> None:
    length = len(bench.log_in().access)
    if length * _BITS_PER_CHARACTER < _BITS_MIN:
        raise bench.last().violates(f"at least {-(-_BITS_MIN // _BITS_PER_CHARACTER)} characters", f"{length}")


@item(
    "login/password",
    "a user's name and password are exchanged for tokens",
    kind=Kind.ASSUMPTION,
    source="NET names the fields",
    style=Style.POSITIVE,
    needs=(APP, USER, PASSWORD),
)
def password(bench: TokenBench) -> None:
    user = bench.user()
    fields = {"grant_type": "password", "username": user.name, "password": user.password}
    answer = bench.ask(bench.token_request(fields))
    if answer.status != 200:
        answer.must_be_refused()
        raise answer.deviates("tokens", answer.in_words(), Side.ACCEPTED)
    bench.call(bench.opened(answer, user, bench.app()).access).must_have_status(200)


@item(
    "login/wrong-password",
    "a wrong password is refused like a wrong credential",
    kind=Kind.CONTRADICTION,
    source="ERRORS",
    severity=Severity.CRITICAL,
    needs=(APP, USER, PASSWORD),
)
def wrong_password(bench: TokenBench) -> None:
    fields = {"grant_type": "password", "username": bench.user().name, "password": "conform-wrong"}
    bench.ask(bench.token_request(fields)).refused(Reason.CREDENTIALS_WRONG)


@item(
    "login/wrong-jwt",
    "a JWT credential that nobody has is refused",
    kind=Kind.CONTRADICTION,
    source="ERRORS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
    learns=("errors.credentials_wrong",),
)
def wrong_jwt(bench: TokenBench) -> None:
    spoilt = bench.secret(bench.user().jwt[::-1], "WRONG_JWT")
    bench.ask(bench.login_request(assertion=spoilt)).refused_in_these_words(Reason.CREDENTIALS_WRONG)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    jwt,
    token_type,
    refresh_token,
    two_tokens,
    owner,
    owners_differ,
    scope,
    endpoint_given,
    endpoint_kept,
    no_store,
    pragma,
    json_type,
    fresh_tokens,
    unguessable,
    password,
    wrong_password,
    wrong_jwt,
)
