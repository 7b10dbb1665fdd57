"""Requests that only attackers send, or broken firmware: refused, never with a 5xx, and the server stays."""

from collections.abc import Callable
from typing import Final

import msgspec

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Need, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.items.framing import must_not_pass
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.remote.wire.raw_request import Form

_WHATEVER = "no page; a server answers for itself, not for what it is sent"
_NOT_IMPLEMENTED, _VERSION = 501, 505
_DEEP, _MANY, _MEGABYTE = 30_000, 1_000, 1_000_000


def _abuse(
    name: str,
    title: str,
    act: Callable[[Bench], Answer],
    *,
    also: int = 0,
    severity: Severity = Severity.MAJOR,
    needs: tuple[Need, ...] = (TOKEN,),
    is_choice: bool = True,
) -> Item[Bench]:
    """Make an item of a request that is to be refused; `is_choice` unless whoever accepts it accepts a wrong token."""

    @item(
        f"abuse/{name}",
        title,
        kind=Kind.ASSUMPTION,
        source=_WHATEVER,
        severity=severity,
        style=Style.ABUSE,
        needs=needs,
    )
    def abuse(bench: Bench) -> None:
        must_not_pass(bench, act(bench), also=also, is_choice=is_choice)

    return abuse


def _bytes(data: bytes) -> Callable[[Bench], Answer]:
    return lambda bench: bench.send_raw(data)


def _poll_with(*lines: str) -> Callable[[Bench], Answer]:
    """Send a poll with further header lines."""
    return lambda bench: bench.send_raw(bench.raw(bench.poll_request(bench.session()), Form(more=lines)))


def _path(path: str) -> Callable[[Bench], Answer]:
    """Ask for another path with the credentials of a device."""
    return lambda bench: bench.send_raw(bench.raw(bench.poll_request(bench.session()), Form(target=path)))


def _method(method: str) -> Callable[[Bench], Answer]:
    return lambda bench: bench.send_raw(
        bench.raw(msgspec.structs.replace(bench.poll_request(bench.session()), method=method))
    )


def _report_with(body: bytes) -> Callable[[Bench], Answer]:
    def act(bench: Bench) -> Answer:
        headers = {"content-type": JSON_TYPE, **bench.session_headers(bench.session())}
        return bench.ask(HttpRequest("POST", bench.names.state_path, headers, body))

    return act


def _session_as(device_id: str) -> Callable[[Bench], Answer]:
    return lambda bench: bench.ask(bench.session_request(bench.device(), device_id=device_id))


def _token_with(character: str) -> Callable[[Bench], Answer]:
    """Poll with a token into which a character was put."""

    def act(bench: Bench) -> Answer:
        session = bench.session()
        token = session.device.permanent_token
        spoilt = bench.secret(f"{token[:20]}{character}{token[20:]}", "SPOILT_TOKEN")
        request = bench.poll_request(session, headers={bench.names.token_header: spoilt})
        return bench.send_raw(bench.raw(request))

    return act


def _wrong_token(name: str, title: str, character: str) -> Item[Bench]:
    return _abuse(name, title, _token_with(character), severity=Severity.CRITICAL, is_choice=False)


