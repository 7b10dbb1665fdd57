"""What a run did itself is not taken for the server's deed, and what costs devices nothing is not told as if it did."""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.views import Generated
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import Honest, meddled, subject_at
from tests.conformance.seeded.message_bugs import logging

WIRE = load_profile().wire


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def tried(servers: ServerLoop, serve: Callable[[], MockServer], *ids: str) -> list[ItemResult]:
    with subject_at(servers, serve) as subject:
        return list(run_items([item for item in ITEMS if item.id in ids], subject, trials_max=1))


class LeavesTheOld(Core):
    """Regenerating issues another token, and ends nothing."""

    def regenerate(self, identity: str, now_us: int) -> Generated:
        return self.create_device(Board.ESP32, "again", now_us)


def test_a_session_that_the_item_before_ended_is_not_the_one_that_regenerating_should_have_ended(
    servers: ServerLoop,
) -> None:
    results = tried(
        servers,
        lambda: MockServer(LeavesTheOld(load_profile(), seed=1)),
        "regenerate/old-permanent-token",
        "regenerate/session",
    )
    assert [result.verdict for result in results] == [ItemVerdict.DIFFERS] * 2
    assert [result.received and result.received.side for result in results] == [Side.ACCEPTED] * 2


def test_a_wider_limit_of_clocks_consumes_no_token_of_a_clock_that_is_wrong(servers: ServerLoop) -> None:
    wider = load_profile().override({"server.max_clock_skew_s": 18_000})
    (result,) = tried(
        servers, lambda: MockServer(Core(wider, seed=1)), "registration-order/wrong-clock-consumes-nothing"
    )
    assert result.verdict is ItemVerdict.CONFORMS


def giving_the_session_that_lives() -> Callable[[], MockServer]:
    """Serve one session for each token, however often it is asked for."""
    given: dict[str, Delivery] = {}

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        if request.path != WIRE.session_path:
            return honest(request)
        token = request.headers.get(WIRE.token_header, "")
        if token not in given:
            given[token] = honest(request)
        return given[token]

    return meddled(meddling)


def test_one_session_that_is_given_several_times_is_one(servers: ServerLoop) -> None:
    (result,) = tried(servers, giving_the_session_that_lives(), "race/two-sessions")
    assert result.verdict is ItemVerdict.CONFORMS


def test_a_log_with_paths_is_not_blamed_for_a_token_that_the_run_put_into_one(servers: ServerLoop) -> None:
    places = ("secrets/in-path", "secrets/as-method", "secrets/log-path")
    results = tried(servers, logging(lambda request: request.path), *places, "secrets/log")
    assert {result.id: result.verdict for result in results} == {
        "secrets/in-path": ItemVerdict.CONFORMS,
        "secrets/as-method": ItemVerdict.CONFORMS,
        "secrets/log-path": ItemVerdict.DIFFERS,
        "secrets/log": ItemVerdict.CONFORMS,
    }


def mac_of(request: HttpRequest) -> str:
    try:
        return str(msgspec.json.decode(request.body, type=dict[str, object]).get("mac_address"))
    except NOT_JSON:
        return ""


def test_a_log_with_macs_is_not_blamed_for_a_token_that_the_run_sent_as_one(servers: ServerLoop) -> None:
    results = tried(servers, logging(mac_of), "secrets/in-wrong-field", "registration-field/no-echo", "secrets/log")
    assert [result.verdict for result in results] == [ItemVerdict.CONFORMS] * 3


def test_a_line_with_secrets_of_two_devices_tells_them_apart(servers: ServerLoop) -> None:
    def taking_any_session(request: HttpRequest, honest: Honest) -> Delivery:
        if request.path != WIRE.state_path:
            return honest(request)
        return honest(HttpRequest("GET", request.path, {WIRE.token_header: request.headers[WIRE.token_header]}))

    (result,) = tried(servers, meddled(taking_any_session), "poll/session-of-another")
    assert result.verdict is ItemVerdict.VIOLATES
    # The other one comes first in this item.
    assert "${PERMANENT_TOKEN_2}" in result.curl
    assert "${SESSION_ID}" in result.curl


def test_what_no_device_notices_is_minor() -> None:
    names = {"limits/connections", "registration-request/too-large", "secrets/log-path", "secrets/log-encoded-query"}
    assert {item.id: item.severity for item in ITEMS if item.id in names} == dict.fromkeys(names, Severity.MINOR)
