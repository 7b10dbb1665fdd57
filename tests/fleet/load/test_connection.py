"""A device's connection, in a process of its own: what it imports puts gevent's sockets in the place of Python's."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from oceanhil.app.serving.certificates import real_now
from oceanhil.mock_server.network.authority import BenchAuthority
from tests.conformance.raw_server import Serve, saying, serving

pytestmark = pytest.mark.slow

OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Probed(msgspec.Struct, frozen=True):
    came: list[str]
    opened: int
    resumed: int


def probed(port: int, *, times: int = 1, timeout_s: float = 5, ca_file: str = "", answers: int = 0) -> Probed:
    """Ask so many times; `answers` is after how many the server ends a connection, 0 for never."""
    url = f"{'https' if ca_file else 'http'}://127.0.0.1:{port}"
    command = [sys.executable, str(Path(__file__).with_name("probe.py")), url, ca_file]
    command += [str(times), str(timeout_s), str(answers)]
    return msgspec.json.decode(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout, type=Probed)


def heads(connection: socket.socket) -> bytes:
    """Read one request."""
    read = b""
    while b"{}" not in read:
        part = connection.recv(4096)
        if not part:
            break
        read += part
    return read


def keeping(answers: int, seen: list[bytes]) -> Serve:
    """Answer so many requests of one connection, then close it."""

    def serve(connection: socket.socket) -> None:
        for _ in range(answers):
            seen.append(heads(connection))
            connection.sendall(OK.encode())

    return serve


def test_one_connection_is_kept_and_a_closed_one_opened_again_with_nothing_sent_twice() -> None:
    seen: list[bytes] = []
    with serving(keeping(2, seen)) as port:
        found = probed(port, times=4, answers=2)
    assert found == Probed(["200 {}"] * 4, opened=2, resumed=0)
    assert [each.split(b" ")[1] for each in seen] == [b"/0", b"/1", b"/2", b"/3"]


def test_a_request_carries_what_the_device_and_the_gateway_want() -> None:
    seen: list[bytes] = []
    with serving(keeping(1, seen)) as port:
        probed(port)
    head, _, body = seen[0].partition(b"\r\n\r\n")
    lines = [line.decode() for line in head.split(b"\r\n")]
    assert lines[0] == "POST /0 HTTP/1.1"
    assert {f"host: 127.0.0.1:{port}", "x-gateway-key: k", "x-device-token: t", "content-length: 2"} < set(lines)
    assert body == b"{}"


@pytest.mark.long
@pytest.mark.parametrize(
    "answer",
    ["", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "SSH-2.0-x\r\n\r\n"],
    ids=["nothing", "half a head", "half a body", "no HTTP"],
)
def test_an_answer_that_is_none_is_a_lost_connection_and_the_request_is_not_sent_again(answer: str) -> None:
    with serving(saying(answer)) as port:
        assert probed(port) == Probed(["connection lost"], opened=1, resumed=0)


@pytest.mark.parametrize(
    ("beginning", "more"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"x: " + b"a" * 65536 + b"\r\n"),
    ],
    ids=["body", "head"],
)
def test_an_answer_without_end_is_given_up_before_it_fills_the_memory(beginning: bytes, more: bytes) -> None:
    def endless(connection: socket.socket) -> None:
        heads(connection)
        with suppress(OSError):
            connection.sendall(beginning)
            while True:
                connection.sendall(more)

    with serving(endless) as port:
        assert probed(port) == Probed(["connection lost"], opened=1, resumed=0)


@pytest.mark.parametrize("answer", [OK, "HTTP/1.1 429 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"])
def test_an_answer_is_one_whatever_its_framing(answer: str) -> None:
    with serving(saying(answer)) as port:
        assert probed(port).came[0].endswith(" {}")


def test_a_server_that_says_nothing_is_waited_for_as_long_as_a_device_does() -> None:
    def silent(connection: socket.socket) -> None:
        while connection.recv(4096):
            pass

    with serving(silent) as port:
        assert probed(port, timeout_s=0.3).came == ["timeout"]


def test_a_server_that_is_not_there_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert probed(port).came == ["refused"]


def test_a_tls_session_is_kept_for_the_next_connection_and_a_stranger_is_not_trusted(tmp_path: Path) -> None:
    authority, stranger = BenchAuthority.create(), BenchAuthority.create()
    issued = authority.issue(["127.0.0.1"], real_now())
    key = tmp_path / "server.pem"
    key.write_bytes(issued.pem)
    own, other = tmp_path / "own.pem", tmp_path / "other.pem"
    own.write_text(authority.certificate_pem)
    other.write_text(stranger.certificate_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(key)
    seen: list[bytes] = []
    with serving(keeping(1, seen), context) as port:
        assert probed(port, times=3, ca_file=str(own), answers=1) == Probed(["200 {}"] * 3, opened=3, resumed=2)
        assert probed(port, ca_file=str(other)).came == ["TLS untrusted"]
