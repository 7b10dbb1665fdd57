"""Who may poll: with which token, with which session, and where the token stands."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.attempts import without_header
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import TOKEN


@assumption("poll/session-unknown", TOKEN, learns=("errors.session_unknown",))
def session_unknown(subject: DeviceSubject) -> None:
    """A poll with a session id that was never given is refused."""
    made_up = subject.unknown_token(TokenKind.SESSION)
    request = subject.poll_request(subject.session(), headers={subject.names.session_header: made_up})
    answer = subject.ask(request)
    if answer.status == 200:
        raise answer.deviates("a refusal", answer.in_words(), Side.REFUSED)
    answer.refused_in_these_words(ErrorReason.SESSION_UNKNOWN)


@contradiction(
    "poll/query-token", TOKEN, source="API prints both the header and ?token=", learns=("server.accept_query_token",)
)
def query_token(subject: DeviceSubject) -> None:
    """A poll with the permanent token in the query, as the API page's example has it, is answered."""
    token = subject.device().permanent_token
    answer = subject.send("GET", subject.names.state_path, query=f"token={token}")
    if answer.status != 200:
        answer.must_be_refused()
    subject.reads("accept_query_token", found=answer.status == 200, answer=answer)


@fact("poll/unknown-query-token", Severity.CRITICAL, source="TOKEN")
def unknown_query_token(subject: DeviceSubject) -> None:
    """A token in the query that was never issued is refused."""
    token = subject.made_up(TokenKind.PERMANENT)
    answer = subject.send("GET", subject.names.state_path, query=f"token={token}")
    answer.refused(ErrorReason.TOKEN_INVALID)


@assumption("poll/header-before-query", TOKEN)
def header_before_query(subject: DeviceSubject) -> None:
    """Of two tokens the header's counts: a good one in the query does not cure a wrong one in the header."""
    token = subject.device().permanent_token
    wrong = subject.made_up(TokenKind.PERMANENT)
    headers = {subject.names.token_header: wrong}
    answer = subject.send("GET", subject.names.state_path, headers=headers, query=f"token={token}")
    answer.should_be_refused(ErrorReason.TOKEN_INVALID)


@assumption("poll/empty-header-before-query", TOKEN)
def empty_header_before_query(subject: DeviceSubject) -> None:
    """A good token in the query does not cure an empty one in the header."""
    token = subject.device().permanent_token
    headers = {subject.names.token_header: ""}
    answer = subject.send("GET", subject.names.state_path, headers=headers, query=f"token={token}")
    answer.should_be_refused(ErrorReason.TOKEN_INVALID)


@fact("poll/api-read", Style.POSITIVE, TOKEN, source="API: the example has a token and nothing else")
def api_read(subject: DeviceSubject) -> None:
    """A program with the permanent token reads the state without a session."""
    subject.read_with(subject.device().permanent_token).must_have_status(200)


@fact("poll/session-of-another", Severity.CRITICAL, TOKEN, source="T31: token, session and MAC stand for one device")
def session_of_another(subject: DeviceSubject) -> None:
    """A poll with the session of another device is refused."""
    other = subject.open_session(subject.other_device())
    request = subject.poll_request(subject.session(), headers={subject.names.session_header: other.session_id})
    subject.ask(request).refused(ErrorReason.SESSION_UNKNOWN)


@fact("poll/token-of-another", Severity.CRITICAL, TOKEN, source="T31: token, session and MAC stand for one device")
def token_of_another(subject: DeviceSubject) -> None:
    """A poll with the permanent token of another device beside one's own session is refused."""
    other = subject.other_device().permanent_token
    request = subject.poll_request(subject.session(), headers={subject.names.token_header: other})
    subject.ask(request).refused(ErrorReason.SESSION_UNKNOWN)


@fact("poll/session-alone", Severity.CRITICAL, TOKEN, source="API: all requests require the token")
def session_alone(subject: DeviceSubject) -> None:
    """A session id without the permanent token is not enough for a poll."""
    request = without_header(subject.poll_request(subject.session()), subject.names.token_header)
    subject.ask(request).refused_like(ErrorReason.TOKEN_INVALID)


@fact("poll/no-token", Severity.CRITICAL, source="API: all requests require the token")
def no_token(subject: DeviceSubject) -> None:
    """A poll without any credentials is refused."""
    subject.send("GET", subject.names.state_path).refused_like(ErrorReason.TOKEN_INVALID)


@fact("poll/unknown-token", Severity.CRITICAL, source="TOKEN")
def unknown_token(subject: DeviceSubject) -> None:
    """A poll with a token that was never issued is refused."""
    subject.read_with_unknown_token().refused(ErrorReason.TOKEN_INVALID)


@fact("poll/registration-token", Severity.CRITICAL, TOKEN, source="TOKEN")
def registration_token(subject: DeviceSubject) -> None:
    """A registration token reads no state."""
    subject.read_with(subject.unused().token).refused(ErrorReason.TOKEN_INVALID)


ITEMS: Final = items_of(globals(), DeviceSubject)
