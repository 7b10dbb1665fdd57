"""Requests that only attackers send, or broken firmware: refused, never with a 5xx, and the server stays."""

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.items.framing import must_live_on, must_not_pass
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.raw_connection import Form

_WHATEVER = "no page; a server answers for itself, not for what it is sent"
_NOT_IMPLEMENTED, _VERSION = 501, 505
_NO_HTTP: Final = (_NOT_IMPLEMENTED, _VERSION)
"""Who looks for a method and a version in what is no HTTP finds none that there is (RFC 9110, 15.6.2 and 15.6.6)."""
_DEEP, _MANY, _MEGABYTE = 30_000, 1_000, 1_000_000


def _abuse(
    name: str,
    title: str,
    act: Callable[[DeviceSubject], Answer],
    *,
    also: Collection[int] = (),
    severity: Severity = Severity.MAJOR,
    needs: tuple[Need, ...] = (TOKEN,),
    is_choice: bool = True,
) -> Item[DeviceSubject]:
    """Make an item of a request that is to be refused; `is_choice` unless whoever accepts it accepts a wrong token."""

    @assumption(f"abuse/{name}", severity, Style.ABUSE, *needs, source=_WHATEVER, title=title)
    def abuse(subject: DeviceSubject) -> None:
        must_not_pass(subject, act(subject), also=also, is_choice=is_choice)

    return abuse


def _bytes(data: bytes) -> Callable[[DeviceSubject], Answer]:
    return lambda subject: subject.send_raw(data)


def _poll_with(*lines: str) -> Callable[[DeviceSubject], Answer]:
    """Send a poll with further header lines."""
    return lambda subject: subject.send_raw(subject.raw(subject.poll_request(subject.session()), Form(more=lines)))


def _path(path: str) -> Callable[[DeviceSubject], Answer]:
    """Ask for another path with the credentials of a device."""
    return lambda subject: subject.send_raw(subject.raw(subject.poll_request(subject.session()), Form(target=path)))


def _method(method: str) -> Callable[[DeviceSubject], Answer]:
    return lambda subject: subject.send_raw(
        subject.raw(msgspec.structs.replace(subject.poll_request(subject.session()), method=method))
    )


def _report_with(body: bytes) -> Callable[[DeviceSubject], Answer]:
    return lambda subject: subject.report_body(body)


def _session_as(device_id: str) -> Callable[[DeviceSubject], Answer]:
    return lambda subject: subject.ask(subject.session_request(subject.device(), device_id=device_id))


def _token_with(character: str) -> Callable[[DeviceSubject], Answer]:
    """Poll with a token into which a character was put."""

    def act(subject: DeviceSubject) -> Answer:
        session = subject.session()
        token = session.device.permanent_token
        spoilt = subject.secret(f"{token[:20]}{character}{token[20:]}", "SPOILT_TOKEN")
        request = subject.poll_request(session, headers={subject.names.token_header: spoilt})
        return subject.send_raw(subject.raw(request))

    return act


def _wrong_token(name: str, title: str, character: str) -> Item[DeviceSubject]:
    return _abuse(name, title, _token_with(character), severity=Severity.CRITICAL, is_choice=False)


@assumption("abuse/lone-surrogate", Style.ABUSE, TOKEN, source="RFC 8259, 8.2: what becomes of it is open")
def lone_surrogate(subject: DeviceSubject) -> None:
    """Half a character in a text of JSON does no harm."""
    answer = subject.report_body(b'{"note": "\\ud800", "temperature": 1.5}')
    if answer.status != 200:
        answer.must_be_refused()


@assumption(
    "abuse/many-headers", Style.ABUSE, TOKEN, source="RFC 9110, 5.4: who wishes to process no more of them says 4xx"
)
def many_headers(subject: DeviceSubject) -> None:
    """A thousand headers are refused or ignored, and do no harm."""
    answer = _poll_with(*(f"X-{number}: {number}" for number in range(_MANY)))(subject)
    if answer.exchange.status != HTTPStatus.OK:
        must_not_pass(subject, answer)
    must_live_on(subject)


@assumption("abuse/many-fields", Style.ABUSE, TOKEN, source=_WHATEVER)
def many_fields(subject: DeviceSubject) -> None:
    """A report of a thousand unknown fields does no harm."""
    fields = {f"field{number}": number for number in range(_MANY)}
    answer = subject.report_body(msgspec.json.encode(fields))
    if answer.status != 200:
        answer.must_be_refused()


@fact(
    "abuse/trace", Severity.CRITICAL, Style.ABUSE, TOKEN, source="RFC 9110, 9.3.8: what is sensitive must not come back"
)
def trace(subject: DeviceSubject) -> None:
    """TRACE does not send back what it was sent, least of all the token."""
    answer = _method("TRACE")(subject)
    leaked = subject.leaks(answer.text)
    if leaked:
        raise answer.violates("no secret in the answer", ", ".join(leaked))
    must_not_pass(subject, answer, also=(_NOT_IMPLEMENTED,))


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    _abuse("garbage", "what is no HTTP is refused", _bytes(b"\x00\x01garbage\xff\r\n\r\n"), also=_NO_HTTP, needs=()),
    _abuse(
        "tls-hello",
        "the beginning of TLS on a port without TLS is refused",
        _bytes(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32) + b"\r\n\r\n"),
        also=_NO_HTTP,
        needs=(),
    ),
    _abuse(
        "http-2",
        "the beginning of HTTP/2 is refused, or answered in HTTP/2",
        _bytes(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        also=_NO_HTTP,
        needs=(),
    ),
    _abuse(
        "version",
        "a version of HTTP that there is not is refused",
        _bytes(b"GET / HTTP/9.9\r\nHost: x\r\n\r\n"),
        also=(_VERSION,),
        needs=(),
    ),
    _abuse("unknown-method", "a method that there is not is refused", _method("BREW"), also=(_NOT_IMPLEMENTED,)),
    _abuse("connect", "CONNECT is refused: the server is no proxy", _method("CONNECT"), also=(_NOT_IMPLEMENTED,)),
    trace,
    _abuse("long-path", "a path of 64 KiB is refused", _path("/" + "a" * 65_536)),
    _abuse("long-query", "a query of 64 KiB is refused", _path("/api/?x=" + "a" * 65_536)),
    _abuse("large-header", "a header of a megabyte is refused", _poll_with("X-Large: " + "a" * _MEGABYTE)),
    many_headers,
    _wrong_token("nul-in-header", "a token with NUL in it is refused", "\0"),
    _wrong_token("space-in-token", "a token with a space in it is refused", " "),
    _wrong_token("umlaut-in-token", "a token with a letter beyond ASCII is refused", "ä"),
    _abuse("nul-in-path", "a path with NUL in it is refused", _path("/api/device/state/\0"), also=_NO_HTTP),
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
        "empty-request-line",
        "empty lines and nothing else are refused",
        _bytes(b"\r\n\r\n\r\nx\r\n\r\n"),
        also=_NO_HTTP,
        needs=(),
    ),
)
