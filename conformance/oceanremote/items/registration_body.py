"""The body of a registration as bytes: JSON of every form, and what is no JSON."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.oceanremote.attempts import (
    LETTERS,
    attempt_body,
    body_passes,
    good_body,
    made_up_body,
    must_not_be_read,
    passes,
    unused_body,
)
from oceanhil.conformance.oceanremote.items.framing import must_live_on
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import TOKEN

_DEPTH = 20_000


@assumption("registration-body/empty", learns=("errors.bad_request",))
def empty(subject: DeviceSubject) -> None:
    """A registration without a body is refused with this status and code."""
    request = subject.post(subject.names.register_path, {}, subject.time_headers())
    answer = subject.send("POST", request.path, headers=request.headers)
    answer.refused_in_these_words(ErrorReason.BAD_REQUEST, any_message=True)


@assumption(
    "registration-body/duplicate-keys",
    Severity.MINOR,
    TOKEN,
    source="no page; RFC 8259, 4 leaves it open, most parsers take the last",
)
def duplicate_keys(subject: DeviceSubject) -> None:
    """Of a field that stands there twice the last one counts."""
    another = f'"token":"{subject.unknown_token(TokenKind.REGISTRATION)}"'.encode()
    answer = attempt_body(subject, unused_body(subject)[:-1] + b"," + another + b"}")
    if answer.status < 300:
        raise answer.deviates("the last token counts", "the first one did")
    answer.refused(ErrorReason.TOKEN_INVALID)


@assumption(
    "registration-body/duplicate-keys-accepted",
    Severity.MINOR,
    Style.POSITIVE,
    TOKEN,
    source="no page; RFC 8259, 4 leaves it open, most parsers take the last",
)
def duplicate_keys_accepted(subject: DeviceSubject) -> None:
    """A registration with a field twice passes if the last one is good."""
    another = f'"token":"{subject.unknown_token(TokenKind.REGISTRATION)}"'.encode()
    body = b"{" + another + b"," + good_body(subject, subject.pending())[1:]
    body_passes(subject, body, is_choice=True)


@assumption("registration-body/unknown-fields", Style.POSITIVE, TOKEN)
def unknown_fields(subject: DeviceSubject) -> None:
    """Fields that the server does not know are ignored: newer firmware may send more."""
    passes(subject, {"firmware": "1.0.0", "board": {"chip": "esp32", "cores": [0, 1]}})


@assumption("registration-body/utf-16", source="no page; RFC 8259, 8.1 asks for UTF-8")
def utf_16(subject: DeviceSubject) -> None:
    """A body in UTF-16 is refused."""
    must_not_be_read(subject, attempt_body(subject, made_up_body(subject).decode().encode("utf-16")))


def _refused(
    what: str, title: str, make: Callable[[bytes], bytes], style: Style = Style.NEGATIVE
) -> Item[DeviceSubject]:
    """Make an item of a good registration that `make` spoils: to be refused, whatever else is good in it."""

    @assumption(
        f"registration-body/{what}",
        style,
        source="no page; RFC 8259, 9 lets parsers accept more than JSON",
        title=title,
    )
    def refused(subject: DeviceSubject) -> None:
        attempt_body(subject, make(unused_body(subject))).should_be_refused(ErrorReason.BAD_REQUEST)

    return refused


def _accepted(what: str, title: str, make: Callable[[bytes], bytes]) -> Item[DeviceSubject]:
    """Make an item of a good registration in a form that every parser of JSON must know."""

    @fact(f"registration-body/{what}", Style.POSITIVE, TOKEN, source="RFC 8259", title=title)
    def accepted(subject: DeviceSubject) -> None:
        body_passes(subject, make(good_body(subject, subject.pending())))

    return accepted


def _spaced(body: bytes) -> bytes:
    return b"\r\n\t " + body.replace(b'":', b'" :\n\t').replace(b"{", b"{ ") + b" \n"


def _escaped(body: bytes) -> bytes:
    return body.replace(b"oc_reg_", rb"\u006f\u0063_reg\u005F").replace(b"device_id", rb"device\u005fid")


def _with_letters(body: bytes) -> bytes:
    return body[:-1] + f',"place":"{LETTERS}"}}'.encode()


def _backwards(body: bytes) -> bytes:
    return b"{" + b",".join(reversed(body[1:-1].split(b","))) + b"}"


@assumption("registration-body/deep", Style.ABUSE, source="no page; RFC 8259, 9 lets parsers limit the depth")
def deep(subject: DeviceSubject) -> None:
    """A body with a field that is nested 20,000 deep does no harm, whether it is refused or the field ignored."""
    answer = attempt_body(subject, unused_body(subject)[:-1] + b',"more":' + b"[" * _DEPTH + b"]" * _DEPTH + b"}")
    if answer.status != HTTPStatus.OK:
        answer.must_be_refused()
    must_live_on(subject)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    empty,
    _accepted("spaces", "spaces, tabs and line breaks between the parts of JSON mean nothing", _spaced),
    _accepted("escapes", "characters may be written as escapes, in names of fields as well", _escaped),
    _accepted("order", "the fields may come in any order", _backwards),
    unknown_fields,
    _accepted("utf-8", "letters beyond ASCII may stand in it as they are, in UTF-8", _with_letters),
    duplicate_keys,
    duplicate_keys_accepted,
    _refused("text", "a body that is no JSON is refused", lambda body: b"token=" + body, Style.ABUSE),
    _refused("cut", "a body that ends in the middle is refused", lambda body: body[:-2]),
    _refused("more", "a body with something behind its end is refused", lambda body: body + b"}"),
    _refused("two", "two registrations in one body are refused", lambda body: body + body, Style.ABUSE),
    _refused("list", "a list with a registration in it is refused", lambda body: b"[" + body + b"]"),
    _refused("string", "a registration inside a string is refused", lambda _: b'"{}"'),
    _refused("null", "null is refused", lambda _: b"null"),
    _refused("quotes", "single quotes are refused", lambda body: body.replace(b'"', b"'")),
    _refused("comma", "a comma behind the last field is refused", lambda body: body[:-1] + b",}"),
    _refused(
        "not-utf-8",
        "a body that is not UTF-8 is refused",
        lambda body: body[:-1] + b',"name":"\xff\xfe\xc0"}',
        Style.ABUSE,
    ),
    utf_16,
    _refused("nan", "not-a-number is no JSON and refused", lambda body: body[:-1] + b',"rssi":NaN}'),
    _refused("control", "a bare control character in a string is refused", lambda body: body[:-1] + b',"a":"\x01"}'),
    deep,
)
