"""The server as scenarios see it: the core behind it, what it does written into the trace, the dashboard's buttons."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import partial
from types import TracebackType

from oceanhil.hil.worlds.request_notes import RequestNotes
from oceanhil.hil.worlds.server_core import LimitedCore, ServerCore
from oceanhil.mock_server.core.admin_error import AdminError, UnknownNameError
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import FaultKind, FaultRule, Match, fits_path, laid_over
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.redact import redact
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.tokens import shorten
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.clock_change import server_frozen_words, server_moved_words
from oceanhil.scenarios.dashboard_action import DashboardAction, action_fields, settings_words
from oceanhil.scenarios.trace import EventKind, Scalar, Source, Trace
from oceanhil.scenarios.world import Generated, Server, WorldError
from oceanhil.simulator.kernel import Kernel

Contact = tuple[DeviceStatus, int | None]


class ServerView(Server):
    """The server and its dashboard as scenarios see them, on a core of this process.

    `kernel` gives the run's time and its timers, `epoch_us` is the Unix time (µs) at which it began. Where requests
    come in another thread, `lock` keeps them and the scenario's own actions apart.
    """

    def __init__(  # noqa: PLR0917 - the parts of one server, put together by its world
        self,
        core: ServerCore,
        kernel: Kernel,
        epoch_us: int,
        wire: WireNames,
        trace: Trace,
        lock: AbstractContextManager[object] | None = None,
    ) -> None:
        self._core = core
        # One that is dear to ask is asked only when a step wants to know.
        self._tells_changes = not isinstance(core, LimitedCore)
        self._kernel = kernel
        self._epoch_us = epoch_us
        self._trace = trace
        self._lock = lock
        self._asking = _Asking(lock)
        self._notes = RequestNotes(wire)
        self._moved_us = 0
        self._watched: dict[str, _Watch] = {}
        self._fault_names: set[str] = set()

    def observe(self, request: HttpRequest, delivery: Delivery, name: str, seen: Contact | None = None) -> None:
        """Write a request of the device `name` into the trace, and what it changed in the dashboard.

        `seen` is what the dashboard showed as the request was answered, where that is not now.
        """
        traced = self._notes.describe(request, delivery, in_full=self._trace.is_closeup)
        fields = self._notes.fields(request, traced)
        self._trace.add(self._kernel.now_us, Source.SERVER, EventKind.REQUEST, name, fields)
        if delivery.device:
            self._watch(delivery.device, name, seen)
        if len(self._watched) > 1 and traced.granted is not None and self._tells_changes:
            self._look_for_revoked()

    def name_of(self, device_id: str) -> str:
        """Give what the scenario calls the device with this dashboard ID, empty if it is not known."""
        watch = self._watched.get(device_id)
        return watch.name if watch is not None else ""

    @property
    def unix_us(self) -> int:
        """The server's clock."""
        return self._core.unix_us(self._wall_us)

    def generate_firmware(self, board: Board, name: str) -> Generated:
        """Create a pending device."""
        with self._asking:
            made = self._core.create_device(board, name, self._wall_us)
        self._notes.remember_registration(made.registration_token)
        self._note_action(DashboardAction.GENERATE, name, token=shorten(made.registration_token), id=made.id)
        self._watch(made.id, name)
        return Generated(made.id, made.registration_token)

    def regenerate_token(self, device_id: str) -> Generated:
        """Give a device a new registration token."""
        self._check_known(device_id)
        with self._asking:
            made = self._core.regenerate(device_id, self._wall_us)
        self._notes.remember_registration(made.registration_token)
        self._note_action(
            DashboardAction.REGENERATE, self._watched[device_id].name, token=shorten(made.registration_token)
        )
        self._look(device_id)
        return Generated(made.id, made.registration_token)

    def revoke_token(self, device_id: str) -> None:
        """Revoke a device's tokens."""
        self._check_known(device_id)
        with self._asking:
            self._core.revoke(device_id, self._wall_us)
        self._note_action(DashboardAction.REVOKE, self._watched[device_id].name)
        self._look(device_id)

    def delete_device(self, device_id: str) -> None:
        """Delete a device."""
        self._check_known(device_id)
        with self._asking:
            self._core.delete(device_id, self._wall_us)
        self._note_action(DashboardAction.DELETE, self._watched[device_id].name)
        self._look(device_id)

    def claim_device(self, device_id: str, mac: bytes, board_device_id: str) -> None:
        """Claim a pending device by hand for this MAC."""
        self._check_known(device_id)
        with self._asking:
            self._core.claim(device_id, mac, board_device_id, self._wall_us)
        self._note_action(DashboardAction.CLAIM, self._watched[device_id].name)
        self._look(device_id)

    def set_relay(self, device_id: str, relay: int, *, on: bool) -> None:
        """Switch a relay in the dashboard."""
        self._check_known(device_id)
        with self._asking:
            self._core.set_state(device_id, {f"relay{relay}": on}, self._wall_us)
        self._note_action(DashboardAction.RELAY, self._watched[device_id].name, relay=relay, on=on)

    def status(self, device_id: str) -> DeviceStatus:
        """What the dashboard shows now."""
        self._check_known(device_id)
        status = self.contact(device_id)[0]
        if not self._tells_changes:
            self._note_status(self._watched[device_id], status)
        return status

    def put_settings(self, changes: Mapping[str, bool | int]) -> None:
        """Change settings."""
        with self._asking:
            self._core.put_settings(dict(changes), self._wall_us)
        self._note_action(DashboardAction.SETTINGS, "", change=settings_words(changes))

    def add_fault(self, rule: FaultRule) -> None:
        """Inject a fault from now on; raises WorldError for one that could strike nothing."""
        self._check_match(rule.match)
        with self._asking:
            self._core.add_fault(rule, self._wall_us)
        if rule.name:
            self._fault_names.add(rule.name)
        self._note_action(DashboardAction.FAULT, "", change=_words(rule))

    def _check_match(self, match: Match) -> None:
        """Refuse a path that no device asks for, and a name in place of an id; an unknown id may register later."""
        known = self._notes.paths
        if match.path is not None and not any(fits_path(match.path, each) for each in known):
            raise WorldError(f"no device asks for the path {redact(match.path)!r}; {suggestion(match.path, known)}")
        self._refuse_name(match.device)

    def _check_known(self, device_id: str) -> None:
        """Refuse an id that no device of this run has, or ever had."""
        self._refuse_name(device_id)
        if device_id not in self._watched:
            raise WorldError(f"no device has the id {redact(device_id)!r}; {suggestion(device_id, self._watched)}")

    def _refuse_name(self, device: str | None) -> None:
        """Refuse what is no id, but the name that a device has."""
        named = [each for each, watch in self._watched.items() if watch.name == device]
        if named and device not in self._watched:
            raise WorldError(f"{device!r} is the name of a device; expected its id, which is {named[-1]!r}")

    def clear_faults(self, name: str = "") -> None:
        """Remove the faults of that name, without one every fault; raises WorldError for a name that none ever had."""
        if name and name not in self._fault_names:
            raise WorldError(f"no fault was ever called {redact(name)!r} here; {suggestion(name, self._fault_names)}")
        with self._asking:
            self._core.clear_faults(self._wall_us, name)
        self._note_action(DashboardAction.FAULT, "", change=f"none called {name}" if name else "none")

    def move_clock(self, delta_us: int) -> None:
        """Jump the server's clock."""
        self._moved_us += delta_us
        with self._asking:
            self._core.set_clock_offset(self._moved_us / SECOND_US, self._wall_us)
        self._note_clock(server_moved_words(delta_us))
        for device_id in self._watched:
            self._look(device_id)

    def freeze_clock(self) -> None:
        """Stop the server's clock."""
        with self._asking:
            self._core.freeze_clock(self._wall_us)
        self._note_clock(server_frozen_words(is_frozen=True))

    def release_clock(self) -> None:
        """Let the server's clock run again."""
        with self._asking:
            self._core.release_clock(self._wall_us)
        self._note_clock(server_frozen_words(is_frozen=False))

    def restart(self) -> None:
        """Restart the server."""
        with self._asking:
            self._core.restart(self._wall_us)
        self._note_action(DashboardAction.RESTART, "")
        for device_id in self._watched:
            self._look(device_id)

    def issued(self, token: str) -> bool:
        """Tell whether `token` was ever issued as a permanent token."""
        return self._notes.issued(token)

    def secrets(self) -> frozenset[str]:
        """Every whole secret issued so far."""
        return self._notes.secrets()

    @property
    def secret_pieces(self) -> SecretPieces:
        """What no device may show: of secrets that were issued, and of those that stand in firmware."""
        return self._notes.pieces

    def conceal(self, firmware: Firmware) -> None:
        """Take notice of the secrets that firmware carries."""
        self._notes.pieces.add_password(firmware.wifi_password, "the Wi-Fi password")

    # Inside

    @property
    def _wall_us(self) -> int:
        return self._epoch_us + self._kernel.now_us

    def _note_action(self, action: DashboardAction, name: str, **fields: Scalar) -> None:
        said = action_fields(action, fields)
        self._trace.add(self._kernel.now_us, Source.SERVER, EventKind.DASHBOARD, name, said)

    def _note_clock(self, change: str) -> None:
        self._trace.add(self._kernel.now_us, Source.SERVER, EventKind.CLOCK, "", {"change": change})

    def _watch(self, device_id: str, name: str, seen: Contact | None = None) -> None:
        """Follow the status of a device, which also changes by nothing happening."""
        watch = self._watched.get(device_id)
        if watch is None:
            watch = self._watched[device_id] = _Watch(name)
        if not self._tells_changes:
            return
        if watch.status is not DeviceStatus.ONLINE or watch.timer_due_us <= self._kernel.now_us:
            self._look(device_id, seen)

    def _look(self, device_id: str, seen: Contact | None = None) -> None:
        if not self._tells_changes:
            return
        watch, now_us = self._watched[device_id], self._kernel.now_us
        status, contact_us = seen or self.contact(device_id)
        self._note_status(watch, status)
        due_us = self._next_change_us(status, contact_us)
        if due_us is not None and not now_us < watch.timer_due_us <= due_us:
            watch.timer_due_us = due_us
            self._kernel.look_at(due_us, partial(self._look_in_time, device_id))

    def _note_status(self, watch: "_Watch", status: DeviceStatus) -> None:
        if status is not watch.status:
            watch.status = status
            self._trace.add(
                self._kernel.now_us, Source.SERVER, EventKind.STATUS, watch.name, {"status": status._value_}
            )

    def _look_in_time(self, device_id: str) -> None:
        """Look when a status may have changed by nothing happening.

        A session that has ended is renewed within one exchange. That is no change of which the trace tells: how long
        it lasts, and whether a look falls into it, depends on the world.
        """
        status, contact_us = self.contact(device_id)
        due_us = self._next_change_us(DeviceStatus.ONLINE, contact_us)
        if status is DeviceStatus.AWAY and due_us is not None and due_us > self._kernel.now_us + 1:
            self._watched[device_id].timer_due_us = due_us
            self._kernel.look_at(due_us, partial(self._look_in_time, device_id))
        else:
            self._look(device_id, (status, contact_us))

    def _look_for_revoked(self) -> None:
        """See which devices a registration has revoked: one with the same MAC takes the place of another."""
        for device_id in self._watched:
            if self.status(device_id) is DeviceStatus.REVOKED:
                self._look(device_id)

    def contact(self, device_id: str) -> Contact:
        """Give what the dashboard shows now of a device, and when it was last heard (Unix µs)."""
        wall_us = self._epoch_us + self._kernel.now_us
        try:
            if self._lock is None:
                return self._core.contact(device_id, wall_us)
            with self._lock:
                return self._core.contact(device_id, wall_us)
        except UnknownNameError:
            return DeviceStatus.DELETED, None

    def _next_change_us(self, status: DeviceStatus, contact_us: int | None) -> int | None:
        """Give when the status would change if the device stayed silent from now on."""
        if contact_us is None:
            return None
        if status is DeviceStatus.ONLINE:
            limit_us = int(self._core.settings()["online_below_s"]) * SECOND_US
        elif status is DeviceStatus.AWAY:
            limit_us = int(self._core.settings()["offline_above_s"]) * SECOND_US + 1
        else:
            return None
        return self._kernel.now_us + max(1, contact_us + limit_us - self.unix_us)


class _Asking:
    """Asks the dashboard alone, and makes a refusal an error of the world: the scenario wants what cannot be."""

    __slots__ = ("_lock",)

    def __init__(self, lock: AbstractContextManager[object] | None) -> None:
        self._lock = lock

    def __enter__(self) -> None:
        if self._lock is not None:
            self._lock.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.__exit__(kind, error, trace)
        if isinstance(error, AdminError):
            raise WorldError(f"the server refused: {error}") from error


class _Watch:
    """What the trace last said about a device."""

    __slots__ = ("name", "status", "timer_due_us")

    def __init__(self, name: str) -> None:
        self.name = name
        self.status: DeviceStatus | None = None
        self.timer_due_us = 0


def _words(rule: FaultRule) -> str:
    """Name a rule as the trace does; of an answer that is changed or malformed with how."""
    words = f"{rule.fault.kind.value} {rule.match.method or ''} {rule.match.path or ''}".rstrip()
    fault = rule.fault
    if fault.kind is not FaultKind.ANSWER:
        return words if fault.how is None else f"{words} {fault.how.value}"
    return ", ".join([f"{words} {'' if fault.change is None else fault.change.value}", *laid_over(fault)])
