"""All device records and every token that was ever given out, with what became of it.

Each method is one whole change: nothing is half done when it returns. A MAC belongs to one record at most.
"""

import random
from collections.abc import Callable, Container
from enum import Enum

import msgspec

from mock_server.core.bodies import RegisterBody
from mock_server.core.device import Device
from protocol.board import Board
from protocol.errors import ErrorReason
from protocol.settings import ServerSettings
from protocol.tokens import TokenKind, make_token

_DRAWS_PER_LENGTH = 8
_ID_LENGTH = 8


class RetiredToken(msgspec.Struct, frozen=True):
    """A token that is no longer its device's: what it was, and why it is refused."""

    device: Device
    kind: TokenKind
    reason: ErrorReason


class Contention(Enum):
    """Whether binding a MAC took it away from another record."""

    FREE = "free"
    TAKEN_OVER = "taken over"


class Registry:
    """Records by id, by registration token, by live permanent token and by MAC."""

    __slots__ = ("_macs", "_rng", "by_permanent", "by_registration", "devices", "retired")

    def __init__(self, rng: random.Random) -> None:
        """Start empty; ids and tokens are drawn from `rng`."""
        self._rng = rng
        self._macs: dict[bytes, Device] = {}
        self.devices: dict[str, Device] = {}
        self.by_registration: dict[str, Device] = {}
        self.by_permanent: dict[str, Device] = {}
        self.retired: dict[str, RetiredToken] = {}

    def reset(self) -> None:
        """Forget everything."""
        for table in (self._macs, self.devices, self.by_registration, self.by_permanent, self.retired):
            table.clear()

    def create(self, board: Board, name: str, settings: ServerSettings, now_us: int) -> Device:
        """Make a pending record with a new registration token ("generate firmware")."""
        identity = _draw_unused(self._draw_id, _ID_LENGTH, self.devices.__contains__)
        token = self._new_registration_token(settings)
        device = Device(identity, name, board, now_us, token, now_us)
        self.devices[identity] = device
        self.by_registration[token] = device
        return device

    def register(self, device: Device, body: RegisterBody, token_length: int, now_us: int) -> Contention:
        """Consume the record's registration token, give it a permanent one and bind it to the MAC in `body`."""
        contention = self.bind(device, body.mac)
        token = self._draw_token(TokenKind.PERMANENT, token_length, self.by_permanent)
        self.by_permanent[token] = device
        device.permanent_token = token
        device.used_us = now_us
        device.device_id = body.device_id
        device.ip = body.ip
        device.reserved = False
        return contention

    def claim(self, device: Device, mac: bytes, device_id: str) -> None:
        """Reserve a pending record for `mac`: its registration token registers nothing else."""
        self.bind(device, mac)
        device.device_id = device_id
        device.reserved = True

    def bind(self, device: Device, mac: bytes) -> Contention:
        """Give `mac` to the record; another record that held it loses it and its tokens."""
        holder = self._macs.get(mac)
        if device.mac is not None and device.mac != mac:
            del self._macs[device.mac]
        self._macs[mac] = device
        device.mac = mac
        if holder is None or holder is device:
            return Contention.FREE
        holder.mac = None
        self._end_tokens(holder)
        return Contention.TAKEN_OVER

    def holder(self, mac: bytes) -> Device | None:
        """Give the record that `mac` belongs to."""
        return self._macs.get(mac)

    def open_session(self, device: Device, length: int, now_us: int) -> str:
        """Give the device a new session; its old one ends."""
        session = make_token(TokenKind.SESSION, self._rng, length)
        device.session = session
        device.session_us = now_us
        return session

    def end_sessions(self) -> None:
        """End every session, as a restart of the server does."""
        for device in self.devices.values():
            device.session = None

    def regenerate(self, device: Device, settings: ServerSettings, now_us: int) -> str:
        """Replace the registration token; the record is pending again and free for another MAC."""
        self._end_tokens(device)
        self._unbind(device)
        token = self._new_registration_token(settings)
        self.by_registration[token] = device
        device.registration_token = token
        device.issued_us = now_us
        device.used_us = None
        device.revoked = False
        device.reserved = False
        device.device_id = None
        device.ip = None
        return token

    def revoke(self, device: Device) -> None:
        """End the record's tokens and session; it keeps its MAC."""
        self._end_tokens(device)

    def delete(self, device: Device) -> None:
        """Remove the record: all its tokens become unknown."""
        self._unbind(device)
        del self.devices[device.id]
        self.by_registration.pop(device.registration_token, None)
        if device.permanent_token is not None:
            self.by_permanent.pop(device.permanent_token, None)
        for token in [token for token, retired in self.retired.items() if retired.device is device]:
            del self.retired[token]

    def retired_as(self, token: str, kind: TokenKind) -> RetiredToken | None:
        """Give what became of `token` if it once was a `kind` of some device."""
        retired = self.retired.get(token)
        return retired if retired is not None and retired.kind is kind else None

    def _end_tokens(self, device: Device) -> None:
        """Retire both tokens: a used registration token stays used, everything else is revoked from now on."""
        if self.by_registration.pop(device.registration_token, None) is not None:
            reason = ErrorReason.TOKEN_REVOKED if device.used_us is None else ErrorReason.TOKEN_USED
            self.retired[device.registration_token] = RetiredToken(device, TokenKind.REGISTRATION, reason)
        if device.permanent_token is not None:
            del self.by_permanent[device.permanent_token]
            retired = RetiredToken(device, TokenKind.PERMANENT, ErrorReason.TOKEN_REVOKED)
            self.retired[device.permanent_token] = retired
            device.permanent_token = None
        device.session = None
        device.revoked = True

    def _unbind(self, device: Device) -> None:
        if device.mac is not None:
            del self._macs[device.mac]
            device.mac = None

    def _new_registration_token(self, settings: ServerSettings) -> str:
        return self._draw_token(TokenKind.REGISTRATION, settings.registration_body_length, self.by_registration)

    def _draw_id(self, length: int) -> str:
        return f"{self._rng.getrandbits(4 * length):0{length}x}"

    def _draw_token(self, kind: TokenKind, length: int, live: Container[str]) -> str:
        return _draw_unused(
            lambda length: make_token(kind, self._rng, length),
            length,
            lambda token: token in live or token in self.retired,
        )


def _draw_unused(draw: Callable[[int], str], length: int, is_taken: Callable[[str], bool]) -> str:
    """Draw until the result is new; after a few misses a longer one, so that very short lengths cannot run out."""
    draws = 0
    while is_taken(drawn := draw(length + draws // _DRAWS_PER_LENGTH)):
        draws += 1
    return drawn
