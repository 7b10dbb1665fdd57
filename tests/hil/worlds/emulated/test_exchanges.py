"""Answers of the server to emulated boards, late by the boards' time."""

import pytest

from hil.vboard.internet.http_exchange import HttpExchanger, Route
from hil.worlds.emulated.exchanges import Exchanges
from protocol.agent.vocabulary import BridgeFailure
from protocol.http import HttpRequest, HttpResponse
from simulator.network import Exchanged, HttpFailure

REQUEST = HttpRequest("GET", "/")
ANSWER = HttpResponse(200)


class Answering(HttpExchanger):
    """A server that answers at once, and says meanwhile how late it wants to be."""

    def __init__(self, exchanges: Exchanges, late_us: int = 0, outcome: Exchanged = ANSWER) -> None:
        super().__init__(Route("http://127.0.0.1:1"))
        self._exchanges = exchanges
        self._late_us = late_us
        self._outcome = outcome
        self.asked: list[tuple[str, float]] = []

    def exchange(self, request: HttpRequest, timeout_s: float) -> Exchanged:
        """Answer."""
        del request
        self.asked.append((self._exchanges.only_one(), timeout_s))
        if self._late_us:
            assert self._exchanges.tell_late(self._late_us)
        return self._outcome


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def exchanges(slept: list[float]) -> Exchanges:
    return Exchanges(10, slept.append)


def test_an_answer_that_is_not_late_comes_at_once(exchanges: Exchanges, slept: list[float]) -> None:
    assert exchanges.exchange("one", Answering(exchanges), REQUEST, 10.0) == ANSWER
    assert slept == []


def test_a_late_answer_comes_later_by_the_boards_time(exchanges: Exchanges, slept: list[float]) -> None:
    assert exchanges.exchange("one", Answering(exchanges, 4_000_000), REQUEST, 10.0) == ANSWER
    assert slept == [0.4]


def test_an_answer_that_is_too_late_is_a_time_out_when_the_board_gives_up(
    exchanges: Exchanges, slept: list[float]
) -> None:
    assert exchanges.exchange("one", Answering(exchanges, 60_000_000), REQUEST, 10.0) is BridgeFailure.TIMEOUT
    assert slept == [1.0]


def test_the_server_has_as_long_as_the_board_waits(exchanges: Exchanges) -> None:
    server = Answering(exchanges)
    exchanges.exchange("one", server, REQUEST, 10.0)
    assert server.asked == [("one", 1.0)]


def test_nobody_is_told_a_delay_when_nothing_is_under_way(exchanges: Exchanges) -> None:
    assert not exchanges.tell_late(1)
    assert exchanges.only_one() == ""


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (HttpFailure.REFUSED, BridgeFailure.REFUSED),
        (HttpFailure.TLS, BridgeFailure.REFUSED),
        (HttpFailure.NOT_CONNECTED, BridgeFailure.NOT_CONNECTED),
        (HttpFailure.CONNECTION_LOST, BridgeFailure.LOST),
        (HttpFailure.TIMEOUT, BridgeFailure.TIMEOUT),
    ],
)
def test_a_failure_is_told_as_the_bridge_names_it(
    exchanges: Exchanges, failure: HttpFailure, told: BridgeFailure
) -> None:
    assert exchanges.exchange("one", Answering(exchanges, outcome=failure), REQUEST, 10.0) is told
