"""The form of a request for tokens, and of its refusal."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, USER
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import JWT_BEARER, REVOKE_PATH, TOKEN_PATH, Envelope

_OAUTH_WORDS = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
        # RFC 6749, 4.1.2.1, has these for servers that cannot answer now.
        "temporarily_unavailable",
        "server_error",
    }
)


@item(
    "form/envelope",
    "the body of a refused request for tokens has the form that the profile says",
    kind=Kind.CONTRADICTION,
    source="COMMUNITY; ERRORS",
    needs=(APP,),
    learns=("server.token_error_envelope",),
)
def envelope(bench: TokenBench) -> None:
    answer = bench.ask(bench.token_request({"grant_type": "conform"}))
    answer.must_be_refused()
    said = answer.refusal
    if said is None:
        raise answer.violates("one of the documented forms of a refusal", answer.in_words(), Side.REFUSED)
    bench.reads("token_error_envelope", said.envelope.value, answer)


@item(
    "form/oauth-word",
    "where a refusal has OAuth's form, its word is one of OAuth's",
    kind=Kind.FACT,
    source="RFC 6749, 5.2",
    severity=Severity.MINOR,
    needs=(APP,),
)
def oauth_word(bench: TokenBench) -> None:
    for fields in ({"grant_type": "conform"}, {"grant_type": JWT_BEARER, "assertion": "conform"}, {}):
        answer = bench.ask(bench.token_request(fields))
        said = answer.refusal
        if said is not None and said.envelope is Envelope.OAUTH and said.word not in _OAUTH_WORDS:
            raise answer.violates("a word of RFC 6749", repr(said.word[:40]))


@item(
    "form/unknown-field",
    "a field that nobody knows is passed over",
    kind=Kind.FACT,
    source="RFC 6749, 3.2",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def unknown_field(bench: TokenBench) -> None:
    bench.log_in(conform="1")


@item(
    "form/grant-missing",
    "a request for tokens without grant_type is refused, and names the field",
    kind=Kind.FACT,
    source="ERRORS; RFC 6749, 5.2",
    needs=(APP,),
    learns=("errors.parameter_wrong",),
)
def grant_missing(bench: TokenBench) -> None:
    bench.ask(bench.token_request({"scope": "conform"})).refused_in_these_words(Reason.PARAMETER_WRONG)


@item(
    "form/grant-empty",
    "an empty grant_type is refused like a missing one",
    kind=Kind.FACT,
    source="RFC 6749, 3.2",
    severity=Severity.MINOR,
    needs=(APP,),
)
def grant_empty(bench: TokenBench) -> None:
    bench.ask(bench.token_request({"grant_type": ""})).refused(Reason.PARAMETER_WRONG)


@item(
    "form/grant-unknown",
    "an unknown grant_type is refused",
    kind=Kind.ASSUMPTION,
    source="ERRORS has the code with 401; word and status by RFC 6749, 5.2",
    needs=(APP,),
    learns=("errors.grant_unknown",),
)
def grant_unknown(bench: TokenBench) -> None:
    bench.ask(bench.token_request({"grant_type": "conform"})).refused_in_these_words(Reason.GRANT_UNKNOWN)


@item(
    "form/assertion-missing",
    "a login by JWT without the JWT is refused",
    kind=Kind.FACT,
    source="JWT; RFC 7523, 2.1",
    needs=(APP,),
)
def assertion_missing(bench: TokenBench) -> None:
    bench.ask(bench.token_request({"grant_type": JWT_BEARER})).refused(Reason.PARAMETER_WRONG)


@item(
    "form/refresh-token-missing",
    "a refresh without the refresh token is refused",
    kind=Kind.FACT,
    source="REFRESH; RFC 6749, 6",
    needs=(APP,),
)
def refresh_token_missing(bench: TokenBench) -> None:
    bench.ask(bench.token_request({"grant_type": "refresh_token"})).refused(Reason.PARAMETER_WRONG)


@item(
    "form/get-token",
    "tokens are not given for a GET, and Allow says what is",
    kind=Kind.FACT,
    source="RFC 6749, 3.2; RFC 9110, 15.5.6",
    severity=Severity.MAJOR,
    needs=(APP, USER),
    learns=("errors.method_wrong",),
)
def get_token(bench: TokenBench) -> None:
    answer = _got(bench, TOKEN_PATH)
    answer.refused_in_these_words(Reason.METHOD_WRONG)
    answer.must_allow("POST")


@item(
    "form/get-revoke",
    "nothing is revoked by a GET",
    kind=Kind.FACT,
    source="RFC 7009, 2.1",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def get_revoke(bench: TokenBench) -> None:
    login = bench.session()
    headers = bench.token_request({}).headers
    answer = bench.ask(HttpRequest("GET", REVOKE_PATH, headers, query=f"token={login.access}"))
    answer.refused(Reason.METHOD_WRONG)
    answer.must_allow("POST")
    bench.call(login.access).must_have_status(200)


def _got(bench: TokenBench, path: str) -> Answer:
    request = bench.login_request()
    return bench.ask(HttpRequest("GET", path, request.headers, query=request.body.decode()))


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    envelope,
    oauth_word,
    unknown_field,
    grant_missing,
    grant_empty,
    grant_unknown,
    assertion_missing,
    refresh_token_missing,
    get_token,
    get_revoke,
)
