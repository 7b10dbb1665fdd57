"""The fault rules in force: which of them strike a request."""

import random
from collections.abc import Callable, Sequence

import msgspec

from oceanhil.mock_server.core.admin_error import UnknownNameError
from oceanhil.mock_server.core.sender import Sender
from oceanhil.mock_server.core.views import FaultView, seconds
from oceanhil.protocol.faults import Effect, FaultKind, FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.redact import redact

_SECOND_US = 1_000_000


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
        return FaultView(self.id, rule.match, rule.fault, *how_often, rule.duration, until)

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


class FaultBook:
    """Rules in the order in which they were added, which is the order in which they are tried."""

    __slots__ = ("_next_id", "rules")

    def __init__(self) -> None:
        """Start without rules."""
        self.rules: dict[str, ActiveRule] = {}
        self._next_id = 1

    def clear(self) -> None:
        """Remove all rules; ids go on."""
        self.rules.clear()

    def reset(self) -> None:
        """Remove all rules; the next id is the first again."""
        self.rules.clear()
        self._next_id = 1

    def add(self, rule: FaultRule, at_us: int) -> str:
        """Add a rule at the server's time `at_us` and give its id."""
        identity = f"f{self._next_id}"
        self._next_id += 1
        until_us = None if rule.duration is None else at_us + round(rule.duration * _SECOND_US)
        rng = random.Random(rule.seed)  # noqa: S311 - repeatable on purpose
        self.rules[identity] = ActiveRule(identity, rule, rng, until_us)
        return identity

    def remove(self, identity: str) -> None:
        """Remove one rule; raises UnknownNameError."""
        if self.rules.pop(identity, None) is None:
            raise UnknownNameError(f"no fault rule has the id {redact(identity)!r}; list them with GET /_admin/faults")

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
            if Effect.CONNECTION not in active.kind.effect or not _holds(active, at_us):
                continue
            if active.rule.match.peer in {None, peer} and active.strikes():
                return active
        return None


def _holds(active: ActiveRule, at_us: int) -> bool:
    return active.until_us is None or at_us < active.until_us


def _has_effect(kind: FaultKind, struck: Strikes) -> bool:
    """Tell whether a rule of `kind` would change anything after those that struck."""
    if Effect.CONNECTION in kind.effect:
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
