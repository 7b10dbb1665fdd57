"""Laws over situations, judged in all of them: what must hold wherever a device and its server can come to.

- *recovered*: with nothing in its way, a device comes online by itself, or says on its line what a person must do. So
  do all ways on that the device and its server take themselves, and none of them goes round for ever.
- *curable*: from everywhere a person can bring it online again.
- *token-known*: no registration is spent without a device that knows its permanent token, or is about to, or can ask
  for it once more.
- *spent-once*: no registration is granted for a token that was used, expired or ended.
- *no-loss*: no power cut leaves storage empty where a record was, which nobody would notice.

`expect.recovered`, `expect.token_known` and `expect.no_loss` judge the same of one life.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Final

import msgspec

from oceanhil.exploration.reach.graph import Graph, Leg
from oceanhil.exploration.reach.moves import Who
from oceanhil.exploration.reach.situation import Damage, Situation
from oceanhil.protocol.life import DeviceLife, LifeEvent, PermanentLife, RegistrationLife
from oceanhil.protocol.program_life import ProgramEvent, ProgramLife

_SAID: Final = frozenset({ProgramLife.REFUSED, ProgramLife.REPLACING})


class Law(Enum):
    """A law, and what it says."""

    RECOVERED = ("recovered", "a device comes online by itself, or says what a person must do")
    CURABLE = ("curable", "a person can bring the device online again")
    TOKEN_KNOWN = ("token-known", "no registration is spent without a device that knows its permanent token")
    SPENT_ONCE = ("spent-once", "no token that was used, expired or ended is granted a registration")
    NO_LOSS = ("no-loss", "no power cut leaves storage empty where a record was")

    def __init__(self, title: str, about: str) -> None:
        """Note its name and its statement."""
        self.title = title
        self.about = about


class Judged(msgspec.Struct, frozen=True):
    """A law and what breaks it: situations, or the moves into them; none where it holds."""

    law: Law
    situations: tuple[Situation, ...] = ()
    """Where it does not hold, in the graph's order."""
    legs: tuple[Leg, ...] = ()
    """The moves that break it, in the graph's order."""
    ways: Mapping[str, int] = {}
    """How many moves of each kind break it."""

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.situations and not self.legs


def judge(graph: Graph, laws: Sequence[Law] = tuple(Law)) -> Sequence[Judged]:
    """Judge these laws in all situations."""
    return [_JUDGES[law](graph) for law in laws]


def _recovered(graph: Graph) -> Judged:
    return _where(graph, Law.RECOVERED, set(graph) - _bound_to_recover(graph))


def _bound_to_recover(graph: Graph) -> set[Situation]:
    """Give the situations from which all that comes by itself ends well, from the goals backwards."""
    found = {each for each in graph if each.is_online or _has_said(each, graph)}
    left = {each: _by_itself(graph, each) for each in graph if each not in found}
    while good := [each for each, after in left.items() if after and all(one in found for one in after)]:
        found.update(good)
        for each in good:
            del left[each]
    return found


def _by_itself(graph: Graph, now: Situation) -> Sequence[Situation]:
    return [move.after for move in graph.moves(now) if move.who is Who.ITSELF]


def _has_said(now: Situation, graph: Graph) -> bool:
    """Tell whether it has said something that is true: what was refused would be refused again."""
    if now.program is ProgramLife.HALTED:
        return True
    asked = msgspec.structs.replace(now, program=ProgramLife.ASKING)
    return now.program in _SAID and now.coming is None and not graph.model.accepts(asked)


def _curable(graph: Graph) -> Judged:
    goals = {each for each in graph if each.is_online}
    can = graph.leading_to(goals, lambda leg: leg.move.who in {Who.ITSELF, Who.PERSON} or _is_start(leg))
    return _where(graph, Law.CURABLE, set(graph) - can)


def _is_start(leg: Leg) -> bool:
    """A person can start a device again, too."""
    return leg.move.after.program is ProgramLife.STARTING


def _token_known(graph: Graph) -> Judged:
    def is_spent(now: Situation) -> bool:
        if now.record is not DeviceLife.REGISTERED or graph.model.repeats:
            return False
        return PermanentLife.LIVE not in {now.held, now.stored, now.coming}

    return _where(graph, Law.TOKEN_KNOWN, {each for each in graph if is_spent(each)})


def _spent_once(graph: Graph) -> Judged:
    grants = (leg for leg in graph.legs() if leg.move.event is LifeEvent.REGISTER)
    return _moves(Law.SPENT_ONCE, (leg for leg in grants if leg.before.flashed is not RegistrationLife.FRESH))


def _no_loss(graph: Graph) -> Judged:
    def is_lost(leg: Leg) -> bool:
        was_stored = isinstance(leg.before.stored, PermanentLife)
        return was_stored and leg.move.event is ProgramEvent.POWER_CUT and leg.move.after.stored is Damage.EMPTY

    return _moves(Law.NO_LOSS, (leg for leg in graph.legs() if is_lost(leg)))


def _where(graph: Graph, law: Law, broken: set[Situation]) -> Judged:
    entries = (leg for leg in graph.legs() if leg.move.after in broken and leg.before not in broken)
    situations = tuple(each for each in graph if each in broken)
    return msgspec.structs.replace(_moves(law, entries), situations=situations)


def _moves(law: Law, legs: Iterator[Leg]) -> Judged:
    found = tuple(legs)
    ways: dict[str, int] = {}
    for leg in found:
        ways[leg.move.words] = ways.get(leg.move.words, 0) + 1
    return Judged(law, (), found, MappingProxyType(ways))


_JUDGES: Final[Mapping[Law, Callable[[Graph], Judged]]] = {
    Law.RECOVERED: _recovered,
    Law.CURABLE: _curable,
    Law.TOKEN_KNOWN: _token_known,
    Law.SPENT_ONCE: _spent_once,
    Law.NO_LOSS: _no_loss,
}
