"""Calls of the API: what is accepted as a bearer token, how all else is refused, and what else is answered."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.tokens import TokenDamage, damaged
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.connector.ringcentral.control import APP, SECOND_USER, USER

_NOWHERE = "/restapi/v1.0/conform-nowhere"


@fact("call/own-data", Severity.CRITICAL, Style.POSITIVE, APP, USER, SECOND_USER, source="REFRESH: owner_id")
def own_data(subject: TokenSubject) -> None:
    """A call with a user's token is answered with that user's data."""
    for login in (subject.log_in(), subject.log_in(subject.other_user())):
        answer = subject.call(login.access)
        answer.must_have_status(200)
        if str(answer.json().get("id")) != login.tokens.owner_id:
            raise answer.violates("the id of the token's owner", "another")


@fact("call/scheme-in-any-case", Severity.MINOR, Style.POSITIVE, APP, USER, source="RFC 9110, 11.1")
def scheme_in_any_case(subject: TokenSubject) -> None:
    """The word Bearer may be written in any case."""
    for scheme in ("bearer", "BEARER"):
        _call_with(subject, f"{scheme} {subject.session().access}").must_have_status(200)


@fact("call/no-header", source="public client code", learns=("errors.authorization_missing",))
def no_header(subject: TokenSubject) -> None:
    """A call without Authorization is refused by the gateway."""
    subject.ask(HttpRequest("GET", EXTENSION_PATH)).refused_in_these_words(Reason.AUTHORIZATION_MISSING)


@fact("call/wrong-scheme", source="ERRORS", learns=("errors.authorization_wrong",))
def wrong_scheme(subject: TokenSubject) -> None:
    """A call with another scheme than Bearer is refused."""
    _call_with(subject, "Digest conform").refused_in_these_words(Reason.AUTHORIZATION_WRONG)


@fact("call/client-credentials", Severity.CRITICAL, APP, source="TOKENS")
def client_credentials(subject: TokenSubject) -> None:
    """The application's own credentials open no door of the API."""
    basic = subject.token_request({}).headers["authorization"]
    _call_with(subject, basic).refused(Reason.AUTHORIZATION_WRONG)


@fact("call/empty-token", Severity.CRITICAL, source="TOKENS")
def empty_token(subject: TokenSubject) -> None:
    """Bearer without a token is refused."""
    _call_with(subject, "Bearer ").refused(Reason.AUTHORIZATION_WRONG, Reason.AUTHORIZATION_MISSING)


@contradiction(
    "call/unparsable", source="a live answer in public client code; ERRORS", learns=("errors.token_unparsable",)
)
def unparsable(subject: TokenSubject) -> None:
    """What has not the form of a token is refused as such."""
    subject.call("conform").refused_in_these_words(Reason.TOKEN_UNPARSABLE)


@fact("call/corrupted", APP, USER, source="ERRORS", learns=("errors.token_corrupted",))
def corrupted(subject: TokenSubject) -> None:
    """A token of which one character changed is refused as corrupted."""
    spoilt = damaged(subject.session().access, TokenDamage.CHARACTER)
    subject.call(spoilt).refused_in_these_words(Reason.TOKEN_CORRUPTED)


@fact("call/cut", Severity.CRITICAL, APP, USER, source="COMMUNITY")
def cut(subject: TokenSubject) -> None:
    """A token whose end is missing is refused."""
    subject.call(damaged(subject.session().access, TokenDamage.CUT)).refused_as_token()


@fact("call/quoted", APP, USER, source="COMMUNITY")
def quoted(subject: TokenSubject) -> None:
    """A token in quotes is refused."""
    subject.call(damaged(subject.session().access, TokenDamage.QUOTED)).refused_as_token()


@fact("call/other-case", Severity.CRITICAL, APP, USER, source="TOKENS")
def other_case(subject: TokenSubject) -> None:
    """A token with capitals and small letters exchanged is refused."""
    subject.call(subject.session().access.swapcase()).refused_as_token()


