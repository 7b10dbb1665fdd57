"""I7: a device that does nothing has said why."""

import re
import sys
from typing import ClassVar, Final

import msgspec

from oceanhil.protocol.faults import Arrival
from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import HOUR_US, MINUTE_US, MS_US, SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.acts import ShowsActs, Sought
from oceanhil.scenarios.devices.invariants.losses import Unreachable
from oceanhil.scenarios.devices.poll_pace import interval_us
from oceanhil.scenarios.devices.token_refusals import FAILED_US, RESTED_US
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability, World, is_held_to_pages, is_unspoken

_SILENCE_US = 90 * SECOND_US
_SLACK_US = 40 * SECOND_US
_JITTER: Final = 10
_ONLINE_LINE = Line.ONLINE.template
_ANNOUNCEMENTS = (Line.RETRY, Line.SYSTEM_RESTART)
_REASONS = tuple(
    line.beginning
    for line in (
        Line.DEVICE_ID_FAILED,
        Line.SYSTEM_HALTED,
        Line.REG_TOKEN_DEAD,
        Line.REG_FAILED,
        Line.SESSION_REFUSED,
    )
)
_HALTED = Line.SYSTEM_HALTED.beginning
_NO_PROGRAM = "no firmware"
_PRINTS_ON = "; what it printed meanwhile is on a line that it has not ended"
_WAIT: Final = re.compile(r"\b(\d{1,6}) ?(ms|millis|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)\b")
_UNIT_OF_LETTER: Final = {"s": SECOND_US, "h": HOUR_US, "m": MINUTE_US}


def _said_us(text: str) -> int:
    """Give the longest time that a line speaks of, in whatever words; 0 if it speaks of none."""
    return max((int(number) * _unit_us(unit) for number, unit in _WAIT.findall(text)), default=0)


def _unit_us(unit: str) -> int:
    return MS_US if unit in {"ms", "millis"} else _UNIT_OF_LETTER[unit[0]]


def _announced_us(text: str) -> int | None:
    """Give how long a line says that nothing will happen; None if it says nothing of the kind."""
    if text.startswith("[SYSTEM]"):
        for line in _ANNOUNCEMENTS:
            if found := line.pattern.fullmatch(text.rstrip()):
                return int(found["seconds"]) * SECOND_US
    return None


class _Life(msgspec.Struct):
    """What is known about one device in its current boot."""

    last_us: int
    powered: bool = True
    halted: bool = False
    online: bool = False
    polls: bool = False
    """It was given a session in this boot, and asks with it, however its polls are answered."""
    gave_reason: bool = False
    is_refused: bool = False
    """Its token was refused, and nothing was granted since."""
    spoke_of_refusal: bool = False
    announced_until_us: int = 0
    excused_until_us: int = 0
    asked_until_us: int = 0
    """Until then the server asked it to wait: another wait that it announces meanwhile, to join, does not end that."""
    rests_until_us: int = 0
    """For so long it may rest for its last refusal."""
    is_poll_refused: bool = False
    """It rests for a refused poll, which a session that is opened meanwhile does not end."""


