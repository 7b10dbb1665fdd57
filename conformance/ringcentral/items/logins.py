"""Logging in with a user's JWT credential, or a password, and what the answer holds."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.ringcentral.control import APP, PASSWORD, SECOND_USER, USER

_BITS_MIN = 128
_BITS_PER_CHARACTER = 6


@fact("login/jwt", Severity.CRITICAL, Style.POSITIVE, APP, USER, source="JWT")
def jwt(subject: TokenSubject) -> None:
    """A JWT credential is exchanged for an access token that the API accepts."""
    subject.call(subject.log_in().access).must_have_status(200)


@fact("login/token-type", Style.POSITIVE, APP, USER, source="REFRESH")
def token_type(subject: TokenSubject) -> None:
    """The answer calls its token a bearer token."""
    login = subject.log_in()
    if login.tokens.token_type.lower() != "bearer":
        raise subject.last().violates("token_type 'bearer'", repr(login.tokens.token_type[:20]))


@assumption(
    "login/refresh-token",
    Style.POSITIVE,
    APP,
    USER,
    source="REFRESH: only if the application is set up so; which this one is, nobody says",
    learns=("server.issue_refresh_token",),
)
def refresh_token(subject: TokenSubject) -> None:
    """The answer holds a refresh token, if the application may have one."""
    tokens = subject.log_in().tokens
    subject.reads("issue_refresh_token", bool(tokens.refresh_token), subject.last())


@fact("login/two-tokens", Severity.CRITICAL, APP, USER, source="REFRESH")
def two_tokens(subject: TokenSubject) -> None:
    """Access and refresh token of an answer are two different ones."""
    login = subject.log_in()
    if login.access == login.refresh:
        raise subject.last().violates("two tokens", "the same twice")


@fact("login/owner", Style.POSITIVE, APP, USER, source="REFRESH")
def owner(subject: TokenSubject) -> None:
    """Owner_id names the user, as text, and is the same in every session."""
    first, second = subject.log_in(), subject.log_in()
    if not first.tokens.owner_id or first.tokens.owner_id != second.tokens.owner_id:
        raise subject.last().violates("the same owner_id twice", "none, or two")


@fact("login/owners-differ", Severity.CRITICAL, APP, USER, SECOND_USER, source="REFRESH")
def owners_differ(subject: TokenSubject) -> None:
    """Owner_id of two users differs."""
    first, second = subject.session(), subject.log_in(subject.other_user())
    if first.tokens.owner_id == second.tokens.owner_id:
        raise subject.last().violates("another owner_id", "that of the first user")


@fact("login/scope", Severity.MINOR, Style.POSITIVE, APP, USER, source="REFRESH")
def scope(subject: TokenSubject) -> None:
    """Scope lists what the token is good for, separated by spaces."""
    words = subject.log_in().tokens.scope.split(" ")
    if not all(words) or len(set(words)) != len(words):
        raise subject.last().violates("words with a space between", f"{len(words)} words, some empty or twice")


@fact(
    "login/endpoint-given",
    Severity.MINOR,
    Style.POSITIVE,
    APP,
    USER,
    source="NET, and a live answer in the documentation's pull request 33",
)
def endpoint_given(subject: TokenSubject) -> None:
    """An endpoint_id is there even if the request named none."""
    if not subject.log_in().tokens.endpoint_id:
        raise subject.last().violates("an endpoint_id", "none")


@assumption(
    "login/endpoint-kept", Severity.MINOR, Style.POSITIVE, APP, USER, source="NET names the field in request and answer"
)
def endpoint_kept(subject: TokenSubject) -> None:
    """An endpoint_id that the request names comes back."""
    login = subject.log_in(endpoint_id="conform-endpoint")
    if login.tokens.endpoint_id != "conform-endpoint":
        raise subject.last().deviates("the endpoint_id that was sent", "another one")


@fact("login/no-store", APP, USER, source="RFC 6749, 5.1")
def no_store(subject: TokenSubject) -> None:
    """An answer with tokens says Cache-Control: no-store."""
    subject.log_in()
    answer = subject.last()
    if "no-store" not in answer.headers.get("cache-control", "").lower():
        raise answer.violates("Cache-Control: no-store", repr(answer.headers.get("cache-control", "no such header")))


@fact("login/pragma", Severity.MINOR, APP, USER, source="RFC 6749, 5.1")
def pragma(subject: TokenSubject) -> None:
    """An answer with tokens says Pragma: no-cache."""
    subject.log_in()
    answer = subject.last()
    if answer.headers.get("pragma", "").lower() != "no-cache":
        raise answer.violates("Pragma: no-cache", repr(answer.headers.get("pragma", "no such header")))


@fact("login/json", Style.POSITIVE, APP, USER, source="RFC 6749, 5.1")
def json_type(subject: TokenSubject) -> None:
    """An answer with tokens is application/json."""
    subject.log_in()
    answer = subject.last()
    if answer.media_type != "application/json":
        raise answer.violates("Content-Type: application/json", repr(answer.headers.get("content-type")))


@fact("login/fresh-tokens", Severity.CRITICAL, APP, USER, source="FAQ")
def fresh_tokens(subject: TokenSubject) -> None:
    """Every login gives tokens of its own."""
    first, second = subject.log_in(), subject.log_in()
    if first.access == second.access or first.refresh == second.refresh:
        raise subject.last().violates("new tokens", "those of the session before")


@fact("login/unguessable", Severity.CRITICAL, Style.ABUSE, APP, USER, source="RFC 6749, 10.10")
def unguessable(subject: TokenSubject) -> None:
    """An access token is long enough that nobody guesses it: 128 bits."""
    length = len(subject.log_in().access)
    if length * _BITS_PER_CHARACTER < _BITS_MIN:
        raise subject.last().violates(f"at least {-(-_BITS_MIN // _BITS_PER_CHARACTER)} characters", f"{length}")


@assumption("login/password", Style.POSITIVE, APP, USER, PASSWORD, source="NET names the fields")
def password(subject: TokenSubject) -> None:
    """A user's name and password are exchanged for tokens."""
    user = subject.user()
    fields = {"grant_type": "password", "username": user.name, "password": user.password}
    answer = subject.ask(subject.token_request(fields))
    if answer.status != 200:
        answer.must_be_refused()
        raise answer.deviates("tokens", answer.in_words(), Side.ACCEPTED)
    subject.call(subject.opened(answer, user, subject.app()).access).must_have_status(200)


@contradiction("login/wrong-password", Severity.CRITICAL, APP, USER, PASSWORD, source="ERRORS")
def wrong_password(subject: TokenSubject) -> None:
    """A wrong password is refused like a wrong credential."""
    fields = {"grant_type": "password", "username": subject.user().name, "password": "conform-wrong"}
    subject.ask(subject.token_request(fields)).refused(Reason.CREDENTIALS_WRONG)


@contradiction("login/wrong-jwt", Severity.CRITICAL, APP, USER, source="ERRORS", learns=("errors.credentials_wrong",))
def wrong_jwt(subject: TokenSubject) -> None:
    """A JWT credential that nobody has is refused."""
    spoilt = subject.secret(subject.user().jwt[::-1], "WRONG_JWT")
    subject.ask(subject.login_request(assertion=spoilt)).refused_in_these_words(Reason.CREDENTIALS_WRONG)


ITEMS: Final = items_of(globals(), TokenSubject)
