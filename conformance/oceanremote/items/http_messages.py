"""HTTP as clients of all kinds speak it: what RFC 9110 and RFC 9112 promise to every device, library and proxy."""

import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.base_answer import field_in_words
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.attempts import must_be_answered_behind, must_be_apart
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.raw_connection import Form, chunked

_NOWHERE = "/api/device/nothing-is-here/"
_OFF_S_MAX = 300
_ENDS_MAX: Final = 3
"""A connection may end at any time (RFC 9112, 9.5); a server that ends every one must say so (9.3)."""
_CHUNK_BYTES = 4096
_LINE_END = b"\r\n"
_TRAILERS = b"X-Checksum: 1\r\nX-Sent-By: a proxy\r\n"
"""Two: a server that reads one line behind the last chunk takes the other for a request."""


def _poll(subject: DeviceSubject) -> HttpRequest:
    return subject.poll_request(subject.session())


def _in_chunks(subject: DeviceSubject, request: HttpRequest, size: int, extension: str = "") -> Answer:
    return subject.send_raw(_head_of_chunks(subject, request) + chunked(request.body, size, extension))


def _head_of_chunks(subject: DeviceSubject, request: HttpRequest) -> bytes:
    form = Form(is_framed=False, more=("Transfer-Encoding: chunked",))
    return subject.raw(msgspec.structs.replace(request, body=b""), form)


def _report_in_chunks(subject: DeviceSubject, temperature: float, extension: str = "") -> None:
    subject.report(subject.session(), temperature=temperature - 1)
    answer = _in_chunks(subject, subject.report_request(subject.session(), {"temperature": temperature}), 7, extension)
    if answer.status == HTTPStatus.LENGTH_REQUIRED:
        # RFC 9112, 6.3: a server may insist on a length.
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(HTTPStatus.OK)
    _shows(subject, temperature)


def _shows(subject: DeviceSubject, temperature: float) -> None:
    answer = subject.ask(_poll(subject))
    answer.must_have_status(200)
    if answer.json().get("temperature") != temperature:
        raise answer.violates(f"temperature {temperature}", field_in_words(answer.json(), "temperature"))


@fact("http/keep-alive", Style.POSITIVE, TOKEN, source="RFC 9112, 9.3")
def keep_alive(subject: DeviceSubject) -> None:
    """A connection serves several requests, unless the answer announces its end."""
    poll = _poll(subject)
    _must_go_on(subject, poll, poll)


@fact("http/keep-alive-after-post", TOKEN, source="RFC 9112, 9.3 and 9.6")
def keep_alive_after_post(subject: DeviceSubject) -> None:
    """A connection on which a session was opened or a report sent serves the next request, unless it says otherwise."""
    opening = subject.session_request(subject.device())
    _must_go_on(subject, opening, opening)
    _must_go_on(subject, subject.report_request(subject.session(), {"temperature": 24.5}), _poll(subject))


def _must_go_on(subject: DeviceSubject, one: HttpRequest, other: HttpRequest) -> None:
    for _ in range(_ENDS_MAX):
        first, second = subject.send_in_turn([subject.raw(one), subject.raw(other)])
        # Of a report no page says that it is accepted.
        first.should_be_accepted(dict[str, object])
        if second.exchange.no_answer_kind is not NoAnswerKind.CONNECTION_LOST:
            break
    if second.exchange.no_answer_kind is NoAnswerKind.ANNOUNCED_END:
        raise first.deviates("a connection that is kept", second.exchange.no_answer_words)
    second.must_have_status(200)


@fact("http/close", Severity.MINOR, TOKEN, source="RFC 9112, 9.6")
def close(subject: DeviceSubject) -> None:
    """A client that asks for the end of the connection gets it."""
    last = subject.raw(_poll(subject), Form(more=("Connection: close",)))
    first, second = subject.send_in_turn([last, subject.raw(_poll(subject))])
    first.must_have_status(200)
    if second.exchange.response is not None:
        raise second.violates("a closed connection", f"another answer: {second.in_words()}")


@fact("http/version-1-0", Severity.MINOR, Style.POSITIVE, TOKEN, source="RFC 9110, 2.5")
def http_1_0(subject: DeviceSubject) -> None:
    """A client of HTTP/1.0 is answered."""
    answer = subject.send_raw(subject.raw(_poll(subject), Form(version="1.0")))
    if answer.status in {HTTPStatus.UPGRADE_REQUIRED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED}:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(HTTPStatus.OK)


