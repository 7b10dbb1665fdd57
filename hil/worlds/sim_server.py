"""The server of the simulated world: the pure core, called directly, and what it does written into the trace."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import msgspec

from mock_server.core.core import Core
from mock_server.core.delivery import Delivery, Disturbance, DisturbanceKind
from mock_server.core.errors import AdminError, UnknownNameError
from mock_server.core.fault_rules import Fault, Match
from mock_server.core.fault_rules import FaultRule as CoreFaultRule
from mock_server.core.status import Status
from protocol.board import Board
from protocol.http import HttpRequest, HttpResponse
from protocol.identity import format_mac, parse_mac
from protocol.messages import RegisterReply, RegisterRequest, SessionReply, SessionRequest
from protocol.profile import Profile
from protocol.redact import redact
from protocol.tokens import shorten
from scenarios.trace import EventKind, Scalar, Source, Trace
from scenarios.world import DeviceStatus, FaultKind, FaultRule, Generated, WorldError
from simulator.kernel import Kernel
from simulator.network import DisturbedAnswer

# 2026-01-15 12:00:00 UTC: when every simulated run begins.
START_UNIX_US = 1_768_478_400 * 1_000_000
_SECOND_US = 1_000_000
_SHOWN_SESSION = 8
_REGISTER = msgspec.json.Decoder(RegisterRequest)
_REGISTERED = msgspec.json.Decoder(RegisterReply)
_SESSION = msgspec.json.Decoder(SessionRequest)
_OPENED = msgspec.json.Decoder(SessionReply)
_STATUSES = {status: DeviceStatus(status.value.lower()) for status in Status}
_UNPROCESSED = frozenset({"drop_request", "reset", "status"})


class SimServer:
    """The server as scenarios see it (`scenarios.world.Server`) and as the simulated network calls it (`serve`)."""

    def __init__(self, kernel: Kernel, profile: Profile, seed: int, trace: Trace) -> None:
        self._kernel = kernel
        self._trace = trace
        self._wire = profile.wire
        self._core = Core(profile, seed)
        self._moved_us = 0
        self._names: dict[str, Callable[[], str]] = {}
        self._name_of_peer: dict[str, str] = {}
        self._secrets: set[str] = set()
        self._frozen_secrets: frozenset[str] | None = None
        self._permanent: set[str] = set()
        self._short: dict[str, str] = {"": ""}
        self._watched: dict[str, _Watch] = {}

    def know(self, name: str, address: Callable[[], str]) -> None:
        """Learn what the scenario calls the device that has this address."""
        self._names[name] = address

    # The network's side

    def serve(self, request: HttpRequest) -> HttpResponse | DisturbedAnswer:
        """Answer one request at the present virtual time."""
        delivery = self._core.handle(request, self._wall_us)
        name = self._name_of_peer.get(request.peer) or self._find_name(request.peer)
        self._trace.add(self._kernel.now_us, Source.SERVER, EventKind.REQUEST, name, self._describe(request, delivery))
        if delivery.device:
            self._watch(delivery.device, name)
        if delivery.disturbance is None and delivery.response is not None:
            return delivery.response
        return _disturbed(delivery.response, delivery.disturbance)

    # The scenario's side

    @property
    def unix_us(self) -> int:
        """The server's clock."""
        return self._core.unix_us(self._wall_us)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn a refusal of the dashboard into an error of the world: the scenario asked for what cannot be."""
        try:
            yield
        except AdminError as error:
            raise WorldError(f"the server refused: {error}") from error

    def generate_firmware(self, board: Board, name: str) -> Generated:
        """Create a pending device."""
        with self._asking():
            made = self._core.create_device(board, name, self._wall_us)
        self._remember(made.registration_token)
        self._note_action("generate", name, token=shorten(made.registration_token), id=made.id)
        self._watch(made.id, name)
        return Generated(made.id, made.registration_token)

    def regenerate_token(self, device_id: str) -> Generated:
        """Give a device a new registration token."""
        with self._asking():
            made = self._core.regenerate(device_id, self._wall_us)
        self._remember(made.registration_token)
        self._note_action("regenerate", self._watched[device_id].name, token=shorten(made.registration_token))
        self._look(device_id)
        return Generated(made.id, made.registration_token)

    def revoke_token(self, device_id: str) -> None:
        """Revoke a device's tokens."""
        with self._asking():
            self._core.revoke(device_id, self._wall_us)
        self._note_action("revoke", self._watched[device_id].name)
        self._look(device_id)

    def delete_device(self, device_id: str) -> None:
        """Delete a device."""
        with self._asking():
            self._core.delete(device_id, self._wall_us)
        self._note_action("delete", self._watched[device_id].name)
        self._look(device_id)

    def claim_device(self, device_id: str, mac: bytes, board_device_id: str) -> None:
        """Claim a pending device by hand for this MAC."""
        with self._asking():
            self._core.claim(device_id, mac, board_device_id, self._wall_us)
        self._note_action("claim", self._watched[device_id].name)
        self._look(device_id)

    def set_relay(self, device_id: str, relay: int, *, on: bool) -> None:
        """Switch a relay in the dashboard."""
        with self._asking():
            self._core.set_state(device_id, {f"relay{relay}": on}, self._wall_us)
        self._note_action("relay", self._watched[device_id].name, relay=relay, on=on)

    def status(self, device_id: str) -> DeviceStatus:
        """What the dashboard shows now."""
        return self._contact(device_id)[0]

    def put_settings(self, changes: Mapping[str, bool | int]) -> None:
        """Change settings."""
        with self._asking():
            self._core.put_settings(dict(changes), self._wall_us)
        self._note_action("settings", "", change=", ".join(f"{name}={value}" for name, value in changes.items()))

    def add_fault(self, rule: FaultRule) -> None:
        """Inject a fault from now on."""
        with self._asking():
            self._core.add_fault(_core_rule(rule), self._wall_us)
        self._note_action("fault", "", change=f"{rule.kind.value} {rule.method} {rule.path}".rstrip())

    def clear_faults(self) -> None:
        """Remove every fault."""
        self._core.clear_faults(self._wall_us)
        self._note_action("fault", "", change="none")

    def move_clock(self, delta_us: int) -> None:
        """Jump the server's clock."""
        self._moved_us += delta_us
        with self._asking():
            self._core.set_clock_offset(self._moved_us / _SECOND_US, self._wall_us)
        self._note_clock(f"server clock {delta_us / _SECOND_US:+g} s")
        for device_id in self._watched:
            self._look(device_id)

    def freeze_clock(self) -> None:
        """Stop the server's clock."""
        self._core.freeze_clock(self._wall_us)
        self._note_clock("server clock stopped")

    def release_clock(self) -> None:
        """Let the server's clock run again."""
        self._core.release_clock(self._wall_us)
        self._note_clock("server clock runs again")

    def restart(self) -> None:
        """Restart the server."""
        self._core.restart(self._wall_us)
        self._note_action("restart", "")
        for device_id in self._watched:
            self._look(device_id)

    def issued(self, token: str) -> bool:
        """Tell whether `token` was ever issued as a permanent token."""
        return token in self._permanent

    def secrets(self) -> frozenset[str]:
        """Every whole secret issued so far."""
        if self._frozen_secrets is None:
            self._frozen_secrets = frozenset(self._secrets)
        return self._frozen_secrets

    # Inside

    @property
    def _wall_us(self) -> int:
        return START_UNIX_US + self._kernel.now_us

    def _remember(self, secret: str) -> None:
        self._secrets.add(secret)
        self._frozen_secrets = None

    def _cut(self, secret: str) -> str:
        short = self._short.get(secret)
        if short is None:
            short = self._short[secret] = shorten(secret)
        return short

    def _find_name(self, peer: str) -> str:
        for name, address in self._names.items():
            if address() == peer:
                self._name_of_peer[peer] = name
                return name
        return ""

    def _describe(self, request: HttpRequest, delivery: Delivery) -> dict[str, Scalar]:
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
            self._describe_registration(request, response, fields)
        elif request.path == wire.session_path:
            self._describe_session(request, response, fields)
        if delivery.reason is not None:
            fields["code"] = delivery.reason.value
        if response is not None and "retry-after" in response.headers:
            fields["retry_after"] = int(response.headers["retry-after"])
        if delivery.disturbance is not None:
            fields["fault"] = delivery.disturbance.kind.value
        return fields

    def _describe_registration(
        self, request: HttpRequest, response: HttpResponse | None, fields: dict[str, Scalar]
    ) -> None:
        sent = _REGISTER.decode(request.body)
        fields["token"] = redact(shorten(sent.token))
        fields["mac"] = _mac(sent.mac_address)
        if response is not None and response.status == 200 and _is_intact(fields):
            self._note_grant(response, fields)

    def _note_grant(self, response: HttpResponse, fields: dict[str, Scalar]) -> None:
        try:
            granted = _REGISTERED.decode(response.body).permanent_token
        except msgspec.DecodeError:
            return
        fields["granted"] = shorten(granted)
        if granted in self._permanent:
            fields["replayed"] = True
        self._permanent.add(granted)
        self._remember(granted)

    def _describe_session(self, request: HttpRequest, response: HttpResponse | None, fields: dict[str, Scalar]) -> None:
        fields["mac"] = _mac(_SESSION.decode(request.body).mac_address)
        if response is None or response.status != 200:
            return
        try:
            opened = _OPENED.decode(response.body).session_id
        except msgspec.DecodeError:
            return
        if opened:
            fields["session"] = opened[:_SHOWN_SESSION]
            self._remember(opened)

    def _note_action(self, action: str, name: str, **fields: Scalar) -> None:
        self._trace.add(self._kernel.now_us, Source.SERVER, EventKind.DASHBOARD, name, {"action": action, **fields})

    def _note_clock(self, change: str) -> None:
        self._trace.add(self._kernel.now_us, Source.SERVER, EventKind.CLOCK, "", {"change": change})

    def _watch(self, device_id: str, name: str) -> None:
        """Follow the status of a device, which also changes by nothing happening."""
        watch = self._watched.get(device_id)
        if watch is None:
            watch = self._watched[device_id] = _Watch(name)
        if watch.status is not DeviceStatus.ONLINE or watch.timer_due_us <= self._kernel.now_us:
            self._look(device_id)

    def _look(self, device_id: str) -> None:
        watch, now_us = self._watched[device_id], self._kernel.now_us
        status, contact_us = self._contact(device_id)
        if status is not watch.status:
            watch.status = status
            self._trace.add(now_us, Source.SERVER, EventKind.STATUS, watch.name, {"status": status.value})
        due_us = self._next_change_us(status, contact_us)
        if due_us is not None and not now_us < watch.timer_due_us <= due_us:
            watch.timer_due_us = due_us
            self._kernel.call_at(due_us, lambda: self._look(device_id))

    def _contact(self, device_id: str) -> tuple[DeviceStatus, int | None]:
        try:
            status, contact_us = self._core.contact(device_id, self._wall_us)
        except UnknownNameError:
            return DeviceStatus.DELETED, None
        return _STATUSES[status], contact_us

    def _next_change_us(self, status: DeviceStatus, contact_us: int | None) -> int | None:
        """Give when the status would change if the device stayed silent from now on."""
        if contact_us is None:
            return None
        if status is DeviceStatus.ONLINE:
            limit_us = int(self._core.settings()["online_below_s"]) * _SECOND_US
        elif status is DeviceStatus.AWAY:
            limit_us = int(self._core.settings()["offline_above_s"]) * _SECOND_US + 1
        else:
            return None
        return self._kernel.now_us + max(1, contact_us + limit_us - self.unix_us)


