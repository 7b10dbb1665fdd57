"""Requests of a board as real HTTP, and what becomes of failures."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.remote.wire.http_exchange import (
    HttpExchanger,
    Route,
    RouteError,
    check_source_address,
    loopback_source,
    parse_url,
    tls_context,
)
from oceanhil.remote.wire.timed_answer import TimedAnswer
from tests.hil.vboard.internet.scripted_server import OK, ScriptedServer

ASKED = HttpRequest("POST", "/api/device/register/", {"content-type": "application/json"}, b'{"a":1}')
CLOSE = ScriptedServer.CLOSE


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def exchange(server: ScriptedServer, times: int = 1, timeout_s: float = 5) -> list[object]:
    exchanger = HttpExchanger(Route(server.url))
    try:
        return [exchanger.exchange(ASKED, timeout_s) for _ in range(times)]
    finally:
        exchanger.close()


def test_a_request_arrives_as_it_was_made_and_its_answer_comes_back() -> None:
    with ScriptedServer(b"HTTP/1.1 401 No\r\nX-Why: token\r\ncontent-length: 3\r\n\r\nabc") as server:
        assert exchange(server) == [HttpResponse(401, b"abc", {"x-why": "token", "content-length": "3"})]
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/device/register/ HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"content-type: application/json" in head
    assert body == b'{"a":1}'


EARLY = b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


@pytest.mark.parametrize("more", [(), (TimedAnswer,)])
def test_interim_answers_are_passed_over(more: tuple[type[TimedAnswer], ...]) -> None:
    with ScriptedServer(EARLY + OK, EARLY + OK) as server:
        exchanger = HttpExchanger(Route(server.url), *more)
        statuses = [getattr(exchanger.exchange(ASKED, 5), "status", None) for _ in range(2)]
        exchanger.close()
    assert (statuses, server.connections) == ([200, 200], 1)


def test_interim_answers_without_end_are_a_lost_connection() -> None:
    with ScriptedServer(EARLY * 60) as server:
        assert exchange(server) == [HttpFailure.CONNECTION_LOST]


def test_lines_of_one_name_are_one_list() -> None:
    with ScriptedServer(b"HTTP/1.1 405 No\r\nAllow: GET\r\nAllow: POST\r\ncontent-length: 0\r\n\r\n") as server:
        (answer,) = exchange(server)
    assert isinstance(answer, HttpResponse)
    assert answer.headers["allow"] == "GET, POST"


def test_one_connection_serves_many_requests() -> None:
    with ScriptedServer(OK, OK, OK) as server:
        assert len(exchange(server, 3)) == 3
    assert server.connections == 1


def test_a_connection_may_be_opened_before_its_first_request() -> None:
    with ScriptedServer(OK) as server:
        exchanger = HttpExchanger(Route(server.url))
        exchanger.connect(5)
        exchanger.exchange(ASKED, 5)
        exchanger.close()
    assert server.connections == 1


def test_a_connection_that_cannot_be_opened_is_told_of_by_the_request(unused_port: int) -> None:
    exchanger = HttpExchanger(Route(f"http://127.0.0.1:{unused_port}"))
    exchanger.connect(5)
    assert exchanger.exchange(ASKED, 5) is HttpFailure.REFUSED


def test_a_connection_that_was_closed_while_idle_is_made_anew() -> None:
    with ScriptedServer(OK + CLOSE, OK) as server:
        exchanger = HttpExchanger(Route(server.url))
        first = exchanger.exchange(ASKED, 5)
        assert server.closed_idle.wait(5)
        second = exchanger.exchange(ASKED, 5)
        exchanger.close()
    assert isinstance(first, HttpResponse)
    assert first == second
    assert server.connections == 2


def test_a_request_that_the_server_read_and_dropped_is_not_sent_again() -> None:
    with ScriptedServer(OK, b"", OK) as server:
        assert exchange(server, 2)[1] is HttpFailure.CONNECTION_LOST
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc" + CLOSE,
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab" + CLOSE,
        b"no HTTP at all\r\n\r\n" + CLOSE,
        b"HTTP/1.1 200 OK\r\ncontent-len" + CLOSE,
        b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc" + CLOSE,
        b"HTTP/1.1 200 OK\r\ncontent-length: 2000000\r\n\r\n" + bytes(2_000_000) + CLOSE,
    ],
    ids=["cut", "cut-chunk", "garbage", "cut-head", "two-lengths", "endless"],
)
def test_an_answer_that_is_not_whole_is_a_lost_connection(answer: bytes) -> None:
    with ScriptedServer(answer) as server:
        assert exchange(server) == [HttpFailure.CONNECTION_LOST]


def test_a_server_that_says_nothing_is_a_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        exchanger = HttpExchanger(Route(f"http://127.0.0.1:{silent.getsockname()[1]}"))
        assert exchanger.exchange(ASKED, 0.05) is HttpFailure.TIMEOUT


def test_nobody_at_the_port_is_a_refused_connection(unused_port: int) -> None:
    assert HttpExchanger(Route(f"http://127.0.0.1:{unused_port}")).exchange(ASKED, 1) is HttpFailure.REFUSED


def test_without_a_server_every_request_is_refused() -> None:
    assert HttpExchanger(Route()).exchange(ASKED, 1) is HttpFailure.REFUSED


def test_requests_come_from_the_address_that_was_chosen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        assert HttpExchanger(Route(url, "127.0.0.9")).exchange(ASKED, 0.05) is HttpFailure.TIMEOUT
        connection, peer = listener.accept()
        connection.close()
    assert peer[0] == "127.0.0.9"


def test_a_server_without_tls_at_an_https_address_is_a_tls_failure() -> None:
    with ScriptedServer(OK, greeting=b"HTTP/1.1 400 plain text here\r\n\r\n") as server:
        exchanger = HttpExchanger(Route(server.url.replace("http:", "https:"), insecure=True))
        assert exchanger.exchange(ASKED, 5) is HttpFailure.TLS
        exchanger.close()


@pytest.mark.parametrize("url", ["", "ftp://x", "http://", "http://x:99999", "http://x:y", "http://x/?q", "127.0.0.1"])
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(RouteError, match="expected http://HOST:PORT"):
        parse_url(url)


def test_a_password_in_what_is_no_address_is_not_repeated() -> None:
    with pytest.raises(RouteError, match=r"^server 'http://h:0' is no address \(its port is none of 1 to 65535\)"):
        parse_url("http://me:hunter2@h:0")


def test_an_authority_that_cannot_be_read_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(RouteError, match="give a PEM file"):
        tls_context(Route("https://x", ca_file=str(tmp_path / "missing.pem")))


NO_NAMES = ("http://a..b", "http://a b/", "http://" + "x" * 64)


@pytest.mark.parametrize("url", NO_NAMES)
def test_a_name_that_can_be_no_hosts_is_no_address(url: str) -> None:
    with pytest.raises(RouteError, match=r"is no address \(.*\), expected http://HOST:PORT"):
        parse_url(url)


@pytest.mark.parametrize("url", NO_NAMES)
def test_requests_to_a_name_that_can_be_no_hosts_are_refused(url: str) -> None:
    assert HttpExchanger(Route(url)).exchange(ASKED, 1) is HttpFailure.REFUSED


@pytest.mark.parametrize("address", ["nonsense", "a..b", "192.0.2.1"])
def test_a_source_address_that_is_not_this_machines_is_refused(address: str) -> None:
    with pytest.raises(RouteError, match=f"source address '{re.escape(address)}' is none of this machine's"):
        check_source_address(address)


def test_loopback_is_an_address_of_this_machine() -> None:
    check_source_address("127.0.0.1")


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("http://127.0.0.1:8080", "127.0.1.107"),
        ("https://127.8.9.10", "127.0.1.107"),
        ("http://localhost:8080", ""),
        ("http://[::1]:8080", ""),
        ("http://127.evil.example", ""),
        ("http://192.0.2.1", ""),
        ("", ""),
    ],
)
def test_a_device_has_an_address_of_its_own_before_a_server_on_ipv4_loopback(url: str, source: str) -> None:
    assert loopback_source(url, "192.168.1.107") == source


def test_an_address_that_this_machine_has_not_stands_for_no_device() -> None:
    assert loopback_source("http://127.0.0.1", "192.168.1.300") == ""
