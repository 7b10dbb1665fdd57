"""Faults as one part of the core: the rules in force, which of them strike a request, the log of what they did."""

import random
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

import msgspec

from oceanhil.mock_server.core.admin_error import UnknownNameError
from oceanhil.mock_server.core.delivery import AnswerDisturbance
from oceanhil.mock_server.core.events import Event, EventHub, EventKind
from oceanhil.mock_server.core.sender import Sender
from oceanhil.mock_server.core.views import FaultView, InjectionView, seconds
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.redact import redact
from oceanhil.protocol.units import SECOND_US

DEFAULT_STRIKES = 10_000


class ActiveRule(msgspec.Struct):
    """A rule with its own random numbers, until when it holds (server's time, µs), what it matched and struck."""

    id: str
    rule: FaultRule
    rng: random.Random
    until_us: int | None = None
    matched: int = 0
    fired: int = 0

    @property
    def kind(self) -> FaultKind:
        """What it does."""
        return self.rule.fault.kind

    def view(self) -> FaultView:
        """Show the rule."""
        rule = self.rule
        until = None if self.until_us is None else seconds(self.until_us)
        how_often = (rule.times, rule.probability, rule.seed, self.fired, rule.after)
        return FaultView(self.id, rule.match, rule.fault, *how_often, rule.duration, until, rule.name)

    def strikes(self) -> bool:
        """Decide whether the rule strikes a request that it matches, and count if it does."""
        self.matched += 1
        if self.matched <= self.rule.after:
            return False
        if self.rule.times is not None and self.fired >= self.rule.times:
            return False
        if self.rng.random() >= self.rule.probability:
            return False
        self.fired += 1
        return True


Strikes = Sequence[ActiveRule]


class FaultRules:
    """Rules in the order in which they were added, which is the order in which they are tried."""

    __slots__ = ("_next_id", "rules")

    def __init__(self) -> None:
        """Start without rules."""
        self.rules: dict[str, ActiveRule] = {}
        self._next_id = 1

    def clear(self, name: str = "") -> None:
        """Remove the rules of that name, which need not exist; without one all. Ids go on."""
        self.rules = {each: active for each, active in self.rules.items() if name and active.rule.name != name}

    def reset(self) -> None:
        """Remove all rules; the next id is the first again."""
        self.rules.clear()
        self._next_id = 1

    def add(self, rule: FaultRule, at_us: int) -> str:
        """Add a rule at the server's time `at_us` and give its id."""
        identity = f"f{self._next_id}"
        self._next_id += 1
        until_us = None if rule.duration is None else at_us + round(rule.duration * SECOND_US)
        rng = Chance(rule.seed)
        self.rules[identity] = ActiveRule(identity, rule, rng, until_us)
        return identity

    def find(self, identity: str) -> ActiveRule:
        """Find one rule; raises UnknownNameError."""
        found = self.rules.get(identity)
        if found is None:
            raise UnknownNameError(f"no fault rule has the id {redact(identity)!r}; list them with GET /_admin/faults")
        return found

    def remove(self, identity: str) -> None:
        """Remove one rule; raises UnknownNameError."""
        del self.rules[self.find(identity).id]

    def pick(self, request: HttpRequest, at_us: int, sender: Callable[[], Sender]) -> Strikes:
        """Give the rules that strike `request` at the server's time `at_us`, in the order in which they were added.

        `sender` tells whose request it is; it is asked once, if need be. A rule that could do nothing any more after
        those that struck before it is not tried, and does not count.
        """
        struck: list[ActiveRule] = []
        known: Sender | None = None
        for active in self.rules.values():
            if not _has_effect(active.kind, struck) or not _holds(active, at_us):
                continue
            match = active.rule.match
            if not match.fits(request):
                continue
            if match.asks_for_sender:
                known = known or sender()
                if not known.is_meant(match.device, match.board):
                    continue
            if active.strikes():
                struck.append(active)
        return struck

    def pick_refusal(self, peer: str, at_us: int) -> ActiveRule | None:
        """Give the rule that refuses a new connection from the address `peer`, or None."""
        for active in self.rules.values():
            if active.kind.is_of_requests or not _holds(active, at_us):
                continue
            if active.rule.match.peer in {None, peer} and active.strikes():
                return active
        return None


def _holds(active: ActiveRule, at_us: int) -> bool:
    return active.until_us is None or at_us < active.until_us


def _has_effect(kind: FaultKind, struck: Strikes) -> bool:
    """Tell whether a rule of `kind` would change anything after those that struck."""
    if not kind.is_of_requests:
        return False
    if not struck:
        return True
    before = {active.kind for active in struck}
    if kind in before:
        return False
    # Where there is no answer nothing else could strike it; only how late that happens can be changed.
    if not kind.is_answered:
        return before == {FaultKind.DELAY}
    return kind is FaultKind.DELAY or all(other.is_answered for other in before)


