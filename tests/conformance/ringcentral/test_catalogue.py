"""What holds of every item of the token service's contract, and of the built-in service for all of them."""

import re
from collections.abc import Mapping

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.ringcentral.suite import ITEMS
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.redact import leaks
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.remote.connector import control as shared
from oceanhil.remote.connector.ringcentral import control
from oceanhil.remote.wire.need import Need
from tests.conformance.ringcentral.subjects import learned, right, served, tried

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
LEAST = 60


@pytest.fixture(scope="module")
def results(servers: ServerLoop) -> Mapping[str, ItemResult]:
    with served(servers, right()) as url:
        return tried(url)


@pytest.mark.slow
def test_the_built_in_service_conforms_to_every_item(results: Mapping[str, ItemResult]) -> None:
    others = {name: result.found for name, result in results.items() if result.verdict is not ItemVerdict.CONFORMS}
    assert others == {}
    assert len(results) == len(ITEMS) >= LEAST
    assert learned(results) == {}


@pytest.mark.slow
def test_no_result_holds_a_secret(results: Mapping[str, ItemResult]) -> None:
    shown = [text for result in results.values() for row in result.exchanges for text in (row.sent, row.received)]
    assert shown
    assert [leak for text in shown for leak in leaks(text)] == []


def test_a_run_leaves_nobody_behind_and_puts_back_clock_and_settings(servers: ServerLoop) -> None:
    with served(servers, right()) as url, Client(url) as client:
        before = client.settings()
        tried(url, {"limits/auth", "session/limit", "lifetime/access-edge"})
        assert client.settings() == before
        assert (client.clock().offset, client.clock().frozen) == (0, False)
        assert client.ask("GET", "users", dict[str, list[object]]) == {"users": []}
        assert client.ask("GET", "apps", dict[str, list[object]]) == {"apps": []}


def test_ids_are_topic_and_what_and_unique() -> None:
    ids = [item.id for item in ITEMS]
    assert [each for each in ids if not ID.fullmatch(each)] == []
    assert sorted(ids) == sorted(set(ids))


def test_titles_are_sentences_without_a_full_stop_and_unique_in_their_topic() -> None:
    titles = [(item.topic, item.title) for item in ITEMS]
    assert [title for _, title in titles if title.endswith(".") or len(title.split()) < 4] == []
    assert sorted(titles) == sorted(set(titles))


def test_a_fact_has_a_page_or_a_standard() -> None:
    facts = (item for item in ITEMS if item.kind is Kind.FACT)
    assert [item.id for item in facts if not item.source.strip() or item.source.startswith("no page")] == []


def test_what_an_item_needs_is_known() -> None:
    known = {value for table in (shared, control) for value in vars(table).values() if isinstance(value, Need)}
    assert [item.id for item in ITEMS if not item.needs <= known] == []


def test_every_refusal_is_learned_by_one_item() -> None:
    found = sorted(name for item in ITEMS for name in item.learns if name.startswith("errors."))
    assert found == sorted(f"errors.{name}" for name in load_profile().errors)


def test_every_setting_that_a_client_can_see_is_learned() -> None:
    found = {name for item in ITEMS for name in item.learns if name.startswith("server.")}
    assert found == {f"server.{name}" for name in load_profile().document.server}
