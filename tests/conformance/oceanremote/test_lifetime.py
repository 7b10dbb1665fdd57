"""What a server says of a session's lifetime teaches the profile nothing that is not so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import msgspec
import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.received import ReceivedOutcome
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.lifetime import tells_milliseconds
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device_session import find_device
from oceanhil.mock_server.core.replies import Answer
from oceanhil.mock_server.core.state import StateAccess
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Scalar, load_profile
from tests.conformance.seeded.bug import meddled, rebuilt, subject_at

SAYS = "session/expires-in"
PROLONGS = ("session-life/polling-does-not-prolong", "session-life/reporting-does-not-prolong")


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def saying(expires_in: int) -> Callable[[], MockServer]:
    """Serve sessions of an hour, and say that they last `expires_in` seconds."""

    def meddling(request: HttpRequest, honest: Callable[[HttpRequest], Delivery]) -> Delivery:
        delivery = honest(request)
        if delivery.response is None or b'"expires_in"' not in delivery.response.body:
            return delivery
        body = json.dumps({**json.loads(delivery.response.body), "expires_in": expires_in}).encode()
        return msgspec.structs.replace(delivery, response=msgspec.structs.replace(delivery.response, body=body))

    return meddled(meddling)


def tried(
    servers: ServerLoop, serve: Callable[[], MockServer], *ids: str
) -> tuple[list[ItemResult], dict[str, Scalar]]:
    with subject_at(servers, serve) as subject:
        results = run_items([item for item in ITEMS if item.id in ids], subject, trials_max=1)
        return list(results), dict(subject.learned)


@pytest.mark.parametrize("expires_in", [7200, 1800])
def test_what_is_only_said_teaches_nothing_and_no_other_item_is_blamed_for_it(
    expires_in: int, servers: ServerLoop
) -> None:
    results, learned = tried(servers, saying(expires_in), SAYS, *PROLONGS)
    assert {result.id for result in results if result.verdict is not ItemVerdict.CONFORMS} == {SAYS}
    assert learned == {}


def test_a_session_that_outlives_what_was_said_of_it_is_told_so(servers: ServerLoop) -> None:
    (result,), learned = tried(servers, saying(60), SAYS)
    assert result.verdict is ItemVerdict.DIFFERS
    assert result.expected == "a session that ends 60 s after it began, as its expires_in says"
    assert result.found == "one that is still alive after 61 s"
    assert learned == {}


def test_a_lifetime_in_milliseconds_is_called_so_and_teaches_nothing(servers: ServerLoop) -> None:
    (result,), learned = tried(servers, saying(3_600_000), SAYS)
    assert result.verdict is ItemVerdict.DIFFERS
    assert result.found.startswith("3600000: more likely milliseconds than the 42 days that devices take it for")
    assert learned == {}


def test_a_lifetime_that_is_kept_is_a_reading(servers: ServerLoop) -> None:
    other = load_profile().override({"server.session_ttl_s": 7200})
    _, learned = tried(servers, lambda: MockServer(Core(other, seed=1)), SAYS)
    assert learned == {"server.session_ttl_s": 7200}


class _PollsWithoutEnd(StateAccess):
    """Only reports ask how old a session is."""

    def read(self, token: str | None, session: str | None, now_us: int) -> Answer:
        device = find_device(self._registry, token)
        return super().read(token, session, now_us if device is None or session is None else device.session_us)


def _polls_without_end(core: Core) -> None:
    core._device_side._state = _PollsWithoutEnd(core._registry, core._settings, core._replies)
    core._poll._path = "nowhere"


def test_reports_are_not_blamed_for_ending_in_time_where_polls_never_end(servers: ServerLoop) -> None:
    results, _ = tried(servers, rebuilt(_polls_without_end), "session-life/one-second-more", *PROLONGS)
    found = {result.id: (result.verdict, result.outcome) for result in results}
    assert found["session-life/reporting-does-not-prolong"] == (ItemVerdict.VIOLATES, ReceivedOutcome.ACCEPTED)


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        (3_600_000, True),
        (1_800_000, True),
        (86_400_000, True),
        (7_200, False),
        (604_800, False),
        (2_592_000, False),
        (3_600_001, False),
        (100_000, False),
    ],
)
def test_milliseconds_are_likelier_where_seconds_would_be_an_odd_number_of_days(said: int, is_so: bool) -> None:
    assert tells_milliseconds(said, 3600) is is_so


def test_that_sessions_never_end_is_found_out_in_a_few_trials(servers: ServerLoop) -> None:
    path = load_profile().wire.session_path
    with subject_at(servers, rebuilt(lambda core: core.put_settings({"session_ttl_s": 10**9}, 0))) as subject:
        (item,) = (item for item in ITEMS if item.id == "session-life/one-second-more")
        (result,) = run_items([item], subject, trials_max=1)
    assert result.verdict is ItemVerdict.VIOLATES
    assert sum(step.sent.startswith(f"POST {path}") for step in result.exchanges) <= 4
