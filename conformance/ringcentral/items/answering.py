"""Calls of the API: tokens that are too old, tokens in the query, and what else is answered."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, USER
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import EXTENSION_PATH

_NOWHERE = "/restapi/v1.0/conform-nowhere"


@item(
    "call/expired-words",
    "an access token that is too old is refused as expired, or is not found, as the profile says",
    kind=Kind.CONTRADICTION,
    source="ERRORS lists OAU-128; COMMUNITY names age among the causes of OAU-213",
    needs=(APP, USER, CLOCK),
    learns=("server.expired_access",),
)
def expired_words(bench: TokenBench) -> None:
    answer = _expired(bench)
    bench.reads("expired_access", "not_found" if answer.says(Reason.TOKEN_NOT_FOUND) else "expired", answer)


@item(
    "call/expired-code",
    "where an access token that is too old is refused as expired, it is with OAU-128",
    kind=Kind.FACT,
    source="ERRORS",
    needs=(APP, USER, CLOCK),
    learns=("errors.token_expired",),
)
def expired_code(bench: TokenBench) -> None:
    with bench.having(expired_access="expired"):
        _expired(bench).refused_in_these_words(Reason.TOKEN_EXPIRED)


@item(
    "call/expired-is-not-over",
    "a session whose access token is too old can be refreshed",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER, CLOCK),
)
def expired_is_not_over(bench: TokenBench) -> None:
    with bench.frozen():
        login = bench.log_in(access_token_ttl=bench.number("access_token_ttl_min_s"))
        bench.advance(login.tokens.expires_in + 1)
        bench.call(bench.refreshed(login).access).must_have_status(200)


@item(
    "call/token-in-query",
    "an access token in the query is accepted, or not, as the profile says",
    kind=Kind.FACT,
    source="TOKENS, discouraged there",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
    learns=("server.accept_query_token",),
)
def token_in_query(bench: TokenBench) -> None:
    query = f"access_token={bench.session().access}"
    answer = bench.ask(HttpRequest("GET", EXTENSION_PATH, query=query))
    is_refused = answer.is_refused(Reason.AUTHORIZATION_MISSING)
    bench.reads("accept_query_token", not is_refused, answer)


@item(
    "call/unknown-path",
    "a path that does not exist is answered with 404",
    kind=Kind.FACT,
    source="the documentation's Postman collection",
    needs=(APP, USER),
    learns=("errors.resource_unknown",),
)
def unknown_path(bench: TokenBench) -> None:
    bench.call(bench.session().access, _NOWHERE).refused_in_these_words(Reason.RESOURCE_UNKNOWN)


@item(
    "call/wrong-method",
    "a method that a resource does not have is answered with 405 and Allow",
    kind=Kind.FACT,
    source="RFC 9110, 15.5.6",
    severity=Severity.MINOR,
    needs=(APP, USER),
)
def wrong_method(bench: TokenBench) -> None:
    headers = bench.bearer_request(bench.session().access).headers
    answer = bench.ask(HttpRequest("DELETE", EXTENSION_PATH, headers))
    answer.refused(Reason.METHOD_WRONG)
    answer.must_allow("GET")


@item(
    "call/envelope",
    "the body of a refused call has the form that the profile says",
    kind=Kind.CONTRADICTION,
    source="COMMUNITY, public client code, ERRORS",
    needs=(APP, USER),
    learns=("server.api_error_envelope",),
)
def envelope(bench: TokenBench) -> None:
    answer = bench.call("conform")
    answer.must_be_refused()
    said = answer.refusal
    if said is None:
        raise answer.violates("one of the documented forms of a refusal", answer.in_words(), Side.REFUSED)
    bench.reads("api_error_envelope", said.envelope.value, answer)


def _expired(bench: TokenBench) -> Answer:
    with bench.frozen():
        login = bench.log_in(access_token_ttl=bench.number("access_token_ttl_min_s"))
        bench.advance(login.tokens.expires_in + 1)
        answer = bench.call(login.access)
    answer.refused_as_token()
    return answer


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    envelope,
    expired_words,
    expired_code,
    expired_is_not_over,
    token_in_query,
    unknown_path,
    wrong_method,
)
