"""Faults of a run in virtual time on a server that lives in real time.

The server decides which request a rule strikes. What a fault does to the answer on its way (late, slow, cut short,
lost, in pieces) is done by the simulated network, as with the built-in server: so no run waits for a delay, and what
the server granted in an answer that was lost is known. For this the server is given a rule that strikes alike and does
nothing: a delay of 0 s; or, where the request is not to be processed, one that drops it. What makes another answer is
done by the server itself.
"""

import random
from collections.abc import Callable, Sequence

import msgspec

from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.disturbance import acting, disturb
from oceanhil.mock_server.core.faults import ActiveRule
from oceanhil.protocol.faults import Effect, Fault, FaultKind, FaultRule
from oceanhil.protocol.http import HttpResponse
from oceanhil.scenarios.world import LackingError

_NOTHING = Fault(FaultKind.DELAY, seconds=0.0)
_LOST = Fault(FaultKind.DROP_REQUEST)


class RemoteFaults:
    """The fault rules of one run."""

    def __init__(self, client: Client, address_of: Callable[[str], str]) -> None:
        """`address_of` gives the address from which the server sees a device's requests, empty if it is not known."""
        self._client = client
        self._address_of = address_of
        self._rules: dict[str, ActiveRule] = {}

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._rules)

    def add(self, rule: FaultRule) -> None:
        """Add a rule; raises LackingError if it is about an address that the server does not see."""
        match = rule.match
        if match.peer is not None:
            match = msgspec.structs.replace(match, peer=self._address_of(match.peer))
            if not match.peer:
                raise LackingError("a server that sees each device at an address of its own")
        view = self._client.add_fault(msgspec.structs.replace(rule, fault=_stand_in(rule.fault), match=match))
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


def _stand_in(fault: Fault) -> Fault:
    """Give what the server itself is to do."""
    if Effect.ANSWER in fault.kind.effect:
        return fault
    return _NOTHING if fault.kind.is_processed else _LOST


def struck_delivery(delivery: Delivery, strikes: Sequence[ActiveRule]) -> Delivery:
    """Do to a delivery what the rules that struck it do on its way."""
    on_the_way = [active for active in strikes if active.kind is not FaultKind.CORRUPT]
    response: HttpResponse | None = delivery.response
    response, disturbance = disturb(on_the_way, response)
    # What the server itself has done is in the answer; only its name is missing.
    disturbance = msgspec.structs.replace(disturbance, kinds=acting(strikes))
    return Delivery(response, delivery.reason, delivery.device, disturbance)
