"""A trace is followed from situation to situation, by the moves of the model.

A sign says which move was made; where several would show the same, later signs decide. What has no sign, that
something has become too old, is taken to have happened where nothing else explains the next sign. Of all lives that
explain a trace the one with the fewest unseen moves is told.

A trace that nothing explains has *strayed*: the model has no such move there, so that it or the program is wrong, or
the scenario does what the model leaves out. What was followed up to there counts.

What it must not know: worlds, and what the trace should have been.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

import msgspec

from oceanhil.exploration.reach.moves import Happened, Model, Move
from oceanhil.exploration.reach.signs import Sign
from oceanhil.exploration.reach.situation import NEW, Situation
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.life import REFUSALS, DeviceLife, LifeEvent, RegistrationLife
from oceanhil.protocol.program_life import ProgramEvent, ProgramLife

_LIKE: Final = {ErrorReason.TOKEN_USED: ErrorReason.TOKEN_EXPIRED}
_SAME_SIGN: Final[Mapping[Happened, frozenset[Happened]]] = MappingProxyType(
    {ProgramEvent.POWER_CUT: frozenset({ProgramEvent.POWER_CUT, ProgramEvent.POWER_OFF})}
)
_UNHEARD: Final = frozenset({ProgramLife.OFF, ProgramLife.STARTING, ProgramLife.JOINING, ProgramLife.REJOINING})
"""Where a program sends nothing, and nothing finds it."""
_REQUESTS: Final = frozenset(
    {ProgramEvent.ACCEPTED, ProgramEvent.ASKED_SESSION, LifeEvent.OPEN, LifeEvent.REGISTER, LifeEvent.REPEAT}
)
_REASONS: Final[Mapping[Enum, frozenset[ErrorReason]]] = MappingProxyType(
    # A server may be set to refuse a used token with the words for an expired one.
    {life: frozenset({reason, _LIKE.get(reason, reason)}) for life, reason in REFUSALS.items()}
)
"""For which reasons a token is refused, by what it is."""
_UNSEEN_MOST: Final = 2
"""How many unseen moves may stand before a sign: a session and a registration token that have become too old."""


class Strayed(msgspec.Struct, frozen=True):
    """Where nothing explains a sign."""

    sign: Sign
    before: Situation
    """The situation before it, on the life with the fewest unseen moves."""

    @property
    def words(self) -> str:
        """What happened that cannot."""
        return f"{self.sign.event.value} cannot happen where it is: {self.before.words}"


class Followed(msgspec.Struct, frozen=True):
    """Where a trace has been."""

    situations: tuple[Situation, ...]
    """In order; the same one stands there once for each time it was entered."""
    strayed: Strayed | None = None


class _Node(msgspec.Struct, frozen=True):
    """One life that explains the signs so far, by its end.

    Tracked by the garbage collector, unlike most Structs here: chains are as long as traces, and only what is tracked
    is freed link by link, not in one deep recursion that a long trace would let overflow the stack.
    """

    situation: Situation
    unseen: int
    parent: "_Node | None" = None


class Follower:
    """Follows traces of devices of one model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._moves: dict[Situation, tuple[Move, ...]] = {}

    def follow(self, signs: Iterable[Sign], start: Situation = NEW) -> Followed:
        """Follow these signs from `start` on."""
        front = {start: _Node(start, 0)}
        for sign in signs:
            after = self._after(front, sign)
            if not after:
                best = _best(front)
                return Followed(_path(best), Strayed(sign, best.situation))
            front = after
        return Followed(_path(_best(front)))

    def _after(self, front: Mapping[Situation, _Node], sign: Sign) -> dict[Situation, _Node]:
        found: dict[Situation, _Node] = {}
        layer = front
        if sign.event is LifeEvent.AGE:
            aged = self._older(front)
            return {**self._older(aged), **aged, **front}
        for _ in range(_UNSEEN_MOST + 1):
            for node in layer.values():
                for situation in self._shown(node.situation, sign):
                    _keep(found, _Node(situation, node.unseen, node))
            if found:
                break
            layer = self._older(layer)
        return found

    def _shown(self, now: Situation, sign: Sign) -> Iterator[Situation]:
        """Give what can be then, if the sign is seen in this situation."""
        events = _SAME_SIGN.get(sign.event, frozenset({sign.event}))
        for move in self._known_moves(now):
            if move.event in events and _fits(now, move, sign):
                yield move.after
        if now.program in _UNHEARD and sign.event in _REQUESTS:
            yield _late(now, sign)

    def _older(self, layer: Mapping[Situation, _Node]) -> dict[Situation, _Node]:
        older: dict[Situation, _Node] = {}
        for node in layer.values():
            for move in self._known_moves(node.situation):
                if move.event is LifeEvent.AGE:
                    _keep(older, _Node(move.after, node.unseen + 1, node))
        return older

    def _known_moves(self, now: Situation) -> tuple[Move, ...]:
        known = self._moves.get(now)
        if known is None:
            known = self._moves[now] = tuple(self._model.moves(now))
        return known


def _late(now: Situation, sign: Sign) -> Situation:
    """Give what a request comes to that its device had sent before it lost its power, as if it had come in time."""
    if sign.event is not LifeEvent.REGISTER or not now.can_register:
        return now
    return msgspec.structs.replace(now, record=DeviceLife.REGISTERED, flashed=RegistrationLife.USED)


def _fits(now: Situation, move: Move, sign: Sign) -> bool:
    """Tell whether a move would have shown this sign, with all that it says."""
    if sign.event is ProgramEvent.LOADED:
        return (move.after.held is not None) is sign.is_valid
    if sign.event is ProgramEvent.REFUSED and sign.reason is not None:
        if now.held is not None and now.program is ProgramLife.ASKING:
            # Firmware may show a good token otherwise than it was given: cut, or under another ID.
            return now.is_known or sign.reason in _REASONS[now.held]
        return sign.reason in _REASONS.get(now.flashed, ())
    return True


def _keep(found: dict[Situation, _Node], node: _Node) -> None:
    known = found.get(node.situation)
    if known is None or node.unseen < known.unseen:
        found[node.situation] = node


def _best(front: Mapping[Situation, _Node]) -> _Node:
    return min(front.values(), key=lambda node: node.unseen)


def _path(node: _Node) -> tuple[Situation, ...]:
    found: list[Situation] = []
    at: _Node | None = node
    while at is not None:
        if not found or found[-1] != at.situation:
            found.append(at.situation)
        at = at.parent
    return tuple(reversed(found))
