"""Broken, huge and slow requests: refused as HTTP/1.1 says, never a 5xx, nothing quoted, the server stays."""

from __future__ import annotations

import json
import logging
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mock_server.app.conftest import Served

STATE, REGISTER = "/api/device/state/", "/api/device/register/"
SECRET = b"oc_perm_" + b"x" * 43
HOST = b"Host: localhost\r\n"


@pytest.fixture(autouse=True)
def _no_complaints(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert capfd.readouterr().err == ""
    assert [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING] == []


def _is_alive(served: Served) -> bool:
    return served.ask("GET", STATE).status == 401


@pytest.mark.parametrize(
    "request_",
    [
        b"GARBAGE\r\n\r\n",
        SECRET + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n" + HOST + b"\r\n",
        b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
        b"GET /\xff" + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + SECRET + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: a\x00b" + SECRET + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + SECRET + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_request_is_a_bad_request(served: Served, request_: bytes) -> None:
    client = served.connect().send(request_)
    answer = client.answer()
    assert (answer.status, answer.json["code"]) == (400, "bad_request")
    assert b"xxxxx" not in answer.body
    assert client.rest() == b""
    assert _is_alive(served)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 20_000 + b"\r\n\r\n",
    ],
)
def test_a_head_that_is_too_large_is_refused(served: Served, request_: bytes) -> None:
    answer = served.connect().send(request_).answer()
    assert answer.status == 431
    assert b"aaaa" not in answer.body


def test_too_many_headers_are_refused(served: Served) -> None:
    headers = b"".join(b"X-%d: 1\r\n" % number for number in range(500))
    assert served.connect().send(b"GET / HTTP/1.1\r\n" + HOST + headers + b"\r\n").answer().status == 400


def test_a_broken_request_ends_a_good_connection(served: Served) -> None:
    client = served.connect().ask("GET", STATE)
    assert client.answer().status == 401
    assert client.send(b"GARBAGE\r\n\r\n").answer().status == 400
    assert client.rest() == b""


def test_a_body_whose_framing_breaks_later_is_a_bad_request(served: Served) -> None:
    head = f"POST {REGISTER} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n".encode() + HOST
    client = served.connect().send(head + b"\r\n3\r\nabc\r\n")
    assert _is_alive(served)
    assert client.send(b"zz\r\n").answer().status == 400
    assert client.rest() == b""


@pytest.mark.parametrize("path", [REGISTER, "/_admin/devices"])
def test_a_huge_body_is_refused_before_it_is_sent(quick: Served, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nContent-Length: 10000000000\r\nContent-Type: application/json\r\n".encode() + HOST
    client = quick.connect().send(head + b"\r\n")
    assert client.answer().status == 413
    assert client.rest() == b""


def test_a_huge_chunked_body_is_refused_on_the_way(quick: Served) -> None:
    head = f"POST {REGISTER} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n".encode() + HOST
    client = quick.connect().send(head + b"\r\n" + (b"1000\r\n" + b"x" * 4096 + b"\r\n") * 20)
    assert client.answer().status == 413


def test_the_shape_is_judged_in_order_whatever_the_size(quick: Served) -> None:
    statuses = []
    for method, path in (("POST", "/nothing"), ("PUT", REGISTER)):
        head = f"{method} {path} HTTP/1.1\r\nContent-Length: 10000000000\r\n".encode() + HOST
        statuses.append(quick.connect().send(head + b"\r\n").answer().status)
    assert statuses == [404, 405]


def test_a_body_that_does_not_come_times_out(quick: Served) -> None:
    client = quick.connect().send(f"POST {REGISTER} HTTP/1.1\r\nContent-Length: 9\r\n".encode() + HOST + b"\r\n{")
    assert client.answer().status == 408
    assert client.rest() == b""
    assert _is_alive(quick)


@pytest.mark.parametrize("start", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:"])
def test_a_head_that_does_not_come_is_given_up(quick: Served, start: bytes) -> None:
    assert quick.connect().send(start).rest() == b""


@pytest.mark.parametrize("start", [b"", b"GET ", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"])
@pytest.mark.parametrize("is_reset", [False, True])
def test_a_client_that_goes_away_does_no_harm(served: Served, start: bytes, is_reset: bool) -> None:
    client = served.connect().send(start)
    if is_reset:
        client.reset()
    else:
        client.socket.close()
    assert _is_alive(served)


def test_a_registration_cut_in_the_middle_consumes_nothing(served: Served) -> None:
    token = served.admin("POST", "/devices", {"board": "esp32"})["registration_token"]
    body = json.dumps({"token": token, "device_id": "x", "mac_address": "246F28AABBCC", "ip": "::1"}).encode()
    head = f"POST {REGISTER} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n".encode()
    served.connect().send(head + HOST + b"\r\n" + body[:-1]).half_close().rest()
    assert served.ask("POST", REGISTER, body).status == 200


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from((b"GET ", STATE.encode(), b" HTTP/1.1\r\n", HOST, b"\r\n", b"5\r\nabc\r\n"))
        | st.binary(max_size=30)
    )
)
def test_no_bytes_whatsoever_get_a_5xx(served: Served, parts: list[bytes]) -> None:
    client = served.connect().send(b"".join(parts))
    client.socket.shutdown(socket.SHUT_WR)
    for line in client.rest().split(b"\r\n"):
        assert not line.startswith(b"HTTP/1.1 5")
        assert not line.startswith(b"HTTP/1.0 5")
    assert _is_alive(served)
