"""Requests that are written in another way and mean the same: other methods, targets, hosts, cases of letters."""

from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.remote.wire.raw_request import Form
from oceanhil.remote.wire.sending import ANNOUNCED_END


def _poll(bench: Bench) -> HttpRequest:
    return bench.poll_request(bench.session())


@item(
    "http/head",
    "HEAD has the status and the length of GET, and no body",
    kind=Kind.FACT,
    source="RFC 9110, 9.3.2",
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def head(bench: Bench) -> None:
    got = bench.ask(_poll(bench))
    # A body that comes in spite of the method stands in the way of the answer behind it.
    answer, behind = bench.send_in_turn(
        [bench.raw(msgspec.structs.replace(_poll(bench), method="HEAD")), bench.raw(_poll(bench))]
    )
    if 400 <= answer.status < 500 or answer.status == HTTPStatus.NOT_IMPLEMENTED:
        raise answer.deviates(f"status {got.status}", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(got.status)
    length, usual = answer.headers.get("content-length"), str(len(got.text.encode()))
    if length not in {None, usual}:
        raise answer.violates(f"Content-Length {usual} or none", f"{length!r}")
    if behind.exchange.failure != ANNOUNCED_END:
        behind.must_have_status(got.status)


@item(
    "http/options",
    "OPTIONS says which methods a path has",
    kind=Kind.ASSUMPTION,
    source="RFC 9110, 9.3.7; no page",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
)
def options(bench: Bench) -> None:
    answer = bench.send("OPTIONS", bench.names.state_path)
    allowed = {word.strip() for word in answer.headers.get("allow", "").split(",")}
    if answer.status not in {200, 204} or not {"GET", "POST"} <= allowed:
        raise answer.deviates("200 or 204, and Allow with GET and POST", f"{answer.status}, {sorted(allowed)}")


@item(
    "http/percent-encoded",
    "a path in which a letter is percent-encoded is the same path",
    kind=Kind.FACT,
    source="RFC 3986, 6.2.2.2",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def percent_encoded(bench: Bench) -> None:
    path = bench.names.state_path
    target = path[:-2] + f"%{ord(path[-2]):02x}" + path[-1]
    answer = bench.ask(msgspec.structs.replace(_poll(bench), path=target))
    answer.should_be_accepted(dict[str, object])


@item(
    "http/absolute-form",
    "a target in absolute form, as clients send it to proxies, counts by its path",
    kind=Kind.FACT,
    source="RFC 9112, 3.2.2",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def absolute_form(bench: Bench) -> None:
    target = f"http://{bench.host}{bench.base_path}{bench.names.state_path}"
    answer = bench.send_raw(bench.raw(_poll(bench), Form(target=target)))
    answer.should_be_accepted(dict[str, object])


@item(
    "http/header-case",
    "the names of headers may be in any case",
    kind=Kind.FACT,
    source="RFC 9110, 5.1",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def header_case(bench: Bench) -> None:
    headers = {name.upper(): value for name, value in bench.session_headers(bench.session()).items()}
    bench.send("GET", bench.names.state_path, headers=headers).must_have_status(200)


@item(
    "http/media-type",
    "the media type may be in any case and name its charset",
    kind=Kind.FACT,
    source="RFC 9110, 8.3.1",
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def media_type(bench: Bench) -> None:
    bench.report(bench.session(), temperature=28.5)
    request = bench.report_request(bench.session(), {"temperature": 29.5})
    headers = {**request.headers, "content-type": "Application/JSON; charset=UTF-8"}
    bench.ask(msgspec.structs.replace(request, headers=headers)).must_have_status(200)


def _should_answer_to(bench: Bench, host: str) -> None:
    """Demand an answer by this name; only a Deviation if the server is another one by it, or hangs up."""
    answer = bench.send_raw(bench.raw(_poll(bench), Form(hosts=(host,))))
    if answer.exchange.response is None or 300 <= answer.status < 500:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(200)


def _host(name: str, about: str) -> Item[Bench]:
    @item(
        f"http/{name}",
        f"a request by the host's name for {about} is answered",
        kind=Kind.CONTRADICTION,
        source="FLASH names www.oceanremote.net, API oceanremote.net",
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def host(bench: Bench) -> None:
        named = bench.names.register_host if name == "register-host" else bench.names.api_host
        _should_answer_to(bench, named)

    return host


@item(
    "http/any-host",
    "a request by a name that only a bench knows is answered",
    kind=Kind.ASSUMPTION,
    source="no page; boards on a bench are pointed at it by other names",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def any_host(bench: Bench) -> None:
    _should_answer_to(bench, "device-bench.example")


ITEMS: Final[tuple[Item[Bench], ...]] = (
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
