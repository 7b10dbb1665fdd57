"""What the trace says about requests to the server, with secrets cut."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.hil.worlds.trace_text import cut_text
from oceanhil.mock_server.core.answer_disturbance import is_processed
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.device_request import parse_device_time
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.identity import format_mac, parse_mac
from oceanhil.protocol.messages import RegisterRequest, SessionRequest, StateReport
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.redact import redact
from oceanhil.protocol.retry_after import told_wait_s
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.tokens import SHOWN_CHARACTERS, shorten
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.trace import Scalar
from oceanhil.scenarios.traced_request import TracedRequest

_SHOWN_ERROR = 200
_SHOWN_SESSION = 8
_LATEST_S: Final = 253_402_300_799
"""The last second that a date has four digits for."""
_OK: Final = HTTPStatus.OK
_BAD_REQUEST: Final = HTTPStatus.BAD_REQUEST
"""Read once: members of this enumeration are properties in Python 3.11."""


class _Opened(msgspec.Struct, frozen=True):
    """What counts of an answer to a session request, whatever a fault has made of it."""

    expires_in: object = None
    session_id: object = None


class _Granted(msgspec.Struct, frozen=True):
    """What counts of an answer to a registration, whatever a fault has made of the rest: a device may take it."""

    permanent_token: str


_CODES = frozenset(reason.value for reason in ErrorReason)
_FIELDS = msgspec.json.Decoder(dict[str, object])
_REGISTER = msgspec.json.Decoder(RegisterRequest)
_REGISTERED = msgspec.json.Decoder(_Granted)
_SESSION = msgspec.json.Decoder(SessionRequest)
# Firmware that looks for the name of a field in the text of an answer finds it in a list, too.
_OPENED: Final[msgspec.json.Decoder[_Opened | tuple[_Opened]]] = msgspec.json.Decoder(_Opened | tuple[_Opened])
_REPORT = msgspec.json.Decoder(StateReport)


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the bodies of a request and of its answer say, as `TracedRequest` has it."""

    token: str | None = None
    session: str | None = None
    mac: str | None = None
    device_id: str | None = None
    granted: str | None = None
    replayed: bool | None = None
    expires_in: int | None = None
    relay1: bool | None = None
    relay2: bool | None = None
    temperature: str | msgspec.UnsetType | None = msgspec.UNSET
    humidity: str | msgspec.UnsetType | None = msgspec.UNSET


_NOTHING: Final = _Told()


