"""The four fields of a registration: what each must be, and what is refused."""

from collections.abc import Mapping
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.attempts import LETTERS, attempt, made_up_token, passes
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Kind
from oceanhil.remote.connector.control import TOKEN

_FIELDS_OF_BOARD = ("device_id", "mac_address", "ip")
_FIELDS = ("token", *_FIELDS_OF_BOARD)
_VITAL = frozenset({"token", "mac_address"})
_PRINTED = "FLASH prints the four fields"


def _spoilt(field: str, what: str, title: str, value: object) -> Item[DeviceSubject]:
    """Make an item of one field that is wrong; without token or MAC nothing that a page says could hold."""

    @item(
        f"registration-field/{field.replace('_', '-')}-{what}",
        Severity.MAJOR if field in _VITAL else Severity.MINOR,
        kind=Kind.FACT if field in _VITAL else Kind.ASSUMPTION,
        source=_PRINTED if field in _VITAL else f"{_PRINTED}, no page says what is required",
        title=title,
    )
    def spoilt(subject: DeviceSubject) -> None:
        answer = attempt(subject, {field: value})
        if field in _VITAL:
            answer.refused(ErrorReason.BAD_REQUEST)
        else:
            answer.should_be_refused(ErrorReason.BAD_REQUEST)

    return spoilt


def _of_each_field() -> tuple[Item[DeviceSubject], ...]:
    wrong: Mapping[str, tuple[str, object]] = {
        "missing": ("without {}", ...),
        "null": ("whose {} is null", None),
        "number": ("whose {} is a number", 17),
        "list": ("whose {} is a list", ["a"]),
        "empty": ("whose {} is empty", ""),
    }
    return tuple(
        _spoilt(field, what, f"a registration {words.format(field)} is refused", value)
        for field in _FIELDS
        for what, (words, value) in wrong.items()
    )


@assumption("registration-field/status", Severity.MINOR, learns=("server.wrong_field_status",))
def status(subject: DeviceSubject) -> None:
    """A wrong field is refused with the status of a bad request, or with one that is for fields."""
    answer = attempt(subject, {"token": 17})
    answer.should_be_refused_somehow()
    is_bad_request = answer.status == subject.refusal_of(ErrorReason.BAD_REQUEST).status
    subject.reads("wrong_field_status", 0 if is_bad_request else answer.status, answer, wanted=Side.REFUSED)


@assumption("registration-field/named", Severity.MINOR)
def named(subject: DeviceSubject) -> None:
    """The refusal names the field that is wrong."""
    for field in _FIELDS:
        answer = attempt(subject, {field: 17})
        answer.should_be_refused_somehow()
        if not answer.names(field):
            raise answer.deviates(f"{field} in the text", answer.in_words())


@assumption(
    "registration-field/no-echo",
    Severity.CRITICAL,
    Style.ABUSE,
    source="no page; a secret in an answer ends up in logs",
)
def no_echo(subject: DeviceSubject) -> None:
    """The refusal does not repeat a secret that stands in the wrong field."""
    token = subject.misplaced(made_up_token(subject))
    for field in _FIELDS_OF_BOARD:
        answer = attempt(subject, {field: f"{token} {token}"})
        answer.should_be_refused_somehow()
        if token in f"{answer.text}{dict(answer.headers)}":
            raise answer.violates("an answer without the token", f"the whole token that stood in {field}")


@fact("registration-field/letters-answered-whole", source="RFC 9110, 8.6: a length counts bytes; RFC 8259, 2")
def letters_answered_whole(subject: DeviceSubject) -> None:
    """The answer to letters of several bytes is whole: what says that it is JSON is JSON to its end."""
    for field in _FIELDS_OF_BOARD:
        attempt(subject, {field: LETTERS}).must_be_whole()


def _mac_form(what: str, title: str, separator: str, *, upper: bool) -> Item[DeviceSubject]:
    @assumption(f"registration-field/mac-{what}", Style.POSITIVE, TOKEN, source="no page prints a form", title=title)
    def mac_form(subject: DeviceSubject) -> None:
        octets = subject.identity().mac
        text = octets.hex(separator) if separator else octets.hex()
        passes(subject, {"mac_address": text.upper() if upper else text})

    return mac_form


def _refused_value(field: str, what: str, title: str, value: str, style: Style = Style.NEGATIVE) -> Item[DeviceSubject]:
    @assumption(f"registration-field/{what}", Severity.MINOR, style, source="no page prints a form", title=title)
    def refused_value(subject: DeviceSubject) -> None:
        attempt(subject, {field: value}).should_be_refused(ErrorReason.BAD_REQUEST)

    return refused_value


def _accepted_value(
    field: str, what: str, title: str, value: str, style: Style = Style.POSITIVE
) -> Item[DeviceSubject]:
    @assumption(f"registration-field/{what}", style, TOKEN, source="no page prints a form", title=title)
    def accepted_value(subject: DeviceSubject) -> None:
        passes(subject, {field: value})

    return accepted_value


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    *_of_each_field(),
    status,
    named,
    no_echo,
    letters_answered_whole,
    _mac_form("lower", "a MAC in lower case is accepted", ":", upper=False),
    _mac_form("dashes", "a MAC with dashes is accepted", "-", upper=True),
    _mac_form("bare", "a MAC without separators is accepted", "", upper=True),
    _refused_value("mac_address", "mac-short", "a MAC of five pairs is refused", "02:00:00:00:00", Style.BOUNDARY),
    _refused_value(
        "mac_address", "mac-long", "a MAC of seven pairs is refused", "02:00:00:00:00:00:01", Style.BOUNDARY
    ),
    _refused_value("mac_address", "mac-digits", "a MAC with a digit beyond F is refused", "02:00:00:00:00:0G"),
    _refused_value("mac_address", "mac-mixed", "a MAC with two kinds of separators is refused", "02:00-00:00-00:01"),
    _refused_value("mac_address", "mac-space", "a MAC with a space behind it is refused", "02:00:00:00:00:01 "),
    _refused_value("mac_address", "mac-line", "a MAC with a line break behind it is refused", "02:00:00:00:00:01\n"),
    _accepted_value("device_id", "id-short", "a device ID of one character is accepted", "A", Style.BOUNDARY),
    _accepted_value(
        "device_id", "id-long", "a device ID of 64 characters is accepted", "ESP32-_" + "a" * 57, Style.BOUNDARY
    ),
    _refused_value("device_id", "id-too-long", "a device ID of 65 characters is refused", "a" * 65, Style.BOUNDARY),
    _refused_value("device_id", "id-space", "a device ID with a space is refused", "ESP32 024A"),
    _refused_value("device_id", "id-letters", "a device ID with a letter beyond ASCII is refused", "ESP32_Ä"),
    _refused_value("device_id", "id-markup", "a device ID that is markup is refused", "<b>ESP32</b>", Style.ABUSE),
    _refused_value("device_id", "id-line", "a device ID with a line break behind it is refused", "ESP32_024A\n"),
    _refused_value("device_id", "id-nul", "a device ID with a NUL is refused", "ESP32_\0", Style.ABUSE),
    _accepted_value("ip", "ip-6", "an IPv6 address is accepted", "2001:db8::1f"),
    _refused_value("ip", "ip-text", "an address that is a name is refused", "esp32.local"),
    _refused_value("ip", "ip-line", "an address with a line break behind it is refused", "192.168.1.50\n"),
    _refused_value("ip", "ip-range", "an address with 256 in it is refused", "192.168.1.256", Style.BOUNDARY),
    _refused_value("ip", "ip-port", "an address with a port is refused", "192.168.1.50:80"),
)
