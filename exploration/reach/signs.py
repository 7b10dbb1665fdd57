"""What a trace tells of the moves that happened in it: signs, one after the other, of one device and its record.

What no sign tells for sure: that something has become too old (`LifeEvent.AGE`: it may have, since time has passed),
and what a power cut has left in storage. Whoever follows a trace finds that out by what comes later
(`oceanhil.exploration.reach.following`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from oceanhil.exploration.reach.moves import HandEvent, Happened
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.life import LifeEvent
from oceanhil.protocol.lines import NO_ANSWER, Line
from oceanhil.protocol.program_life import ProgramEvent
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.settings import WireNames
from oceanhil.scenarios.clock_change import is_server_set_back
from oceanhil.scenarios.dashboard_action import DashboardAction, dashboard_action
from oceanhil.scenarios.devices.steps.device import Flash, FlashEdited
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.storage_event import BenchSave, bench_save, is_bench_save, record_verdict
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import MAIN_DEVICE

_REGISTERED: Final = frozenset({DeviceStatus.ONLINE, DeviceStatus.AWAY, DeviceStatus.OFFLINE})


class Sign(msgspec.Struct, frozen=True):
    """Something that happened, by one event of a trace."""

    event: Happened
    t_us: int
    is_valid: bool | None = None
    """Whether what was read or written is a record; None where nothing was."""
    reason: ErrorReason | None = None
    """Why the server refused a token, of a refusal; None where it did for another reason, or something else did."""


_LINES: Final[Mapping[str, ProgramEvent]] = MappingProxyType(
    {
        line.beginning: event
        for line, event in (
            (Line.WIFI_CONNECTED, ProgramEvent.JOINED),
            (Line.WIFI_LOST, ProgramEvent.NETWORK_LOST),
            (Line.REG_START, ProgramEvent.ASKED_REGISTRATION),
            (Line.REG_FAILED, ProgramEvent.REFUSED),
            (Line.SESSION_REFUSED, ProgramEvent.REFUSED),
            (Line.SESSION_NO_ID, ProgramEvent.ANSWER_LOST),
            (Line.SESSION_OPENED, ProgramEvent.SESSION),
            (Line.SESSION_EXPIRED, ProgramEvent.SESSION_ENDED),
            (Line.POLL_RESPONSE, ProgramEvent.POLL_FAILED),
        )
    }
)
_ANSWERS: Final = tuple(line.beginning for line in (Line.REG_RESPONSE, Line.SESSION_RESPONSE))
_SUCCESS: Final = Line.REG_SUCCESS.literal
_DASHBOARD: Final[Mapping[DashboardAction, Happened]] = MappingProxyType(
    {
        DashboardAction.GENERATE: HandEvent.GENERATE,
        DashboardAction.REGENERATE: LifeEvent.REGENERATE,
        DashboardAction.REVOKE: LifeEvent.REVOKE,
        DashboardAction.DELETE: LifeEvent.DELETE,
        DashboardAction.CLAIM: LifeEvent.CLAIM,
        DashboardAction.RESTART: LifeEvent.RESTART,
    }
)
_STEPS: Final[Mapping[str, HandEvent]] = MappingProxyType(
    {Flash.name: HandEvent.FLASH, FlashEdited.name: HandEvent.FLASH_WRONG}
)
_TOKEN_REASONS: Final[Mapping[str, ErrorReason]] = MappingProxyType(
    {
        each.value: each
        for each in (
            *(ErrorReason.TOKEN_EXPIRED, ErrorReason.TOKEN_USED),
            *(ErrorReason.TOKEN_REVOKED, ErrorReason.TOKEN_INVALID),
        )
    }
)
_POWER: Final[Mapping[PowerState, ProgramEvent]] = MappingProxyType(
    {
        PowerState.OFF: ProgramEvent.POWER_OFF,
        PowerState.CUT: ProgramEvent.POWER_CUT,
        PowerState.INTERRUPTED: ProgramEvent.POWER_OFF,
    }
)


def why_not_followed(events: Iterable[Event]) -> str:
    """Say why a trace has no signs to follow; empty where it has.

    It is of several devices; its line said what nobody had sent; or what had become too old became young again.
    """
    for event in events:
        if event.device not in {"", MAIN_DEVICE}:
            return "several devices"
        if event.kind is EventKind.LINE:
            return "a disturbed serial line"
        if event.kind is EventKind.CLOCK and is_server_set_back(str(event.fields["change"])):
            return "a server whose clock went back"
    return ""


def signs_in(events: Iterable[Event], wire: WireNames) -> Iterator[Sign]:
    """Give the signs in a trace, in its order."""
    reader = _Reader(wire)
    for event in events:
        yield from reader.read(event)


class _Reader:
    def __init__(self, wire: WireNames) -> None:
        self._wire = wire
        self._status = DeviceStatus.PENDING
        self._is_made = False
        self._time_passes = False
        self._reason: ErrorReason | None = None
        """Why the last request for a token or a session was refused."""
        self._readers: Mapping[EventKind, Callable[[Event], Iterator[Sign]]] = {
            EventKind.SERIAL: self._line,
            EventKind.REQUEST: self._request,
            EventKind.STATUS: self._shown,
            EventKind.DASHBOARD: self._dashboard,
            EventKind.POWER: self._power,
            EventKind.BOOT: self._boot,
            EventKind.HALT: self._halt,
            EventKind.LOAD: self._load,
            EventKind.SAVE: self._save,
            EventKind.STEP: self._step,
            EventKind.CLOCK: self._clock,
        }

    def read(self, event: Event) -> Iterator[Sign]:
        reader = self._readers.get(event.kind)
        return iter(()) if reader is None else reader(event)

    def _line(self, event: Event) -> Iterator[Sign]:
        text = str(event.fields["text"])
        if not text.startswith("["):
            return
        found = _LINES.get(text.rstrip()) or _event_of(text)
        if found is not None:
            yield Sign(found, event.t_us, reason=self._reason if found is ProgramEvent.REFUSED else None)

    def _request(self, event: Event) -> Iterator[Sign]:
        request, wire = TracedRequest.of(event), self._wire
        path = request.path
        if path == wire.state_path:
            if request.is_ok and request.method == "GET" and request.session:
                yield Sign(ProgramEvent.ACCEPTED, event.t_us)
            return
        self._reason = None if request.fault else _TOKEN_REASONS.get(request.code or "")
        if path == wire.session_path:
            yield Sign(ProgramEvent.ASKED_SESSION, event.t_us)
            if request.is_ok and request.session:
                yield Sign(LifeEvent.OPEN, event.t_us)
        elif path == wire.register_path and request.is_ok and request.granted and self._status in _REGISTERED:
            yield Sign(LifeEvent.REPEAT, event.t_us)

    def _shown(self, event: Event) -> Iterator[Sign]:
        before, self._status = self._status, DeviceStatus(event.fields["status"])
        if before is DeviceStatus.PENDING and self._status in _REGISTERED:
            yield Sign(LifeEvent.REGISTER, event.t_us)

    def _dashboard(self, event: Event) -> Iterator[Sign]:
        action = dashboard_action(event)
        found = None if action is None else _DASHBOARD.get(action)
        if found is HandEvent.GENERATE and not self._is_made:
            self._is_made = True  # the first record is there from the beginning
        elif found is not None:
            yield Sign(found, event.t_us)

    def _power(self, event: Event) -> Iterator[Sign]:
        state = power_state(event)
        if state is not None and (found := _POWER.get(state)) is not None:
            yield Sign(found, event.t_us)

    def _boot(self, event: Event) -> Iterator[Sign]:
        yield Sign(ProgramEvent.START, event.t_us)

    def _halt(self, event: Event) -> Iterator[Sign]:
        yield Sign(ProgramEvent.HALT, event.t_us)

    def _load(self, event: Event) -> Iterator[Sign]:
        yield Sign(ProgramEvent.LOADED, event.t_us, record_verdict(event) is RecordVerdict.VALID)

    def _save(self, event: Event) -> Iterator[Sign]:
        is_valid = record_verdict(event) is RecordVerdict.VALID
        if not is_bench_save(event):
            yield Sign(ProgramEvent.SAVED if is_valid else ProgramEvent.SAVE_FAILED, event.t_us, is_valid)
        elif not is_valid:
            is_cleared = bench_save(event) is BenchSave.CLEAR
            yield Sign(HandEvent.CLEAR if is_cleared else HandEvent.DAMAGE, event.t_us, is_valid)

    def _clock(self, event: Event) -> Iterator[Sign]:
        yield Sign(LifeEvent.AGE, event.t_us)

    def _step(self, event: Event) -> Iterator[Sign]:
        name = step_name(event)
        if self._time_passes:
            yield Sign(LifeEvent.AGE, event.t_us)
        self._time_passes = Touch.TIME in touched_by(name)
        found = _STEPS.get(name)
        if found is not None:
            yield Sign(found, event.t_us)


def _event_of(text: str) -> ProgramEvent | None:
    if text.startswith(_ANSWERS):
        return ProgramEvent.ANSWER_LOST if NO_ANSWER in text else None
    if text.startswith("[REG]") and text.rstrip().endswith(_SUCCESS.strip()):
        return ProgramEvent.GRANTED
    return next((event for head, event in _LINES.items() if text.startswith(head)), None)