class RequestNotes:
    """Makes the fields of request events and remembers every secret that the server gave out."""

    def __init__(self, wire: WireNames) -> None:
        self._wire = wire
        self.paths: Final = frozenset({wire.register_path, wire.session_path, wire.state_path})
        """What devices ask for."""
        # Who asks for the next session over the same connection may still name the one before to the server.
        self._of_sessions: Final = frozenset({wire.session_path, wire.state_path})
        self._secrets: set[str] = set()
        self._frozen_secrets: frozenset[str] | None = None
        self._permanent: set[str] = set()
        self._registration: set[str] = set()
        self.pieces = SecretPieces()
        """What no device may show of the secrets so far."""
        self._short: dict[str, str] = {"": ""}
        self._told: dict[bytes, _Told] = {}

    def remember_registration(self, secret: str) -> None:
        """Note a registration token that was issued."""
        self._registration.add(secret)
        self._remember(secret, "a registration token", SHOWN_CHARACTERS)

    def _remember(self, secret: str, what: str, shown: int) -> None:
        if len(secret) <= shown:
            # What a fault has made of a token may be a word of any line; of this one everything may be shown.
            return
        self._secrets.add(secret)
        self._frozen_secrets = None
        self.pieces.add(secret, what, shown)

    def secrets(self) -> frozenset[str]:
        """Every whole secret issued so far."""
        if self._frozen_secrets is None:
            self._frozen_secrets = frozenset(self._secrets)
        return self._frozen_secrets

    def issued(self, token: str) -> bool:
        """Tell whether `token` was ever issued as a permanent token."""
        return token in self._permanent

    def _message(self, first: str, headers: Mapping[str, str], body: bytes) -> str:
        """Give a message as lines: the first one, its headers, and behind an empty line its body."""
        lines = [first, *(f"{name}: {value}" for name, value in headers.items()), "", body.decode("utf-8", "replace")]
        return self.cut("\n".join(lines))

    def cut(self, text: str) -> str:
        """Give `text` without what must not be shown of secrets, known ones and what looks like one."""
        return cut_text(text, self.pieces)

    def describe(self, request: HttpRequest, delivery: Delivery, *, in_full: bool = False) -> TracedRequest:
        """Say what the trace tells of this request; a close-up has both messages `in_full`, as far as it may."""
        token, session = request.headers.get(self._wire.token_header), request.headers.get(self._wire.session_header)
        told = self._told_in(request, delivery)
        response, disturbance = delivery.response, delivery.disturbance
        code, error = _refusal_in(delivery)
        traced = TracedRequest(
            method=request.method,
            path=redact(request.path) if delivery.reason is not None else request.path,
            status=response.status if response is not None else 0,
            token=told.token if told.token is not None or not token else self._cut(token),
            session=told.session or (session[:_SHOWN_SESSION] if session else None),
            id=delivery.device or None,
            mac=told.mac,
            device_id=told.device_id,
            granted=told.granted,
            replayed=told.replayed,
            expires_in=told.expires_in,
            relay1=told.relay1,
            relay2=told.relay2,
            temperature=told.temperature,
            humidity=told.humidity,
            code=code,
            error=error,
            clock_off_s=self._clock_off_s(request, delivery),
            retry_after=None if response is None else told_wait_s(response),
            fault=None if disturbance is None else disturbance.name,
            changed=None if disturbance is None or not disturbance.changed else self.cut(disturbance.changed),
            body_bytes=len(request.body) if request.body and request.method == "GET" else None,
            misplaced=self._misplaced(request) or None,
        )
        if in_full:
            traced = traced.in_full(self._sent(request), None if response is None else self._answered(response))
        return traced

    def fields(self, request: HttpRequest, traced: TracedRequest) -> dict[str, Scalar]:
        """Give the fields of the event for this request, in the order in which a server learns of them."""
        wire, headers = self._wire, request.headers
        if traced.device_id is not None and not headers.get(wire.token_header):
            return traced.fields(told_late="token")
        is_opening = request.path == wire.session_path and not headers.get(wire.session_header)
        return traced.fields(told_late="session" if is_opening else None)

    def _clock_off_s(self, request: HttpRequest, delivery: Delivery) -> int | None:
        """Give how far the clock is off for which the server refused a request; None where not both times are told."""
        if delivery.reason is not ErrorReason.CLOCK_SKEW or delivery.response is None:
            return None
        told = parse_device_time(request.headers.get(self._wire.time_header, ""))
        now_s = _server_time_in(delivery.response.body)
        return None if told is None or now_s is None else told.time_us // SECOND_US - now_s

    def _sent(self, request: HttpRequest) -> str:
        target = f"{request.path}?{request.query}" if request.query else request.path
        return self._message(f"{request.method} {target}", request.headers, request.body)

    def _answered(self, response: HttpResponse) -> str:
        return self._message(str(int(response.status)), response.headers, response.body)

    def _told_in(self, request: HttpRequest, delivery: Delivery) -> _Told:
        """Read the bodies of a request and its answer, each at its path."""
        wire, response = self._wire, delivery.response
        if request.path == wire.state_path:
            return self._told_of_state(request, delivery)
        if request.path == wire.register_path:
            return self._told_of_registration(request, delivery)
        return self._told_of_session(request, response) if request.path == wire.session_path else _NOTHING

    def _misplaced(self, request: HttpRequest) -> str:
        """Say which secret stands in a request where it does not belong; empty if none does."""
        wire, path = self._wire, request.path
        for name, value in request.headers.items():
            if name == wire.token_header and path != wire.register_path:
                if value in self._registration:
                    return f"a registration token in {name}"
            elif (name != wire.session_header or path not in self._of_sessions) and (
                found := self.pieces.found_in(value)
            ):
                return f"{found[1]} in {name}"
        # The API page prints a poll with the token in its query: that is a risk, and yet documented.
        query = "" if request.query.startswith("token=") and path == wire.state_path else request.query
        if (query or path not in self.paths) and (found := self.pieces.found_in(f"{path}?{query}")):
            return f"{found[1]} in the address"
        if request.body and (found := self.pieces.found_in(self._body_text(request))):
            return f"{found[1]} in the body"
        return ""

    def _body_text(self, request: HttpRequest) -> str:
        """Give the body without the one secret that belongs there."""
        if request.path != self._wire.register_path:
            return request.body.decode("utf-8", "replace")
        try:
            fields = _FIELDS.decode(request.body)
        except NOT_JSON:
            return ""
        return "\n".join(str(value) for name, value in fields.items() if name != "token")

    def _cut(self, secret: str) -> str:
        short = self._short.get(secret)
        if short is None:
            short = self._short[secret] = shorten(secret)
        return short

    def _told_of_registration(self, request: HttpRequest, delivery: Delivery) -> _Told:
        try:
            sent = _REGISTER.decode(request.body)
        except NOT_JSON:
            return _NOTHING
        response, disturbance = delivery.response, delivery.disturbance
        was_processed = disturbance is None or is_processed(disturbance.kinds)
        is_granted = response is not None and response.status == _OK and was_processed
        granted = self._granted_in(response) if response is not None and is_granted else None
        return _Told(
            token=redact(shorten(sent.token)),
            mac=_mac(sent.mac_address),
            device_id=redact(sent.device_id),
            granted=None if granted is None else shorten(granted),
            replayed=None if granted is None else self._note_grant(granted),
        )

    def _told_of_state(self, request: HttpRequest, delivery: Delivery) -> _Told:
        """Give what a poll was told, if that arrives as it was sent, or what a report said."""
        response = delivery.response
        if response is None or response.status != _OK:
            return _NOTHING
        if request.method == "POST":
            return _state_in(request.body)
        if delivery.disturbance is not None:
            return _NOTHING
        # Thousands of polls get the same few answers.
        body = response.body
        known = self._told.get(body)
        if known is None:
            known = self._told[body] = _state_in(body)
        return known

    @staticmethod
    def _granted_in(response: HttpResponse) -> str | None:
        try:
            return _REGISTERED.decode(response.body).permanent_token
        except NOT_JSON:
            return None

    def _note_grant(self, granted: str) -> bool | None:
        """Remember a permanent token; True where it was granted before, as the trace has it, else None."""
        is_replayed = granted in self._permanent
        self._permanent.add(granted)
        self._remember(granted, "a permanent token", SHOWN_CHARACTERS)
        return is_replayed or None

    def _told_of_session(self, request: HttpRequest, response: HttpResponse | None) -> _Told:
        try:
            mac = _mac(_SESSION.decode(request.body).mac_address)
        except NOT_JSON:
            return _NOTHING
        opened = _Opened() if response is None or response.status != _OK else _opened_in(response)
        session = opened.session_id if isinstance(opened.session_id, str) and opened.session_id else None
        if session is not None:
            self._remember(session, "a session", _SHOWN_SESSION)
        return _Told(
            mac=mac,
            expires_in=opened.expires_in if type(opened.expires_in) is int else None,
            session=None if session is None else session[:_SHOWN_SESSION],
        )


