"""Starting and stopping."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import freezegun
import pytest
import requests

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import BackgroundServer, MockServer
from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from tests.mock_server.app.conftest import Served

STATE = "/api/device/state/"


def _core() -> Core:
    return Core(load_profile(), seed=1)


def test_any_port_is_reported_as_the_real_one() -> None:
    with BackgroundServer(_core()) as server:
        assert server.port > 0
        assert server.url == f"http://127.0.0.1:{server.port}"
        socket.create_connection(("127.0.0.1", server.port)).close()


def test_another_core_takes_over_on_the_same_port() -> None:
    after = _core()
    made = after.create_device(Board.ESP32, "later", wall_us())
    with BackgroundServer(_core()) as server:
        before = requests.get(f"{server.url}/_admin/devices", timeout=5).json()
        server.serve_instead(after)
        found = requests.get(f"{server.url}/_admin/devices", timeout=5).json()
        assert server.call(lambda core, _now_us: core) is after
    assert before["devices"] == []
    assert [each["id"] for each in found["devices"]] == [made.id]


def test_a_busy_port_is_an_error(served: Served) -> None:
    words = rf"port {served.server.port} of 127\.0\.0\.1 is in use; .* take port=0 for any"
    with pytest.raises(OSError, match=words), BackgroundServer(_core(), port=served.server.port):
        pass


def test_one_that_has_not_begun_says_how_it_begins() -> None:
    server = BackgroundServer(_core())
    for ask in (
        lambda: server.url,
        lambda: server.port,
        lambda: server.call(lambda core, _now_us: core),
        lambda: server.serve_instead(_core()),
    ):
        with pytest.raises(RuntimeError, match=r"^this server has not begun; it runs inside of 'with "):
            ask()
    server.stop()


def test_an_unknown_host_is_an_error() -> None:
    with pytest.raises(socket.gaierror), BackgroundServer(_core(), host="no.such.host.invalid"):
        pass


def test_a_stop_closes_idle_connections_and_the_port(served: Served) -> None:
    client = served.connect()
    client.ask("GET", STATE).answer()
    served.server.stop()
    assert client.rest() == b""
    with pytest.raises(ConnectionRefusedError):
        served.connect()


def test_a_stop_answers_what_has_arrived(served: Served) -> None:
    client = served.connect()
    for _ in range(20):
        client.ask("GET", STATE)
    assert client.answer().status == 401
    served.server.stop()
    assert client.rest().count(b"HTTP/1.1 401") >= 1


@pytest.mark.slow
def test_a_stop_does_not_wait_for_a_body_that_does_not_come(served: Served) -> None:
    client = served.connect().send(b"POST /api/device/register/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
    served.ask("GET", STATE)
    served.server.stop()
    assert client.rest() == b""


def test_stopping_twice_is_fine() -> None:
    async def run() -> None:
        server = MockServer(_core())
        await server.start()
        await server.stop()
        await server.stop()

    asyncio.run(run())


def test_operations_run_between_requests(served: Served) -> None:
    assert served.server.call(lambda core, now_us: core.clock(now_us).now) == 1_700_000_000


def test_the_wall_clock_is_the_machines() -> None:
    with freezegun.freeze_time("2026-01-15 12:00:00"):
        assert wall_us() == 1_768_478_400_000_000
