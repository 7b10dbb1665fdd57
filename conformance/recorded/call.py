"""An exchange as a request of the device API: what it asks for, by whom, and what became of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import msgspec

from oceanhil.conformance.recorded.concealment import BROKEN_JSON, NO_OBJECT
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.conformance.recorded.other_servers import OtherServers
from oceanhil.protocol.device_request import (
    DeviceTime,
    ShapeError,
    WrongFieldError,
    is_json_type,
    merged_state,
    parse_device_time,
    query_token,
    read_json,
    read_measure,
    read_registration,
    read_session,
)
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.manners import MEASURABLE
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.redact import redact
from oceanhil.protocol.units import DAY_US, MS_US, SECOND_US

_PASSING = frozenset({429, 503})
RELAYS: Final = ("relay1", "relay2")
_STATE = DeviceState()
_UNITS: Final[Mapping[str, int]] = {"seconds": 1, "milliseconds": SECOND_US // MS_US, "microseconds": SECOND_US}
_NEAR_US: Final = DAY_US
_object = msgspec.json.Decoder(dict[str, object])


class CallKind(Enum):
    """What a request asks for."""

    REGISTER = "register"
    SESSION = "session"
    POLL = "poll"
    REPORT = "report"
    OTHER = "other"
    """A path or a method that the device API does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request and its outcome. Tokens are names; None is no token, `HIDDEN` one that nobody can tell."""

    entry: Entry
    kind: CallKind
    token: str | None
    session: str | None
    is_token_in_query: bool
    mac: bytes | None
    device_id: str
    device_time: DeviceTime | None
    misshapen: ErrorReason | None
    """Why the request is malformed, None if it is well-formed or nobody can tell."""
    problem: str
    """What is wrong with its form, in words."""
    has_wrong_field: bool
    """Whether that is a field, or the value of a header, of a request that can be read."""
    reply: dict[str, object]
    """The answer's JSON object, empty if it is none."""
    reported: frozenset[str] = frozenset()
    """The fields of a report."""
    texts: frozenset[str] = frozenset()
    """The fields of the body that are texts."""
    switched: Mapping[str, bool] = field(default_factory=dict)
    """The relays of a report that is well-formed."""
    measured: Mapping[str, float] = field(default_factory=dict)
    """The numbers of a report that is well-formed."""
    is_of_another: bool = False
    """Whether the answer is somebody else's than the server's."""

    @property
    def status(self) -> int:
        """The answer's status, 0 without an answer."""
        return self.entry.exchange.status or 0

    @property
    def is_accepted(self) -> bool:
        """Whether the server did what was asked for."""
        return 200 <= self.status < 300 and not self.is_of_another

    @property
    def is_granted(self) -> bool:
        """Whether it gives something: an answer that says success false does not, whatever its status."""
        return self.is_accepted and self.reply.get("success") is not False

    @property
    def is_refused(self) -> bool:
        """Whether the server refused it for what it is: neither for now only, nor by failing."""
        return 400 <= self.status < 500 and self.status not in _PASSING and not self.is_of_another

    @property
    def is_known_token(self) -> bool:
        """Whether the token can be followed."""
        return bool(self.token) and self.token != HIDDEN

    def text(self, name: str) -> str:
        """Give a text of the answer, empty if there is none."""
        value = self.reply.get(name)
        return value if isinstance(value, str) else ""

    @property
    def lasts_s(self) -> float | None:
        """How long a session is to last as the answer tells it: a positive number of seconds, in any spelling."""
        value = self.reply.get("expires_in")
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(str(value)) if is_number and float(str(value)) > 0 else None

    @property
    def clock_us(self) -> int | None:
        """By how much the device's clock is ahead of the recording's, whatever unit it tells its time in."""
        if self.device_time is None:
            return None
        return self.device_time.time_us // _UNITS.get(self.time_unit, 1) - self.entry.began_us

    @property
    def time_unit(self) -> str:
        """The unit in which the device's time is about that of the recording: the right one, or one too fine."""
        if self.device_time is None:
            return ""
        return _time_unit(self.device_time.time_us, self.entry.began_us)

    @property
    def server_time_s(self) -> int | None:
        """The server's time as the answer tells it, in whole seconds; none where it is in another unit."""
        value = self.reply.get("server_time")
        if isinstance(value, bool) or not isinstance(value, int | float) or value in (math.inf, -math.inf):
            return None
        seconds = math.floor(value)
        return seconds if _time_unit(seconds * SECOND_US, self.entry.began_us) == "seconds" else None


