"""Devices as a proxy comes to know them: by what the other server lets pass. No token is kept, only digests."""

from collections.abc import Callable

import msgspec

from oceanhil.boards import board_names
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.sender import Sender
from oceanhil.protocol.board import Board
from oceanhil.protocol.error_reason import SESSION_OVER, ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.identity import is_device_id, parse_mac
from oceanhil.protocol.life import DeviceLife
from oceanhil.protocol.messages import (
    DeviceState,
    ErrorReply,
    RegisterReply,
    RegisterRequest,
    SessionReply,
    SessionRequest,
)
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.tokens import digest_of
from oceanhil.protocol.units import SECOND_US

MOST_DEVICES = 10_000
_SESSION = "seen"
_REGISTER = msgspec.json.Decoder(RegisterRequest)
_REGISTERED = msgspec.json.Decoder(RegisterReply)
_OPEN = msgspec.json.Decoder(SessionRequest)
_OPENED = msgspec.json.Decoder(SessionReply)
_STATE = msgspec.json.Decoder(DeviceState)
_REFUSED = msgspec.json.Decoder(ErrorReply)


class KnownDevices:
    """Learns from exchanges that the other server accepted; a refused one changes only what the refusal says."""

    def __init__(self, profile: Profile, session_ttl_us: Callable[[], int], devices: dict[str, Device]) -> None:
        """Put what is seen into `devices`, by admin id."""
        self._wire = profile.wire
        self._codes = {row.code: reason for reason, row in profile.errors.items()}
        self._session_ttl_us = session_ttl_us
        self._devices = devices
        self._by_token: dict[bytes, Device] = {}
        self._by_name: dict[str, Device] = {}

    def reset(self) -> None:
        """Forget all devices."""
        self._by_token.clear()
        self._by_name.clear()

    def sender(self, request: HttpRequest) -> Sender:
        """Give whose request this is, as far as it is known."""
        claimed = _claimed(request)
        device = self.owner(request)
        own = () if device is None else (device.id, device.device_id)
        names = {name for name in (*own, claimed) if name}
        return Sender(names, board_of(claimed or (device.device_id if device is not None else None)))

    def owner(self, request: HttpRequest) -> Device | None:
        """Give the device that a request names by its token, or claims to be, if it was seen before."""
        token = request.headers.get(self._wire.token_header)
        return (self._by_token.get(digest_of(token)) if token else None) or self._by_name.get(_claimed(request) or "")

    def learn(self, request: HttpRequest, response: HttpResponse, at_us: int) -> Device | None:
        """Take note of an exchange at `at_us` (Unix µs); gives the device it concerned, None if it is not known."""
        if not 200 <= response.status < 300:
            return self._learn_refusal(self.owner(request), response)
        try:
            if request.path == self._wire.register_path:
                return self._learn_registration(request, response, at_us)
            if request.path == self._wire.session_path:
                return self._learn_session(request, response, at_us)
            if request.path == self._wire.state_path:
                return self._learn_poll(request, response, at_us)
        except NOT_JSON:
            return self.owner(request)
        return self.owner(request)

    def _learn_registration(self, request: HttpRequest, response: HttpResponse, at_us: int) -> Device | None:
        sent, granted = _REGISTER.decode(request.body), _REGISTERED.decode(response.body)
        device = self._named(sent.device_id, sent.mac_address, at_us)
        if device is not None:
            device.enter(DeviceLife.REGISTERED, at_us)
            device.ip, device.session = sent.ip[:64], None
            self._bind(device, granted.permanent_token)
        return device

    def _learn_session(self, request: HttpRequest, response: HttpResponse, at_us: int) -> Device | None:
        sent, opened = _OPEN.decode(request.body), _OPENED.decode(response.body)
        token = request.headers.get(self._wire.token_header)
        known = self._by_token.get(digest_of(token)) if token else None
        device = self._named(sent.device_id, sent.mac_address, at_us) if known is None else known
        if device is None:
            return None
        self._name(device, sent.device_id, sent.mac_address)
        if token:
            self._bind(device, token)
        device.used_us = at_us if device.used_us is None else device.used_us
        # Its age is reckoned from our own limit, whatever the other server's is.
        device.session, device.session_us = _SESSION, at_us + opened.expires_in * SECOND_US - self._session_ttl_us()
        device.contact_us = at_us
        return device

    def _learn_poll(self, request: HttpRequest, response: HttpResponse, at_us: int) -> Device | None:
        token = request.headers.get(self._wire.token_header)
        if not token:
            return None
        device = self._by_token.get(digest_of(token)) or self._made(digest_of(token)[:4].hex(), at_us)
        if device is None:
            return None
        self._bind(device, token)
        device.contact_us = at_us
        if device.session is None:
            device.session, device.session_us = _SESSION, at_us
        device.used_us = at_us if device.used_us is None else device.used_us
        if request.method == "GET":
            device.state = _STATE.decode(response.body)
        return device

    def _learn_refusal(self, device: Device | None, response: HttpResponse) -> Device | None:
        reason = self._codes.get(code_of(response))
        if device is not None and reason in SESSION_OVER:
            device.session = None
        if device is not None and reason is ErrorReason.TOKEN_REVOKED:
            device.enter(DeviceLife.REVOKED)
            device.session = None
        return device

    def _named(self, name: str, mac: str, at_us: int) -> Device | None:
        device = self._by_name.get(name)
        if device is None and is_device_id(name):
            device = self._made(digest_of(name)[:4].hex(), at_us)
        if device is not None:
            self._name(device, name, mac)
        return device

    def _made(self, identity: str, at_us: int) -> Device | None:
        known = self._devices.get(identity)
        if known is not None or len(self._devices) >= MOST_DEVICES:
            return known
        made = Device(identity, "", Board.ESP32, at_us, b"", at_us)
        self._devices[identity] = made
        return made

    def _name(self, device: Device, name: str, mac: str) -> None:
        if not is_device_id(name):
            return
        former = device.device_id
        if former is not None and former != name and self._by_name.get(former) is device:
            # A device that calls itself anew each time must not be remembered by all its names.
            del self._by_name[former]
        device.device_id = device.name = name
        device.board = board_of(name) or device.board
        device.mac = parse_mac(mac) or device.mac
        self._by_name[name] = device

    def _bind(self, device: Device, token: str) -> None:
        digest = digest_of(token)
        if device.permanent is not None and device.permanent != digest:
            self._by_token.pop(device.permanent, None)
        device.permanent = digest
        self._by_token[digest] = device


def board_of(device_id: str | None) -> Board | None:
    """Tell by its device ID which board a device is; None where that does not say."""
    if device_id is None:
        return None
    boards = (Board(name) for name in board_names())
    return next((board for board in boards if device_id.startswith(board.device_id_prefix)), None)


def code_of(response: HttpResponse) -> str:
    """Give the machine-readable code of a refusal in this protocol's form, empty for anything else."""
    if response.status < 400:
        return ""
    try:
        return _REFUSED.decode(response.body).code
    except NOT_JSON:
        return ""


def _claimed(request: HttpRequest) -> str | None:
    try:
        return _OPEN.decode(request.body).device_id if request.method == "POST" and request.body else None
    except NOT_JSON:
        return None
