"""Requests whose framing is broken or says two things: where servers and proxies disagree, requests are smuggled.

None of them is critical. A board on a connection of its own hurts only itself; it takes a proxy that shares connections
among boards, goes by another length and passes the request on, and many refuse it. Most often it is the library that
reads HTTP that has to be mended, so findings say what it takes for harm.
"""

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, fact, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.profile import Kind
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.raw_connection import Form, chunked

_NOT_IMPLEMENTED = 501
_LOOKS: Final = 4
_PAUSE_S: Final = 0.1
_BODY: Final = b'{"temperature":12.5}'
_LENGTH: Final = len(_BODY)
_MUST = "RFC 9112, 6.3"
_HARM: Final = "harmful behind a proxy that goes by the length and passes both on"


def must_not_pass(
    subject: DeviceSubject, answer: Answer, *, also: Collection[int] = (), is_choice: bool = False
) -> None:
    """Demand a refusal, a closed connection or HTTP/2, and an answer to the next good request; `also` pass too.

    A 502 is the refusal of a server behind a proxy, in the proxy's words (RFC 9110, 15.6.3): only a Deviation.
    `is_choice` where no rule forbids to accept it, or to send the client elsewhere: that is only a Deviation then.
    """
    status = answer.exchange.status
    if status is None and answer.exchange.no_answer_kind is NoAnswerKind.TIMEOUT:
        raise answer.violates("a refusal or a closed connection", "neither, until the time was up", Side.REFUSED)
    if is_choice and status is not None and 200 <= status < 400:
        raise answer.deviates("a refusal (4xx)", answer.in_words(), Side.REFUSED)
    if status == HTTPStatus.BAD_GATEWAY:
        # A proxy has passed it on, and the server behind hung up: it got through nowhere.
        must_live_on(subject)
        raise answer.deviates("a refusal (4xx)", answer.in_words(), Side.REFUSED)
    if status is not None and status not in also:
        answer.must_be_refused()
    must_live_on(subject)


def must_live_on(subject: DeviceSubject) -> None:
    """Demand that the next good request is answered."""
    if TOKEN in subject.needs:
        subject.poll().must_have_status(200)
    else:
        subject.send("GET", subject.names.state_path).must_be_refused()


def _broken(
    name: str,
    title: str,
    source: str,
    make: Callable[[DeviceSubject], bytes],
    *,
    severity: Severity = Severity.MAJOR,
    also: Collection[int] = (),
    is_choice: bool = False,
) -> Item[DeviceSubject]:
    @item(
        f"framing/{name}",
        severity,
        Style.ABUSE,
        TOKEN,
        kind=Kind.ASSUMPTION if is_choice else Kind.FACT,
        source=source,
        title=title,
    )
    def broken(subject: DeviceSubject) -> None:
        must_not_pass(subject, subject.send_raw(make(subject)), also=also, is_choice=is_choice)

    return broken


def _with_lines(*lines: str, body: bytes = _BODY) -> Callable[[DeviceSubject], bytes]:
    """Make a report that has these lines in place of its `Content-Length`, and this body.

    Whoever overlooks what is wrong with it must read a good report: else it would be refused for another reason.
    """

    def make(subject: DeviceSubject) -> bytes:
        request = subject.report_request(subject.session(), {})
        return subject.raw(request, Form(is_framed=False, more=lines))[: -len(request.body)] + body

    return make


def _hosts(*hosts: str) -> Callable[[DeviceSubject], bytes]:
    return lambda subject: subject.raw(subject.poll_request(subject.session()), Form(hosts=hosts))


@fact(
    "framing/length-and-chunks",
    Style.ABUSE,
    TOKEN,
    source="RFC 9112, 6.1: a server must close the connection after it",
)
def length_and_chunks(subject: DeviceSubject) -> None:
    """A request with Content-Length and Transfer-Encoding is refused, or at least the last one on its connection."""
    body = chunked(_BODY, 7)
    request = _with_lines(f"Content-Length: {len(body)}", "Transfer-Encoding: chunked", body=body)(subject)
    answer, behind = subject.send_in_turn([request, subject.raw(subject.poll_request(subject.session()))])
    if answer.exchange.status == HTTPStatus.OK:
        if behind.exchange.response is not None:
            raise behind.violates("a closed connection", f"an answer to the next request, {_HARM}")
        raise answer.deviates("a refusal (4xx)", answer.in_words(), Side.REFUSED)
    must_not_pass(subject, answer, also=(_NOT_IMPLEMENTED,))


