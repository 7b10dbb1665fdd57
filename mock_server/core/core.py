"""The whole server without a transport: devices' requests and the dashboard's actions, at times the caller gives.

Every `now_us` is the transport's wall clock in Unix microseconds; the server's own clock is reckoned from it.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from mock_server.core.clock import ServerClock
from mock_server.core.delivery import Delivery, DisturbanceKind
from mock_server.core.device import Device
from mock_server.core.device_side import DeviceSide
from mock_server.core.errors import ConflictError, UnknownNameError, WrongValueError
from mock_server.core.events import Event, EventHub, EventKind, Listener
from mock_server.core.fault_rules import FaultRule
from mock_server.core.faults import ActiveRule, FaultBook, disturb
from mock_server.core.gate import Gate
from mock_server.core.identify import names_of, owner_of
from mock_server.core.journal import DEFAULT_ROWS, Journal
from mock_server.core.poll import PollPath
from mock_server.core.rate_limits import RateLimits
from mock_server.core.registration import Registration
from mock_server.core.registry import Registry
from mock_server.core.replies import INJECTED, Answer, Replies
from mock_server.core.sessions import Sessions
from mock_server.core.settings import LiveSettings
from mock_server.core.show import show_device, show_generated
from mock_server.core.state import StateAccess, admin_state, set_state
from mock_server.core.status import Status, status_of
from mock_server.core.views import ClockView, DeviceView, FaultView, Generated, JournalEntry
from protocol.board import Board
from protocol.http import HttpRequest
from protocol.identity import format_mac
from protocol.profile import Profile, Scalar
from protocol.redact import redact

_NOT_PROCESSED = frozenset({DisturbanceKind.STATUS, DisturbanceKind.DROP_REQUEST, DisturbanceKind.RESET})
MAX_NAME = 64
MAX_SEED_BITS = 256


class Core:
    """One server; `seed` makes its tokens and ids repeatable."""

    def __init__(self, profile: Profile, seed: int, journal_rows: int = DEFAULT_ROWS) -> None:
        """Start empty, with the values of `profile`."""
        self.profile = profile
        self._seed = seed
        self._rng = random.Random(seed)  # noqa: S311 - repeatable on purpose, guards nothing real
        self._clock = ServerClock()
        self._settings = LiveSettings(profile)
        self._registry = Registry(self._rng)
        self._limits = RateLimits()
        self._faults = FaultBook()
        self._journal = Journal(profile.wire, journal_rows)
        self._hub = EventHub()
        self._replies = Replies(profile.errors)
        self._gate = Gate(self._settings, self._limits, self._replies)
        parts = (self._registry, self._settings, self._replies)
        endpoints = (Registration(*parts), Sessions(*parts), StateAccess(*parts))
        self._device_side = DeviceSide(profile.wire, self._settings, self._replies, self._gate, endpoints)
        self._poll = PollPath(profile.wire, self._registry, self._settings, self._journal)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a device's request; never raises for anything a request may hold."""
        now_us = self._clock.at(now_us)
        if self._faults.rules or self._hub.is_heard:
            return self._handle_watched(request, now_us)
        return self._poll.answer(request, now_us) or self._judge(request, now_us, "")

    def refuse_connection(self, request: HttpRequest, now_us: int) -> Delivery:
        """Answer a request on a connection beyond `rate_limit_connections`: 429, nothing processed."""
        return self._deliver(request, self._gate.connection_refusal(), self._clock.at(now_us), "")

    def _handle_watched(self, request: HttpRequest, now_us: int) -> Delivery:
        active = self._faults.pick(request, partial(names_of, request, self._registry, self.profile.wire))
        if active is not None:
            delivery = self._handle_struck(request, now_us, active)
        else:
            delivery = self._poll.answer(request, now_us) or self._judge(request, now_us, "")
        if self._hub.is_heard:
            self._hub.emit(Event(EventKind.REQUEST, now_us, self._journal.last()))
            device = self._registry.devices.get(delivery.device)
            if device is not None:
                self._tell_device(device, now_us)
        return delivery

    def _handle_struck(self, request: HttpRequest, now_us: int, active: ActiveRule) -> Delivery:
        fault = active.rule.fault
        if fault.kind not in _NOT_PROCESSED:
            processed = self._judge(request, now_us, fault.kind.value)
            assert processed.response is not None
            response, disturbance = disturb(active, processed.response)
            return Delivery(response, processed.reason, processed.device, disturbance)
        response, disturbance = disturb(active, self._replies.injected(fault.status or 503, fault.retry_after))
        status = None if response is None else response.status
        code = "" if response is None else INJECTED
        owner = owner_of(request, self._registry, self.profile.wire)
        device = "" if owner is None else owner.id
        row = self._journal.row(request, now_us, status=status, code=code, device=device, fault=fault.kind.value)
        self._journal.add(row)
        return Delivery(response, None, device, disturbance)

    def _judge(self, request: HttpRequest, now_us: int, fault: str) -> Delivery:
        return self._deliver(request, self._device_side.answer(request, now_us), now_us, fault)

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
        device = self._registry.create(board, redact(name), self._settings.values, at_us)
        return self._generated(device, at_us)

    def regenerate(self, identity: str, now_us: int) -> Generated:
        """Give the device a new registration token; its old tokens end, it is pending and may have another MAC."""
        at_us, device = self._clock.at(now_us), self._find(identity)
        self._registry.regenerate(device, self._settings.values, at_us)
        return self._generated(device, at_us)

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
        if device.revoked or device.used_us is not None:
            state = "revoked" if device.revoked else f"registered with {format_mac(device.mac or b'')}"
            raise ConflictError(f"device {device.id!r} is {state}, expected a pending one; regenerate its token first")
        former = self._registry.holder(mac)
        self._registry.claim(device, mac, device_id)
        if former is not None and former is not device:
            self._changed(former, now_us)
        return self._changed(device, now_us)

    def set_state(self, identity: str, fields: Mapping[str, object], now_us: int) -> DeviceView:
        """Switch relays, or set what the sensors show; raises WrongValueError naming a wrong or unknown field."""
        device = self._find(identity)
        set_state(device, admin_state(device.state, fields))
        return self._changed(device, now_us)

    def device(self, identity: str, now_us: int) -> DeviceView:
        """Show one device; raises UnknownNameError."""
        return show_device(self._find(identity), self._settings, self._clock.at(now_us))

    def contact(self, identity: str, now_us: int) -> tuple[Status, int | None]:
        """Give a device's status and when it was last heard from (Unix µs); raises UnknownNameError."""
        device = self._find(identity)
        return status_of(device, self._settings, self._clock.at(now_us)), device.contact_us

    def devices(self, now_us: int) -> Sequence[DeviceView]:
        """Show all devices, oldest first."""
        at_us = self._clock.at(now_us)
        return [show_device(device, self._settings, at_us) for device in self._registry.devices.values()]

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force by name."""
        return self._settings.show()

    def put_settings(self, changes: Mapping[str, object], now_us: int) -> Mapping[str, Scalar]:
        """Change settings, all or none; raises WrongValueError naming the first that cannot be set."""
        self._settings.change(changes)
        shown = self._settings.show()
        self._hub.emit(Event(EventKind.SETTINGS, self._clock.at(now_us), shown))
        return shown

    def unix_us(self, now_us: int) -> int:
        """Give the server's time, Unix µs, for the transport's time `now_us`."""
        return self._clock.at(now_us)

    def clock(self, now_us: int) -> ClockView:
        """Show the server's clock."""
        return self._clock.view(now_us)

    def advance_clock(self, step_s: float, now_us: int) -> ClockView:
        """Move the server's clock forward; raises WrongValueError."""
        self._clock.advance(step_s)
        return self._clock_set(now_us)

    def set_clock_offset(self, offset_s: float, now_us: int) -> ClockView:
        """Set the difference between the server's clock and the transport's; raises WrongValueError."""
        self._clock.set_offset(offset_s)
        return self._clock_set(now_us)

    def freeze_clock(self, now_us: int) -> ClockView:
        """Stop the server's clock."""
        self._clock.freeze(now_us)
        return self._clock_set(now_us)

    def release_clock(self, now_us: int) -> ClockView:
        """Let the server's clock run again."""
        self._clock.release()
        return self._clock_set(now_us)

    def add_fault(self, rule: FaultRule, now_us: int) -> FaultView:
        """Add a fault rule; raises WrongValueError."""
        identity = self._faults.add(rule)
        self._faults_changed(now_us)
        return self._faults.rules[identity].view()

    def faults(self) -> Sequence[FaultView]:
        """Show the fault rules in the order in which they are tried."""
        return [active.view() for active in self._faults.rules.values()]

    def remove_fault(self, identity: str, now_us: int) -> None:
        """Remove one fault rule; raises UnknownNameError."""
        self._faults.remove(identity)
        self._faults_changed(now_us)

    def clear_faults(self, now_us: int) -> None:
        """Remove all fault rules."""
        self._faults.reset()
        self._faults_changed(now_us)

    def journal_since(self, seq: int = 0) -> Sequence[JournalEntry]:
        """Give the journal's entries after number `seq`, redacted, oldest first."""
        return list(self._journal.since(seq))

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
    def device_count(self) -> int:
        """How many devices there are."""
        return len(self._registry.devices)

    @property
    def journal_last_seq(self) -> int:
        """The number of the journal's newest entry, 0 if there is none."""
        return self._journal.last_seq

    @property
    def journal_dropped(self) -> int:
        """How many of the journal's oldest entries made room for newer ones."""
        return self._journal.dropped

    def restart(self, now_us: int) -> None:
        """Do what a restart of the server does: sessions and rate limits are gone, records and tokens stay."""
        self._registry.end_sessions()
        self._limits.reset()
        self._hub.emit(Event(EventKind.RESTART, self._clock.at(now_us), {}))

    def reset(self, seed: int | None, now_us: int) -> int:
        """Begin anew, as if just made with `seed` (None: the seed it was made with); gives the seed."""
        used = self._seed if seed is None else seed
        if used.bit_length() > MAX_SEED_BITS:
            raise WrongValueError(f"seed has {used.bit_length()} bits, expected at most {MAX_SEED_BITS}")
        self._rng.seed(used)
        for part in (self._registry, self._limits, self._faults, self._journal, self._clock, self._settings):
            part.reset()
        self._hub.emit(Event(EventKind.RESET, now_us, {"seed": used}))
        return used

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; gives the function that ends it."""
        return self._hub.subscribe(listener)

    def _find(self, identity: str) -> Device:
        device = self._registry.devices.get(identity)
        if device is None:
            raise UnknownNameError(f"no device has the id {redact(identity)!r}; list them with GET /_admin/devices")
        return device

    def _generated(self, device: Device, at_us: int) -> Generated:
        self._tell_device(device, at_us)
        return show_generated(device, self._settings)

    def _changed(self, device: Device, now_us: int) -> DeviceView:
        at_us = self._clock.at(now_us)
        self._tell_device(device, at_us)
        return show_device(device, self._settings, at_us)

    def _tell_device(self, device: Device, at_us: int) -> None:
        if self._hub.is_heard:
            self._hub.emit(Event(EventKind.DEVICE, at_us, show_device(device, self._settings, at_us)))

    def _clock_set(self, now_us: int) -> ClockView:
        view = self._clock.view(now_us)
        self._hub.emit(Event(EventKind.CLOCK, self._clock.at(now_us), view))
        return view

    def _faults_changed(self, now_us: int) -> None:
        self._hub.emit(Event(EventKind.FAULTS, self._clock.at(now_us), {"count": len(self._faults.rules)}))
