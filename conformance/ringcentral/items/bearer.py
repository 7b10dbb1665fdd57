"""Calls of the API: what is accepted as a bearer token, and in which words everything else is refused."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, contradiction, fact, items_of
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.protocol.token_damage import TokenDamage, damaged
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


ITEMS: Final = items_of(globals(), TokenSubject)
