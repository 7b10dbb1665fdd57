"""Calls of the API: tokens that are too old, tokens in the query, and what else is answered."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.connector.ringcentral.control import APP, USER

_NOWHERE = "/restapi/v1.0/conform-nowhere"


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
