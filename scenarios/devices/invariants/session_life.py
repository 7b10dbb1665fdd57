"""I14: how long a session is used."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.lines import NO_ANSWER
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.invariants.losses import Losses
from oceanhil.scenarios.devices.under_way import UnderWay
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import World, is_foreign

_EARLY = 2
_EXPIRED = ErrorReason.SESSION_EXPIRED.value


class _Session(msgspec.Struct):
    """The session that a device was given last in this boot."""

    opened_us: int
    lives_us: int
    is_lost: bool = False
    """Something has happened that may have ended it."""
    refused: int = 0


class SessionIsUsed(Invariant[World]):
    """I14: no new session is opened before half the life of the old one is over, and none is used twice after its end.

    Its life is the `expires_in` of the answer. A session that may be lost, by a refusal, a request without an answer,
    a start, the dashboard or a clock that was moved, may be replaced at once. What was under way when
    something was done to the network may have brought nobody an answer: neither its session nor its refusal binds.
    """

    id: ClassVar[InvariantId] = InvariantId.I14
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {
            EventKind.REQUEST,
            EventKind.BOOT,
            EventKind.DASHBOARD,
            EventKind.CLOCK,
            EventKind.NETWORK,
            EventKind.SERIAL,
            EventKind.LINE,
        }
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        wire = world.profile.wire
        self._session_path, self._state_path = wire.session_path, wire.state_path
        self._sessions: dict[str, _Session] = {}
        self._unheard = Unheard()
        self._under_way = UnderWay()
        self._losses = Losses()
        self._is_foreign = is_foreign(world)

    @classmethod
    def hears(cls, text: str) -> bool:
        """Requests that were not answered."""
        return NO_ANSWER in text

    def take(self, event: Event) -> None:
        """Follow what may end sessions."""
        self._unheard.take(event)
        self._under_way.take(event)
        self._losses.take(event)
        match event.kind:
            case _ if event.device in self._unheard:
                self._lose(event.device)
            case EventKind.BOOT:
                self._sessions.pop(event.device, None)
            case EventKind.SERIAL:
                if NO_ANSWER in str(event.fields["text"]):
                    self._lose(event.device)
                    self._forgive(event.device)
            case _:
                self._lose(event.device)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow sessions."""
        if event.device in self._unheard:
            self._lose(event.device)
        else:
            self._note(event, request)

    def _lose(self, device: str) -> None:
        for name, session in self._sessions.items():
            if device in {name, ""}:
                session.is_lost = True

    def _forgive(self, device: str) -> None:
        """A refusal that the device says it got no answer for was lost on the way, and binds it to nothing."""
        if session := self._sessions.get(device):
            session.refused = 0

    def _note(self, event: Event, request: TracedRequest) -> None:
        session = self._sessions.get(event.device)
        if request.path == self._session_path and request.is_sound:
            self._open(event, request, session)
        elif session is None or request.path != self._state_path:
            return
        elif not request.is_sound:
            session.is_lost = True
            may_be_untold = event in self._under_way or (self._is_foreign and self._losses.are_likely)
            if request.code == _EXPIRED and not may_be_untold:
                self._refuse(event, session)

    def _open(self, event: Event, request: TracedRequest, before: _Session | None) -> None:
        if before is not None and not before.is_lost and before.lives_us:
            used_us = event.t_us - before.opened_us
            if used_us * _EARLY < before.lives_us:
                self.violated(
                    f"{event.device} opened a session {format_duration(used_us)} after the last one, "
                    f"which lives for {format_duration(before.lives_us)}"
                )
        lives_us = (request.expires_in or 0) * SECOND_US
        # Somebody else's firmware may say in any words that it got no answer.
        is_unsure = self._is_foreign and self._losses.are_likely
        is_lost = not request.session or event in self._under_way or is_unsure
        self._sessions[event.device] = _Session(event.t_us, lives_us, is_lost=is_lost)

    def _refuse(self, event: Event, session: _Session) -> None:
        session.refused += 1
        if session.refused > 1:
            self.violated(f"{event.device} used a session again that had been refused as expired")