class Strike(msgspec.Struct, frozen=True, gc=False):
    """One rule that struck one request, or one connection: then there is no `journal_seq`."""

    time_us: int
    rule: str
    fault: Fault
    device: str
    journal_seq: int | None
    kept_bytes: int | None = None


class FaultLog:
    """The last strikes, numbered from 1."""

    __slots__ = ("_strikes", "counts", "last_seq")

    def __init__(self, limit: int = DEFAULT_STRIKES) -> None:
        """Keep the last `limit` strikes."""
        self._strikes: deque[Strike] = deque(maxlen=limit)
        self.last_seq = 0
        self.counts: defaultdict[FaultKind, int] = defaultdict(int)
        """How often each kind has struck, also beyond what is kept."""

    @property
    def dropped(self) -> int:
        """How many strikes were pushed out by later ones."""
        return self.last_seq - len(self._strikes)

    def reset(self) -> None:
        """Forget all strikes and start at 1 again."""
        self._strikes.clear()
        self.counts.clear()
        self.last_seq = 0

    def add(
        self,
        active: ActiveRule,
        at_us: int,
        device: str,
        journal_seq: int | None,
        disturbance: AnswerDisturbance | None,
    ) -> InjectionView:
        """Note that a rule struck at the server's time `at_us`, and show it."""
        kept = None
        if disturbance is not None and active.kind is FaultKind.TRUNCATE:
            kept = disturbance.keep_bytes
        strike = Strike(at_us, active.id, active.rule.fault, device, journal_seq, kept)
        self._strikes.append(strike)
        self.counts[active.kind] += 1
        self.last_seq += 1
        return _show(self.last_seq, strike)

    def since(self, seq: int) -> Sequence[InjectionView]:
        """Give the strikes after number `seq` that are still there, oldest first."""
        first = self.dropped + 1
        skipped = max(0, seq - first + 1)
        return [
            _show(number, strike) for number, strike in enumerate(islice(self._strikes, skipped, None), first + skipped)
        ]


def _show(seq: int, strike: Strike) -> InjectionView:
    return InjectionView(
        seq,
        seconds(strike.time_us),
        strike.rule,
        strike.fault.kind.value,
        strike.device,
        strike.journal_seq,
        _parameters(strike),
    )


def _parameters(strike: Strike) -> Mapping[str, object]:
    """Give the fields of its kind as they were in force."""
    given = strike.fault.parameters
    return given if strike.kept_bytes is None else {**given, "bytes": strike.kept_bytes}


class FaultSide:
    """Rules and log; all times are the server's, Unix µs."""

    __slots__ = ("_book", "_hub", "log")

    def __init__(self, hub: EventHub) -> None:
        """Start without rules; tell `hub` what happens."""
        self._book = FaultRules()
        self._hub = hub
        self.log = FaultLog()

    @property
    def has_rules(self) -> bool:
        """Whether there is any rule."""
        return bool(self._book.rules)

    def reset(self) -> None:
        """Forget rules and log."""
        self._book.reset()
        self.log.reset()

    def add(self, rule: FaultRule, at_us: int) -> FaultView:
        """Add a rule."""
        identity = self._book.add(rule, at_us)
        self._changed(at_us)
        return self._book.rules[identity].view()

    def find(self, identity: str) -> ActiveRule:
        """Find one rule; raises UnknownNameError."""
        return self._book.find(identity)

    def show(self) -> Sequence[FaultView]:
        """Show the rules in the order in which they are tried."""
        return [active.view() for active in self._book.rules.values()]

    def remove(self, identity: str, at_us: int) -> None:
        """Remove one rule; raises UnknownNameError."""
        self._book.remove(identity)
        self._changed(at_us)

    def clear(self, at_us: int, name: str = "") -> None:
        """Remove the rules of that name, without one all; what they did stays in the log."""
        self._book.clear(name)
        self._changed(at_us)

    def pick(self, request: HttpRequest, at_us: int, sender: Callable[[], Sender]) -> Strikes:
        """Give the rules that strike a request."""
        return self._book.pick(request, at_us, sender) if self._book.rules else ()

    def refuses(self, peer: str, at_us: int) -> bool:
        """Tell whether a new connection from `peer` is refused, and note it."""
        active = self._book.pick_refusal(peer, at_us)
        if active is None:
            return False
        self.note((active,), at_us, "", None, None)
        return True

    def note(
        self, strikes: Strikes, at_us: int, device: str, journal_seq: int | None, disturbance: AnswerDisturbance | None
    ) -> None:
        """Write into the log what struck, and tell it."""
        for active in strikes:
            shown = self.log.add(active, at_us, device, journal_seq, disturbance)
            if self._hub.is_heard:
                self._hub.emit(Event(EventKind.INJECTED, at_us, shown))

    def _changed(self, at_us: int) -> None:
        self._hub.emit(Event(EventKind.FAULTS, at_us, {"count": len(self._book.rules)}))
