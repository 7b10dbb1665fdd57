"""TLS handshakes that do not end: they count, wait for their turn, and are closed."""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.app import BackgroundServer, TransportLimits
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.network.listener import server_context
from oceanhil.mock_server.operation.address_limits import AddressLimits
from oceanhil.protocol.profile import load_profile
from tests.mock_server.network.authorities import NOW, client_of, new_authority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oceanhil.mock_server.network.authority import BenchAuthority

    MakeHalf = Callable[[BackgroundServer], "Half"]

LONG_S = 60.0
REQUEST = b"GET /_admin/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def authority() -> BenchAuthority:
    return new_authority()


@contextlib.contextmanager
def serving(authority: BenchAuthority, *, timeout_s: float = LONG_S, **limits: int) -> Iterator[BackgroundServer]:
    context = server_context(authority.issue(["localhost", "127.0.0.1"], NOW).pem)
    bounds = TransportLimits(
        handshake_timeout_s=timeout_s, stop_timeout_s=1.0, per_address=AddressLimits(connections=50, **limits)
    )
    with BackgroundServer(Core(load_profile(), seed=1), tls=context, limits=bounds) as running:
        yield running


@pytest.fixture
def half(authority: BenchAuthority) -> Iterator[MakeHalf]:
    """Give what makes clients; they hang up with the test."""
    with contextlib.ExitStack() as opened:

        def connect(server: BackgroundServer) -> Half:
            made = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            return Half(opened.enter_context(made), authority)

        yield connect


class Half:
    """A client whose handshake goes as far as it is told."""

    def __init__(self, connected: socket.socket, authority: BenchAuthority) -> None:
        self.socket = connected
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = client_of(authority).wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        with contextlib.suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
        self.hello = self.outgoing.read()

    def begin(self) -> None:
        self.socket.sendall(self.hello)

    def has_answer(self) -> bytes:
        """Wait for the first byte of the server's; empty if it has hung up."""
        try:
            return self.socket.recv(1, socket.MSG_PEEK)
        except ConnectionResetError:
            return b""

    def finish(self) -> bytes:
        """Do the rest, and a request; gives the answer's first line."""
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self.socket.sendall(self.outgoing.read())
                self.incoming.write(self.socket.recv(16384))
        self.tls.write(REQUEST)
        self.socket.sendall(self.outgoing.read())
        while True:
            with contextlib.suppress(ssl.SSLWantReadError):
                return self.tls.read().split(b"\r\n")[0]
            self.incoming.write(self.socket.recv(16384))


def count(server: BackgroundServer, half: MakeHalf) -> int:
    """Wait until a connection is let in; gives how many were turned away before."""
    for turned_away in range(1000):
        client = half(server)
        client.begin()
        if client.has_answer():
            client.socket.close()
            return turned_away
        client.socket.close()
    pytest.fail("nobody is let in")


@pytest.mark.parametrize("bytes_sent", [0, 1, 100, None])
def test_a_handshake_that_does_not_end_is_closed(
    authority: BenchAuthority, half: MakeHalf, bytes_sent: int | None
) -> None:
    with serving(authority, timeout_s=0.2) as server:
        client = half(server)
        client.socket.sendall(client.hello[:bytes_sent])
        while client.has_answer():
            client.socket.recv(65536)


def drip(client: Half) -> None:
    while True:
        client.socket.sendall(client.hello[:1])


def test_what_drips_is_closed_too(authority: BenchAuthority, half: MakeHalf) -> None:
    with serving(authority, timeout_s=0.2) as server:
        client = half(server)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            drip(client)


@pytest.mark.parametrize("is_silent", [False, True])
def test_handshakes_count_as_connections(authority: BenchAuthority, half: MakeHalf, *, is_silent: bool) -> None:
    with serving(authority) as server:
        halves = [half(server) for _ in range(50)]
        for client in [] if is_silent else halves:
            client.begin()
        assert half(server).has_answer() == b""
        for client in halves:
            client.socket.close()
        count(server, half)


def test_few_handshakes_of_an_address_are_under_way_and_the_others_wait_for_their_turn(
    authority: BenchAuthority, half: MakeHalf
) -> None:
    with serving(authority, handshakes=2) as server:
        first, second, third, fourth = (half(server) for _ in range(4))
        for client in (first, second):
            client.begin()
            assert client.has_answer()
        for client in (third, fourth):
            client.begin()
            client.socket.settimeout(0.2)
            with pytest.raises(TimeoutError):
                client.has_answer()
            client.socket.settimeout(20)
        second.socket.close()
        assert third.finish() == b"HTTP/1.1 200 OK"
        assert fourth.finish() == b"HTTP/1.1 200 OK"
        assert first.finish() == b"HTTP/1.1 200 OK"


@pytest.mark.slow
def test_one_that_hangs_up_while_it_waits_loses_its_turn_and_its_place(
    authority: BenchAuthority, half: MakeHalf
) -> None:
    with serving(authority, handshakes=1) as server:
        first = half(server)
        first.begin()
        assert first.has_answer()
        for _ in range(200):
            waiting = half(server)
            waiting.begin()
            waiting.socket.close()
        assert first.finish() == b"HTTP/1.1 200 OK"
        last = half(server)
        last.begin()
        assert last.finish() == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff", b"\x00" * 300_000])
def test_what_is_no_tls_gives_its_place_back(authority: BenchAuthority, half: MakeHalf, said: bytes) -> None:
    with serving(authority, timeout_s=0.5, handshakes=1) as server:
        for _ in range(60):
            client = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            with contextlib.suppress(OSError):
                client.sendall(said)
            client.close()
        count(server, half)


def test_a_stop_does_not_wait_for_them(authority: BenchAuthority, half: MakeHalf) -> None:
    with serving(authority, handshakes=1) as server:
        halves = [half(server) for _ in range(5)]
        for client in halves[1:]:
            client.begin()
        assert halves[1].has_answer()
    assert [client.has_answer() for client in (halves[0], *halves[2:])] == [b""] * 4
