"""Calls of the API: what is accepted as a bearer token, and in which words everything else is refused."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, SECOND_USER, USER
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import EXTENSION_PATH
from oceanhil.protocol.token_damage import TokenDamage, damaged

_NOWHERE = "/restapi/v1.0/conform-nowhere"


@item(
    "call/own-data",
    "a call with a user's token is answered with that user's data",
    kind=Kind.FACT,
    source="REFRESH: owner_id",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER, SECOND_USER),
)
def own_data(bench: TokenBench) -> None:
    for login in (bench.log_in(), bench.log_in(bench.other_user())):
        answer = bench.call(login.access)
        answer.must_have_status(200)
        if str(answer.json().get("id")) != login.tokens.owner_id:
            raise answer.violates("the id of the token's owner", "another")


@item(
    "call/scheme-in-any-case",
    "the word Bearer may be written in any case",
    kind=Kind.FACT,
    source="RFC 9110, 11.1",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def scheme_in_any_case(bench: TokenBench) -> None:
    for scheme in ("bearer", "BEARER"):
        _call_with(bench, f"{scheme} {bench.session().access}").must_have_status(200)


@item(
    "call/no-header",
    "a call without Authorization is refused by the gateway",
    kind=Kind.FACT,
    source="public client code",
    learns=("errors.authorization_missing",),
)
def no_header(bench: TokenBench) -> None:
    bench.ask(HttpRequest("GET", EXTENSION_PATH)).refused_in_these_words(Reason.AUTHORIZATION_MISSING)


@item(
    "call/wrong-scheme",
    "a call with another scheme than Bearer is refused",
    kind=Kind.FACT,
    source="ERRORS",
    learns=("errors.authorization_wrong",),
)
def wrong_scheme(bench: TokenBench) -> None:
    _call_with(bench, "Digest conform").refused_in_these_words(Reason.AUTHORIZATION_WRONG)


@item(
    "call/client-credentials",
    "the application's own credentials open no door of the API",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    needs=(APP,),
)
def client_credentials(bench: TokenBench) -> None:
    basic = bench.token_request({}).headers["authorization"]
    _call_with(bench, basic).refused(Reason.AUTHORIZATION_WRONG)


@item(
    "call/empty-token",
    "Bearer without a token is refused",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
)
def empty_token(bench: TokenBench) -> None:
    _call_with(bench, "Bearer ").refused(Reason.AUTHORIZATION_WRONG, Reason.AUTHORIZATION_MISSING)


@item(
    "call/unparsable",
    "what has not the form of a token is refused as such",
    kind=Kind.CONTRADICTION,
    source="a live answer in public client code; ERRORS",
    learns=("errors.token_unparsable",),
)
def unparsable(bench: TokenBench) -> None:
    bench.call("conform").refused_in_these_words(Reason.TOKEN_UNPARSABLE)


@item(
    "call/corrupted",
    "a token of which one character changed is refused as corrupted",
    kind=Kind.FACT,
    source="ERRORS",
    needs=(APP, USER),
    learns=("errors.token_corrupted",),
)
def corrupted(bench: TokenBench) -> None:
    spoilt = damaged(bench.session().access, TokenDamage.CHARACTER)
    bench.call(spoilt).refused_in_these_words(Reason.TOKEN_CORRUPTED)


@item(
    "call/cut",
    "a token whose end is missing is refused",
    kind=Kind.FACT,
    source="COMMUNITY",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def cut(bench: TokenBench) -> None:
    bench.call(damaged(bench.session().access, TokenDamage.CUT)).refused_as_token()


@item(
    "call/quoted",
    "a token in quotes is refused",
    kind=Kind.FACT,
    source="COMMUNITY",
    needs=(APP, USER),
)
def quoted(bench: TokenBench) -> None:
    bench.call(damaged(bench.session().access, TokenDamage.QUOTED)).refused_as_token()


@item(
    "call/other-case",
    "a token with capitals and small letters exchanged is refused",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def other_case(bench: TokenBench) -> None:
    bench.call(bench.session().access.swapcase()).refused_as_token()


@item(
    "call/refresh-token-instead",
    "a refresh token opens no door of the API",
    kind=Kind.FACT,
    source="RFC 6749, 1.5",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def refresh_token_instead(bench: TokenBench) -> None:
    bench.call(bench.session().refresh).refused_as_token()


def _call_with(bench: TokenBench, authorization: str) -> Answer:
    return bench.ask(HttpRequest("GET", EXTENSION_PATH, {"authorization": authorization}))


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    own_data,
    scheme_in_any_case,
    no_header,
    wrong_scheme,
    client_credentials,
    empty_token,
    unparsable,
    corrupted,
    cut,
    quoted,
    other_case,
    refresh_token_instead,
)
