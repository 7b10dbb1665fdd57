"""Faults below HTTP, and answers that are no HTTP, as a client's socket feels them."""

from __future__ import annotations

import http.client
import threading
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.app.conftest import Served

STATE = "/api/device/state/"
BODY = b'{"success":false,"error":"Invalid token","code":"token_invalid"}'


def _malformed(served: Served, how: str) -> None:
    rule = {"fault": {"kind": "malformed", "how": how}, "match": {"path": STATE}, "times": 1}
    served.admin("POST", "/faults", rule)


def test_a_half_open_connection_is_silent_until_the_server_stops(served: Served) -> None:
    served.fault("half_open")
    client = served.connect().ask("GET", STATE)
    assert served.ask("GET", STATE).status == 401, "others are answered meanwhile"
    client.socket.settimeout(0.05)
    with pytest.raises(TimeoutError):
        client.rest()
    client.socket.settimeout(10)
    served.server.stop()
    assert client.rest() == b""


def test_a_half_open_connection_ends_with_its_client(served: Served) -> None:
    served.fault("half_open")
    client = served.connect().ask("GET", STATE)
    served.ask("GET", STATE)
    assert client.half_close().rest() == b""


def test_a_client_that_said_good_bye_at_once_is_not_held(served: Served) -> None:
    served.fault("half_open")
    assert served.connect().ask("GET", STATE).half_close().rest() == b""


def test_a_refused_connection_is_reset_before_anything_is_asked(served: Served) -> None:
    served.admin("POST", "/faults", {"fault": {"kind": "refuse"}, "match": {"peer": "127.0.0.1"}, "times": 1})
    with pytest.raises(ConnectionResetError):
        served.connect().rest()
    assert served.ask("GET", STATE).status == 401


def test_a_drip_from_the_head_on_is_whole_in_the_end(served: Served) -> None:
    served.admin("POST", "/faults", {"fault": {"kind": "slow", "bytes_per_second": 5_000, "head": True}, "times": 1})
    answer = served.ask("GET", STATE)
    assert (answer.status, answer.body) == (401, BODY)


def test_a_stop_does_not_wait_for_a_drip(served: Served) -> None:
    served.admin("POST", "/faults", {"fault": {"kind": "slow", "bytes_per_second": 0.01, "head": True}})
    client = served.connect().ask("GET", STATE)
    served.ask("GET", "/_admin/health")
    served.server.stop()
    assert client.rest() == b""


def test_an_answer_in_many_segments_is_the_same_and_keeps_the_connection(served: Served) -> None:
    served.fault("segments", bytes=7)
    client = served.connect()
    pieces, whole = (client.ask("GET", STATE).answer() for _ in range(2))
    assert (pieces.status, pieces.body) == (whole.status, whole.body)
    assert {name for name in pieces.headers if name != "date"} == {name for name in whole.headers if name != "date"}


def test_a_late_cut_answer_is_cut(served: Served) -> None:
    served.fault("delay", seconds=0.01)
    served.fault("truncate", bytes=5)
    head, _, body = served.connect().ask("GET", STATE).rest().partition(b"\r\n\r\n")
    assert (body, b"Content-Length: 64" in head) == (BODY[:5], True)


def test_a_late_reset_is_a_reset(served: Served) -> None:
    served.fault("delay", seconds=0.01)
    served.fault("reset")
    with pytest.raises(ConnectionResetError):
        served.connect().ask("GET", STATE).rest()


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ("status_line", b"HTTQ/"),
        ("header", b"\r\nthis line has no colon\r\n"),
        ("length_twice", b"Content-Length: 64\r\nContent-Length: 65\r\n"),
        ("chunked", b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{"),
    ],
)
def test_a_malformed_answer_is_malformed_and_ends_the_connection(served: Served, how: str, found: bytes) -> None:
    _malformed(served, how)
    assert found in served.connect().ask("GET", STATE).rest()