@fact("http/version-1-0-chunks", TOKEN, source="RFC 9112, 6.1")
def http_1_0_chunks(subject: DeviceSubject) -> None:
    """An answer to a client of HTTP/1.0, which knows of no chunks, has none: firmware says 1.0 to be spared them."""
    answer = subject.send_raw(subject.raw(_poll(subject), Form(version="1.0")))
    if "transfer-encoding" in answer.headers:
        raise answer.violates("no Transfer-Encoding", repr(answer.headers["transfer-encoding"]))
    # What else becomes of such a client is an item of its own.
    answer.must_be_whole()


@fact("http/chunked", Style.POSITIVE, TOKEN, source="RFC 9112, 7.1")
def chunked_body(subject: DeviceSubject) -> None:
    """A body that comes in chunks is put together."""
    _report_in_chunks(subject, 26.5)


@fact("http/chunk-extension", Severity.MINOR, Style.POSITIVE, TOKEN, source="RFC 9112, 7.1.1")
def chunk_extension(subject: DeviceSubject) -> None:
    """Chunk extensions that the server does not know are ignored."""
    _report_in_chunks(subject, 27.5, "note=1")


@fact("http/trailers", Style.POSITIVE, TOKEN, source="RFC 9112, 7.1.2")
def trailers(subject: DeviceSubject) -> None:
    """Fields behind the last chunk are read to their end: the next request is one of its own."""
    report = subject.report_request(subject.session(), {"temperature": 25.5})
    sent = _head_of_chunks(subject, report) + chunked(report.body, 7)[: -len(_LINE_END)] + _TRAILERS + _LINE_END
    answer, behind = subject.send_in_turn([sent, subject.raw(_poll(subject))])
    must_be_answered_behind(behind)
    answer.should_be_accepted(dict[str, object])


@assumption(
    "http/chunked-too-large",
    Severity.MAJOR,
    TOKEN,
    source="no page; a limit of bodies that holds for announced ones alone is none",
)
def chunked_too_large(subject: DeviceSubject) -> None:
    """A report larger than the limit is refused also if it comes in chunks, without a length."""
    request = subject.report_request(subject.session(), {})
    large = msgspec.structs.replace(request, body=b"{}".ljust(subject.bytes_above_limit(times=1)))
    answer = _in_chunks(subject, large, _CHUNK_BYTES)
    answer.may_hang_up(ErrorReason.TOO_LARGE)
    answer.should_be_refused_somehow()


@fact("http/pipelining", Style.POSITIVE, TOKEN, source="RFC 9112, 9.3.2")
def pipelining(subject: DeviceSubject) -> None:
    """Requests that are sent one behind the other are answered in their order."""
    poll = subject.raw(_poll(subject))
    answers = subject.send_pipelined([poll, subject.raw(HttpRequest("GET", _NOWHERE)), poll])
    for answer, is_good in zip(answers, (True, False, True), strict=True):
        if answer.exchange.no_answer_kind is NoAnswerKind.ANNOUNCED_END:
            # RFC 9112, 9.3.2: the client sends the rest again.
            raise answer.deviates("an answer to each", answer.exchange.no_answer_words)
        if is_good:
            answer.must_have_status(HTTPStatus.OK)
        else:
            answer.must_be_refused()


@fact("http/body-of-a-refused-request", Severity.CRITICAL, Style.POSITIVE, TOKEN, source="RFC 9112, 9.3")
def body_of_a_refused_request(subject: DeviceSubject) -> None:
    """What is refused for its head has its body read, or ends the connection: the next request is one of its own."""
    poll = subject.poll_request(subject.session())
    report = subject.report_request(subject.session(), {"temperature": 21.5})
    stranger = {subject.names.token_header: subject.unknown_token(TokenKind.PERMANENT)}
    change = msgspec.structs.replace
    for refused in (
        change(report, headers={**report.headers, **stranger}),
        change(report, headers={**report.headers, "content-type": "text/plain"}),
        change(report, path=_NOWHERE),
        change(report, method="DELETE"),
    ):
        must_be_apart(subject, refused, poll)