@item(
    "abuse/lone-surrogate",
    "half a character in a text of JSON does no harm",
    kind=Kind.ASSUMPTION,
    source="RFC 8259, 8.2: what becomes of it is open",
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def lone_surrogate(bench: Bench) -> None:
    answer = _report_with(b'{"note": "\\ud800", "temperature": 1.5}')(bench)
    if answer.status != 200:
        answer.must_be_refused()


@item(
    "abuse/many-fields",
    "a report of a thousand unknown fields does no harm",
    kind=Kind.ASSUMPTION,
    source=_WHATEVER,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def many_fields(bench: Bench) -> None:
    fields = {f"field{number}": number for number in range(_MANY)}
    answer = _report_with(msgspec.json.encode(fields))(bench)
    if answer.status != 200:
        answer.must_be_refused()


@item(
    "abuse/trace",
    "TRACE does not send back what it was sent, least of all the token",
    kind=Kind.FACT,
    source="RFC 9110, 9.3.8: what is sensitive must not come back",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def trace(bench: Bench) -> None:
    answer = _method("TRACE")(bench)
    leaked = bench.leaks(answer.text)
    if leaked:
        raise answer.violates("no secret in the answer", ", ".join(leaked))
    must_not_pass(bench, answer, also=_NOT_IMPLEMENTED)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    _abuse("garbage", "what is no HTTP is refused", _bytes(b"\x00\x01garbage\xff\r\n\r\n"), needs=()),
    _abuse(
        "tls-hello",
        "the beginning of TLS on a port without TLS is refused",
        _bytes(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32) + b"\r\n\r\n"),
        needs=(),
    ),
    _abuse(
        "http-2",
        "the beginning of HTTP/2 is refused",
        _bytes(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        also=_VERSION,
        needs=(),
    ),
    _abuse(
        "version",
        "a version of HTTP that there is not is refused",
        _bytes(b"GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
        also=_VERSION,
        needs=(),
    ),
    _abuse("unknown-method", "a method that there is not is refused", _method("BREW"), also=_NOT_IMPLEMENTED),
    _abuse("connect", "CONNECT is refused: the server is no proxy", _method("CONNECT"), also=_NOT_IMPLEMENTED),
    trace,
    _abuse("long-path", "a path of 64 KiB is refused", _path("/" + "a" * 65_536)),
    _abuse("long-query", "a query of 64 KiB is refused", _path("/api/?x=" + "a" * 65_536)),
    _abuse("large-header", "a header of a megabyte is refused", _poll_with("X-Large: " + "a" * _MEGABYTE)),
    _abuse("many-headers", "a thousand headers are refused", _poll_with(*(f"X-{n}: {n}" for n in range(_MANY)))),
    _wrong_token("nul-in-header", "a token with NUL in it is refused", "\0"),
    _wrong_token("space-in-token", "a token with a space in it is refused", " "),
    _wrong_token("umlaut-in-token", "a token with a letter beyond ASCII is refused", "ä"),
    _abuse("nul-in-path", "a path with NUL in it is refused", _path("/api/device/state/\0")),
    _abuse("encoded-nul", "a path with an encoded NUL in it is refused", _path("/api/device/state/%00")),
    _abuse("wrong-percent", "a path with a percent sign before no number is refused", _path("/api/device/%zz/")),
    _abuse("dots", "a path that climbs out is refused", _path("/api/device/../../../../etc/passwd")),
    _abuse("encoded-dots", "a path that climbs out in encoded form is refused", _path("/%2e%2e/%2e%2e/etc/passwd")),
    _abuse("double-slash", "a path with a slash too many is none of the paths", _path("//api//device//state//")),
    _abuse("deep-list", "JSON that is nested without end is refused", _report_with(b"[" * _DEEP)),
    _abuse(
        "deep-object",
        "JSON whose objects are nested thirty thousand deep is refused",
        _report_with(b'{"a":' * (_DEEP // 3) + b"1" + b"}" * (_DEEP // 3 - 1)),
    ),
    _abuse(
        "huge-number",
        "a temperature beyond all numbers is refused",
        _report_with(b'{"temperature": 1e999}'),
    ),
    _abuse(
        "long-number",
        "a temperature of ten thousand digits is refused",
        _report_with(b'{"temperature": ' + b"9" * 10_000 + b"}"),
    ),
    _abuse("not-utf-8", "a body that is not UTF-8 is refused", _report_with(b'{"temperature": 1, "note": "\xff\xfe"}')),
    lone_surrogate,
    many_fields,
    _abuse("sql", "a device ID that would be SQL is refused", _session_as("x' OR '1'='1")),
    _abuse("markup", "a device ID that would be HTML is refused", _session_as("<script>alert(1)</script>")),
    _abuse("nul-in-text", "a device ID with NUL in it is refused", _session_as("ESP32_\0")),
    _abuse(
        "empty-request-line", "empty lines and nothing else are refused", _bytes(b"\r\n\r\n\r\nx\r\n\r\n"), needs=()
    ),
)