@fact(
    "framing/smuggled-request",
    Style.ABUSE,
    TOKEN,
    source=f"{_MUST}, 11.2: Transfer-Encoding overrides Content-Length, and ought to be taken for an attack",
)
def smuggled_request(subject: DeviceSubject) -> None:
    """A request that hides behind another one's chunks is not carried out."""
    session = subject.session()
    subject.report(session, temperature=12.5)
    hidden = subject.raw(subject.report_request(session, {"temperature": 98.5}))
    lines = (f"Content-Length: {5 + len(hidden)}", "Transfer-Encoding: chunked")
    request = _with_lines(*lines, body=b"0\r\n\r\n" + hidden)(subject)
    subject.send_raw(request)
    for look in range(_LOOKS):
        if look:
            # Behind the answer to the first request another thread may be at the hidden one still.
            subject.rest(_PAUSE_S)
        answer = subject.ask(subject.poll_request(session))
        if answer.json().get("temperature") == 98.5:
            raise answer.violates("the temperature of before", f"that of the hidden report, {_HARM}")


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    length_and_chunks,
    smuggled_request,
    _broken(
        "two-lengths",
        "a request with two different lengths is refused",
        _MUST,
        _with_lines(f"Content-Length: {_LENGTH + 1}", f"Content-Length: {_LENGTH}", body=_BODY + b" "),
    ),
    _broken(
        "shorter-length",
        "a body that is longer than it says is cut there: what is behind it is no part of it, and no request",
        "RFC 9112, 6.3: the length says where the body ends",
        _with_lines(f"Content-Length: {_LENGTH - 5}"),
        # What is behind it begins like a method that nobody knows.
        also=(_NOT_IMPLEMENTED,),
    ),
    _broken(
        "two-equal-fields",
        "a length that is a list of two different ones is refused",
        _MUST,
        _with_lines(f"Content-Length: {_LENGTH}, {_LENGTH + 1}", body=_BODY + b" "),
    ),
    _broken(
        "negative-length",
        "a negative length is refused",
        _MUST,
        _with_lines("Content-Length: -1"),
    ),
    _broken(
        "signed-length",
        "a length with a plus sign is refused",
        f"{_MUST}; RFC 9110, 8.6: digits only",
        _with_lines(f"Content-Length: +{_LENGTH}"),
    ),
    _broken(
        "hexadecimal-length",
        "a length in hexadecimal digits is refused",
        f"{_MUST}; RFC 9110, 8.6: digits only",
        _with_lines(f"Content-Length: {_LENGTH:#x}"),
    ),
    _broken(
        "unknown-coding",
        "a transfer coding that there is not is refused",
        "RFC 9112, 6.3: the length cannot be known",
        _with_lines("Transfer-Encoding: xchunked", body=chunked(_BODY, 7)),
        also=(_NOT_IMPLEMENTED,),
    ),
    _broken(
        "chunk-size",
        "a chunk whose size is no number is refused",
        "RFC 9112, 7.1",
        _with_lines("Transfer-Encoding: chunked", body=b"0x2\r\n{}\r\n0\r\n\r\n"),
    ),
    _broken(
        "chunk-too-long",
        "a chunk that is longer than it says is refused",
        "RFC 9112, 7.1",
        _with_lines("Transfer-Encoding: chunked", body=b"2\r\n{}more\r\n0\r\n\r\n"),
    ),
    _broken(
        "space-before-colon",
        "a header with a space before its colon is refused",
        "RFC 9112, 5.1",
        _with_lines(f"Content-Length : {_LENGTH}"),
    ),
    _broken(
        "no-colon",
        "a header without a colon is refused",
        "RFC 9112, 2.2: should",
        _with_lines(f"Content-Length: {_LENGTH}", "this line has no colon"),
        severity=Severity.MINOR,
        is_choice=True,
    ),
    _broken("no-host", "a request of HTTP/1.1 without Host is 400", "RFC 9112, 3.2", _hosts(), severity=Severity.MINOR),
    _broken(
        "two-hosts",
        "a request with two Host headers is 400",
        "RFC 9112, 3.2",
        _hosts("one.example", "two.example"),
        # No device sends two, and unlike two lengths they make nobody read the next request at another place.
        severity=Severity.MINOR,
    ),
)
