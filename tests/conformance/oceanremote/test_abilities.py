"""A server of which less can be done than of the built-in one: what lacks is named, everything else is tried."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.control import TOKEN
from oceanhil.remote.wire.need import Need
from tests.conformance.oceanremote.abilities import SIMPLE, Limited
from tests.conformance.seeded.bug import subject_at

Tried = Callable[[frozenset[Need]], Sequence[ItemResult]]


@pytest.fixture(scope="module")
def tried() -> Iterator[Tried]:
    with ServerLoop() as servers:

        def run(abilities: frozenset[Need]) -> Sequence[ItemResult]:
            serve = lambda: MockServer(Core(load_profile(), seed=1))  # noqa: E731 - one word for a server
            with subject_at(servers, serve, limited=lambda whole: Limited(whole, abilities)) as subject:
                return list(run_items(ITEMS, subject, trials_max=1))

        yield run


@pytest.mark.long
@pytest.mark.parametrize("abilities", [frozenset(), frozenset({TOKEN}), SIMPLE], ids=["none", "token", "simple"])
def test_what_can_be_tried_conforms_and_the_rest_says_what_lacks(tried: Tried, abilities: frozenset[Need]) -> None:
    for result, item in zip(tried(abilities), ITEMS, strict=True):
        lacks = {need.name for need in item.needs - abilities}
        expected = ItemVerdict.UNTESTABLE if lacks else ItemVerdict.CONFORMS
        assert (result.verdict, set(result.missing)) == (expected, lacks), f"{item.id}: {result.found}"


def test_an_address_alone_is_enough_to_try_a_good_part() -> None:
    assert sum(not item.needs for item in ITEMS) >= 60
