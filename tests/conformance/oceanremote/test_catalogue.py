"""What holds of every item of OceanRemote's contract, and of the built-in server for all of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.profile import Kind, load_profile
from oceanhil.protocol.tokens import SHOWN_CHARACTERS
from oceanhil.remote.connector import control
from oceanhil.remote.wire.need import Need
from tests.conformance.seeded.bug import subject_at

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
TITLE = re.compile(r"\S+( \S+){2,}(?<!\.)")
LEAST = 150
SWITCHES = {"server.maintenance", "server.rate_limit_enabled"}
"""Not rules: while one of them is on, little else can be found out."""


@dataclass(frozen=True)
class Run:
    subject: DeviceSubject
    results: tuple[ItemResult, ...]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Every item on the built-in server."""
    with (
        ServerLoop() as servers,
        subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1))) as subject,
    ):
        yield Run(subject, tuple(run_items(ITEMS, subject)))


@pytest.mark.long
def test_the_built_in_server_conforms_to_every_item(run: Run) -> None:
    others = {row.id: f"{row.found} {row.missing}" for row in run.results if row.verdict is not ItemVerdict.CONFORMS}
    assert others == {}
    assert len(run.results) == len(ITEMS)


@pytest.mark.long
def test_no_item_finds_another_reading_on_the_built_in_server(run: Run) -> None:
    assert run.subject.learned == {}


@pytest.mark.long
def test_every_item_shows_what_it_sent_unless_it_looks_at_the_servers_own_side_only(run: Run) -> None:
    silent = [row.id for row in run.results if not row.exchanges]
    needs = {item.id: item.needs for item in ITEMS}
    assert [identity for identity in silent if not needs[identity]] == []
    assert len(silent) < 10


@pytest.mark.long
def test_a_line_of_curl_repeats_what_an_item_sent(run: Run) -> None:
    lines = {row.id: row.curl for row in run.results if row.exchanges}
    assert [identity for identity, line in lines.items() if not re.search("http://|telnet://|too long", line)] == []


@pytest.mark.long
def test_no_secret_stands_in_the_results(run: Run) -> None:
    shown = msgspec.json.encode(run.results).decode()
    readable = re.sub(r"\\+(u|0)0*", "", shown)
    secrets = [secret for secret in run.subject._secrets if len(secret) > SHOWN_CHARACTERS]
    assert len(secrets) > 100
    assert [secret[:SHOWN_CHARACTERS] for secret in secrets if secret in shown or secret in readable] == []


def test_there_are_enough_items() -> None:
    assert len(ITEMS) >= LEAST


def test_no_id_stands_there_twice() -> None:
    ids = [item.id for item in ITEMS]
    assert sorted(ids) == sorted(set(ids))


def test_no_title_stands_twice_in_a_topic() -> None:
    titles = [(item.topic, item.title) for item in ITEMS]
    assert sorted(titles) == sorted(set(titles))


def test_an_id_is_topic_and_what() -> None:
    assert [item.id for item in ITEMS if not ID.fullmatch(item.id)] == []


def test_a_title_is_a_sentence_without_a_full_stop() -> None:
    assert [item.id for item in ITEMS if not TITLE.fullmatch(item.title)] == []


def test_an_item_names_its_source() -> None:
    assert [item.id for item in ITEMS if not item.source.strip()] == []


def test_a_fact_has_a_page_or_a_standard() -> None:
    facts = (item for item in ITEMS if item.kind is Kind.FACT)
    assert [item.id for item in facts if item.source.startswith("no page")] == []


def test_what_an_item_learns_is_in_the_profile() -> None:
    document = load_profile().document
    known = {*document.values(), *(f"errors.{name}" for name in document.errors)}
    assert [item.id for item in ITEMS if not set(item.learns) <= known] == []


def test_what_an_item_needs_is_known() -> None:
    known = {value for value in vars(control).values() if isinstance(value, Need)}
    assert [item.id for item in ITEMS if not item.needs <= known] == []


def test_every_refusal_is_learned_by_one_item() -> None:
    wanted = {f"errors.{name}" for name in load_profile().document.errors}
    assert _learned("errors.") == sorted(wanted)


def test_every_rule_of_the_server_that_a_device_can_see_is_learned() -> None:
    rules = {f"server.{name}" for name in load_profile().document.server} - SWITCHES
    missing = sorted(rules - set(_learned("server.")))
    assert not missing, (
        f"no item learns {missing}: one in conformance/oceanremote/items that a device can try has to name it in "
        "`learns=` and tell what it found by `subject.reads`, as body_limit in registration_request.py does"
    )


def test_every_setting_of_the_server_is_put_and_put_back() -> None:
    wanted = {f"settings/{name.replace('_', '-')}" for name in load_profile().document.server}
    missing = sorted(wanted - {item.id for item in ITEMS})
    assert not missing, (
        f"there is no item {missing}: add the setting to _TRIALS in conformance/oceanremote/items/settings.py, "
        "with another value, and how what the server does shows it"
    )


def _learned(table: str) -> list[str]:
    return sorted(name for item in ITEMS for name in item.learns if name.startswith(table))
