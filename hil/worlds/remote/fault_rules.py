"""Faults of a run in virtual time on a server that lives in real time.

The server decides which request a rule strikes. What a fault does to the answer on its way (late, slow, cut short,
lost, in pieces) is done by the simulated network, as with the built-in server: so no run waits for a delay, and what
the server granted in an answer that was lost is known. For this the server is given a rule that strikes alike and does
nothing: a delay of 0 s. All other kinds are done by the server itself.
"""

import random
from collections.abc import Sequence

import msgspec

from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.delivery import Delivery, DisturbanceKind
from oceanhil.mock_server.core.disturb import acting, disturb
from oceanhil.mock_server.core.fault_rules import Fault, FaultRule
from oceanhil.mock_server.core.faults import ActiveRule
from oceanhil.protocol.http import HttpResponse

_ON_THE_WAY = frozenset(
    {
        DisturbanceKind.DELAY,
        DisturbanceKind.SLOW,
        DisturbanceKind.SEGMENTS,
        DisturbanceKind.TRUNCATE,
        DisturbanceKind.DROP_RESPONSE,
    }
)
_NOTHING = Fault(DisturbanceKind.DELAY, seconds=0.0)


class RemoteFaults:
    """The fault rules of one run."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rules: dict[str, ActiveRule] = {}

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._rules)

    def add(self, rule: FaultRule) -> None:
        """Add a rule."""
        on_the_way = rule.fault.kind in _ON_THE_WAY
        view = self._client.add_fault(msgspec.structs.replace(rule, fault=_NOTHING) if on_the_way else rule)
        self._rules[view.id] = ActiveRule(view.id, rule, random.Random(rule.seed))  # noqa: S311 - repeatable on purpose

    def clear(self) -> None:
        """Remove all rules."""
        self._client.clear_faults()
        self._rules.clear()

    def struck(self) -> Sequence[ActiveRule]:
        """Give the rules that have struck since the last call."""
        found: list[ActiveRule] = []
        for view in self._client.faults():
            active = self._rules.get(view.id)
            if active is not None and view.fired > active.fired:
                active.fired = view.fired
                found.append(active)
        return found


def struck_delivery(delivery: Delivery, strikes: Sequence[ActiveRule]) -> Delivery:
    """Do to a delivery what the rules that struck it do on its way."""
    on_the_way = [active for active in strikes if active.kind is not DisturbanceKind.CORRUPT]
    response: HttpResponse | None = delivery.response
    response, disturbance = disturb(on_the_way, response)
    # What the server itself has done is in the answer; only its name is missing.
    disturbance = msgspec.structs.replace(disturbance, kinds=acting(strikes))
    return Delivery(response, delivery.reason, delivery.device, disturbance)
