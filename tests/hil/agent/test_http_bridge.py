"""The far end of the HTTP bridge: answers arrive, lost parts are asked for again, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event as Flag

import pytest

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.http_bridge import RESENDS, HttpBridge
from oceanhil.hil.link.port_errors import UnpluggedError
from oceanhil.protocol.agent.bridge import MAX_MESSAGE_BYTES, request_events
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import BootEvent, HttpEvent, LoadEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.resets import ResetReason

Told = tuple[str, int, object]
REQUEST = HttpRequest("POST", "/api/register", {"content-type": "application/json"}, b"x" * 600)
PARTS = request_events(7, REQUEST)
CREATED = HttpResponse(201, b"{}")
BOOT = BootEvent(2, ResetReason.PIN, "core-3.1.2")


class FakeClient:
    """Hands events to the bridge, and keeps what the bridge tells the board."""

    def __init__(self, refuse: Exception | None = None) -> None:
        self.told: SimpleQueue[Told] = SimpleQueue()
        self._refuse = refuse
        self._listener: Callable[[Event], None] | None = None

    def on_event(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self._listener = listener
        return self._stop

    def _stop(self) -> None:
        self._listener = None

    def report(self, *events: Event) -> None:
        for event in events:
            assert self._listener is not None
            self._listener(event)

    def _tell(self, told: Told) -> None:
        self.told.put(told)
        if self._refuse is not None:
            raise self._refuse

    def http_answer(self, exchange: int, response: HttpResponse) -> None:
        self._tell(("answer", exchange, response))

    def http_fail(self, exchange: int, failure: BridgeFailure) -> None:
        self._tell(("fail", exchange, failure))

    def http_resend(self, exchange: int, part: int) -> None:
        self._tell(("resend", exchange, part))


@pytest.fixture
def client() -> FakeClient:
    return FakeClient()


def answering(
    outcome: HttpResponse | BridgeFailure, seen: list[HttpRequest]
) -> Callable[[HttpRequest], HttpResponse | BridgeFailure]:
    def exchange(request: HttpRequest) -> HttpResponse | BridgeFailure:
        seen.append(request)
        return outcome

    return exchange


def test_a_request_is_done_and_its_answer_handed_over(client: FakeClient) -> None:
    seen = list[HttpRequest]()
    with HttpBridge(client, answering(CREATED, seen)):
        client.report(LoadEvent(RecordVerdict.EMPTY), *PARTS)
        assert client.told.get(timeout=10) == ("answer", 7, CREATED)
    assert seen == [REQUEST]


def test_a_failure_is_told_with_its_code(client: FakeClient) -> None:
    with HttpBridge(client, answering(BridgeFailure.TIMEOUT, [])):
        client.report(*PARTS)
        assert client.told.get(timeout=10) == ("fail", 7, BridgeFailure.TIMEOUT)


def test_a_lost_part_is_asked_for_again_and_the_request_done_once(client: FakeClient) -> None:
    seen = list[HttpRequest]()
    with HttpBridge(client, answering(CREATED, seen), patience_s=0.01):
        client.report(PARTS[0], *PARTS[2:])
        assert client.told.get(timeout=10) == ("resend", 7, 2)
        client.report(*PARTS[1:])
        told = [client.told.get(timeout=10)]
        while told[-1][0] != "answer":
            told.append(client.told.get(timeout=10))
    assert told[-1] == ("answer", 7, CREATED)
    assert seen == [REQUEST]


def test_a_part_that_never_comes_is_a_lost_connection(client: FakeClient) -> None:
    with HttpBridge(client, answering(CREATED, []), patience_s=0.001):
        client.report(*PARTS[:-1])
        told = [client.told.get(timeout=10) for _ in range(RESENDS + 1)]
    assert told == [("resend", 7, len(PARTS))] * RESENDS + [("fail", 7, BridgeFailure.LOST)]


def test_a_board_that_says_other_things_meanwhile_is_asked_as_soon(client: FakeClient) -> None:
    now_s = [0.0]
    looked = Flag()

    def clock() -> float:
        read_s = now_s[0]
        looked.set()
        return read_s

    with HttpBridge(client, answering(CREATED, []), patience_s=1000.0, now_s=clock):
        client.report(*PARTS[:-1])
        assert looked.wait(10)
        for _ in range(2):
            now_s[0] += 600
            client.report(LoadEvent(RecordVerdict.EMPTY))
        assert client.told.get(timeout=10) == ("resend", 7, len(PARTS))


def test_bytes_that_are_no_request_are_refused(client: FakeClient) -> None:
    with HttpBridge(client, answering(CREATED, [])):
        client.report(HttpEvent(7, 1, 1, 0x83DCEFB7, b"1"))
        assert client.told.get(timeout=10) == ("fail", 7, BridgeFailure.REFUSED)


def test_an_answer_too_long_for_the_line_is_a_lost_connection() -> None:
    class Strict(FakeClient):
        def http_answer(self, exchange: int, response: HttpResponse) -> None:
            request_events(exchange, HttpRequest("GET", "/", body=response.body))

    client = Strict()
    with HttpBridge(client, answering(HttpResponse(200, bytes(MAX_MESSAGE_BYTES)), [])):
        client.report(*PARTS)
        assert client.told.get(timeout=10) == ("fail", 7, BridgeFailure.LOST)


@pytest.mark.parametrize("error", [AgentError("waits no more", AgentErrorCode.NO_EXCHANGE), UnpluggedError("gone")])
def test_a_board_that_no_longer_waits_is_let_be_and_the_next_request_is_done(error: Exception) -> None:
    client = FakeClient(error)
    with HttpBridge(client, answering(CREATED, [])):
        client.report(*PARTS, *request_events(8, REQUEST))
        assert [client.told.get(timeout=10)[1] for _ in range(2)] == [7, 8]


def test_the_same_request_is_done_again_after_a_restart_but_not_when_its_parts_come_twice(client: FakeClient) -> None:
    seen = list[HttpRequest]()
    with HttpBridge(client, answering(CREATED, seen)):
        client.report(*PARTS, *PARTS, BOOT, *PARTS)
        assert [client.told.get(timeout=10) for _ in range(2)] == [("answer", 7, CREATED)] * 2
    assert seen == [REQUEST] * 2
