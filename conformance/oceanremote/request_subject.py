"""Requests as firmware sends them, and in every other way; what is known of how this server answers."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final
from urllib.parse import urlsplit

import msgspec

from oceanhil.conformance.contract.base_subject import BaseSubject
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer, field_statuses
from oceanhil.conformance.oceanremote.devices import Identity, Registered, Session
from oceanhil.protocol.error_reason import ErrorReason, ErrorRow
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Profile
from oceanhil.remote.connector.control import CLOCK, Control
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.need import Lacking, Need
from oceanhil.remote.wire.raw_connection import USUAL, Form, as_bytes
from oceanhil.remote.wire.wire import Wire

BODY_BYTES_TRIED: Final = 1024 * 1024
"""The largest body with which a server's limit is looked for; one that takes it has none, as far as devices care."""
_FAR_S: Final = 86_400
"""A day: what is tried before the server's limit is learned is to be beyond any that somebody may have meant."""
CLOCK_UNSEEN_S: Final = 2 * 10**9
"""A limit as large as no clock of a device is off: the server does not look at it."""
BODY_LIMIT: Final = Need("body-limit", "a server that takes no body of whatever size")


class RequestSubject(BaseSubject[Answer]):
    """The part of OceanRemote's subject that makes requests and sends them. Times in seconds."""

    def __init__(
        self, wire_to: Callable[[Callable[[Exchange], None]], Wire], control: Control, profile: Profile, seed: int
    ) -> None:
        """`wire_to` makes the wire, given who is to hear of its exchanges; `seed` makes the devices repeatable."""
        super().__init__(wire_to, control, profile.document.server, seed)
        self.profile = profile
        self.names = profile.wire
        self.server = profile.server

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
        return self.ask(HttpRequest(method, path, headers or {}, body, query))

    def raw(self, request: HttpRequest, form: Form = USUAL) -> bytes:
        """Write a request as bytes, to be spoilt or sent in an unusual way."""
        return as_bytes(request, self._wire.target.url, form)

    @property
    def host(self) -> str:
        """The server's host and port as requests name them."""
        return urlsplit(self._wire.target.url).netloc

    @property
    def base_path(self) -> str:
        """What stands before every path at this server, mostly nothing."""
        return urlsplit(self._wire.target.url).path.rstrip("/")

    def send_in_turn(self, parts: Sequence[bytes]) -> Sequence[Answer]:
        """Send requests over one connection, each after the answer to the one before."""
        return [self.answer(exchange) for exchange in self._wire.in_turn(parts)]

    def send_pipelined(self, parts: Sequence[bytes]) -> Sequence[Answer]:
        """Send requests over one connection, all at once."""
        return [self.answer(exchange) for exchange in self._wire.pipelined(parts)]

    def send_expecting(self, head: bytes, body: bytes) -> tuple[int, Answer]:
        """Send a head, wait for leave to send the body, send it; gives the first status and the final answer."""
        status, exchange = self._wire.expecting(head, body)
        return status, self.answer(exchange)

    def holding(self, beginnings: Sequence[bytes]) -> AbstractContextManager[None]:
        """Keep a connection open meanwhile for each of these beginnings of requests, and say no more on it."""
        return self._wire.holding(beginnings)

    def drop(self, data: bytes) -> None:
        """Send part of a request and close the connection."""
        self._wire.dropped(data)

    def answer(self, exchange: Exchange) -> Answer:
        """Wrap an exchange."""
        return Answer(exchange, self.profile, self.refusal_of, self.wrong_field_status())

    def register_request(
        self, token: object, identity: Identity, /, *, headers: Mapping[str, str] | None = None, **changed: object
    ) -> HttpRequest:
        """Make a registration; `changed` replaces fields of the body, `...` leaves one out."""
        fields: dict[str, object] = {
            "token": token,
            "device_id": identity.device_id,
            "mac_address": identity.mac_text,
            "ip": identity.ip,
        }
        return self.post(self.names.register_path, fields | changed, self.time_headers() | dict(headers or {}))

    def session_request(
        self, device: Registered, *, headers: Mapping[str, str] | None = None, **changed: object
    ) -> HttpRequest:
        """Make a request for a session; `changed` replaces fields of the body, `...` leaves one out."""
        fields: dict[str, object] = {
            "device_id": device.identity.device_id,
            "mac_address": device.identity.mac_text,
        }
        mine = {self.names.token_header: device.permanent_token, **self.time_headers()}
        return self.post(self.names.session_path, fields | changed, mine | dict(headers or {}))

    def time_headers(self) -> dict[str, str]:
        """Give the header of the device's time, right, if this server is known not to do without."""
        needed = self.learned.get("server.require_device_time", self.server.require_device_time)
        return self.at(0) if needed else {}

    def at(self, skew_s: float) -> dict[str, str]:
        """Give the header of a device whose clock is ahead of the server's by `skew_s`, in whole seconds."""
        # What is to be sent has to wait before it is dated, not after.
        self._wire.until_room()
        exact_s = self.now_s() + skew_s
        # Rounded towards the server's time: nobody is to be further off than was said.
        return {self.names.time_header: str(math.ceil(exact_s) if skew_s < 0 else math.floor(exact_s))}

    def far_s(self) -> int:
        """Give how far a clock may be off to be wrong on this server for sure."""
        return self.clock_limit_s() + _FAR_S

    def clock_limit_s(self) -> int:
        """Give how far a clock may be off, as learned; the profile's limit where a registration looks at no clock.

        Another request of the same server may look at it.
        """
        learned_s = self.number("max_clock_skew_s")
        return self.server.max_clock_skew_s if learned_s >= CLOCK_UNSEEN_S else learned_s

    def takes_time(self, said_s: int) -> bool:
        """Tell whether a device may say this Unix time: a server that looks at no clock takes even 0."""
        return abs(said_s - self.now_s()) <= self.clock_limit_s()

    def at_no_time(self) -> dict[str, str]:
        """Give the header of a device that was never told the time; of one further back, where 0 is taken."""
        return self.at(-self.far_s()) if self.takes_time(0) else {self.names.time_header: "0"}

    def now_s(self) -> float:
        """Give the server's Unix time: by its clock if that can be read, else by this machine's."""
        return self.control.clock.now_s() if CLOCK in self.needs else time.time()

    def poll_request(self, session: Session, *, headers: Mapping[str, str] | None = None) -> HttpRequest:
        """Make a poll."""
        return HttpRequest("GET", self.names.state_path, self.session_headers(session) | dict(headers or {}))

    def read_with(self, token: str) -> Answer:
        """Read a state as programs do, with a token alone, in the header."""
        return self.ask(HttpRequest("GET", self.names.state_path, {self.names.token_header: token}))

    def read_state(self, device: Registered) -> Sequence[Answer]:
        """Read a device's state as programs do, with its token alone: in the header, and in the query."""
        token = device.permanent_token
        in_query = HttpRequest("GET", self.names.state_path, query=f"token={token}")
        return self.read_with(token), self.ask(in_query)

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

    def number(self, setting: str) -> int:
        """Give the value of `server.<setting>`, as learned if this server has another than the profile."""
        learned = self.learned.get(f"server.{setting}")
        value = self._values[setting].value if learned is None else learned
        assert isinstance(value, int)
        return value

    def bytes_above_limit(self, times: int) -> int:
        """Give the size of a body above this server's limit: so many times, yet no larger than bodies ever are here.

        Raises Lacking where none was found: larger ones would only take long.
        """
        limit = self.number("max_body_bytes")
        if limit >= BODY_BYTES_TRIED:
            raise Lacking(BODY_LIMIT, "the server takes bodies of 1 MiB, and no larger ones are tried")
        return min(times * limit, BODY_BYTES_TRIED + 1) if times > 1 else limit + 1

    def refusal_of(self, reason: ErrorReason) -> ErrorRow:
        """Give how this server refuses for `reason`, as far as that is known."""
        row = self.profile.errors[reason]
        status = self.learned.get(f"errors.{reason.value}.status")
        return row if not isinstance(status, int) else msgspec.structs.replace(row, status=status)

    def statuses_of(self, reason: ErrorReason) -> frozenset[int]:
        """Give the statuses of a refusal for `reason`: two at most, of a bad request and of one with wrong fields."""
        return field_statuses(reason, self.wrong_field_status()) | {self.refusal_of(reason).status}

    def wrong_field_status(self) -> int:
        """Give the status that this server has for wrong fields beside that for bad requests; 0: none is known."""
        status = self.learned.get("server.wrong_field_status", self.server.wrong_field_status)
        return status if isinstance(status, int) else 0

    def used_reason(self) -> ErrorReason:
        """Give the reason in whose words this server refuses a used registration token."""
        status = self.learned.get("server.used_token_status", self.server.used_token_status)
        return ErrorReason.TOKEN_EXPIRED if status == 401 else ErrorReason.TOKEN_USED
