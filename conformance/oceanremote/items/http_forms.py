"""Requests that are written in another way and mean the same: other methods, targets, hosts, cases of letters."""

from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, contradiction, fact
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.raw_connection import Form


def _poll(subject: DeviceSubject) -> HttpRequest:
    return subject.poll_request(subject.session())


@fact("http/head", Severity.MINOR, TOKEN, source="RFC 9110, 9.3.2")
def head(subject: DeviceSubject) -> None:
    """HEAD has the status and the length of GET, and no body."""
    got = subject.ask(_poll(subject))
    # A body that comes in spite of the method stands in the way of the answer behind it.
    answer, behind = subject.send_in_turn(
        [subject.raw(msgspec.structs.replace(_poll(subject), method="HEAD")), subject.raw(_poll(subject))]
    )
    if 400 <= answer.status < 500 or answer.status == HTTPStatus.NOT_IMPLEMENTED:
        raise answer.deviates(f"status {got.status}", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(got.status)
    length, usual = answer.headers.get("content-length"), str(len(got.text.encode()))
    if length not in {None, usual}:
        raise answer.violates(f"Content-Length {usual} or none", f"{length!r}")
    if behind.exchange.no_answer_kind is not NoAnswerKind.ANNOUNCED_END:
        behind.must_have_status(got.status)


@assumption("http/options", Severity.MINOR, Style.POSITIVE, source="RFC 9110, 9.3.7; no page")
def options(subject: DeviceSubject) -> None:
    """OPTIONS says which methods a path has, in an answer of its own or as a method that the path has not."""
    answer = subject.send("OPTIONS", subject.names.state_path)
    allow = answer.headers.get("allow")
    allowed = {word.strip() for word in (allow or "").split(",")}
    if answer.status not in {200, 204, HTTPStatus.METHOD_NOT_ALLOWED} or not {"GET", "POST"} <= allowed:
        found = f"{answer.status}, {'no Allow' if allow is None else f'Allow: {allow}'}"
        raise answer.deviates("200, 204 or 405, and Allow with GET and POST", found)


@fact("http/percent-encoded", Severity.MINOR, Style.POSITIVE, TOKEN, source="RFC 3986, 6.2.2.2")
def percent_encoded(subject: DeviceSubject) -> None:
    """A path in which a letter is percent-encoded is the same path."""
    path = subject.names.state_path
    target = path[:-2] + f"%{ord(path[-2]):02x}" + path[-1]
    answer = subject.ask(msgspec.structs.replace(_poll(subject), path=target))
    answer.should_be_accepted(dict[str, object])


@fact("http/absolute-form", Severity.MINOR, Style.POSITIVE, TOKEN, source="RFC 9112, 3.2.2")
def absolute_form(subject: DeviceSubject) -> None:
    """A target in absolute form, as clients send it to proxies, counts by its path."""
    target = f"http://{subject.host}{subject.base_path}{subject.names.state_path}"
    answer = subject.send_raw(subject.raw(_poll(subject), Form(target=target)))
    answer.should_be_accepted(dict[str, object])


@fact("http/header-case", Severity.CRITICAL, Style.POSITIVE, TOKEN, source="RFC 9110, 5.1")
def header_case(subject: DeviceSubject) -> None:
    """The names of headers may be in any case."""
    headers = {name.upper(): value for name, value in subject.session_headers(subject.session()).items()}
    subject.send("GET", subject.names.state_path, headers=headers).must_have_status(200)


@fact("http/media-type", Style.POSITIVE, TOKEN, source="RFC 9110, 8.3.1")
def media_type(subject: DeviceSubject) -> None:
    """The media type may be in any case and name its charset."""
    subject.report(subject.session(), temperature=28.5)
    request = subject.report_request(subject.session(), {"temperature": 29.5})
    headers = {**request.headers, "content-type": "Application/JSON; charset=UTF-8"}
    subject.ask(msgspec.structs.replace(request, headers=headers)).must_have_status(200)


def _should_answer_to(subject: DeviceSubject, host: str) -> None:
    """Demand an answer by this name; only a Deviation if the server is another one by it, or hangs up."""
    answer = subject.send_raw(subject.raw(_poll(subject), Form(hosts=(host,))))
    if answer.exchange.response is None or 300 <= answer.status < 500:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(200)


def _host(name: str, about: str) -> Item[DeviceSubject]:
    @contradiction(
        f"http/{name}",
        Style.POSITIVE,
        TOKEN,
        source="FLASH names www.oceanremote.net, API oceanremote.net",
        title=f"a request by the host's name for {about} is answered",
    )
    def host(subject: DeviceSubject) -> None:
        named = subject.names.register_host if name == "register-host" else subject.names.api_host
        _should_answer_to(subject, named)

    return host


@assumption(
    "http/any-host",
    Severity.MINOR,
    Style.POSITIVE,
    TOKEN,
    source="no page; boards on a bench are pointed at it by other names",
)
def any_host(subject: DeviceSubject) -> None:
    """A request by a name that only a bench knows is answered."""
    _should_answer_to(subject, "device-bench.example")


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    head,
    options,
    percent_encoded,
    absolute_form,
    header_case,
    media_type,
    _host("register-host", "registrations"),
    _host("api-host", "the API"),
    any_host,
)