@fact("http/expect-continue", Severity.MINOR, Style.POSITIVE, TOKEN, source="RFC 9110, 10.1.1")
def expect_continue(subject: DeviceSubject) -> None:
    """A client that asks for leave to send its body gets it."""
    subject.report(subject.session(), temperature=27.5)
    request = subject.report_request(subject.session(), {"temperature": 28.5})
    whole = subject.raw(request, Form(more=("Expect: 100-continue",)))
    status, answer = subject.send_expecting(whole[: -len(request.body)], request.body)
    if status == 417:
        raise answer.deviates("100, then 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(200)
    if not status:
        raise answer.deviates("100, then 200", "200 alone, for a body that was sent without leave")


@fact("http/json", TOKEN, source="API prints JSON; RFC 9110, 8.3")
def is_json(subject: DeviceSubject) -> None:
    """The answer to a poll is JSON and says so."""
    answer = subject.ask(_poll(subject))
    answer.must_have_status(HTTPStatus.OK)
    answer.json()
    if answer.media_type != JSON_TYPE:
        raise answer.violates(JSON_TYPE, repr(answer.headers.get("content-type")))


def _error_form(name: str, what: str, request: HttpRequest) -> Item[DeviceSubject]:
    @assumption(
        f"http/error-form-{name}",
        Severity.MINOR,
        source="no page prints the body of a refusal",
        title=f"the refusal of {what} is JSON with success false, error and code",
    )
    def error_form(subject: DeviceSubject) -> None:
        path = request.path or subject.names.state_path
        answer = subject.ask(msgspec.structs.replace(request, path=path))
        answer.should_be_refused_somehow(also=HTTPStatus.NOT_IMPLEMENTED)
        texts = [answer.told("error"), answer.told("code")]
        if answer.told("success") is not False or not all(isinstance(text, str) and text for text in texts):
            raise answer.deviates("JSON with success false, an error and a code", answer.in_words())

    return error_form


@fact("http/date", Severity.MINOR, source="RFC 9110, 6.6.1")
def date(subject: DeviceSubject) -> None:
    """Answers carry the date, as a clock tells it."""
    answer = subject.send("GET", subject.names.state_path)
    answer.must_be_refused()
    said = answer.headers.get("date")
    if said is None:
        raise answer.violates("a Date", "no such header")
    try:
        told_s = parsedate_to_datetime(said).timestamp()
    except ValueError:
        raise answer.violates("a Date as of RFC 9110, 5.6.7", f"{said!r}") from None
    # A server with a test clock may date its answers by that one or by the real one.
    off_s = min((told_s - now_s for now_s in (time.time(), subject.now_s())), key=abs)
    if abs(off_s) > _OFF_S_MAX:
        # Whose clock is wrong, the server's or this machine's, is not known here.
        raise answer.deviates("the date of now", f"{off_s:+.0f} s off")


@fact("http/dropped-report", TOKEN, source="RFC 9112, 8: an incomplete request is not to be carried out")
def dropped_report(subject: DeviceSubject) -> None:
    """A report whose sender vanishes in the middle changes nothing, and others are answered."""
    session = subject.session()
    subject.report(session, temperature=11.5)
    subject.drop(subject.raw(subject.report_request(session, {"temperature": 99.5}))[:-1])
    _shows(subject, 11.5)


@fact(
    "http/dropped-registration",
    Severity.CRITICAL,
    TOKEN,
    source="RFC 9112, 8: an incomplete request is not to be carried out",
)
def dropped_registration(subject: DeviceSubject) -> None:
    """A registration whose sender vanishes in the middle does not use up its token."""
    obtained, who = subject.pending(), subject.identity()
    request = subject.register_request(obtained.token, who)
    subject.drop(subject.raw(request)[:-1])
    subject.ask(request).accepted(GivenToken)


@assumption("http/empty-line-before", Severity.MINOR, Style.POSITIVE, TOKEN, source="RFC 9112, 2.2: should")
def empty_line_before(subject: DeviceSubject) -> None:
    """An empty line before a request, which some clients leave behind a body, is passed over."""
    answer = subject.send_raw(b"\r\n" + subject.raw(_poll(subject)))
    if answer.exchange.response is None:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.should_be_accepted(dict[str, object])


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    keep_alive,
    keep_alive_after_post,
    close,
    http_1_0,
    http_1_0_chunks,
    chunked_body,
    chunk_extension,
    trailers,
    chunked_too_large,
    pipelining,
    body_of_a_refused_request,
    expect_continue,
    is_json,
    _error_form("credentials", "a poll without credentials", HttpRequest("GET", "")),
    _error_form("path", "a path that there is not", HttpRequest("GET", _NOWHERE)),
    _error_form("method", "a method that there is not", HttpRequest("PATCH", "")),
    date,
    dropped_report,
    dropped_registration,
    empty_line_before,
)
