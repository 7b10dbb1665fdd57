"""Answers that HTTP allows and devices do not expect: nobody waits for what does not come."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.proxy.upstream import UpstreamTimes
from tests.mock_server.proxy.scripted import Scripted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.proxy.conftest import ProxyServer

    Make = Callable[..., ProxyServer]
    Script = Callable[..., Scripted]

STATE = "/api/device/state/"
# Longer than the client waits: whoever waits for the upstream's time-out fails the test.
PATIENT = UpstreamTimes(30.0, 300.0)
FINAL = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    "switch",
    [
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_protocol_is_a_bad_gateway_at_once(
    scripted: Script, proxy_to: Make, switch: bytes, method: str
) -> None:
    proxy = proxy_to(scripted(switch).url, times=PATIENT)
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"}
    for _ in range(2):
        got = proxy.ask(method, STATE, None, headers)
        if b" 200 " in switch:
            assert (got.status, got.body) == (200, b"{}")
            assert "upgrade" not in dict(got.headers)
        else:
            assert (got.status, got.json["code"]) == (502, "bad_gateway")
            entries = proxy.admin("GET", "/journal?last=1")["entries"]
            assert isinstance(entries, list)
            assert entries[0]["note"] == "the upstream wants to speak another protocol"


def test_the_connection_that_was_switched_is_not_used_again(scripted: Script, proxy_to: Make) -> None:
    origin = scripted(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    proxy = proxy_to(origin.url, times=PATIENT)
    for _ in range(3):
        assert proxy.ask("GET", STATE).status == 502
    assert origin.connections == 3


@pytest.mark.parametrize("code", [100, 102, 103, 199])
def test_interim_answers_are_left_out(scripted: Script, proxy_to: Make, code: int) -> None:
    interim = b"HTTP/1.1 %d Wait\r\nLink: </x>\r\n\r\n" % code
    proxy = proxy_to(scripted(3 * interim + FINAL).url, times=PATIENT)
    got = proxy.ask("GET", STATE)
    assert (got.status, got.body) == (200, b"{}")
    assert "link" not in dict(got.headers)


@pytest.mark.parametrize("code", [204, 205, 304])
@pytest.mark.parametrize("body", [b"", b"{}", FINAL])
def test_what_may_have_no_body_is_passed_on_without_one(
    scripted: Script, proxy_to: Make, code: int, body: bytes
) -> None:
    origin = scripted(b"HTTP/1.1 %d Fine\r\nContent-Length: %d\r\n\r\n%s" % (code, len(body), body))
    proxy = proxy_to(origin.url, times=PATIENT)
    for _ in range(3):
        got = proxy.ask("GET", STATE)
        assert (got.status, got.body) in {(code, b""), (502, got.body), (205, body)}
        assert b"HTTP/1.1" not in got.body or code == 205


@pytest.mark.parametrize("code", [204, 304])
def test_after_an_answer_without_body_a_device_goes_on_on_its_connection(
    scripted: Script, proxy_to: Make, code: int
) -> None:
    proxy = proxy_to(scripted(b'HTTP/1.1 %d Fine\r\nETag: "a"\r\n\r\n' % code).url, times=PATIENT)
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as device:
        for _ in range(3):
            device.sendall(b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            head = device.recv(65536)
            assert head.startswith(b"HTTP/1.1 %d " % code)
            assert head.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("length", [b"", b"Content-Length: 500\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_the_answer_to_head_is_not_waited_for(scripted: Script, proxy_to: Make, length: bytes) -> None:
    proxy = proxy_to(scripted(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n").url, times=PATIENT)
    for _ in range(2):
        got = proxy.ask("HEAD", STATE)
        assert (got.status, got.body) == (200, b"")


@pytest.mark.parametrize("code", [b"000", b"099", b"600", b"999", b"1000", b"-20", b"2 0"])
def test_a_number_that_is_no_status_is_no_valid_answer(scripted: Script, proxy_to: Make, code: bytes) -> None:
    proxy = proxy_to(scripted(b"HTTP/1.1 %s Odd\r\nContent-Length: 2\r\n\r\n{}" % code).url, times=PATIENT)
    assert proxy.ask("GET", STATE).status == 502
