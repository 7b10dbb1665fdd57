"""What OceanRemote's items work with: devices of their own, requests as firmware sends them, the server's side.

Devices have random MACs of the locally administered range and ids made from them, so that none meets a real device.
Registrations are dear (two a minute in the field): items share a registered device where they do not spoil it.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import msgspec

from hil.conform.control import CLOCK, Control, Obtained
from hil.conform.evidence import Exchange, Shown, shown
from hil.conform.item import Need
from hil.conform.oceanremote.answer import JSON_TYPE, Answer
from hil.conform.wire import Wire
from protocol.board import Board
from protocol.errors import ErrorReason, ErrorRow
from protocol.http import HttpRequest
from protocol.identity import device_id, format_mac
from protocol.messages import RegisterReply, SessionReply
from protocol.profile import Profile, Scalar
from protocol.tokens import TokenKind, make_token

REGISTRATION_SECRET = "REGISTRATION_TOKEN"
PERMANENT_SECRET = "PERMANENT_TOKEN"
SESSION_SECRET = "SESSION_ID"
_LOCAL_MAC = 0x02


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device says it is: six octets, the id made from them, its address."""

    mac: bytes
    device_id: str
    ip: str = "192.168.1.50"

    @property
    def mac_text(self) -> str:
        """The MAC as firmware sends it."""
        return format_mac(self.mac)


