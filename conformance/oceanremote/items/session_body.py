"""Session requests that are malformed, of another type, too large, or sent in another way than as a POST."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.attempts import LETTERS
from oceanhil.conformance.oceanremote.devices import GivenSession
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import FORM_TYPE, HttpRequest
from oceanhil.remote.connector.control import TOKEN

_FIELDS = ("device_id", "mac_address")


def _wrong(name: str, field: str, what: str, value: object) -> Item[DeviceSubject]:
    @assumption(
        f"session-body/{field.replace('_', '-')}-{name}",
        Severity.MINOR,
        TOKEN,
        title=f"a session request {what} is 400, and the message names the field",
    )
    def wrong(subject: DeviceSubject) -> None:
        who = subject.device().identity
        fields: dict[str, object] = {"device_id": who.device_id, "mac_address": who.mac_text, field: value}
        headers = {**subject.time_headers(), subject.names.token_header: subject.device().permanent_token}
        subject.ask(subject.post(subject.names.session_path, fields, headers)).should_name(field)

    return wrong


def _body(name: str, what: str, body: bytes) -> Item[DeviceSubject]:
    @assumption(f"session-body/{name}", Severity.MINOR, TOKEN, title=f"a session request whose body is {what} is 400")
    def wrong(subject: DeviceSubject) -> None:
        _ask_with(subject, body).should_be_refused(ErrorReason.BAD_REQUEST)

    return wrong


def _ask_with(subject: DeviceSubject, body: bytes, content_type: str = JSON_TYPE) -> Answer:
    mine = {"content-type": content_type, subject.names.token_header: subject.device().permanent_token}
    headers = {**mine, **subject.time_headers()}
    return subject.ask(HttpRequest("POST", subject.names.session_path, headers, body))


def _good_body(subject: DeviceSubject) -> bytes:
    return subject.session_request(subject.device()).body


@assumption("session-body/more-fields", Style.POSITIVE, TOKEN)
def more_fields(subject: DeviceSubject) -> None:
    """Fields that the server does not know are ignored, so that newer firmware may say more."""
    request = subject.session_request(subject.device(), firmware="9.9.9", uptime=1)
    subject.ask(request).should_be_accepted(GivenSession)


@fact("session-body/utf-8", Style.POSITIVE, TOKEN, source="RFC 8259, 8.1")
def utf_8(subject: DeviceSubject) -> None:
    """Letters beyond ASCII may stand in it as they are, in UTF-8."""
    request = subject.session_request(subject.device(), place=LETTERS)
    subject.ask(request).accepted(GivenSession)


@assumption("session-body/form", Severity.MINOR, TOKEN)
def form(subject: DeviceSubject) -> None:
    """A session request as a web form is 415."""
    who = subject.device().identity
    body = f"device_id={who.device_id}&mac_address={who.mac_text}".encode()
    answer = _ask_with(subject, body, FORM_TYPE)
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@assumption("session-body/too-large", Severity.MINOR, Style.BOUNDARY, TOKEN)
def too_large(subject: DeviceSubject) -> None:
    """A session request larger than the limit is 413."""
    answer = _ask_with(subject, _good_body(subject).ljust(subject.bytes_above_limit(times=1)))
    answer.should_be_refused(ErrorReason.TOO_LARGE)


@fact("session-body/get", Severity.MINOR, TOKEN, source="RFC 9110, 15.5.6: 405 must name the methods in Allow")
def get(subject: DeviceSubject) -> None:
    """A GET of the session path is 405 and says that POST is allowed."""
    headers = {subject.names.token_header: subject.device().permanent_token}
    answer = subject.send("GET", subject.names.session_path, headers=headers)
    answer.should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)
    answer.must_allow("POST")


def _other_method(method: str) -> Item[DeviceSubject]:
    @assumption(
        f"session-body/{method.lower()}",
        Severity.MINOR,
        TOKEN,
        title=f"{method} of a good request for a session is refused, and the session of before lives on",
    )
    def other_method(subject: DeviceSubject) -> None:
        session = subject.session()
        request = subject.session_request(session.device)
        answer = subject.ask(msgspec.structs.replace(request, method=method))
        answer.should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)
        subject.ask(subject.poll_request(session)).must_have_status(200)

    return other_method


@assumption(
    "session-body/without-slash",
    Severity.CRITICAL,
    TOKEN,
    source="FLASH and API print paths with the slash; RFC 9110, 15.4: after 301, 302 and 303 a POST may become a GET",
)
def without_slash(subject: DeviceSubject) -> None:
    """A session request without the slash at the end is 404, not redirected."""
    request = subject.session_request(subject.device())
    headers = dict(request.headers)
    answer = subject.send("POST", subject.names.session_path.rstrip("/"), headers=headers, body=request.body)
    answer.must_not_redirect("404", Side.REFUSED)
    answer.should_be_refused(ErrorReason.NOT_FOUND)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    *(_wrong("missing", field, f"without {field}", ...) for field in _FIELDS),
    *(_wrong("null", field, f"whose {field} is null", None) for field in _FIELDS),
    *(_wrong("number", field, f"whose {field} is a number", 42) for field in _FIELDS),
    *(_wrong("empty", field, f"whose {field} is empty", "") for field in _FIELDS),
    _wrong("malformed", "mac_address", "whose mac_address is none", "24:6F:28:AA:BB"),
    _wrong("too-long", "device_id", "whose device_id has 65 characters", "E" * 65),
    _wrong("alphabet", "device_id", "whose device_id has a space in it", "ESP32 24"),
    _wrong("line", "device_id", "whose device_id has a line break behind it", "ESP32_24\n"),
    _body("empty", "empty", b""),
    _body("no-json", "no JSON", b"device_id=1"),
    _body("list", "a list", b"[]"),
    _body("cut", "cut in the middle", b'{"device_id": "ESP32_'),
    more_fields,
    utf_8,
    form,
    too_large,
    get,
    *(_other_method(method) for method in ("PUT", "DELETE", "HEAD")),
    without_slash,
)
