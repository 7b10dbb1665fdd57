"""What is no HTTP may be refused as an unknown method or version, with 501 or 505: no server has failed by that."""

import socket
from collections.abc import Callable
from contextlib import closing
from functools import partial

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.items.abuse import ITEMS
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.control import Control
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire
from tests.conformance.raw_server import Serve, page, serving
from tests.conformance.seeded.bug import subject_at
from tests.conformance.seeded.fronts import front

NAMES = ("garbage", "tls-hello", "http-2", "empty-request-line")


def refusing_with(status: str) -> Serve:
    """Answer with this what is no request, and refuse the credentials of what is one."""
    judged = page("401 Unauthorized", "{}")

    def serve(connection: socket.socket) -> None:
        if connection.recv(4, socket.MSG_PEEK) == b"GET ":
            judged(connection)
        else:
            # All of it is read first: a reset by what was left over would take the answer away.
            connection.recv(4096)
            connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode())

    return serve


def verdicts_of(serve: Serve) -> set[ItemVerdict]:
    chosen = [item for item in ITEMS if item.id.removeprefix("abuse/") in NAMES]
    with serving(serve) as port:
        target = Target(f"http://127.0.0.1:{port}")
        subject = DeviceSubject(lambda heard: Wire(target, heard=heard), Control(), load_profile(), 1)
        with closing(subject):
            return {result.verdict for result in run_items(chosen, subject, trials_max=1)}


@pytest.mark.parametrize("status", ["400 Bad Request", "501 Not Implemented", "505 HTTP Version Not Supported"])
def test_what_is_no_http_may_be_a_method_or_a_version_that_nobody_knows(status: str) -> None:
    assert verdicts_of(refusing_with(status)) == {ItemVerdict.CONFORMS}


def test_what_is_no_http_is_no_failure_of_the_server() -> None:
    assert verdicts_of(refusing_with("500 Internal Server Error")) == {ItemVerdict.VIOLATES}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("400 Bad Request", ItemVerdict.CONFORMS),
        ("505 HTTP Version Not Supported", ItemVerdict.CONFORMS),
        ("500 Internal Server Error", ItemVerdict.VIOLATES),
    ],
)
def test_a_line_with_nul_in_it_may_be_no_http(status: str, expected: ItemVerdict) -> None:
    def relay(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
        line = request.partition(b"\r\n")[0]
        refusal = f"HTTP/1.1 {status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode()
        return refusal if b"\0" in line else ask(request)

    before = partial(front, waits_in=frozenset(), workers=8, relay=relay)
    chosen = [item for item in ITEMS if item.id == "abuse/nul-in-path"]
    with (
        ServerLoop() as servers,
        subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1)), before=before) as subject,
    ):
        assert [result.verdict for result in run_items(chosen, subject, trials_max=1)] == [expected]


def speaking_http_2_too(connection: socket.socket) -> None:
    """Answer the beginning of HTTP/2 with the settings that a server of it begins with, as proxies do on any port."""
    if connection.recv(4, socket.MSG_PEEK) == b"PRI ":
        connection.recv(4096)
        connection.sendall(bytes.fromhex("00000c 04 00 00000000 0003 00000064 0004 00100000"))
        # It stays open until the client has had enough: the client's own settings are waited for.
        connection.settimeout(None)
        connection.recv(1)
    else:
        refusing_with("400 Bad Request")(connection)


def test_a_server_may_speak_http_2_on_the_same_port() -> None:
    assert verdicts_of(speaking_http_2_too) == {ItemVerdict.CONFORMS}