class _Watch:
    """What the trace last said about a device."""

    __slots__ = ("name", "status", "timer_due_us")

    def __init__(self, name: str) -> None:
        self.name = name
        self.status: DeviceStatus | None = None
        self.timer_due_us = 0


def _is_intact(fields: Mapping[str, Scalar]) -> bool:
    return fields.get("fault") not in _UNPROCESSED


def _mac(text: str) -> str:
    mac = parse_mac(text)
    return redact(text) if mac is None else format_mac(mac)


def _core_rule(rule: FaultRule) -> CoreFaultRule:
    kind = DisturbanceKind.STATUS if rule.kind is FaultKind.NO_SESSION_ID else DisturbanceKind(rule.kind.value)
    fault = Fault(
        kind,
        status=(200 if rule.kind is FaultKind.NO_SESSION_ID else rule.status)
        if kind is DisturbanceKind.STATUS
        else None,
        retry_after=rule.retry_after_s or None if rule.kind is FaultKind.STATUS else None,
        seconds=float(rule.seconds) if kind is DisturbanceKind.DELAY else None,
        keep_bytes=rule.keep_bytes if kind is DisturbanceKind.TRUNCATE else None,
        bytes_per_second=float(rule.bytes_per_second) if kind is DisturbanceKind.SLOW else None,
    )
    return CoreFaultRule(fault, Match(rule.path or None, rule.method or None), times=rule.times or None)


def _disturbed(response: HttpResponse | None, disturbance: Disturbance | None) -> HttpResponse | DisturbedAnswer:
    if response is None or disturbance is None:
        return DisturbedAnswer(None)
    match disturbance.kind:
        case DisturbanceKind.DELAY:
            return DisturbedAnswer(response, round(disturbance.seconds * _SECOND_US))
        case DisturbanceKind.TRUNCATE:
            return DisturbedAnswer(response, keep_bytes=disturbance.keep_bytes)
        case DisturbanceKind.SLOW:
            return DisturbedAnswer(response, round(len(response.body) / disturbance.bytes_per_second * _SECOND_US))
        case _:
            return response
