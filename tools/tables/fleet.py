"""Tables of fleets: the storms that strike them, and what requests cost a virtual server."""

from collections.abc import Callable, Mapping

from oceanhil.fleet.storm import STORMS
from oceanhil.fleet.virtual.server import COSTS, ServerModel
from oceanhil.host.durations import span
from tools.tables.markdown import table


def storms_table() -> str:
    """Give the storms that a fleet can meet."""
    rows = [(f"`{each.name}`", span(round(1_000_000 * each.mended_s)), each.about) for each in STORMS.values()]
    return table(("storm", "lasts", "what happens"), rows)


def fleet_costs_table() -> str:
    """Give what requests cost a virtual server."""
    model = ServerModel(1)
    rows = [(f"a {kind.value}", f"{cost:g}") for kind, cost in COSTS.items()]
    rows += [("a TLS handshake", f"{model.handshake_cost:g}"), ("a 503 of maintenance", f"{model.refusal_cost:g}")]
    return table(("work", "in polls"), rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "storms": storms_table,
    "fleet-costs": fleet_costs_table,
}
