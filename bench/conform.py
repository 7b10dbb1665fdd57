"""How long a backend developer waits: every item of a contract against the built-in server, as a whole process."""

from collections.abc import Iterator
from functools import partial

from bench.commands import oceanhil
from bench.row import Row, median_s
from oceanhil.conformance.contract.suites import load_suite
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.services import service_maker

GOAL_S = 10.0


def measure(*, quick: bool) -> Iterator[Row]:
    rounds = 1 if quick else 3
    for name in ("oceanremote", "ringcentral"):
        items = len(load_suite(name).items)
        with BackgroundServer(service_maker(name)(None, 1)) as server:
            taken_s = median_s(partial(oceanhil, "conform", server.url, "--profile", name, "--quiet"), rounds)
        how = f"whole process, {items} items against the built-in server, median of {rounds}"
        yield Row(f"oceanhil conform, {name}", taken_s, "s", how, GOAL_S, at_most=True)
