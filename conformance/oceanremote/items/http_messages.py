"""HTTP as clients of all kinds speak it: what RFC 9110 and RFC 9112 promise to every device, library and proxy."""

import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import JSON_TYPE
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.remote.wire.raw_request import Form, chunked
from oceanhil.remote.wire.sending import ANNOUNCED_END

_NOWHERE = "/api/device/nothing-is-here/"
_OFF_S_MAX = 300


def _poll(bench: Bench) -> HttpRequest:
    return bench.poll_request(bench.session())


def _report_in_chunks(bench: Bench, temperature: float, extension: str = "") -> None:
    bench.report(bench.session(), temperature=temperature - 1)
    request = bench.report_request(bench.session(), {"temperature": temperature})
    head = bench.raw(
        msgspec.structs.replace(request, body=b""), Form(is_framed=False, more=("Transfer-Encoding: chunked",))
    )
    answer = bench.send_raw(head + chunked(request.body, 7, extension))
    if answer.status == HTTPStatus.LENGTH_REQUIRED:
        # RFC 9112, 6.3: a server may insist on a length.
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(HTTPStatus.OK)
    _shows(bench, temperature)


def _shows(bench: Bench, temperature: float) -> None:
    answer = bench.ask(_poll(bench))
    answer.must_have_status(200)
    if answer.json().get("temperature") != temperature:
        raise answer.violates(f"temperature {temperature}", f"{answer.json().get('temperature')!r}")


