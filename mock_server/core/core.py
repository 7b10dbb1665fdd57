"""OceanRemote's service without a transport: devices' requests and the dashboard's actions, at times the caller gives.

Every `now_us` is the transport's wall clock in Unix microseconds; the server's own clock is reckoned from it.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import msgspec

from oceanhil.mock_server.core.changes import ChangeLog
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device_administration import DeviceAdministration
from oceanhil.mock_server.core.device_session import Sessions
from oceanhil.mock_server.core.device_side import DeviceSide, Gate, PollPath
from oceanhil.mock_server.core.durable_state import DurableState
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.journal import DEFAULT_ROWS, device_form
from oceanhil.mock_server.core.rate_limits import RateLimits
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies
from oceanhil.mock_server.core.sender import Sender, owner_of, sender_of
from oceanhil.mock_server.core.service import Census, Service
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.shared_operations import AdminRoutes
from oceanhil.mock_server.core.state import StateAccess
from oceanhil.mock_server.core.views import HealthView
from oceanhil.protocol.faults import Match
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.redact import redact


class Core(DeviceAdministration, Service):
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
        self._replies = Replies(profile.errors)
        self._gate = Gate(self._settings, self._limits, self._replies)
        parts = (self._registry, self._settings, self._replies)
        endpoints = (Registration(*parts), Sessions(*parts), StateAccess(*parts))
        self._device_side = DeviceSide(profile.wire, self._settings, self._replies, self._gate, endpoints)
        self._poll = PollPath(profile.wire, self._registry, self._settings, self._journal)

    @cached_property
    def lasting(self) -> DurableState:
        """What a store keeps of it."""
        return DurableState(self.changes, self._registry, self._settings, self._clock, self._journal)

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
        self._journal.add(row, request.body, response)
        return Delivery(response, answer.reason, device)

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

    def _doubts(self, match: Match) -> Sequence[str]:
        """Doubt a path that is not of the device API, and a device that nobody knows yet."""
        doubts, device = super()._doubts(match), match.device
        if device is None or device in self._registry.devices:
            return doubts
        if any(device == known.device_id for known in self._registry.devices.values()):
            return doubts
        return (*doubts, f"no device has the id or the device ID {redact(device)!r} yet")

    def admin_routes(self) -> AdminRoutes:
        """Give the admin routes: what the dashboard does, and what every service has."""
        # Loaded when wanted: a simulated run starts faster without it.
        from oceanhil.mock_server.core.admin.operation import bind
        from oceanhil.mock_server.core.admin.routes import OPERATIONS

        return bind(self, OPERATIONS)

    def health(self, now_us: int) -> HealthView:
        """Tell that the server answers, for how many devices, and how well it keeps them."""
        return msgspec.structs.replace(super().health(now_us), devices=self.device_count)

    @property
    def is_described(self) -> bool:
        """Whether `describe` gives anything."""
        return True

    def describe(self, url: str, *, needs_key: bool, pages: Collection[str]) -> Mapping[str, object]:
        """Give the OpenAPI document."""
        # Loaded when wanted: a server starts faster without it.
        from oceanhil.mock_server.core.openapi.document import openapi_document

        return openapi_document(self.profile, needs_key=needs_key, url=url, pages=pages)

    def census(self, now_us: int) -> Census:
        """Count the devices of each status."""
        counts = {status.shown: count for status, count in self.count_devices(now_us).items()}
        return Census("devices", "Devices by status.", "status", counts)

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
