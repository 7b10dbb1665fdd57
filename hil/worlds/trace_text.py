"""What traces and reports say about requests, lines of the console and boards, with secrets cut."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.disturbance import is_processed
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.identity import format_mac, parse_mac
from oceanhil.protocol.messages import (
    RegisterRequest,
    SessionRequest,
    StateReport,
)
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.redact import leaks, may_hold_secret, redact
from oceanhil.protocol.retry_after import told_wait_s
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.tokens import SHOWN_CHARACTERS, shorten
from oceanhil.scenarios.trace import OWN_WORDS, EventKind, Scalar, Trace
from oceanhil.scenarios.world import MAIN_DEVICE

_SHOWN_ERROR = 200
_SHOWN_SESSION = 8
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
_OPENED = msgspec.json.Decoder(_Opened)
_REPORT = msgspec.json.Decoder(StateReport)
# Noise of a boot ROM at another baud rate has no line end of its own: the firmware's first line follows on it.
_NOISE = re.compile(r"[^\x20-\x7E\t]|\\x[0-9a-f]{2}")
_FIRMWARE_LINE = re.compile(r"\[[A-Za-z]{2,12}\] ")
_SYMBOLS_IN_A_LINE = 4
"""A line of the firmware holds a tick or two; a boot ROM at another baud rate makes dozens of unreadable bytes."""
# What an ESP32 prints below a crash: the hash of the program's file, by which its build is known. It is no secret.
_BUILD_HASH = re.compile(r"ELF file SHA256:\s+[0-9a-f]{8,64}\s*")
# As long as one of 64 bits: a time in microseconds has 16 digits. A token of
# digits alone is known by having been issued.
_NUMBER = re.compile(r"[0-9]{1,20}")


class RequestNotes:
    """Makes the fields of request events and remembers every secret that the server gave out."""

    def __init__(self, wire: WireNames) -> None:
        self._wire = wire
        self._paths = frozenset({wire.register_path, wire.session_path, wire.state_path})
        self._secrets: set[str] = set()
        self._frozen_secrets: frozenset[str] | None = None
        self._permanent: set[str] = set()
        self._registration: set[str] = set()
        self.pieces = SecretPieces()
        """What no device may show of the secrets so far."""
        self._short: dict[str, str] = {"": ""}
        self._told: dict[bytes, Mapping[str, Scalar]] = {}

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

    def show(self, request: HttpRequest, delivery: Delivery) -> dict[str, Scalar]:
        """Give what a close-up tells besides: both messages in full, as far as they may be shown."""
        target = f"{request.path}?{request.query}" if request.query else request.path
        fields: dict[str, Scalar] = {"sent": self._message(f"{request.method} {target}", request.headers, request.body)}
        if (response := delivery.response) is not None:
            fields["answered"] = self._message(str(int(response.status)), response.headers, response.body)
        return fields

    def _message(self, first: str, headers: Mapping[str, str], body: bytes) -> str:
        """Give a message as lines: the first one, its headers, and behind an empty line its body."""
        lines = [first, *(f"{name}: {value}" for name, value in headers.items()), "", body.decode("utf-8", "replace")]
        return self.cut("\n".join(lines))

    def cut(self, text: str) -> str:
        """Give `text` without what must not be shown of secrets, known ones and what looks like one."""
        return cut_text(text, self.pieces)

    def describe(self, request: HttpRequest, delivery: Delivery) -> dict[str, Scalar]:
        """Give the fields of the event for this request."""
        wire, response, headers = self._wire, delivery.response, request.headers
        fields: dict[str, Scalar] = {
            "method": request.method,
            "path": redact(request.path) if delivery.reason is not None else request.path,
            "status": response.status if response is not None else 0,
        }
        token = headers.get(wire.token_header)
        if token:
            fields["token"] = self._cut(token)
        session = headers.get(wire.session_header)
        if session:
            fields["session"] = session[:_SHOWN_SESSION]
        if delivery.device:
            fields["id"] = delivery.device
        if request.path == wire.register_path:
            self._describe_registration(request, delivery, fields)
        elif request.path == wire.session_path:
            self._describe_session(request, response, fields)
        elif request.path == wire.state_path and fields["status"] == _OK:
            self._describe_state(request, delivery, fields)
        if delivery.reason is not None:
            fields["code"] = delivery.reason.value
            if delivery.reason is ErrorReason.BAD_REQUEST and response is not None:
                fields["error"] = redact(_error_in(response.body))
        elif response is not None and response.status >= _BAD_REQUEST and (code := _code_in(response.body)):
            fields["code"] = code
        if response is not None and (told_s := told_wait_s(response)) is not None:
            fields["retry_after"] = told_s
        if delivery.disturbance is not None:
            fields["fault"] = delivery.disturbance.name
            if delivery.disturbance.changed:
                fields["changed"] = self.cut(delivery.disturbance.changed)
        if request.body and request.method == "GET":
            fields["body_bytes"] = len(request.body)
        if misplaced := self._misplaced(request):
            fields["misplaced"] = misplaced
        return fields

    def _misplaced(self, request: HttpRequest) -> str:
        """Say which secret stands in a request where it does not belong; empty if none does."""
        wire, path = self._wire, request.path
        for name, value in request.headers.items():
            if name == wire.token_header and path != wire.register_path:
                if value in self._registration:
                    return f"a registration token in {name}"
            elif (name != wire.session_header or path != wire.state_path) and (found := self.pieces.found_in(value)):
                return f"{found[1]} in {name}"
        # The API page prints a poll with the token in its query: that is a risk, and yet documented.
        query = "" if request.query.startswith("token=") and path == wire.state_path else request.query
        if (query or path not in self._paths) and (found := self.pieces.found_in(f"{path}?{query}")):
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

    def _describe_registration(self, request: HttpRequest, delivery: Delivery, fields: dict[str, Scalar]) -> None:
        try:
            sent = _REGISTER.decode(request.body)
        except NOT_JSON:
            return
        fields["token"] = redact(shorten(sent.token))
        fields["mac"] = _mac(sent.mac_address)
        fields["device_id"] = redact(sent.device_id)
        response, disturbance = delivery.response, delivery.disturbance
        was_processed = disturbance is None or is_processed(disturbance.kinds)
        if response is not None and response.status == _OK and was_processed:
            self._note_grant(response, fields)

    def _describe_state(self, request: HttpRequest, delivery: Delivery, fields: dict[str, Scalar]) -> None:
        """Say what a poll was told, if that arrives as it was sent, or what a report said."""
        if request.method == "POST":
            fields.update(_state_words(request.body))
        elif delivery.response is not None and delivery.disturbance is None:
            # Thousands of polls get the same few answers.
            body = delivery.response.body
            known = self._told.get(body)
            if known is None:
                known = self._told[body] = _state_words(body)
            fields.update(known)

    def _note_grant(self, response: HttpResponse, fields: dict[str, Scalar]) -> None:
        try:
            granted = _REGISTERED.decode(response.body).permanent_token
        except NOT_JSON:
            return
        fields["granted"] = shorten(granted)
        if granted in self._permanent:
            fields["replayed"] = True
        self._permanent.add(granted)
        self._remember(granted, "a permanent token", SHOWN_CHARACTERS)

    def _describe_session(self, request: HttpRequest, response: HttpResponse | None, fields: dict[str, Scalar]) -> None:
        try:
            fields["mac"] = _mac(_SESSION.decode(request.body).mac_address)
        except NOT_JSON:
            return
        if response is None or response.status != _OK:
            return
        try:
            opened = _OPENED.decode(response.body)
        except NOT_JSON:
            return
        if type(opened.expires_in) is int:
            fields["expires_in"] = opened.expires_in
        if isinstance(opened.session_id, str) and opened.session_id:
            fields["session"] = opened.session_id[:_SHOWN_SESSION]
            self._remember(opened.session_id, "a session", _SHOWN_SESSION)


def cut_text(text: str, pieces: SecretPieces) -> str:
    """Give `text` without what must not be shown of `pieces`, nor of what looks like a secret."""
    raw = bytearray(text.encode("latin-1", "backslashreplace"))
    for place in pieces.hidden_in(bytes(raw)):
        raw[place.start : place.stop] = bytes(len(place))
    shown = re.sub("\0+", "…", raw.decode("latin-1")) if 0 in raw else text
    shown = redact(shown)
    found = pieces.found_in(shown)
    return shown if found is None else f"{shown[: found[0]]}…"


def _state_words(body: bytes) -> Mapping[str, Scalar]:
    try:
        state = msgspec.structs.asdict(_REPORT.decode(body))
    except NOT_JSON:
        return {}
    shown = {name: f"{value:g}" if isinstance(value, float) else value for name, value in state.items()}
    return {name: value for name, value in shown.items() if value is not msgspec.UNSET}


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


def parted(text: str) -> Iterator[str]:
    """Give `text` as one line, or as two where a line of the firmware begins behind noise."""
    noise = _NOISE.search(text)
    line = _FIRMWARE_LINE.search(text, noise.end()) if noise is not None else None
    if noise is None or line is None or _is_firmware_line(text, line.start()):
        yield text
    else:
        yield text[: line.start()]
        yield text[line.start() :]


def _is_firmware_line(text: str, end: int) -> bool:
    """Tell whether `text` is a line of the firmware all the way, though it holds something like a tag at `end`."""
    return _FIRMWARE_LINE.match(text) is not None and len(_NOISE.findall(text, 0, end)) <= _SYMBOLS_IN_A_LINE


def serial_fields(
    text: str, secrets: Callable[[], Collection[str]], pieces: SecretPieces, *, garbled: bool
) -> dict[str, Scalar]:
    """Give the fields of a serial event: the text with secrets cut, and `leak` when one was in it.

    `piece` says what of a secret there was where it was not a whole one.

    `garbled`: the line came over a faulty line, where a doubled byte makes what may be shown look longer than that; it
    leaks only a secret that was issued.
    """
    if text in pieces.plain:
        return {"text": text}
    if not garbled and (found := pieces.found_in(text)) is not None and not leaks(text):
        return {"text": f"{text[: found[0]]}…", "leak": True, "piece": found[1]}
    if not may_hold_secret(text):
        if not garbled:
            pieces.note_plain(text)
        return {"text": text}
    shown = redact(text)
    is_no_token = garbled or _BUILD_HASH.fullmatch(text) is not None or all(map(_NUMBER.fullmatch, leaks(text)))
    if (shown != text and not is_no_token) or any(secret in text for secret in secrets()):
        return {"text": shown, "leak": True}
    return {"text": shown}


def spoken_fields(
    text: str, meant: str | None, secrets: Callable[[], Collection[str]], pieces: SecretPieces
) -> Mapping[str, Scalar]:
    """Give the fields of a line that is heard as it was sent; `meant` is the documented one that it stands for, if any.

    That is the text then, and what was printed stands beside it as the firmware's own words.
    """
    fields = serial_fields(text, secrets, pieces, garbled=False)
    if meant is None or meant == text:
        return fields
    known = serial_fields(meant, secrets, pieces, garbled=False)
    return {**known, **fields, "text": known["text"], OWN_WORDS: fields["text"]}


def board_facts(trace: Trace, known: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """Join what is known of each device with how often it booted; a second device's facts carry its name in front."""
    facts: dict[str, str] = {}
    for device, found in known:
        prefix = "" if device == MAIN_DEVICE else f"{device}_"
        boots = sum(event.kind is EventKind.BOOT and event.device == device for event in trace)
        facts |= {f"{prefix}{name}": text for name, text in {**found, "boots": str(boots)}.items()}
    return facts