def _state_in(body: bytes) -> _Told:
    try:
        state = _REPORT.decode(body)
    except NOT_JSON:
        return _NOTHING
    return _Told(
        relay1=None if state.relay1 is msgspec.UNSET else state.relay1,
        relay2=None if state.relay2 is msgspec.UNSET else state.relay2,
        temperature=_decimal(state.temperature),
        humidity=_decimal(state.humidity),
    )


def _decimal(value: float | msgspec.UnsetType | None) -> str | msgspec.UnsetType | None:
    return f"{value:g}" if isinstance(value, float) else value


def _opened_in(response: HttpResponse) -> _Opened:
    try:
        opened = _OPENED.decode(response.body)
    except NOT_JSON:
        return _Opened()
    return opened if isinstance(opened, _Opened) else opened[0]


def _refusal_in(delivery: Delivery) -> tuple[str | None, str | None]:
    """Give the code of a refusal, and what the server says of the form of a request; None for either without."""
    response = delivery.response
    if delivery.reason is not None:
        is_told = delivery.reason is ErrorReason.BAD_REQUEST and response is not None
        return delivery.reason.value, redact(_error_in(response.body)) if is_told and response is not None else None
    is_refused = response is not None and response.status >= _BAD_REQUEST
    return (_code_in(response.body) or None) if is_refused and response is not None else None, None


def _server_time_in(body: bytes) -> int | None:
    """Give the time that an answer tells, in Unix seconds; None: none that a clock shows."""
    try:
        told = _FIELDS.decode(body).get("server_time")
    except NOT_JSON:
        return None
    # What a fault has made of it may be beyond every number that a trace takes.
    return told if type(told) is int and abs(told) <= _LATEST_S else None


def _error_in(body: bytes) -> str:
    """Give what an answer says is wrong, in the server's words."""
    try:
        error = _FIELDS.decode(body).get("error")
    except NOT_JSON:
        return ""
    return error[:_SHOWN_ERROR] if isinstance(error, str) else ""


def _code_in(body: bytes) -> str:
    """Give the code that a fault has put into an answer, if it is one of the protocol's."""
    try:
        code = _FIELDS.decode(body).get("code")
    except NOT_JSON:
        return ""
    return code if isinstance(code, str) and code in _CODES else ""


def _mac(text: str) -> str:
    mac = parse_mac(text)
    return redact(text) if mac is None else format_mac(mac)
