"""The fault rules in force: which one strikes a request, and what it makes of the answer."""

import random
from collections.abc import Callable, Collection

import msgspec

from mock_server.core.delivery import Disturbance, DisturbanceKind
from mock_server.core.errors import UnknownNameError
from mock_server.core.fault_rules import FaultRule, check_rule
from mock_server.core.views import FaultView
from protocol.http import HttpRequest, HttpResponse
from protocol.redact import redact

_CORRUPT_ONE_IN = 8


class ActiveRule(msgspec.Struct):
    """A rule with its own random numbers and how often it has struck."""

    id: str
    rule: FaultRule
    rng: random.Random
    fired: int = 0

    def view(self) -> FaultView:
        """Show the rule."""
        rule = self.rule
        return FaultView(self.id, rule.match, rule.fault, rule.times, rule.probability, rule.seed, self.fired)

    def strikes(self) -> bool:
        """Decide whether the rule strikes a request that it matches, and count if it does."""
        if self.rule.times is not None and self.fired >= self.rule.times:
            return False
        if self.rng.random() >= self.rule.probability:
            return False
        self.fired += 1
        return True


class FaultBook:
    """Rules in the order in which they were added; the first that strikes is the one."""

    __slots__ = ("_next_id", "rules")

    def __init__(self) -> None:
        """Start without rules."""
        self.rules: dict[str, ActiveRule] = {}
        self._next_id = 1

    def reset(self) -> None:
        """Remove all rules; the next id is the first again."""
        self.rules.clear()
        self._next_id = 1

    def add(self, rule: FaultRule) -> str:
        """Add a rule and give its id; raises WrongValueError for values out of range."""
        check_rule(rule)
        identity = f"f{self._next_id}"
        self._next_id += 1
        self.rules[identity] = ActiveRule(identity, rule, random.Random(rule.seed))  # noqa: S311 - repeatable on purpose
        return identity

    def remove(self, identity: str) -> None:
        """Remove one rule; raises UnknownNameError."""
        if self.rules.pop(identity, None) is None:
            raise UnknownNameError(f"no fault rule has the id {redact(identity)!r}; list them with GET /_admin/faults")

    def pick(self, request: HttpRequest, names: Callable[[], Collection[str]]) -> ActiveRule | None:
        """Give the rule that strikes `request`; `names` tells what its device is called, asked if need be."""
        for active in self.rules.values():
            match = active.rule.match
            if match.path is not None and match.path != request.path:
                continue
            if match.method is not None and match.method.upper() != request.method:
                continue
            if match.device is not None and match.device not in names():
                continue
            if active.strikes():
                return active
        return None


def disturb(active: ActiveRule, response: HttpResponse) -> tuple[HttpResponse | None, Disturbance]:
    """Give what is left of `response` under a rule, and what the transport must do; drops leave nothing."""
    fault = active.rule.fault
    match fault.kind:
        case DisturbanceKind.DROP_REQUEST | DisturbanceKind.RESET | DisturbanceKind.DROP_RESPONSE:
            return None, Disturbance(fault.kind)
        case DisturbanceKind.DELAY:
            return response, Disturbance(fault.kind, seconds=fault.seconds or 0.0)
        case DisturbanceKind.TRUNCATE:
            whole = len(response.body)
            wanted = whole // 2 if fault.keep_bytes is None else fault.keep_bytes
            return response, Disturbance(fault.kind, keep_bytes=max(0, min(wanted, whole - 1)))
        case DisturbanceKind.CORRUPT:
            body = _corrupt(response.body, active.rng)
            return HttpResponse(response.status, body, response.headers), Disturbance(fault.kind)
        case DisturbanceKind.SLOW:
            return response, Disturbance(fault.kind, bytes_per_second=fault.bytes_per_second or 1.0)
        case DisturbanceKind.STATUS:
            return response, Disturbance(fault.kind)


def _corrupt(body: bytes, rng: random.Random) -> bytes:
    """Change one byte in eight, at least one; the length stays."""
    damaged = bytearray(body)
    for position in rng.sample(range(len(body)), -(-len(body) // _CORRUPT_ONE_IN)):
        damaged[position] ^= rng.randrange(1, 256)
    return bytes(damaged)
