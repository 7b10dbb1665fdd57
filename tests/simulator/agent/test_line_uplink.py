"""A board without network sends its requests over the line."""

from zlib import crc32

import pytest

from oceanhil.protocol.agent.bridge import MessageAssembler, answer_commands, decode_request
from oceanhil.protocol.agent.commands import Hold, HttpAnswer, HttpFail, HttpResend
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import HttpEvent
from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.protocol.lines import Line
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.network import AccessPoint
from tests.simulator.agent.talk import Talk
from tests.simulator.answers import Sent, answers, registered
from tests.simulator.board.fake_observer import SECOND_US, SHORT_TOKEN


class BridgedTalk(Talk):
    """A board whose server is the bridge, without any network in reach."""

    def __init__(self, family: Board = Board.ESP8266) -> None:
        super().__init__(family)
        self.observed.network.access_point = AccessPoint("Another", "network")
        self.board.server_url = "bridge:"
        self.answer = answers(register=[registered(SHORT_TOKEN)])

    def requests(self) -> list[tuple[int, HttpRequest]]:
        """Give the requests so far, each with the number of its exchange."""
        assembler = MessageAssembler()
        parts = [event for event in self.events() if isinstance(event, HttpEvent)]
        whole = [(part.exchange, message) for part in parts if (message := assembler.add(part)) is not None]
        return [(number, decode_request(message)) for number, message in whole]

    def request_after(self, count: int, end_us: int) -> tuple[int, HttpRequest] | None:
        """Let it run until it has sent more requests than `count`; None if it has not by then."""
        if self.kernel.run_while(lambda: len(self.requests()) <= count, end_us):
            return None
        return self.requests()[count]

    def serve(self, seconds: float) -> None:
        """Answer every request within that time."""
        done, end_us = 0, self.kernel.now_us + round(seconds * SECOND_US)
        while (asked := self.request_after(done, end_us)) is not None:
            number, request = asked
            done += 1
            outcome = self.answer(Sent(0, request.method, request.path, request.headers, request.body))
            assert isinstance(outcome, HttpResponse)
            for command in answer_commands(number, outcome):
                self.ask(command)

    def asking(self) -> "BridgedTalk":
        """Let it run until its first request."""
        self.board.power_on()
        self.kernel.run_while(lambda: not self.requests(), 60 * SECOND_US)
        return self


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_board_without_network_goes_online_over_the_bridge(family: Board) -> None:
    talk = BridgedTalk(family)
    talk.board.power_on()
    talk.serve(60)
    assert Line.ONLINE.build() in talk.observed.observer.lines
    assert talk.observed.requests == []
    assert Line.WIFI_IP.build(ip="192.0.2.1") in talk.observed.observer.lines


def test_without_a_bridge_for_its_server_a_board_uses_its_radio() -> None:
    talk = Talk()
    talk.board.server_url = "http://ocean.example/"
    talk.running()
    assert talk.observed.observer.lines[-1] == Line.ONLINE.build()
    assert not any(isinstance(event, HttpEvent) for event in talk.events())


