"""OceanRemote's service without a transport: devices' requests and the dashboard's actions, at times the caller gives.

Every `now_us` is the transport's wall clock in Unix microseconds; the server's own clock is reckoned from it.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

import msgspec

from oceanhil.mock_server.core.admin_error import ConflictError, UnknownNameError, WrongValueError
from oceanhil.mock_server.core.changes import ChangeLog
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.device_session import Sessions
from oceanhil.mock_server.core.device_side import DeviceSide, Gate
from oceanhil.mock_server.core.device_view import show_device, show_generated
from oceanhil.mock_server.core.durable_state import DurableState
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.journal import DEFAULT_ROWS, device_form
from oceanhil.mock_server.core.poll import PollPath
from oceanhil.mock_server.core.rate_limits import RateLimits
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies
from oceanhil.mock_server.core.sender import Sender, owner_of, sender_of
from oceanhil.mock_server.core.service import AdminRoutes, Census, Service
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.state import StateAccess, admin_state
from oceanhil.mock_server.core.status import Status, count_by_status, status_of
from oceanhil.mock_server.core.views import DeviceView, Generated, HealthView
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.life import DEVICE, DeviceLife, LifeEvent
from oceanhil.protocol.profile import Profile

MAX_NAME = 64


class Core(Service):
    """One server; `seed` makes its tokens and ids repeatable."""

    _settings: LiveSettings

    def __init__(self, profile: Profile, seed: int, journal_rows: int = DEFAULT_ROWS) -> None:
        """Start empty, with the values of `profile`."""
        super().__init__(profile.name, seed, LiveSettings(profile), device_form(profile.wire), journal_rows)
        self.profile = profile
        self.memory_paths = (profile.wire.session_path,)
        self.changes = ChangeLog()
        self._registry = Registry(self._rng, self.changes)
        self._limits = RateLimits()
        self.lasting = DurableState(self.changes, self._registry, self._settings, self._clock, self._journal)
        self._replies = Replies(profile.errors)
        self._gate = Gate(self._settings, self._limits, self._replies)
        parts = (self._registry, self._settings, self._replies)
        endpoints = (Registration(*parts), Sessions(*parts), StateAccess(*parts))
        self._device_side = DeviceSide(profile.wire, self._settings, self._replies, self._gate, endpoints)
        self._poll = PollPath(profile.wire, self._registry, self._settings, self._journal)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a device's request; never raises for anything a request may hold."""
        now_us = self._clock.at(now_us)
        if self._faults.has_rules or self._hub.is_heard:
            return self._handle_watched(request, now_us)
        return self._poll.answer(request, now_us) or self._judge(request, now_us, "")

    def refuse_connection(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a request on a connection beyond `rate_limit_connections`: 429, nothing processed."""
        return self._deliver(request, self._gate.connection_refusal(), self._clock.at(now_us), "")

    def _answer(self, request: HttpRequest, at_us: int, fault: str) -> Delivery:
        plain = None if fault else self._poll.answer(request, at_us)
        return plain or self._judge(request, at_us, fault)

    def _sender(self, request: HttpRequest) -> Sender:
        return sender_of(request, self._registry, self.profile.wire)

    def _owner(self, request: HttpRequest) -> str:
        owner = owner_of(request, self._registry, self.profile.wire)
        return "" if owner is None else owner.id

    def _injected(self, request: HttpRequest, status: int, retry_after_s: int | None) -> HttpResponse:
        del request
        return self._replies.injected(status, retry_after_s)

    def _tell_change(self, delivery: Delivery, at_us: int) -> None:
        device = self._registry.devices.get(delivery.device)
        if device is not None:
            self._tell_device(device, at_us)

    def _judge(self, request: HttpRequest, now_us: int, fault: str) -> Delivery:
        answer = self._device_side.answer(request, now_us)
        if answer.loser is not None:
            self._tell_device(answer.loser, now_us)
        return self._deliver(request, answer, now_us, fault)

    def _deliver(self, request: HttpRequest, answer: Answer, now_us: int, fault: str) -> Delivery:
        device = "" if answer.device is None else answer.device.id
        response, code = answer.response, self._replies.code(answer.reason)
        row = self._journal.row(
            request, now_us, status=response.status, code=code, device=device, fault=fault, note=answer.note
        )
        self._journal.add(row)
        return Delivery(response, answer.reason, device)

    def create_device(self, board: Board, name: str, now_us: int) -> Generated:
        """Make a pending device with a fresh registration token ("generate firmware")."""
        if len(name) > MAX_NAME:
            raise WrongValueError(f"name has {len(name)} characters, expected at most {MAX_NAME}")
        at_us = self._clock.at(now_us)
        device, token = self._registry.create(board, self.conceal(name), self._settings.values, at_us)
        return self._generated(device, token, at_us)

    def regenerate(self, identity: str, now_us: int) -> Generated:
        """Give the device a new registration token; its old tokens end, it is pending and may have another MAC."""
        at_us, device = self._clock.at(now_us), self._find(identity)
        token = self._registry.regenerate(device, self._settings.values, at_us)
        return self._generated(device, token, at_us)

    def revoke(self, identity: str, now_us: int) -> DeviceView:
        """End the device's tokens and session at once; revoking again changes nothing."""
        device = self._find(identity)
        self._registry.revoke(device)
        return self._changed(device, now_us)

    def delete(self, identity: str, now_us: int) -> None:
        """Remove the device: every token it ever had becomes unknown."""
        device = self._find(identity)
        self._registry.delete(device)
        self._hub.emit(Event(EventKind.DELETED, self._clock.at(now_us), {"id": device.id}))

    def claim(self, identity: str, mac: bytes, device_id: str, now_us: int) -> DeviceView:
        """Claim a pending device by hand for one piece of hardware (tutorial 27: for conflicts, in rare cases).

        The record takes the MAC, from another record if need be, whose tokens then end. It stays pending, and its
        registration token registers only from that MAC. Raises ConflictError unless the device is pending.
        """
        device = self._find(identity)
        if DEVICE.after(device.life, LifeEvent.CLAIM) is None:
            revoked = device.life is DeviceLife.REVOKED
            state = "revoked" if revoked else f"registered with {format_mac(device.mac or b'')}"
            raise ConflictError(f"device {device.id!r} is {state}, expected a pending one; regenerate its token first")
        loser = self._registry.claim(device, mac, device_id)
        if loser is not None:
            self._changed(loser, now_us)
        return self._changed(device, now_us)

    def set_state(self, identity: str, fields: Mapping[str, object], now_us: int) -> DeviceView:
        """Switch relays, or set what the sensors show; raises WrongValueError naming a wrong or unknown field."""
        device = self._find(identity)
        self._registry.set_state(device, admin_state(device.state, fields))
        return self._changed(device, now_us)

    def device(self, identity: str, now_us: int) -> DeviceView:
        """Show one device; raises UnknownNameError."""
        return self._view(self._find(identity), self._clock.at(now_us))

    def contact(self, identity: str, now_us: int) -> tuple[Status, int | None]:
        """Give a device's status and when it was last heard from (Unix µs); raises UnknownNameError."""
        device = self._find(identity)
        return status_of(device, self._settings, self._clock.at(now_us)), device.contact_us

    def devices(self, now_us: int, *, after: str = "", limit: int | None = None) -> Sequence[DeviceView]:
        """Show devices, oldest first: all, or at most `limit`, from the one behind `after` on.

        Raises UnknownNameError if `after` is no device's id.
        """
        at_us = self._clock.at(now_us)
        first = self._find(after) if after else None
        found = islice(self._registry.newer_than(first), limit)
        return [self._view(device, at_us) for device in found]

    @property
    def connection_limit(self) -> int | None:
        """How many connections an address may have open at once; None while the rate limits are off."""
        values = self._settings.values
        return values.rate_limit_connections if values.rate_limit_enabled else None

    @property
    def max_body_bytes(self) -> int:
        """The largest body of a device's request."""
        return self._settings.max_body_bytes

    @property
    def paths(self) -> Collection[str]:
        """The paths of the device API."""
        wire = self.profile.wire
        return (wire.register_path, wire.session_path, wire.state_path)

    def admin_routes(self) -> AdminRoutes:
        """Give the admin routes: what the dashboard does, and the levers of a test."""
        # Here, because the handlers of the routes call this class.
        from oceanhil.mock_server.core.admin.operation import bind
        from oceanhil.mock_server.core.admin.routes import OPERATIONS

        return bind(self, OPERATIONS)

    def health(self) -> HealthView:
        """Tell that the server answers, for how many devices, and how well it keeps them."""
        return msgspec.structs.replace(super().health(), devices=self.device_count)

    @property
    def is_described(self) -> bool:
        """Whether `describe` gives anything."""
        return True

    def describe(self, url: str, *, needs_key: bool, pages: Collection[str]) -> Mapping[str, object]:
        """Give the OpenAPI document."""
        # Loaded when wanted: a server starts faster without it.
        from oceanhil.mock_server.openapi.document import openapi_document

        return openapi_document(self.profile, needs_key=needs_key, url=url, pages=pages)

    def census(self, now_us: int) -> Census:
        """Count the devices of each status."""
        counts = {status.value: count for status, count in self.count_devices(now_us).items()}
        return Census("devices", "Devices by status.", "status", counts)

    @property
    def device_count(self) -> int:
        """How many devices there are."""
        return len(self._registry.devices)

    def count_devices(self, now_us: int) -> Mapping[Status, int]:
        """Count the devices of each status."""
        return count_by_status(self._registry.devices.values(), self._settings, self._clock.at(now_us))

    def restart(self, now_us: int) -> None:
        """Do what a restart of the server does: sessions and rate limits are gone, records and tokens stay."""
        self._registry.end_sessions()
        self._limits.reset()
        self._hub.emit(Event(EventKind.RESTART, self._clock.at(now_us), {}))

    def _reset_own(self) -> None:
        self._registry.reset()
        self._limits.reset()
        self.changes.reset()

    def _note_settings(self) -> None:
        self.changes.set_settings()

    def _note_clock(self) -> None:
        self.changes.set_clock()

    def _find(self, identity: str) -> Device:
        device = self._registry.devices.get(identity)
        if device is None:
            raise UnknownNameError(
                f"no device has the id {self.conceal(identity)!r}; list them with GET /_admin/devices"
            )
        return device

    def _generated(self, device: Device, token: str, at_us: int) -> Generated:
        self._tell_device(device, at_us)
        return show_generated(device, token, self._settings)

    def _changed(self, device: Device, now_us: int) -> DeviceView:
        at_us = self._clock.at(now_us)
        self._tell_device(device, at_us)
        return self._view(device, at_us)

    def _view(self, device: Device, at_us: int) -> DeviceView:
        return show_device(device, self._settings, at_us)

    def _tell_device(self, device: Device, at_us: int) -> None:
        if self._hub.is_heard:
            self._hub.emit(Event(EventKind.DEVICE, at_us, self._view(device, at_us)))
