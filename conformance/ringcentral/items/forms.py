"""The form of a request for tokens, and of its refusal."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.ringcentral.messages import JWT_BEARER, REVOKE_PATH, TOKEN_PATH, Envelope
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.ringcentral.control import APP, USER

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


@contradiction("form/envelope", APP, source="COMMUNITY; ERRORS", learns=("server.token_error_envelope",))
def envelope(subject: TokenSubject) -> None:
    """The body of a refused request for tokens has the form that the profile says."""
    answer = subject.ask(subject.token_request({"grant_type": "conform"}))
    answer.must_be_refused()
    said = answer.refusal
    if said is None:
        raise answer.violates("one of the documented forms of a refusal", answer.in_words(), Side.REFUSED)
    subject.reads("token_error_envelope", said.envelope.value, answer)


@fact("form/oauth-word", Severity.MINOR, APP, source="RFC 6749, 5.2")
def oauth_word(subject: TokenSubject) -> None:
    """Where a refusal has OAuth's form, its word is one of OAuth's."""
    for fields in ({"grant_type": "conform"}, {"grant_type": JWT_BEARER, "assertion": "conform"}, {}):
        answer = subject.ask(subject.token_request(fields))
        said = answer.refusal
        if said is not None and said.envelope is Envelope.OAUTH and said.word not in _OAUTH_WORDS:
            raise answer.violates("a word of RFC 6749", repr(said.word[:40]))


@fact("form/unknown-field", Style.POSITIVE, APP, USER, source="RFC 6749, 3.2")
def unknown_field(subject: TokenSubject) -> None:
    """A field that nobody knows is passed over."""
    subject.log_in(conform="1")


@fact("form/grant-missing", APP, source="ERRORS; RFC 6749, 5.2", learns=("errors.parameter_wrong",))
def grant_missing(subject: TokenSubject) -> None:
    """A request for tokens without grant_type is refused, and names the field."""
    subject.ask(subject.token_request({"scope": "conform"})).refused_in_these_words(Reason.PARAMETER_WRONG)


@fact("form/grant-empty", Severity.MINOR, APP, source="RFC 6749, 3.2")
def grant_empty(subject: TokenSubject) -> None:
    """An empty grant_type is refused like a missing one."""
    subject.ask(subject.token_request({"grant_type": ""})).refused(Reason.PARAMETER_WRONG)


@assumption(
    "form/grant-unknown",
    APP,
    source="ERRORS has the code with 401; word and status by RFC 6749, 5.2",
    learns=("errors.grant_unknown",),
)
def grant_unknown(subject: TokenSubject) -> None:
    """An unknown grant_type is refused."""
    subject.ask(subject.token_request({"grant_type": "conform"})).refused_in_these_words(Reason.GRANT_UNKNOWN)


@fact("form/assertion-missing", APP, source="JWT; RFC 7523, 2.1")
def assertion_missing(subject: TokenSubject) -> None:
    """A login by JWT without the JWT is refused."""
    subject.ask(subject.token_request({"grant_type": JWT_BEARER})).refused(Reason.PARAMETER_WRONG)


@fact("form/refresh-token-missing", APP, source="REFRESH; RFC 6749, 6")
def refresh_token_missing(subject: TokenSubject) -> None:
    """A refresh without the refresh token is refused."""
    subject.ask(subject.token_request({"grant_type": "refresh_token"})).refused(Reason.PARAMETER_WRONG)


@fact("form/get-token", APP, USER, source="RFC 6749, 3.2; RFC 9110, 15.5.6", learns=("errors.method_wrong",))
def get_token(subject: TokenSubject) -> None:
    """Tokens are not given for a GET, and Allow says what is."""
    answer = _got(subject, TOKEN_PATH)
    answer.refused_in_these_words(Reason.METHOD_WRONG)
    answer.must_allow("POST")


@fact("form/get-revoke", Severity.CRITICAL, APP, USER, source="RFC 7009, 2.1")
def get_revoke(subject: TokenSubject) -> None:
    """Nothing is revoked by a GET."""
    login = subject.session()
    headers = subject.token_request({}).headers
    answer = subject.ask(HttpRequest("GET", REVOKE_PATH, headers, query=f"token={login.access}"))
    answer.refused(Reason.METHOD_WRONG)
    answer.must_allow("POST")
    subject.call(login.access).must_have_status(200)


def _got(subject: TokenSubject, path: str) -> Answer:
    request = subject.login_request()
    return subject.ask(HttpRequest("GET", path, request.headers, query=request.body.decode()))


ITEMS: Final = items_of(globals(), TokenSubject)