class Calls:
    """Reads entries as calls under a profile."""

    def __init__(self, profile: Profile) -> None:
        """Know the names on the wire and the limits of `profile`."""
        self._wire = profile.wire
        self._max_bytes = profile.server.max_body_bytes
        self._is_query_accepted = profile.server.accept_query_token
        self._others = OtherServers()

    def read(self, entry: Entry) -> Call:
        """Read one entry."""
        request = entry.request
        kind = self._kind(entry)
        token, is_in_query = self._token(request, kind)
        fields, misshapen, problem, has_wrong_field = self._shape(entry, kind)
        return Call(
            entry=entry,
            kind=kind,
            token=_text(fields, "token") if kind is CallKind.REGISTER else token,
            session=request.headers.get(self._wire.session_header),
            is_token_in_query=is_in_query,
            mac=_mac(fields, misshapen, kind),
            device_id=_text(fields, "device_id") or "",
            device_time=parse_device_time(request.headers.get(self._wire.time_header, "")),
            misshapen=misshapen,
            problem=problem,
            has_wrong_field=has_wrong_field,
            reply=_reply(entry),
            is_of_another=self._others.is_of_another(entry),
            texts=frozenset(name for name, value in fields.items() if isinstance(value, str)),
            switched=_switched(fields) if kind is CallKind.REPORT and misshapen is None else {},
            reported=frozenset(fields) if kind is CallKind.REPORT else frozenset(),
            measured=_measured(fields) if kind is CallKind.REPORT and misshapen is None else {},
        )

    def _kind(self, entry: Entry) -> CallKind:
        kinds = {
            ("POST", self._wire.register_path): CallKind.REGISTER,
            ("POST", self._wire.session_path): CallKind.SESSION,
            ("GET", self._wire.state_path): CallKind.POLL,
            ("POST", self._wire.state_path): CallKind.REPORT,
        }
        return kinds.get((entry.request.method, entry.path), CallKind.OTHER)

    def _token(self, request: HttpRequest, kind: CallKind) -> tuple[str | None, bool]:
        """Give the permanent token, the header's before the query's, and whether it is the query's."""
        token = request.headers.get(self._wire.token_header)
        queried = query_token(request.query) if kind in {CallKind.POLL, CallKind.REPORT} else None
        return (queried, True) if token is None and queried is not None else (token, False)

    def _shape(self, entry: Entry, kind: CallKind) -> tuple[dict[str, object], ErrorReason | None, str, bool]:
        """Give the body's fields, what is wrong with the request's form, if that can be told, and if it is a field."""
        if kind is CallKind.OTHER:
            return _object_of(entry.request.body), *self._route(entry), False
        fields: dict[str, object] = {}
        kind_told = entry.request.headers.get("content-type")
        if kind is not CallKind.POLL and entry.request_gap and kind_told is not None and not is_json_type(kind_told):
            return (
                fields,
                ErrorReason.UNSUPPORTED_MEDIA_TYPE,
                f"the body is {redact(kind_told)[:60]!r}, not JSON",
                False,
            )
        if kind is not CallKind.POLL and entry.request_gap in BROKEN_JSON:
            problem = f"the body is no JSON object: {entry.request_gap}"
            return fields, ErrorReason.BAD_REQUEST, problem, entry.request_gap == NO_OBJECT
        try:
            if kind is not CallKind.POLL and not entry.request_gap:
                fields = dict(read_json(entry.request, self._max_bytes))
                _check(kind, fields)
            self._check_time(entry.request, kind)
        except ShapeError as error:
            problem = error.message or error.reason.value.replace("_", " ")
            return fields, error.reason, problem, isinstance(error, WrongFieldError)
        return fields, None, "", False

    def _route(self, entry: Entry) -> tuple[ErrorReason | None, str]:
        paths = (self._wire.register_path, self._wire.session_path, self._wire.state_path)
        path, method = entry.request.path, entry.request.method
        if entry.path not in paths:
            return ErrorReason.NOT_FOUND, f"the path {path!r} is none of the device API"
        if method in {"OPTIONS", "HEAD"}:
            return None, ""
        return ErrorReason.METHOD_NOT_ALLOWED, f"{method} is no method of {path}"

    def _check_time(self, request: HttpRequest, kind: CallKind) -> None:
        text = request.headers.get(self._wire.time_header)
        if kind in {CallKind.REGISTER, CallKind.SESSION} and text is not None and parse_device_time(text) is None:
            raise WrongFieldError(f"{self._wire.time_header} is not a number")


def _check(kind: CallKind, fields: dict[str, object]) -> None:
    """Check a body's fields; raises ShapeError."""
    if kind is CallKind.REGISTER:
        read_registration(fields)
    elif kind is CallKind.SESSION:
        read_session(fields)
    else:
        merged_state(_STATE, fields)


def _time_unit(told_us: int, began_us: int) -> str:
    """Give the unit in which a time is about that of the recording: the right one, or one too fine."""
    return next((unit for unit, by in _UNITS.items() if abs(told_us // by - began_us) < _NEAR_US), "seconds")


def _switched(fields: dict[str, object]) -> Mapping[str, bool]:
    return {name: value for name in RELAYS if isinstance(value := fields.get(name), bool)}


def _measured(fields: dict[str, object]) -> Mapping[str, float]:
    numbers = {name: read_measure(fields, name, None) for name in MEASURABLE}
    return {name: value for name, value in numbers.items() if value is not None and math.isfinite(value)}


def _mac(fields: dict[str, object], misshapen: ErrorReason | None, kind: CallKind) -> bytes | None:
    if misshapen is not None or not fields or kind in {CallKind.REPORT, CallKind.OTHER}:
        return None
    return read_session(fields).mac


def _text(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def _reply(entry: Entry) -> dict[str, object]:
    return {} if entry.response is None else _object_of(entry.response.body)


def _object_of(body: bytes) -> dict[str, object]:
    """Read a JSON object; empty for anything else."""
    try:
        return _object.decode(body) if body else {}
    except (msgspec.DecodeError, RecursionError):
        return {}


def told_reason(call: Call, profile: Profile) -> ErrorReason | None:
    """Give the reason whose row in the profile has the answer's code, else its message; None if none has."""
    if call.status < 400:
        return None
    code, message = call.text("code"), call.text("error")
    by_code = (reason for reason, row in profile.errors.items() if code and row.code == code)
    by_both = (reason for reason, row in profile.errors.items() if (row.status, row.message) == (call.status, message))
    by_message = (reason for reason, row in profile.errors.items() if message and row.message == message)
    return next((reason for found in (by_code, by_both, by_message) for reason in found), None)
