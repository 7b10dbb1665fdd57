"""The faults of a run that end by their number, and how many requests each may still spoil.

What it must not know: worlds. Who injects a fault hands it in with the length of the trace, and asks with the trace.

Law: what counts is what was seen. A fault whose requests nobody sees spoils as many as it says until it is cleared.
"""

from collections.abc import Collection, Sequence

from oceanhil.protocol.faults import FaultRule
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.traced_request import TracedRequest


class CountedFaults:
    """Those that have not been cleared."""

    def __init__(self) -> None:
        self._rules: list[tuple[int, FaultRule]] = []

    def add(self, begun: int, rule: FaultRule) -> None:
        """Note a fault, if it ends by number, and the length of the trace before it."""
        if rule.times is not None:
            self._rules.append((begun, rule))

    def clear(self, name: str) -> None:
        """Forget the faults of one name; without it every fault."""
        self._rules = [each for each in self._rules if name and each[1].name != name]

    def left(self, events: Sequence[Event], paths: Collection[str]) -> int:
        """Count the requests that are still spoilt by those that may be about one of the paths."""
        about = [each for each in self._rules if each[1].match.path is None or each[1].match.path in paths]
        return sum(max(0, (rule.times or 0) - _struck(rule, events[begun:])) for begun, rule in about)


def _struck(rule: FaultRule, events: Sequence[Event]) -> int:
    asked = map(TracedRequest.seen_in, events)
    return sum(request is not None and rule.fault.kind in request.faults for request in asked)
