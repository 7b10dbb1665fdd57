"""Connections on which an item says byte for byte what it likes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.race import Meanwhile, WaitingRequest
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.timed_answer import TimedReader
from oceanhil.remote.wire.wire import Wire
from tests.conformance.raw_server import Serve, page, serving

POLL = b"GET /state/ HTTP/1.1\r\nHost: x\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
BAD = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def wire_to(serve: Serve, timeout_s: float = 5.0) -> Iterator[tuple[Wire, list[Exchange]]]:
    heard: list[Exchange] = []
    with serving(serve) as port:
        wire = Wire(Target(f"http://127.0.0.1:{port}", timeout_s=timeout_s), heard=heard.append)
        try:
            yield wire, heard
        finally:
            wire.close()


def answering(*answers: bytes) -> Serve:
    """Give one answer after the other, each when another head of a request has come."""

    def serve(connection: socket.socket) -> None:
        for answer in answers:
            read = b""
            while b"\r\n\r\n" not in read:
                part = connection.recv(1)
                if not part:
                    return
                read += part
            connection.sendall(answer)

    return serve


def statuses(exchanges: tuple[Exchange, ...]) -> list[int | None]:
    return [exchange.status for exchange in exchanges]


def test_an_unread_body_of_a_refused_request_is_not_taken_for_the_next_one() -> None:
    report = HttpRequest("POST", "/state/", body=b'{"temperature": 1.5}')
    with wire_to(answering(GONE, BAD)) as (wire, _):
        assert wire.exchange(report).status == 404
        assert wire.exchange(report).status == 404


def test_requests_in_turn_share_a_connection() -> None:
    with wire_to(answering(OK, GONE)) as (wire, heard):
        exchanges = wire.in_turn([POLL, POLL])
    assert statuses(exchanges) == [200, 404]
    assert tuple(heard) == exchanges


def test_what_comes_after_the_end_of_the_connection_has_no_answer() -> None:
    with wire_to(answering(OK)) as (wire, _):
        first, second = wire.in_turn([POLL, POLL])
    assert (first.status, second.status) == (200, None)
    assert second.no_answer_kind is NoAnswerKind.CONNECTION_LOST


def test_answers_that_come_in_one_piece_are_told_apart() -> None:
    with wire_to(answering(OK + GONE + OK)) as (wire, _):
        assert statuses(wire.pipelined([POLL, POLL, POLL])) == [200, 404, 200]


def test_an_answer_to_head_has_no_body_to_wait_for() -> None:
    with wire_to(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")) as (wire, _):
        assert wire.raw(POLL.replace(b"GET", b"HEAD")).status == 200


@pytest.mark.parametrize("answer", [b"220 smtp.example\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"])
def test_what_is_no_whole_answer_is_none(answer: bytes) -> None:
    with wire_to(answering(answer)) as (wire, _):
        exchange = wire.raw(POLL)
    assert exchange.response is None
    assert exchange.no_answer_kind is NoAnswerKind.CONNECTION_LOST
    assert exchange.no_answer_words.startswith("connection lost (")


def test_a_server_that_says_nothing_is_given_up() -> None:
    with wire_to(answering(b"HTTP/1.1 ", b""), timeout_s=0.05) as (wire, _):
        assert wire.raw(POLL).no_answer_kind is NoAnswerKind.TIMEOUT


def test_the_body_is_sent_when_leave_is_given() -> None:
    read: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        read.append(connection.recv(4096))
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        read.append(connection.recv(4096))
        connection.sendall(OK)

    with wire_to(serve) as (wire, _):
        status, exchange = wire.expecting(POLL, b"{}")
    assert (status, exchange.status, read) == (100, 200, [POLL, b"{}"])


@pytest.mark.parametrize("most_bytes", [1, 11, 4096])
@pytest.mark.parametrize(
    "early", [b"", b"HTTP/1.1 102 Processing\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"]
)
def test_leave_is_heard_in_however_many_pieces_it_comes_and_behind_whatever_comes_early(
    monkeypatch: pytest.MonkeyPatch, most_bytes: int, early: bytes
) -> None:
    def serve(connection: socket.socket) -> None:
        read = connection.makefile("rb")
        while read.readline().strip():
            pass
        connection.sendall(early + b"HTTP/1.1 100 Continue\r\n\r\n")
        read.read(2)
        connection.sendall(early + OK)

    readinto = TimedReader.readinto
    monkeypatch.setattr(TimedReader, "readinto", lambda self, buffer: readinto(self, memoryview(buffer)[:most_bytes]))
    with wire_to(serve) as (wire, _):
        status, exchange = wire.expecting(POLL, b"{}")
    assert (status, exchange.status) == (100, 200)


def test_lines_of_one_name_are_one_list() -> None:
    with wire_to(answering(b"HTTP/1.1 405 No\r\nAllow: GET\r\nAllow: POST\r\nContent-Length: 0\r\n\r\n")) as (wire, _):
        (exchange,) = wire.in_turn([POLL])
    assert exchange.response is not None
    assert exchange.response.headers["allow"] == "GET, POST"


def test_interim_answers_without_end_are_no_answer() -> None:
    def serve(connection: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")

    with wire_to(serve) as (wire, _):
        status, exchange = wire.expecting(POLL, b"{}")
    assert (status, exchange.status) == (0, None)


def test_the_body_is_not_sent_without_leave() -> None:
    read: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        read.append(connection.recv(4096))
        connection.sendall(b"HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n")
        read.append(connection.recv(4096))

    with wire_to(serve) as (wire, _):
        status, exchange = wire.expecting(POLL, b"{}")
    assert (status, exchange.status, read) == (417, 417, [POLL, b""])


def test_without_a_word_the_body_is_sent_after_a_while() -> None:
    def serve(connection: socket.socket) -> None:
        read = b""
        while not read.endswith(b"{}"):
            read += connection.recv(4096)
        connection.sendall(OK)

    with wire_to(serve, timeout_s=2.0) as (wire, _):
        status, exchange = wire.expecting(POLL, b"{}")
    assert (status, exchange.status) == (0, 200)


def test_a_dropped_request_is_told_of_and_has_no_answer() -> None:
    with wire_to(answering(OK)) as (wire, heard):
        exchange = wire.dropped(POLL[:-1])
    assert (exchange.response, exchange.raw) == (None, POLL[:-1])
    assert heard == [exchange]


def test_the_targets_headers_go_with_raw_requests_too() -> None:
    read: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        read.append(connection.recv(4096))
        connection.sendall(OK)

    with serving(serve) as port:
        wire = Wire(Target(f"http://127.0.0.1:{port}", headers={"x-gateway": "key"}))
        wire.raw(POLL)
        wire.close()
    assert b"\r\nx-gateway: key\r\n" in read[0]


def test_requests_at_once_have_left_when_the_action_happens() -> None:
    acted = threading.Event()
    with wire_to(page("200 OK", "{}")) as (wire, _):
        exchanges = wire.at_once([HttpRequest("GET", "/state/")], acted.set)
    assert acted.is_set()
    assert statuses(exchanges) == [200]


def test_how_long_before_the_requests_the_action_begins_and_which_goes_first_is_another_thing_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leads: list[float] = []
    gone: list[str] = []

    def let_go(waiting: WaitingRequest) -> None:
        gone.append(waiting.exchange(0.0).request.path)

    monkeypatch.setattr(Meanwhile, "begin", lambda _, lead_s: leads.append(lead_s))
    monkeypatch.setattr(WaitingRequest, "let_go", let_go)
    monkeypatch.setattr(WaitingRequest, "exchange", lambda waiting, _: Exchange(waiting._request, None))
    with wire_to(page("200 OK", "{}")) as (wire, _):
        for _ in range(8):
            wire.at_once([HttpRequest("GET", "/1"), HttpRequest("GET", "/2")])
    assert len(set(leads)) == 8
    assert (min(leads) < 0 < max(leads), gone) == (True, ["/1", "/2", "/2", "/1"] * 4)


def test_an_action_that_fails_beside_requests_is_not_lost() -> None:
    def act() -> None:
        raise LookupError("no such device")

    with wire_to(page("200 OK", "{}")) as (wire, _), pytest.raises(LookupError, match="no such device"):
        wire.at_once([HttpRequest("GET", "/state/")], act)


@pytest.mark.parametrize(
    "last",
    [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}", OK.replace(b"HTTP/1.1", b"HTTP/1.0")],
    ids=["said", "of HTTP/1.0"],
)
def test_an_end_that_was_announced_is_told_from_one_that_was_not(last: bytes) -> None:
    with wire_to(answering(last)) as (wire, _):
        first, second = wire.in_turn([POLL, POLL])
    assert (first.status, second.no_answer_kind) == (200, NoAnswerKind.ANNOUNCED_END)


def test_a_server_that_announced_the_end_and_waits_for_the_clients_has_ended() -> None:
    def serve(connection: socket.socket) -> None:
        answering(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")(connection)
        while connection.recv(4096):
            pass

    with wire_to(serve, timeout_s=2.0) as (wire, _):
        first, second = wire.in_turn([POLL, POLL])
    assert (first.status, second.no_answer_kind) == (200, NoAnswerKind.ANNOUNCED_END)
