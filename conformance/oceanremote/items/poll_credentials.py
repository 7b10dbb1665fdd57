"""Who may poll: with which token, with which session, and where the token stands."""

from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.attempts import without_header
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind


@item(
    "poll/query-token",
    "a poll with the permanent token in the query, as the API page's example has it, is answered",
    kind=Kind.CONTRADICTION,
    source="API prints both the header and ?token=",
    needs=(TOKEN,),
    learns=("server.accept_query_token",),
)
def query_token(bench: Bench) -> None:
    token = bench.device().permanent_token
    answer = bench.send("GET", bench.names.state_path, query=f"token={token}")
    if answer.status != 200:
        answer.must_be_refused()
    bench.reads("accept_query_token", found=answer.status == 200, answer=answer)


@item(
    "poll/unknown-query-token",
    "a token in the query that was never issued is refused",
    kind=Kind.FACT,
    source="TOKEN",
    severity=Severity.CRITICAL,
)
def unknown_query_token(bench: Bench) -> None:
    token = bench.secret(bench.unknown_token(TokenKind.PERMANENT), "OTHER_TOKEN")
    answer = bench.send("GET", bench.names.state_path, query=f"token={token}")
    answer.refused(ErrorReason.TOKEN_INVALID)


@item(
    "poll/header-before-query",
    "of two tokens the header's counts: a good one in the query does not cure a wrong one in the header",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN,),
)
def header_before_query(bench: Bench) -> None:
    token = bench.device().permanent_token
    wrong = bench.secret(bench.unknown_token(TokenKind.PERMANENT), "OTHER_TOKEN")
    headers = {bench.names.token_header: wrong}
    answer = bench.send("GET", bench.names.state_path, headers=headers, query=f"token={token}")
    answer.should_be_refused(ErrorReason.TOKEN_INVALID)


@item(
    "poll/api-read",
    "a program with the permanent token reads the state without a session",
    kind=Kind.FACT,
    source="API: the example has a token and nothing else",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def api_read(bench: Bench) -> None:
    headers = {bench.names.token_header: bench.device().permanent_token}
    bench.send("GET", bench.names.state_path, headers=headers).must_have_status(200)


@item(
    "poll/session-unknown",
    "a poll with a session id that was never given is refused",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN,),
    learns=("errors.session_unknown",),
)
def session_unknown(bench: Bench) -> None:
    made_up = bench.unknown_token(TokenKind.SESSION)
    request = bench.poll_request(bench.session(), headers={bench.names.session_header: made_up})
    answer = bench.ask(request)
    if answer.status == 200:
        raise answer.deviates("a refusal", answer.in_words(), Side.REFUSED)
    answer.refused_in_these_words(ErrorReason.SESSION_UNKNOWN)


@item(
    "poll/session-of-another",
    "a poll with the session of another device is refused",
    kind=Kind.FACT,
    source="T31: token, session and MAC stand for one device",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def session_of_another(bench: Bench) -> None:
    other = bench.open_session(bench.other_device())
    request = bench.poll_request(bench.session(), headers={bench.names.session_header: other.session_id})
    bench.ask(request).refused(ErrorReason.SESSION_UNKNOWN)


@item(
    "poll/token-of-another",
    "a poll with the permanent token of another device beside one's own session is refused",
    kind=Kind.FACT,
    source="T31: token, session and MAC stand for one device",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def token_of_another(bench: Bench) -> None:
    other = bench.other_device().permanent_token
    request = bench.poll_request(bench.session(), headers={bench.names.token_header: other})
    bench.ask(request).refused(ErrorReason.SESSION_UNKNOWN)


@item(
    "poll/session-alone",
    "a session id without the permanent token is not enough for a poll",
    kind=Kind.FACT,
    source="API: all requests require the token",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def session_alone(bench: Bench) -> None:
    request = without_header(bench.poll_request(bench.session()), bench.names.token_header)
    bench.ask(request).refused_like(ErrorReason.TOKEN_INVALID)


@item(
    "poll/no-token",
    "a poll without any credentials is refused",
    kind=Kind.FACT,
    source="API: all requests require the token",
    severity=Severity.CRITICAL,
)
def no_token(bench: Bench) -> None:
    bench.send("GET", bench.names.state_path).refused_like(ErrorReason.TOKEN_INVALID)


@item(
    "poll/unknown-token",
    "a poll with a token that was never issued is refused",
    kind=Kind.FACT,
    source="TOKEN",
    severity=Severity.CRITICAL,
)
def unknown_token(bench: Bench) -> None:
    wrong = bench.secret(bench.unknown_token(TokenKind.PERMANENT), "OTHER_TOKEN")
    answer = bench.send("GET", bench.names.state_path, headers={bench.names.token_header: wrong})
    answer.refused(ErrorReason.TOKEN_INVALID)


@item(
    "poll/registration-token",
    "a registration token reads no state",
    kind=Kind.FACT,
    source="TOKEN",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def registration_token(bench: Bench) -> None:
    headers = {bench.names.token_header: bench.unused().token}
    bench.send("GET", bench.names.state_path, headers=headers).refused(ErrorReason.TOKEN_INVALID)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    session_unknown,
    query_token,
    unknown_query_token,
    header_before_query,
    api_read,
    session_of_another,
    token_of_another,
    session_alone,
    no_token,
    unknown_token,
    registration_token,
)
