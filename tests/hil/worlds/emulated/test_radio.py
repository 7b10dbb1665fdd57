"""What stands for an emulated board's radio: requests, answers and the time, each at its time in the run."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.worlds.bridged_radio import BoardRadio
from oceanhil.protocol.agent.bridge import request_events
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import BootEvent, CutEvent, HttpEvent, TimeEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.surroundings import Host
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import DisturbedAnswer, Network

SETTINGS = load_profile().device
MINUTE_US = 60_000_000
UNIX_US = 1_768_478_400_000_000
ADDRESS = "192.168.1.100"
REQUEST = HttpRequest("GET", "/api/device/state/", {"x-device-token": "t" * 300}, b"", "", "")
ANSWER = HttpResponse(200, b"{}", {})
BOOT = BootEvent(2, ResetReason.PIN, "core-3.1.2")


class Board:
    """An agent and its time: what it was told, and when. `refusal` is what it answers to all of it."""

    def __init__(self) -> None:
        self.told: list[tuple[int, object]] = []
        self.refusal: AgentError | None = None
        self._now_us = 0

    @contextmanager
    def at(self, now_us: int) -> Iterator[None]:
        self._now_us = now_us
        yield

    def http_answer(self, exchange: int, response: HttpResponse) -> None:
        self._hear((exchange, response))

    def http_fail(self, exchange: int, failure: BridgeFailure) -> None:
        self._hear((exchange, failure))

    def clock_set(self, unix_us: int) -> None:
        self._hear(unix_us)

    def _hear(self, what: object) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.told.append((self._now_us, what))


class Run:
    """A kernel, a network with a server that answers `answer`, and one board."""

    def __init__(self, answer: HttpResponse | DisturbedAnswer = ANSWER) -> None:
        self.kernel = Kernel()
        self.seen: list[HttpRequest] = []
        self.network = Network(self.kernel, lambda request: self._serve(request, answer), lambda: UNIX_US)
        self.board = Board()
        self.air = BoardRadio(self.board, self.board, self.kernel, self.network, SETTINGS, ADDRESS)

    def ask(self, exchange: int = 1) -> None:
        """Let the board send a request."""
        for event in request_events(exchange, REQUEST):
            self.air.take(event)

    def _serve(self, request: HttpRequest, answer: HttpResponse | DisturbedAnswer) -> HttpResponse | DisturbedAnswer:
        self.seen.append(request)
        return answer


def test_an_answer_comes_after_the_way_there_and_back() -> None:
    run = Run()
    run.ask(exchange=3)
    run.kernel.run_until(MINUTE_US)
    assert run.board.told == [(2 * run.network.latency_us, (3, ANSWER))]


def test_the_server_sees_the_boards_own_address() -> None:
    run = Run()
    run.ask()
    run.kernel.run_until(MINUTE_US)
    assert [(seen.path, seen.peer) for seen in run.seen] == [(REQUEST.path, ADDRESS)]


def test_nothing_is_sent_before_the_last_part() -> None:
    run = Run()
    for event in request_events(1, REQUEST)[:-1]:
        run.air.take(event)
    run.kernel.run_until(MINUTE_US)
    assert run.seen == []


def test_a_late_answer_comes_late() -> None:
    run = Run(DisturbedAnswer(ANSWER, late_us=3_000_000))
    run.ask()
    run.kernel.run_until(MINUTE_US)
    assert run.board.told == [(2 * run.network.latency_us + 3_000_000, (1, ANSWER))]


def test_a_cut_answer_is_a_lost_connection() -> None:
    run = Run(DisturbedAnswer(ANSWER, keep_bytes=1))
    run.ask()
    run.kernel.run_until(MINUTE_US)
    assert [what for _, what in run.board.told] == [(1, BridgeFailure.LOST)]


def test_a_request_that_is_none_is_refused() -> None:
    run = Run()
    message = request_events(1, HttpRequest("GET", "/", {}, b"", "", ""))[0].data.replace(b"HTTP/1.1", b"HTTP/9.9")
    run.air.take(_whole(message))
    assert run.board.told == [(0, (1, BridgeFailure.REFUSED))]


def test_the_time_is_told_as_it_is_on_arrival() -> None:
    run = Run()
    run.air.take(TimeEvent())
    run.kernel.run_until(MINUTE_US)
    assert run.board.told == [(2 * run.network.latency_us, UNIX_US)]


def test_a_time_server_that_is_silent_tells_nothing() -> None:
    run = Run()
    run.network.blocked.add(Host.TIME_SERVER)
    run.air.take(TimeEvent())
    run.kernel.run_until(MINUTE_US)
    assert run.board.told == []


@pytest.mark.parametrize("event", [BOOT, CutEvent(4)])
def test_who_boots_or_dies_is_not_told_what_it_asked_before(event: Event) -> None:
    run = Run()
    run.ask()
    run.air.take(event)
    run.kernel.run_until(MINUTE_US)
    assert run.board.told == []


def test_a_board_without_power_is_told_nothing() -> None:
    run = Run()
    run.ask()
    run.air.leave()
    run.kernel.run_until(MINUTE_US)
    assert run.board.told == []


def test_a_board_that_waits_no_more_is_let_be() -> None:
    run = Run()
    run.board.refusal = AgentError("too late", AgentErrorCode.NO_EXCHANGE)
    run.ask()
    run.kernel.run_until(MINUTE_US)
    assert run.board.told == []


def test_an_agent_that_refuses_otherwise_is_an_error() -> None:
    run = Run()
    run.board.refusal = AgentError("no", AgentErrorCode.BAD_ARGUMENT)
    run.ask()
    with pytest.raises(AgentError, match="no"):
        run.kernel.run_until(MINUTE_US)


def _whole(message: bytes) -> HttpEvent:
    return HttpEvent(1, 1, 1, zlib.crc32(message), message)