@pytest.mark.parametrize("how", ["status_line", "chunked"])
def test_a_client_library_chokes_on_it(served: Served, how: str) -> None:
    _malformed(served, how)
    client = http.client.HTTPConnection("127.0.0.1", served.server.port, timeout=10)
    with pytest.raises((http.client.HTTPException, ValueError)):  # noqa: PT012 - which of the two lines, depends
        client.request("GET", STATE)
        client.getresponse().read()
    client.close()


def _answer(served: Served, change: str) -> None:
    rule = {"fault": {"kind": "answer", "change": change}, "match": {"path": STATE}, "times": 1}
    served.admin("POST", "/faults", rule)


def test_a_reset_after_the_head_lets_the_head_through_and_nothing_of_the_body(served: Served) -> None:
    served.fault("reset_after_head")
    client = served.connect().ask("GET", STATE)
    assert b"Content-Length: 64" in client.read_until(b"\r\n\r\n")
    with pytest.raises(ConnectionResetError):
        client.rest()


def test_chunks_have_extensions_and_fields_behind_them_and_the_connection_goes_on(served: Served) -> None:
    _answer(served, "chunked")
    client = served.connect().ask("GET", STATE)
    head, body = client.read_until(b"\r\n\r\n"), client.read_until(b"\r\n\r\n")
    assert (b"Transfer-Encoding: chunked" in head, b"Content-Length" in head) == (True, False)
    assert body.startswith(b'16;name=value\r\n{"success":false,"erro\r\n16;quoted="a;b\\"c"\r\n')
    assert body.endswith(b"0;last\r\nX-Behind: the body\r\n\r\n")
    assert client.ask("GET", STATE).answer().body == BODY


def test_a_client_of_http_1_0_gets_no_chunks(served: Served) -> None:
    _answer(served, "chunked")
    answer = served.connect().send(f"GET {STATE} HTTP/1.0\r\n\r\n".encode()).rest()
    assert (b"Content-Length: 64" in answer, answer.endswith(BODY)) == (True, True)


def test_an_answer_to_head_has_no_chunks(served: Served) -> None:
    _answer(served, "chunked")
    client = served.connect()
    assert b"Transfer-Encoding: chunked" in client.ask("HEAD", STATE).read_until(b"\r\n\r\n")
    assert client.ask("GET", STATE).answer().body == BODY


def test_headers_come_twice_and_the_length_once(served: Served) -> None:
    _answer(served, "headers_twice")
    lines = served.connect().ask("GET", STATE).read_until(b"\r\n\r\n").split(b"\r\n")
    assert [line for line in lines if line.lower() == b"content-type: application/json"] == [
        b"content-type: application/json",
        b"CONTENT-TYPE: application/json",
    ]
    assert [line for line in lines if line.lower().startswith(b"content-length")] == [b"Content-Length: 64"]


@pytest.mark.parametrize("change", ["chunked", "headers_twice"])
def test_a_client_library_reads_what_is_only_written_otherwise(served: Served, change: str) -> None:
    _answer(served, change)
    client = http.client.HTTPConnection("127.0.0.1", served.server.port, timeout=10)
    client.request("GET", STATE)
    assert client.getresponse().read() == BODY
    client.close()


def test_too_short_a_length_leaves_the_rest_before_the_next_answer(served: Served) -> None:
    _malformed(served, "length_short")
    client = served.connect()
    assert client.ask("GET", STATE).answer().body == BODY[:32]
    assert client.ask("GET", STATE).read_until(b"HTTP/1.1") == BODY[32:] + b"HTTP/1.1"


def test_too_long_a_length_leaves_the_client_waiting(served: Served) -> None:
    _malformed(served, "length_long")
    client = served.connect().ask("GET", STATE)
    head = client.read_until(b"\r\n\r\n")
    assert b"Content-Length: 74" in head
    done = threading.Thread(target=served.server.stop)
    done.start()
    assert client.rest() == BODY
    done.join()
