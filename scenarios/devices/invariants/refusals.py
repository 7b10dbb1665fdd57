"""I15: what a device makes of a refusal."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.error_reason import REFUSAL_STATUSES
from oceanhil.protocol.lines import NO_ANSWER, Line
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.units import HOUR_US, SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.devices.steps.storage import Refuse
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.devices.under_way import UNDER_WAY_US
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.step import FLASH_TOUCHES, Touch
from oceanhil.scenarios.storage_event import record_verdict
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import World, is_foreign

_REFUSED_AN_HOUR = 20
_SAVED_WITHIN_US = HOUR_US
_UNANSWERED = f"{Line.REG_RESPONSE.beginning}-"
_RETRY = Line.RETRY.beginning
_SAVED, _UNSAVED = Line.EEPROM_SAVED.beginning, Line.EEPROM_SAVE_FAILED.beginning
_BEGINS_ANEW = frozenset({Touch.RESET, Touch.IMAGE})


class _Holder(msgspec.Struct):
    """What a device knows of its permanent token."""

    has_token: bool = False
    is_refused: bool = False
    last_answer: str = "none"
    refused_us: list[int] = []
    is_refusal_new: bool = False
    """Its last request was refused, and it has not said that the answer never came."""
    is_polling: bool = False
    """Its session was good for a poll at least."""
    is_granted: bool = False
    """The answer to its last request was a token that works, and it has not said that it could not save that."""
    granted_us: int = 0
    unsaved_us: int | None = None
    """When it last said that it could not save its token; None where it has saved it since, or has never said so."""
    booted_us: int = -UNDER_WAY_US
    session_over: str = ""
    """The code by which it was told that a session is over that it had polled with, until anything else happens."""

    def lose(self) -> None:
        """Know of the token no longer for certain, neither as one that works nor as one that was just given."""
        self.has_token = self.is_granted = False

    @property
    def unsaved(self) -> str:
        """Say that it has its token no longer because it was never saved; empty where that is not known."""
        if self.unsaved_us is None:
            return ""
        return f"; it could not save the token at {clock(self.unsaved_us)}, and did not save it later"


class RefusalsAreUnderstood(Invariant[World]):
    """I15: a device with a permanent token registers again only after the server refused that token.

    A session that is over, a clock that is wrong, a rate limit and a server that is down refuse no token (TOKEN: what
    each message means), and when a session is over that was good until then, nobody rests for longer than five times
    `retry_max_s` and its jitter; nor does who was just given a token, other than the one that was refused, and cannot
    have lost it since. No device shows a token more often than 20 times in an hour that is refused, foreign firmware no
    more than once in `retry_max_s` beyond that, for no page says how long it waits when nothing helps; where somebody
    switches it off and on, resets or flashes it, that begins anew, and a refusal that never reached it is none. Foreign
    firmware whose driver refuses saves may start without a token that it was given within an hour before: it does not
    say in known words that it could not save it. Nor does it say what it finds saved when it starts: of one that starts
    while the answer is under way nobody knows whether it has the token.
    """

    id: ClassVar[InvariantId] = InvariantId.I15
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.REQUEST, EventKind.LOAD, EventKind.POWER, EventKind.BOOT, EventKind.STEP, EventKind.SERIAL}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        wire = world.profile.wire
        self._path, self._session_path, self._state_path = wire.register_path, wire.session_path, wire.state_path
        self._longest_s = world.profile.device.longest_told_s
        self._is_foreign, self._tries_untold = is_foreign(world), False
        more = HOUR_US // (world.profile.device.retry_max_s * SECOND_US) if self._is_foreign else 0
        self._most_an_hour = _REFUSED_AN_HOUR + more
        self._holders: dict[str, _Holder] = {}

    @classmethod
    def hears(cls, text: str) -> bool:
        """Requests that were not answered, waits, and tokens that were saved or not."""
        return NO_ANSWER in text or text.startswith((_RETRY, _SAVED, _UNSAVED))

    def take(self, event: Event) -> None:
        """Follow tokens and refusals."""
        if event.kind is EventKind.STEP:
            self._take_step(step_name(event))
            return
        holder = self._holders.setdefault(event.device, _Holder())
        match event.kind:
            case EventKind.LOAD if record_verdict(event) is not RecordVerdict.VALID:
                holder.lose()
            case EventKind.POWER if power_state(event) is PowerState.CUT:
                holder.lose()
            case EventKind.POWER if power_state(event) is PowerState.ON:
                holder.refused_us = []
            case EventKind.BOOT:
                holder.booted_us = event.t_us
                longest_us = _SAVED_WITHIN_US if self._tries_untold else UNDER_WAY_US
                if self._is_foreign and event.t_us - holder.granted_us < longest_us:
                    holder.lose()
            case EventKind.SERIAL:
                self._hear(event, holder, str(event.fields["text"]).rstrip())
            case _:
                pass

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow tokens, sessions and refusals."""
        holder = self._holders.setdefault(event.device, _Holder())
        self._note(event, request, holder)
        self._follow_session(request, holder)

    def _take_step(self, name: str) -> None:
        self._tries_untold = self._tries_untold or (self._is_foreign and name == Refuse.name)
        touched = touched_by(name)
        for holder in self._holders.values():
            if touched & FLASH_TOUCHES:
                holder.lose()
            if touched & _BEGINS_ANEW:
                holder.refused_us = []

    def _hear(self, event: Event, holder: _Holder, text: str) -> None:
        device = event.device
        if text.startswith(_UNANSWERED):
            # The token that was granted was lost on the way.
            holder.lose()
        if text.startswith(_UNSAVED):
            holder.is_granted, holder.unsaved_us = False, event.t_us
        elif text.startswith(_SAVED):
            holder.unsaved_us = None
        if NO_ANSWER in text and holder.is_refusal_new:
            # Whoever was not told that he was refused has to ask again.
            holder.refused_us, holder.is_refusal_new = holder.refused_us[:-1], False
        found = Line.RETRY.pattern.fullmatch(text)
        if found and holder.session_over and int(found["seconds"]) > self._longest_s:
            rest = f"{found['seconds']} s after {holder.session_over}, which refuses the session alone"
            self.violated(f"{device} rests for {rest}: at most {self._longest_s} s expected")
        if found and holder.is_granted and int(found["seconds"]) > self._longest_s:
            rest = f"{found['seconds']} s with the permanent token that it was just given"
            self.violated(f"{device} rests for {rest}: at most {self._longest_s} s expected")

    def _follow_session(self, request: TracedRequest, holder: _Holder) -> None:
        if request.path == self._state_path:
            is_over = holder.is_polling and not request.fault and request.ends_session
            holder.session_over = (request.code or "") if is_over else ""
            holder.is_polling = request.is_sound and bool(request.session)
        elif request.path != self._session_path or not request.is_sound:
            holder.session_over = ""

    def _note(self, event: Event, request: TracedRequest, holder: _Holder) -> None:
        path = request.path
        if path == self._path and holder.has_token and not holder.is_refused:
            self.violated(
                f"{event.device} registered again, though its token was not refused; the last answer was "
                f"{holder.last_answer}{holder.unsaved}"
            )
            holder.has_token = False
        holder.last_answer = f"{request.status} {request.code or ''}".rstrip() if request.is_answered else "none"
        holder.is_refusal_new = holder.is_granted = False
        if path == self._path and request.is_ok and request.granted:
            # A fault may have kept the answer from the device, or a start in which it no longer knows of its request.
            is_awaited = not self._is_foreign or event.t_us - holder.booted_us >= UNDER_WAY_US
            holder.has_token = is_awaited and not request.fault
            # The one that was refused is no news, even if it comes anew.
            holder.is_granted = holder.has_token and not (request.replayed and holder.is_refused)
            holder.granted_us, holder.unsaved_us = event.t_us, None
            holder.is_refused = False
        if request.status in REFUSAL_STATUSES:
            is_tokens = request.refuses_token
            # Of a refusal whose answer was changed nobody knows what the device was told.
            holder.is_refused = holder.is_refused or is_tokens or bool(request.fault)
            if is_tokens:
                self._count(event, holder)

    def _count(self, event: Event, holder: _Holder) -> None:
        holder.refused_us = [at_us for at_us in holder.refused_us if event.t_us - at_us < HOUR_US]
        holder.refused_us.append(event.t_us)
        holder.is_refusal_new = True
        if len(holder.refused_us) > self._most_an_hour:
            number, most = len(holder.refused_us), self._most_an_hour
            self.violated(f"{event.device} was refused {number} times in an hour, at most {most} expected")
            holder.refused_us = []
