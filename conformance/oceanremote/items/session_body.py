"""Session requests that are malformed, of another type, too large, or sent in another way than as a POST."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenSession
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind

_NO_PAGE = "no page"
_FIELDS = ("device_id", "mac_address")


def _wrong(name: str, field: str, what: str, value: object) -> Item[Bench]:
    @item(
        f"session-body/{field.replace('_', '-')}-{name}",
        f"a session request {what} is 400, and the message names the field",
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def wrong(bench: Bench) -> None:
        who = bench.device().identity
        fields: dict[str, object] = {"device_id": who.device_id, "mac_address": who.mac_text, field: value}
        headers = {**bench.time_headers(), bench.names.token_header: bench.device().permanent_token}
        bench.ask(bench.post(bench.names.session_path, fields, headers)).should_name(field)

    return wrong


def _body(name: str, what: str, body: bytes) -> Item[Bench]:
    @item(
        f"session-body/{name}",
        f"a session request whose body is {what} is 400",
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def wrong(bench: Bench) -> None:
        _ask_with(bench, body).should_be_refused(ErrorReason.BAD_REQUEST)

    return wrong


def _ask_with(bench: Bench, body: bytes, content_type: str = JSON_TYPE) -> Answer:
    mine = {"content-type": content_type, bench.names.token_header: bench.device().permanent_token}
    headers = {**mine, **bench.time_headers()}
    return bench.ask(HttpRequest("POST", bench.names.session_path, headers, body))


def _good_body(bench: Bench) -> bytes:
    return bench.session_request(bench.device()).body


@item(
    "session-body/more-fields",
    "fields that the server does not know are ignored, so that newer firmware may say more",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def more_fields(bench: Bench) -> None:
    request = bench.session_request(bench.device(), firmware="9.9.9", uptime=1)
    bench.ask(request).should_be_accepted(GivenSession)


@item(
    "session-body/form",
    "a session request as a web form is 415",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def form(bench: Bench) -> None:
    who = bench.device().identity
    body = f"device_id={who.device_id}&mac_address={who.mac_text}".encode()
    answer = _ask_with(bench, body, "application/x-www-form-urlencoded")
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@item(
    "session-body/too-large",
    "a session request larger than the limit is 413",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.MINOR,
    style=Style.BOUNDARY,
    needs=(TOKEN,),
)
def too_large(bench: Bench) -> None:
    answer = _ask_with(bench, _good_body(bench).ljust(bench.bytes_above_limit(times=1)))
    answer.should_be_refused(ErrorReason.TOO_LARGE)


@item(
    "session-body/get",
    "a GET of the session path is 405 and says that POST is allowed",
    kind=Kind.FACT,
    source="RFC 9110, 15.5.6: 405 must name the methods in Allow",
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def get(bench: Bench) -> None:
    headers = {bench.names.token_header: bench.device().permanent_token}
    answer = bench.send("GET", bench.names.session_path, headers=headers)
    answer.should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)
    answer.must_allow("POST")


def _other_method(method: str) -> Item[Bench]:
    @item(
        f"session-body/{method.lower()}",
        f"{method} of a good request for a session is refused, and the session of before lives on",
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def other_method(bench: Bench) -> None:
        session = bench.session()
        request = bench.session_request(session.device)
        answer = bench.ask(msgspec.structs.replace(request, method=method))
        answer.should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)
        bench.ask(bench.poll_request(session)).must_have_status(200)

    return other_method


@item(
    "session-body/without-slash",
    "a session request without the slash at the end is 404, not redirected",
    kind=Kind.ASSUMPTION,
    source="FLASH and API print paths with the slash; RFC 9110, 15.4: after 301, 302 and 303 a POST may become a GET",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def without_slash(bench: Bench) -> None:
    request = bench.session_request(bench.device())
    headers = dict(request.headers)
    answer = bench.send("POST", bench.names.session_path.rstrip("/"), headers=headers, body=request.body)
    answer.must_not_redirect("404", Side.REFUSED)
    answer.should_be_refused(ErrorReason.NOT_FOUND)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    *(_wrong("missing", field, f"without {field}", ...) for field in _FIELDS),
    *(_wrong("null", field, f"whose {field} is null", None) for field in _FIELDS),
    *(_wrong("number", field, f"whose {field} is a number", 42) for field in _FIELDS),
    *(_wrong("empty", field, f"whose {field} is empty", "") for field in _FIELDS),
    _wrong("malformed", "mac_address", "whose mac_address is none", "24:6F:28:AA:BB"),
    _wrong("too-long", "device_id", "whose device_id has 65 characters", "E" * 65),
    _wrong("alphabet", "device_id", "whose device_id has a space in it", "ESP32 24"),
    _body("empty", "empty", b""),
    _body("no-json", "no JSON", b"device_id=1"),
    _body("list", "a list", b"[]"),
    _body("cut", "cut in the middle", b'{"device_id": "ESP32_'),
    more_fields,
    form,
    too_large,
    get,
    *(_other_method(method) for method in ("PUT", "DELETE", "HEAD")),
    without_slash,
)
