"""How much one request may be: each limit met by bytes on a socket, one below and one beyond."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.app import TransportLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.app.conftest import Answer, RawClient, Served

STATE, REGISTER = "/api/device/state/", "/api/device/register/"
TIGHT = TransportLimits(
    head_timeout_s=0.3, body_timeout_s=0.2, linger_s=0.2, stop_timeout_s=1.0, line_bytes_max=200, headers_max=10
)


def _get(served: Served, target: str = STATE, *lines: str) -> Answer:
    head = "\r\n".join((f"GET {target} HTTP/1.1", "Host: x", *lines, "", ""))
    return served.connect().send(head.encode()).answer()


def _received(client: RawClient) -> bytes:
    try:
        return client.socket.recv(1)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize(("length", "status"), [(100, 401), (400, 431)])
def test_the_request_line_has_a_limit(serve: Callable[..., Served], length: int, status: int) -> None:
    assert _get(serve(TIGHT), f"{STATE}?{'a' * length}").status == status


@pytest.mark.parametrize(("length", "status"), [(100, 401), (400, 431)])
def test_a_header_has_a_limit(serve: Callable[..., Served], length: int, status: int) -> None:
    assert _get(serve(TIGHT), STATE, f"X-Long: {'a' * length}").status == status


@pytest.mark.parametrize(("count", "status"), [(5, 401), (15, 400)])
def test_the_number_of_headers_has_a_limit(serve: Callable[..., Served], count: int, status: int) -> None:
    assert _get(serve(TIGHT), STATE, *(f"X-{number}: 1" for number in range(count))).status == status


def test_by_default_a_head_may_be_as_large_as_servers_commonly_take(served: Served) -> None:
    assert _get(served, f"{STATE}?{'a' * 8000}", *(f"X-{number}: {'b' * 60}" for number in range(100))).status == 401


def test_a_head_that_does_not_come_ends_the_connection(serve: Callable[..., Served]) -> None:
    assert serve(TIGHT).connect().send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Sl").rest() == b""


def test_a_head_that_drips_ends_the_connection_all_the_same(serve: Callable[..., Served]) -> None:
    client = serve(TIGHT).connect().send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    client.socket.settimeout(0.02)
    received: bytes | None = None
    while received is None:
        with contextlib.suppress(TimeoutError, ConnectionError):
            client.send(b"a")
        with contextlib.suppress(TimeoutError):
            received = _received(client)
    assert received == b""


def test_a_body_that_does_not_come_is_a_timeout(serve: Callable[..., Served]) -> None:
    client = serve(TIGHT).connect().send(f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{".encode())
    assert client.answer().status == 408


@pytest.mark.parametrize(("length", "status"), [(65_536, 400), (65_537, 413)])
@pytest.mark.parametrize("path", [REGISTER, "/_admin/devices"])
def test_a_body_has_a_limit(served: Served, path: str, length: int, status: int) -> None:
    assert served.ask("POST", path, b" " * length).status == status


@pytest.mark.parametrize("path", [REGISTER, STATE, "/_admin/devices", "/_admin/faults", "/_admin/settings"])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_nested_without_end_is_a_bad_request(served: Served, path: str, opening: str) -> None:
    method = "PUT" if path.endswith("settings") else "POST"
    body = f'{{"x":{opening * (60_000 // len(opening))}'.encode()
    assert served.ask(method, path, body).status == 400


def test_nested_json_that_is_whole_is_a_bad_request_too(served: Served) -> None:
    body = json.dumps({"x": 1}).replace("1", "[" * 30_000 + "]" * 30_000).encode()
    answer = served.ask("POST", REGISTER, body)
    assert (answer.status, answer.json["code"]) == (400, "bad_request")