class NoSilentStop(Invariant[World]):
    """I7: no device with power is silent for longer than it announced, or 90 s; none halts without a reason.

    What may pass by itself is no reason to halt: a network that is away, a time server, a save that failed.
    Silence means no serial line and no request. An announced wait holds until its time has passed, whatever is said
    meanwhile, until another is announced or the device says that it is online. A device that is online polls; where
    requests cannot be seen it may be silent. While the harness disturbs its line nobody can tell what it said.
    Firmware that announces waits in words that nobody knows may rest for a quarter of an hour, other firmware that
    pages alone bind for twice `retry_max_s` and 40 s; both for an hour after a refusal but of its session, which behind
    a refused poll a new session does not end, as long as the server asked it to, or for any time that its last line
    speaks of. The latter may rest for good once its token was refused and it has said something since: pages say that
    new firmware is the remedy, and not to ask again. While nothing can reach the server nobody knows whether either
    tries: an attempt to join may take as long as it takes. Nor need it say anything over an answer that comes a byte
    now and then: HTTPClient of the cores waits for the next one each time, and has no end for them all.
    """

    id: ClassVar[InvariantId] = InvariantId.I7
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {
            EventKind.SERIAL,
            EventKind.REQUEST,
            EventKind.BOOT,
            EventKind.POWER,
            EventKind.HALT,
            EventKind.LINE,
            EventKind.NETWORK,
        }
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._lives: dict[str, _Life] = {}
        self._unreachable = Unreachable()
        self._unheard = Unheard()
        self._session_path, self._state_path = world.profile.wire.session_path, world.profile.wire.state_path
        poll_us = interval_us(world.profile.device)
        self._polls_visible = Capability.SERVER_REQUESTS in world.capabilities
        pause_s_max = max(world.profile.device.retry_max_s, world.profile.device.retry_after_max_s)
        self._unheard_pause_us = pause_s_max * SECOND_US + _SLACK_US
        self._may_give_up = is_held_to_pages(world)
        self._is_unspoken = is_unspoken(world, Line.RETRY)
        self._rests_unsaid = self._may_give_up or self._is_unspoken
        # Nobody has promised to believe a server for a day only.
        self._believed_s = sys.maxsize if self._may_give_up else world.profile.device.retry_after_max_s
        self._silence_us = self._longest_silence_us()
        self._online_us = max(self._silence_us, 2 * poll_us + _SLACK_US)

    def _longest_silence_us(self) -> int:
        if self._is_unspoken:
            return FAILED_US + _SLACK_US
        if self._may_give_up:
            # Who says so behind a refusal has not promised to say so behind a network that is away: the longest wait,
            # its jitter, and an attempt to join, or a handshake, which a core of an ESP32 gives two minutes.
            return 2 * self.world.profile.device.retry_max_s * SECOND_US + _SLACK_US
        return _SILENCE_US

    def take(self, event: Event) -> None:
        """Measure the silence before this event, and learn from it how long the next may be."""
        if event.kind is EventKind.NETWORK:
            self._take_network(event)
            return
        life = self._measure(event)
        match event.kind:
            case EventKind.SERIAL:
                self._hear(life, str(event.fields["text"]), event.t_us)
            case EventKind.BOOT:
                self._lives[event.device] = _Life(last_us=event.t_us)
            case EventKind.POWER:
                life.powered = power_state(event) is PowerState.ON
            case EventKind.HALT:
                self._judge_halt(event, life)
            case EventKind.LINE:
                self._take_fault(event, life)
            case _:
                pass

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Measure the silence before this request, and learn from its answer how long the next may be."""
        self._note_answer(self._measure(event), event.t_us, request)

    def _measure(self, event: Event) -> _Life:
        """Judge the silence before a sign of life."""
        self._unreachable.take(event)
        life = self._lives.get(event.device)
        if life is None:
            life = self._lives[event.device] = _Life(last_us=event.t_us)
        self._judge(event.device, life, event.t_us)
        life.last_us = event.t_us
        return life

    def _take_network(self, event: Event) -> None:
        """Measure the silence before it. What is silent while nothing can reach the server begins anew behind that."""
        for name, life in sorted(self._lives.items()):
            self._judge(name, life, event.t_us)
        excused = self._is_excused
        self._unreachable.take(event)
        if excused and not self._is_excused:
            for life in self._lives.values():
                life.last_us = max(life.last_us, event.t_us)

    @property
    def _is_excused(self) -> bool:
        """Whether firmware of others may be trying all the time, and say so when it has failed."""
        return self._rests_unsaid and self._unreachable.holds

    def end(self) -> None:
        """Measure the silence up to now."""
        for name, life in sorted(self._lives.items()):
            self._judge(name, life, self.world.now_us)

    def _judge(self, name: str, life: _Life, now_us: int) -> None:
        silent_us, allowed_us = now_us - life.last_us, self._allowed_us(life)
        unseen = life.online and not self._polls_visible
        unheard = name in self._unheard or life.spoke_of_refusal or self._is_excused
        if silent_us > allowed_us and life.powered and not life.halted and not unseen and not unheard:
            since = clock(life.last_us)
            allowed = format_duration(allowed_us)
            device = self.world.device(name)
            prints_on = isinstance(device, ShowsActs) and device.prints_on(life.last_us)
            self.violated(
                f"{name} was silent for {format_duration(silent_us)} from {since} on, at most {allowed} expected"
                f"{_PRINTS_ON if prints_on else ''}",
                Sought(name),
            )

    def _allowed_us(self, life: _Life) -> int:
        always_us = self._online_us if life.online or life.polls else self._silence_us
        until_us = max(life.announced_until_us, life.asked_until_us, life.excused_until_us, life.rests_until_us)
        return max(always_us, until_us - life.last_us)

    def _note_answer(self, life: _Life, now_us: int, request: TracedRequest) -> None:
        """Learn from it, but not that what was announced is longer or shorter: it is a sign of life and no more."""
        is_of_state = request.path == self._state_path
        if request.refuses_token:
            life.is_refused, life.spoke_of_refusal = self._may_give_up, False
        elif request.is_ok:
            life.is_refused = life.spoke_of_refusal = False
            life.polls = life.polls or request.path == self._session_path
            life.asked_until_us = 0 if is_of_state else life.asked_until_us
            if not life.is_poll_refused or is_of_state:
                life.rests_until_us = 0
        if self._may_give_up and Arrival.TRICKLING in request.arrivals:
            life.excused_until_us = now_us + FAILED_US + _SLACK_US
        if self._rests_unsaid:
            self._rest_as_asked(life, now_us, request.retry_after)
            if request.asks_to_rest:
                life.rests_until_us = now_us + RESTED_US + _SLACK_US
                life.is_poll_refused = is_of_state

    def _rest_as_asked(self, life: _Life, now_us: int, asked_s: int | None) -> None:
        if asked_s is not None:
            until_us = now_us + min(asked_s, self._believed_s) * SECOND_US + _SLACK_US
            life.asked_until_us = max(life.asked_until_us, until_us)

    def _hear(self, life: _Life, text: str, now_us: int) -> None:
        life.excused_until_us = 0
        life.spoke_of_refusal = life.is_refused
        if text.rstrip() == _ONLINE_LINE:
            life.online, life.announced_until_us = True, 0
        announced_us = _announced_us(text)
        if announced_us is not None:
            # Of others' firmware `seconds` may be those of a wait without its jitter, a tenth at most.
            jitter_us = announced_us // _JITTER if self._may_give_up else 0
            life.announced_until_us = now_us + announced_us + jitter_us + _SLACK_US
        elif self._rests_unsaid:
            life.announced_until_us = max(life.announced_until_us, now_us + _said_us(text) + _SLACK_US)
        life.gave_reason = life.gave_reason or text.startswith(_REASONS)
        life.halted = life.halted or (self._may_give_up and text.startswith(_HALTED))

    def _take_fault(self, event: Event, life: _Life) -> None:
        was_unheard = event.device in self._unheard
        self._unheard.take(event)
        if was_unheard and event.device not in self._unheard:
            # It may have given its reason, or announced a pause, while it could not be heard.
            life.gave_reason = True
            life.excused_until_us = event.t_us + self._unheard_pause_us

    def _judge_halt(self, event: Event, life: _Life) -> None:
        life.halted = True
        if event.device in self._unheard:
            return
        reason = str(event.fields.get("reason", ""))
        if not life.gave_reason and reason != _NO_PROGRAM:
            self.violated(f"{event.device} halted ({reason or 'no reason'}) without a line that says why")