@fact("call/refresh-token-instead", Severity.CRITICAL, APP, USER, source="RFC 6749, 1.5")
def refresh_token_instead(subject: TokenSubject) -> None:
    """A refresh token opens no door of the API."""
    subject.call(subject.session().refresh).refused_as_token()


def _call_with(subject: TokenSubject, authorization: str) -> Answer:
    return subject.ask(HttpRequest("GET", EXTENSION_PATH, {"authorization": authorization}))


@contradiction(
    "call/envelope", APP, USER, source="COMMUNITY, public client code, ERRORS", learns=("server.api_error_envelope",)
)
def envelope(subject: TokenSubject) -> None:
    """The body of a refused call has the form that the profile says."""
    answer = subject.call("conform")
    answer.must_be_refused()
    said = answer.refusal
    if said is None:
        raise answer.violates("one of the documented forms of a refusal", answer.in_words(), Side.REFUSED)
    subject.reads("api_error_envelope", said.envelope.value, answer)


@contradiction(
    "call/expired-words",
    APP,
    USER,
    CLOCK,
    source="ERRORS lists OAU-128; COMMUNITY names age among the causes of OAU-213",
    learns=("server.expired_access",),
)
def expired_words(subject: TokenSubject) -> None:
    """An access token that is too old is refused as expired, or is not found, as the profile says."""
    answer = _expired(subject)
    subject.reads("expired_access", "not_found" if answer.says(Reason.TOKEN_NOT_FOUND) else "expired", answer)


@fact("call/expired-code", APP, USER, CLOCK, source="ERRORS", learns=("errors.token_expired",))
def expired_code(subject: TokenSubject) -> None:
    """Where an access token that is too old is refused as expired, it is with OAU-128."""
    with subject.having(expired_access="expired"):
        _expired(subject).refused_in_these_words(Reason.TOKEN_EXPIRED)


@fact("call/expired-is-not-over", Severity.CRITICAL, Style.POSITIVE, APP, USER, CLOCK, source="REFRESH")
def expired_is_not_over(subject: TokenSubject) -> None:
    """A session whose access token is too old can be refreshed."""
    with subject.frozen():
        login = subject.log_in(access_token_ttl=subject.number("access_token_ttl_min_s"))
        subject.advance(login.tokens.expires_in + 1)
        subject.call(subject.refreshed(login).access).must_have_status(200)


@fact(
    "call/token-in-query",
    Severity.MINOR,
    Style.POSITIVE,
    APP,
    USER,
    source="TOKENS, discouraged there",
    learns=("server.accept_query_token",),
)
def token_in_query(subject: TokenSubject) -> None:
    """An access token in the query is accepted, or not, as the profile says."""
    query = f"access_token={subject.session().access}"
    answer = subject.ask(HttpRequest("GET", EXTENSION_PATH, query=query))
    is_refused = answer.is_refused(Reason.AUTHORIZATION_MISSING)
    subject.reads("accept_query_token", not is_refused, answer)


@fact(
    "call/unknown-path", APP, USER, source="the documentation's Postman collection", learns=("errors.resource_unknown",)
)
def unknown_path(subject: TokenSubject) -> None:
    """A path that does not exist is answered with 404."""
    subject.call(subject.session().access, _NOWHERE).refused_in_these_words(Reason.RESOURCE_UNKNOWN)


@fact("call/wrong-method", Severity.MINOR, APP, USER, source="RFC 9110, 15.5.6")
def wrong_method(subject: TokenSubject) -> None:
    """A method that a resource does not have is answered with 405 and Allow."""
    headers = subject.bearer_request(subject.session().access).headers
    answer = subject.ask(HttpRequest("DELETE", EXTENSION_PATH, headers))
    answer.refused(Reason.METHOD_WRONG)
    answer.must_allow("GET")


def _expired(subject: TokenSubject) -> Answer:
    with subject.frozen():
        login = subject.log_in(access_token_ttl=subject.number("access_token_ttl_min_s"))
        subject.advance(login.tokens.expires_in + 1)
        answer = subject.call(login.access)
    answer.refused_as_token()
    return answer


ITEMS: Final = items_of(globals(), TokenSubject)
