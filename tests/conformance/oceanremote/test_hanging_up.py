"""A server may hang up on what it takes for no HTTP: that shows no secret, and registers nobody twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import subject_at
from tests.conformance.seeded.fronts import Relay, by_what_came, front

METHODS = (b"GET ", b"POST ")


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def hanging_up_on_others(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Close the connection on methods that there are not, and on a second request behind the first."""
    is_usual = request.startswith(METHODS) and request.count(b" HTTP/1.1\r\n") == 1
    return ask(request) if is_usual else b""


def standing_before(relay: Relay) -> Callable[[str], AbstractContextManager[str]]:
    return partial(front, waits_in=frozenset(), workers=8, relay=relay)


@pytest.mark.parametrize(
    ("item", "verdict"),
    [("secrets/as-method", ItemVerdict.CONFORMS), ("registration-race/pipelined", ItemVerdict.DIFFERS)],
)
def test_no_secret_is_shown_and_no_token_used_twice_by_a_closed_connection(
    item: str, verdict: ItemVerdict, servers: ServerLoop
) -> None:
    before = standing_before(hanging_up_on_others)
    chosen = [each for each in ITEMS if each.id == item]
    with subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1)), before=before) as subject:
        (result,) = run_items(chosen, subject, trials_max=1)
    assert result.verdict is verdict


def test_a_server_must_live_on_behind_a_connection_that_it_closed(servers: ServerLoop) -> None:
    gone: list[bytes] = []

    def dying(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
        if not request.startswith(METHODS):
            gone.append(request)
        return b"" if gone else ask(request)

    chosen = [each for each in ITEMS if each.id == "secrets/as-method"]
    before = standing_before(dying)
    with subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1)), before=before) as subject:
        (result,) = run_items(chosen, subject, trials_max=1)
    assert result.verdict is ItemVerdict.VIOLATES


def test_a_token_that_is_good_still_was_not_used_twice(servers: ServerLoop) -> None:
    chosen = [each for each in ITEMS if each.id == "registration-race/pipelined"]
    before = standing_before(by_what_came)
    with subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1)), before=before) as subject:
        (result,) = run_items(chosen, subject, trials_max=1)
    assert (result.verdict, result.found) == (ItemVerdict.DIFFERS, "none of 3, and the token registers a board later")


@pytest.mark.parametrize("item", ["framing/two-hosts", "framing/no-host"])
def test_only_programs_notice_a_wrong_number_of_hosts(item: str) -> None:
    assert next(each for each in ITEMS if each.id == item).severity is Severity.MINOR