def test_each_exchange_has_its_own_number() -> None:
    talk = BridgedTalk()
    talk.board.power_on()
    talk.serve(30)
    numbers = [number for number, _ in talk.requests()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_device_waits_as_long_as_for_any_server() -> None:
    talk = BridgedTalk().asking()
    talk.observed.run(9)
    assert Line.REG_RESPONSE.build(status=-11) not in talk.observed.observer.lines
    talk.observed.run(2)
    assert Line.REG_RESPONSE.build(status=-11) in talk.observed.observer.lines


@pytest.mark.parametrize("failure", BridgeFailure)
def test_the_bridge_can_tell_why_there_is_no_answer(failure: BridgeFailure) -> None:
    talk = BridgedTalk().asking()
    talk.ask(HttpFail(1, failure))
    assert Line.REG_RESPONSE.build(status=failure.code) in talk.observed.observer.lines


def test_the_program_goes_on_after_the_reply_is_out() -> None:
    talk = BridgedTalk().asking()
    found = talk.send(HttpFail(1, BridgeFailure.LOST).to_words(), 77)
    assert found[0].sequence == 77


def test_an_answer_that_comes_too_late_finds_no_exchange() -> None:
    talk = BridgedTalk().asking()
    talk.observed.run(60)
    assert talk.refused("HTTP", "FAIL", "1", "-1") is AgentErrorCode.NO_EXCHANGE


def test_a_reset_ends_the_exchange() -> None:
    talk = BridgedTalk().asking()
    talk.board.reset(ResetReason.PIN)
    assert talk.refused("HTTP", "RESEND", "1", "1") is AgentErrorCode.NO_EXCHANGE


def test_a_hold_ends_the_exchange() -> None:
    talk = BridgedTalk().asking()
    talk.ask(Hold())
    assert talk.refused("HTTP", "FAIL", "1", "-1") is AgentErrorCode.NO_EXCHANGE


def test_parts_of_a_request_are_sent_again() -> None:
    talk = BridgedTalk().held()
    assert talk.board.uplink is not None
    talk.board.uplink.exchange(HttpRequest("POST", "/", {}, bytes(600)), 1_000_000)
    sent = talk.events()
    assert [event.part for event in sent if isinstance(event, HttpEvent)] == [1, 2, 3]
    talk.ask(HttpResend(1, 2))
    assert talk.events() == sent + sent[1:]


def test_parts_of_an_answer_may_come_in_any_order_and_twice() -> None:
    talk = BridgedTalk().asking()
    parts = answer_commands(1, HttpResponse(503, b"x" * 600))
    for part in (parts[2], parts[0], parts[0], parts[1]):
        talk.ask(part)
    assert Line.REG_RESPONSE.build(status=503) in talk.observed.observer.lines


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (HttpAnswer(1, 1, 1, 0, b"HTTP/1.1 200 \r\n\r\n"), AgentErrorCode.BAD_ARGUMENT),
        (HttpAnswer(1, 1, 1, crc32(b"x"), b"x"), AgentErrorCode.BAD_ARGUMENT),
        (HttpAnswer(1, 3, 2, 0, b"x"), AgentErrorCode.OUT_OF_RANGE),
        (HttpAnswer(2, 1, 1, 0, b"x"), AgentErrorCode.NO_EXCHANGE),
    ],
)
def test_an_answer_that_is_none_is_refused_as_often_as_it_comes_and_the_device_goes_on_waiting(
    answer: HttpAnswer, code: AgentErrorCode
) -> None:
    talk = BridgedTalk().asking()
    for _ in range(2):
        assert talk.refused(*answer.to_words()) is code
    for command in answer_commands(1, HttpResponse(503)):
        talk.ask(command)
    assert Line.REG_RESPONSE.build(status=503) in talk.observed.observer.lines


def test_the_time_out_of_an_exchange_that_has_ended_does_not_end_the_next() -> None:
    talk = BridgedTalk().held()
    uplink = talk.board.uplink
    assert uplink is not None
    uplink.exchange(HttpRequest("GET", "/"), 10 * SECOND_US)
    talk.ask(HttpFail(1, BridgeFailure.LOST))
    talk.observed.run(5)
    second = uplink.exchange(HttpRequest("GET", "/"), 10 * SECOND_US)
    talk.observed.run(6)
    talk.ask(HttpFail(2, BridgeFailure.REFUSED))
    assert second.value is HttpFailure.REFUSED


def test_a_board_that_is_given_another_server_leaves_the_bridge() -> None:
    talk = BridgedTalk()
    talk.board.power_on()
    talk.serve(10)
    talk.observed.network.access_point = AccessPoint("OceanNet", "correct horse")
    talk.board.server_url = "http://ocean.example/"
    talk.board.reset(ResetReason.PIN)
    talk.observed.run(20)
    assert talk.observed.observer.lines[-1] == Line.ONLINE.build()
    assert {request.peer for request in talk.observed.requests} == {"192.168.1.100"}


def test_a_request_that_is_too_long_for_the_bridge_is_refused() -> None:
    talk = BridgedTalk().asking()
    assert talk.board.uplink is not None
    signal = talk.board.uplink.exchange(HttpRequest("POST", "/", {}, bytes(20_000)), 1_000_000)
    talk.observed.run(0)
    assert signal.value is HttpFailure.REFUSED