@dataclass(frozen=True, slots=True)
class Registered:
    """A device that has registered: the server's id of it, who it is, and its tokens."""

    id: str
    identity: Identity
    registration_token: str
    permanent_token: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a device."""

    device: Registered
    session_id: str


class Bench:
    """Implements `hil.conform.engine.Bench` for OceanRemote's protocol. Times in seconds."""

    def __init__(
        self, wire_to: Callable[[Callable[[Exchange], None]], Wire], control: Control, profile: Profile, seed: int
    ) -> None:
        """`wire_to` makes the wire, given who is to hear of its exchanges; `seed` makes the devices repeatable."""
        self._wire = wire_to(self._heard)
        self.control = control
        self.profile = profile
        self.names = profile.wire
        self.server = profile.server
        self.learned: dict[str, Scalar] = {}
        self._rng = random.Random(seed)  # noqa: S311 - names of devices, not secrets
        self._made: list[Exchange] = []
        self._secrets: dict[str, str] = {}
        self._device: Registered | None = None
        self._session: Session | None = None

    @property
    def needs(self) -> frozenset[Need]:
        """What can be done here."""
        return self.control.needs

    def begin(self) -> None:
        """Forget the exchanges of the item before."""
        self._made.clear()

    def renew(self) -> None:
        """Forget the shared device and its session."""
        self._device = self._session = None

    def exchanges(self) -> Sequence[Exchange]:
        """Give the exchanges since `begin`."""
        return tuple(self._made)

    def show(self, exchange: Exchange, *, decisive: bool) -> Shown:
        """Make an exchange fit for a report."""
        return shown(exchange, self._wire.target.url, self._secrets, decisive=decisive)

    def learn(self, readings: dict[str, Scalar]) -> None:
        """Keep what an item has found."""
        self.learned.update(readings)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    # Requests

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        query: str = "",
    ) -> Answer:
        """Send a request as it is given."""
        return self.answer(self._wire.exchange(HttpRequest(method, path, headers or {}, body, query)))

    def send_raw(self, data: bytes) -> Answer:
        """Send bytes that need not be HTTP, over a connection of their own."""
        return self.answer(self._wire.raw(data))

    def send_at_once(self, requests: Sequence[HttpRequest]) -> Sequence[Answer]:
        """Send requests at the same time."""
        return [self.answer(exchange) for exchange in self._wire.at_once(requests)]

    def answer(self, exchange: Exchange) -> Answer:
        """Wrap an exchange."""
        return Answer(exchange, self.profile, self._row)

    def register_request(
        self, token: object, identity: Identity, *, headers: Mapping[str, str] | None = None, **changed: object
    ) -> HttpRequest:
        """Make a registration; `changed` replaces fields of the body, `...` leaves one out."""
        fields: dict[str, object] = {
            "token": token,
            "device_id": identity.device_id,
            "mac_address": identity.mac_text,
            "ip": identity.ip,
        }
        return self.post(self.names.register_path, fields | changed, headers)

    def session_request(
        self, device: Registered, *, headers: Mapping[str, str] | None = None, **changed: object
    ) -> HttpRequest:
        """Make a request for a session; `changed` replaces fields of the body, `...` leaves one out."""
        fields: dict[str, object] = {
            "device_id": device.identity.device_id,
            "mac_address": device.identity.mac_text,
        }
        mine = {self.names.token_header: device.permanent_token}
        return self.post(self.names.session_path, fields | changed, mine | dict(headers or {}))

    def poll_request(self, session: Session, *, headers: Mapping[str, str] | None = None) -> HttpRequest:
        """Make a poll."""
        return HttpRequest("GET", self.names.state_path, self.session_headers(session) | dict(headers or {}))

    def report_request(self, session: Session, fields: Mapping[str, object]) -> HttpRequest:
        """Make a report of sensors or relays."""
        return self.post(self.names.state_path, dict(fields), self.session_headers(session))

    def session_headers(self, session: Session) -> dict[str, str]:
        """Give the headers that name device and session."""
        return {
            self.names.token_header: session.device.permanent_token,
            self.names.session_header: session.session_id,
        }

    def post(self, path: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None) -> HttpRequest:
        """Make a POST of JSON; a field that is `...` is left out."""
        body = msgspec.json.encode({name: value for name, value in fields.items() if value is not ...})
        return HttpRequest("POST", path, {"content-type": JSON_TYPE, **(headers or {})}, body)

    def ask(self, request: HttpRequest) -> Answer:
        """Send a request made before."""
        return self.answer(self._wire.exchange(request))

    # Devices

    def identity(self, board: Board = Board.ESP32) -> Identity:
        """Draw a new device's identity."""
        mac = bytes([_LOCAL_MAC, *self._rng.randbytes(5)])
        return Identity(mac, device_id(board, mac))

    def pending(self, board: Board = Board.ESP32) -> Obtained:
        """Obtain a registration token for a new pending device; raises ControlError."""
        obtained = self.control.obtain(board.value, f"conform-{self._rng.getrandbits(32):08x}")
        self.secret(obtained.token, REGISTRATION_SECRET)
        return obtained

    def unknown_token(self, kind: TokenKind) -> str:
        """Make up a token that looks right and that the server never issued."""
        lengths = {
            TokenKind.REGISTRATION: self.server.registration_body_length,
            TokenKind.PERMANENT: self.server.permanent_body_length,
            TokenKind.SESSION: self.server.session_token_length,
        }
        return make_token(kind, self._rng, lengths[kind])

    def register(self, obtained: Obtained, identity: Identity | None = None) -> Registered:
        """Register a device of its own for one item; a Violation if the server does not let it."""
        who = identity or self.identity()
        reply = self.ask(self.register_request(obtained.token, who)).accepted(RegisterReply)
        self.secret(reply.permanent_token, PERMANENT_SECRET)
        return Registered(obtained.id, who, obtained.token, reply.permanent_token)

    def new_device(self, board: Board = Board.ESP32) -> Registered:
        """Register a new device, which the item may spoil."""
        return self.register(self.pending(board), self.identity(board))

    def device(self) -> Registered:
        """Give the registered device that items share; they must leave its tokens and its MAC as they are."""
        if self._device is None:
            self._device = self.new_device()
        return self._device

    def open_session(self, device: Registered) -> Session:
        """Open a session, which ends the one that the device had."""
        if device is self._device:
            self._session = None
        reply = self.ask(self.session_request(device)).accepted(SessionReply)
        session_id = reply.session_id or ""
        self.secret(session_id, SESSION_SECRET)
        session = Session(device, session_id)
        if device is self._device:
            self._session = session
        return session

    def session(self) -> Session:
        """Give the live session of the shared device."""
        return self._session or self.open_session(self.device())

    # The server's side

    def frozen(self) -> AbstractContextManager[None]:
        """Let the server's clock stand still meanwhile, so that edges are exact; needs `CLOCK`."""
        return self._frozen()

    @contextmanager
    def _frozen(self) -> Iterator[None]:
        assert CLOCK in self.needs
        self.control.clock.freeze()
        try:
            yield
        finally:
            self.control.clock.release()

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward; shared sessions are opened anew after it. Needs `CLOCK`."""
        self.control.clock.advance(seconds)
        self._session = None

    def secret(self, value: str, name: str) -> str:
        """Keep `value` out of reports: lines of curl show it as the variable `name`. Also for spoilt variants."""
        if value:
            self._secrets[value] = name
        return value

    # Readings

    def reads(self, setting: str, found: Scalar, answer: Answer) -> None:
        """Compare what the server does with the profile's value of `server.<setting>`; Deviation if it is another.

        A Violation if it is a reading that the server of a profile could not play.
        """
        row = self.profile.document.server[setting]
        if found == row.value:
            return
        closed = row.closed and found not in row.readings
        expected = f"{setting} {row.value!r}"
        if closed:
            raise answer.violates(expected, f"{found!r}")
        raise answer.deviates(expected, f"{found!r}: {answer.in_words()}", **{setting: found})

    def _row(self, reason: ErrorReason) -> ErrorRow:
        row = self.profile.errors[reason]
        status = self.learned.get(f"errors.{reason.value}.status")
        return row if not isinstance(status, int) else msgspec.structs.replace(row, status=status)

    def _heard(self, exchange: Exchange) -> None:
        self._made.append(exchange)