@item(
    "http/keep-alive",
    "a connection serves several requests, unless the answer announces its end",
    kind=Kind.FACT,
    source="RFC 9112, 9.3",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def keep_alive(bench: Bench) -> None:
    poll = bench.raw(_poll(bench))
    first, second = bench.send_in_turn([poll, poll])
    first.must_have_status(200)
    if second.exchange.failure == ANNOUNCED_END:
        raise first.deviates("a connection that is kept", second.exchange.failure)
    second.must_have_status(200)


@item(
    "http/close",
    "a client that asks for the end of the connection gets it",
    kind=Kind.FACT,
    source="RFC 9112, 9.6",
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def close(bench: Bench) -> None:
    last = bench.raw(_poll(bench), Form(more=("Connection: close",)))
    first, second = bench.send_in_turn([last, bench.raw(_poll(bench))])
    first.must_have_status(200)
    if second.exchange.response is not None:
        raise second.violates("a closed connection", f"another answer: {second.in_words()}")


@item(
    "http/version-1-0",
    "a client of HTTP/1.0 is answered",
    kind=Kind.FACT,
    source="RFC 9110, 2.5",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def http_1_0(bench: Bench) -> None:
    answer = bench.send_raw(bench.raw(_poll(bench), Form(version="1.0")))
    if answer.status in {HTTPStatus.UPGRADE_REQUIRED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED}:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(HTTPStatus.OK)


@item(
    "http/chunked",
    "a body that comes in chunks is put together",
    kind=Kind.FACT,
    source="RFC 9112, 7.1",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def chunked_body(bench: Bench) -> None:
    _report_in_chunks(bench, 26.5)


@item(
    "http/chunk-extension",
    "chunk extensions that the server does not know are ignored",
    kind=Kind.FACT,
    source="RFC 9112, 7.1.1",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def chunk_extension(bench: Bench) -> None:
    _report_in_chunks(bench, 27.5, "note=1")


@item(
    "http/pipelining",
    "requests that are sent one behind the other are answered in their order",
    kind=Kind.FACT,
    source="RFC 9112, 9.3.2",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def pipelining(bench: Bench) -> None:
    poll = bench.raw(_poll(bench))
    answers = bench.send_pipelined([poll, bench.raw(HttpRequest("GET", _NOWHERE)), poll])
    for answer, is_good in zip(answers, (True, False, True), strict=True):
        if answer.exchange.failure == ANNOUNCED_END:
            # RFC 9112, 9.3.2: the client sends the rest again.
            raise answer.deviates("an answer to each", answer.exchange.failure)
        if is_good:
            answer.must_have_status(HTTPStatus.OK)
        else:
            answer.must_be_refused()


@item(
    "http/expect-continue",
    "a client that asks for leave to send its body gets it",
    kind=Kind.FACT,
    source="RFC 9110, 10.1.1",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def expect_continue(bench: Bench) -> None:
    bench.report(bench.session(), temperature=27.5)
    request = bench.report_request(bench.session(), {"temperature": 28.5})
    whole = bench.raw(request, Form(more=("Expect: 100-continue",)))
    status, answer = bench.send_expecting(whole[: -len(request.body)], request.body)
    if status == 417:
        raise answer.deviates("100, then 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(200)


@item(
    "http/json",
    "the answer to a poll is JSON and says so",
    kind=Kind.FACT,
    source="API prints JSON; RFC 9110, 8.3",
    needs=(TOKEN,),
)
def is_json(bench: Bench) -> None:
    answer = bench.ask(_poll(bench))
    answer.must_have_status(HTTPStatus.OK)
    answer.json()
    if answer.media_type != JSON_TYPE:
        raise answer.violates(JSON_TYPE, repr(answer.headers.get("content-type")))


def _error_form(name: str, what: str, request: HttpRequest) -> Item[Bench]:
    @item(
        f"http/error-form-{name}",
        f"the refusal of {what} is JSON with success false, error and code",
        kind=Kind.ASSUMPTION,
        source="no page prints the body of a refusal",
        severity=Severity.MINOR,
    )
    def error_form(bench: Bench) -> None:
        path = request.path or bench.names.state_path
        answer = bench.ask(msgspec.structs.replace(request, path=path))
        answer.should_be_refused_somehow(also=HTTPStatus.NOT_IMPLEMENTED)
        texts = [answer.told("error"), answer.told("code")]
        if answer.told("success") is not False or not all(isinstance(text, str) and text for text in texts):
            raise answer.deviates("JSON with success false, an error and a code", answer.in_words())

    return error_form


@item(
    "http/date",
    "answers carry the date, as a clock tells it",
    kind=Kind.FACT,
    source="RFC 9110, 6.6.1",
    severity=Severity.MINOR,
)
def date(bench: Bench) -> None:
    answer = bench.send("GET", bench.names.state_path)
    answer.must_be_refused()
    said = answer.headers.get("date", "")
    try:
        told_s = parsedate_to_datetime(said).timestamp()
    except ValueError:
        raise answer.violates("a Date", f"{said!r}") from None
    # A server with a test clock may date its answers by that one or by the real one.
    off_s = min((told_s - now_s for now_s in (time.time(), bench.now_s())), key=abs)
    if abs(off_s) > _OFF_S_MAX:
        # Whose clock is wrong, the server's or this machine's, is not known here.
        raise answer.deviates("the date of now", f"{off_s:+.0f} s off")


@item(
    "http/dropped-report",
    "a report whose sender vanishes in the middle changes nothing, and others are answered",
    kind=Kind.FACT,
    source="RFC 9112, 8: an incomplete request is not to be carried out",
    needs=(TOKEN,),
)
def dropped_report(bench: Bench) -> None:
    session = bench.session()
    bench.report(session, temperature=11.5)
    bench.drop(bench.raw(bench.report_request(session, {"temperature": 99.5}))[:-1])
    _shows(bench, 11.5)


@item(
    "http/dropped-registration",
    "a registration whose sender vanishes in the middle does not use up its token",
    kind=Kind.FACT,
    source="RFC 9112, 8: an incomplete request is not to be carried out",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def dropped_registration(bench: Bench) -> None:
    obtained, who = bench.pending(), bench.identity()
    request = bench.register_request(obtained.token, who)
    bench.drop(bench.raw(request)[:-1])
    bench.ask(request).accepted(GivenToken)


@item(
    "http/empty-line-before",
    "an empty line before a request, which some clients leave behind a body, is passed over",
    kind=Kind.ASSUMPTION,
    source="RFC 9112, 2.2: should",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def empty_line_before(bench: Bench) -> None:
    answer = bench.send_raw(b"\r\n" + bench.raw(_poll(bench)))
    if answer.exchange.response is None:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.should_be_accepted(dict[str, object])


ITEMS: Final[tuple[Item[Bench], ...]] = (
    keep_alive,
    close,
    http_1_0,
    chunked_body,
    chunk_extension,
    pipelining,
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
