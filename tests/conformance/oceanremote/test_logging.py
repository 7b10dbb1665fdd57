"""A log that is written late is waited for once; what it gives away is told with its place."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.item import Item
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.items.registration_token import ITEMS as REGISTRATION_TOKEN_ITEMS
from oceanhil.conformance.oceanremote.items.secrets import ITEMS
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.control import LOG, TOKEN, Control
from oceanhil.remote.wire.need import Need
from tests.conformance.oceanremote.abilities import Limited
from tests.conformance.seeded.bug import subject_at
from tests.conformance.seeded.message_bugs import logging

OF_THE_LOG: Sequence[Item[DeviceSubject]] = [item for item in ITEMS if item.id.startswith("secrets/log-")]
LATE_LOOKS = 2


class Late(Limited):
    """Shows what is in the log only when it is looked at for the third time without anything new in it."""

    def __init__(self, whole: Control) -> None:
        super().__init__(whole, frozenset({TOKEN}))
        self._shown = self._waiting = ""
        self._looks = 0

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({TOKEN, LOG})

    def log(self) -> str:
        now = self._whole.log()
        if now != self._waiting:
            self._waiting, self._looks = now, 0
        self._looks += 1
        if self._looks > LATE_LOOKS:
            self._shown = self._waiting
        return self._shown


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def results_and_waits(
    servers: ServerLoop,
    monkeypatch: pytest.MonkeyPatch,
    serve: Callable[[], MockServer],
    items: Sequence[Item[DeviceSubject]] = OF_THE_LOG,
) -> tuple[dict[str, ItemResult], int]:
    """Run items on a server with a late log; gives how often they waited for it."""
    waits: list[float] = []
    monkeypatch.setattr(DeviceSubject, "rest", lambda _, seconds: waits.append(seconds))
    with subject_at(servers, serve, limited=Late) as subject:
        return {result.id: result for result in run_items(items, subject, trials_max=1)}, len(waits)


def test_all_that_is_looked_for_in_a_late_log_is_waited_for_together(
    servers: ServerLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, waits = results_and_waits(servers, monkeypatch, lambda: MockServer(Core(load_profile(), seed=1)))
    assert {result.verdict for result in results.values()} == {ItemVerdict.CONFORMS}
    assert waits <= 2 * (LATE_LOOKS + 1), "one wait for the secrets, and one for the item about a request"


def test_each_leak_of_a_late_log_is_found_by_its_item_and_by_no_other(
    servers: ServerLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, _ = results_and_waits(servers, monkeypatch, logging(lambda request: request.query))
    not_well = {name for name, result in results.items() if result.verdict is not ItemVerdict.CONFORMS}
    assert not_well == {"secrets/log-query", "secrets/log-encoded-query"}


def test_an_item_that_is_tried_again_sends_its_secrets_anew(
    servers: ServerLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeviceSubject, "rest", lambda *_: None)
    with subject_at(servers, logging(lambda request: request.query), limited=Late) as subject:
        chosen = [item for item in OF_THE_LOG if item.id == "secrets/log-query"]
        first, second = (next(iter(run_items(chosen, subject, trials_max=1))) for _ in range(2))
    assert first.verdict is second.verdict is ItemVerdict.VIOLATES
    assert first.exchanges != second.exchanges


@pytest.mark.parametrize(
    ("part", "place"),
    [
        (
            lambda request: f"GET {request.path}?{request.query} 200",
            "PERMANENT_TOKEN behind '/api/device/state/?token='",
        ),
        (
            lambda request: f"12:00:01 server.py refused the query token {request.query.partition('=')[2]}",
            "PERMANENT_TOKEN behind 'the query token', REGISTRATION_TOKEN behind 'the query token'",
        ),
    ],
)
def test_a_leak_is_told_with_what_stands_before_it_in_the_log(
    servers: ServerLoop, monkeypatch: pytest.MonkeyPatch, part: Callable[[HttpRequest], str], place: str
) -> None:
    results, _ = results_and_waits(servers, monkeypatch, logging(part))
    result = results["secrets/log-query"]
    assert result.verdict is ItemVerdict.VIOLATES
    assert result.found.startswith(place)
    assert "oc_" not in result.found


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (lambda request: request.body.decode("latin-1"), "OTHER_REGISTRATION_TOKEN"),
        (lambda request: request.headers.get(load_profile().wire.token_header, ""), "OTHER_PERMANENT_TOKEN"),
        (lambda request: request.headers.get(load_profile().wire.session_header, ""), "OTHER_SESSION_ID"),
    ],
)
def test_a_secret_that_was_made_up_is_told_by_its_kind(
    servers: ServerLoop, monkeypatch: pytest.MonkeyPatch, part: Callable[[HttpRequest], str], name: str
) -> None:
    chosen = [item for item in ITEMS if item.id == "secrets/log-refused"]
    results, _ = results_and_waits(servers, monkeypatch, logging(part), chosen)
    assert results["secrets/log-refused"].found.partition(" ")[0] == name


def test_a_log_that_shows_a_spoilt_token_is_told_by_the_name_of_each(
    servers: ServerLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = next(item for item in ITEMS if item.id == "secrets/log")
    serve = logging(lambda request: request.body.decode("latin-1"))
    results, _ = results_and_waits(servers, monkeypatch, serve, [*REGISTRATION_TOKEN_ITEMS, log])
    result = results["secrets/log"]
    assert result.verdict is ItemVerdict.VIOLATES
    assert "SPOILT_TOKEN behind" in result.found
    assert "REGISTRATION_TOKEN behind" in result.found
