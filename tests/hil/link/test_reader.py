"""Reading each kind of port: all that is there at once, and a wait that another thread can end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import cast

import pytest
import serial

from oceanhil.hil.link.reader import CancellableReader, RemoteReader, SocketReader, reader_of


class SocketPort:
    """What pyserial's `socket://` has: no way to cancel a read."""

    def __init__(self, ours: socket.socket) -> None:
        self._ours = ours
        self.timeout: float | None = None
        self.asked: list[int] = []

    def fileno(self) -> int:
        return self._ours.fileno()

    def read(self, size: int) -> bytes:
        self.asked.append(size)
        return self._ours.recv(size)


class LocalPort:
    """What pyserial's other ports have."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        self.timeout: float | None = None
        self.asked: list[int] = []
        self.cancelled = 0

    @property
    def in_waiting(self) -> int:
        return len(self.data)

    def read(self, size: int) -> bytes:
        self.asked.append(size)
        part, self.data = self.data[:size], self.data[size:]
        return part

    def cancel_read(self) -> None:
        self.cancelled += 1


def as_serial(port: SocketPort | LocalPort) -> serial.Serial:
    return cast("serial.Serial", port)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Our end and the board's."""
    ours, boards = socket.socketpair()
    ours.settimeout(5)
    yield ours, boards
    ours.close()
    boards.close()


def test_a_socket_is_read_up_to_64_kib_at_once_without_a_wait_of_its_own(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    port = SocketPort(ends[0])
    reader = reader_of(as_serial(port), "socket://192.0.2.1:23")
    assert (type(reader), port.timeout) == (SocketReader, 0)
    ends[1].sendall(b"one\n")
    assert (reader.read(), port.asked) == (b"one\n", [65_536])
    reader.close()


def test_a_wait_for_a_socket_can_be_ended_also_before_it_began(ends: tuple[socket.socket, socket.socket]) -> None:
    port = SocketPort(ends[0])
    reader = SocketReader(as_serial(port))
    reader.cancel()
    ends[1].sendall(b"one\n")
    assert (reader.read(), port.asked) == (b"", [])
    assert reader.read() == b"one\n"
    reader.cancel()
    reader.cancel()
    assert reader.read() == b""
    reader.close()


def test_a_closed_intake_gives_back_its_sockets_and_leaves_the_port_open(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[socket.socket] = []
    pair = socket.socketpair

    def noted() -> tuple[socket.socket, socket.socket]:
        both = pair()
        made.extend(both)
        return both

    monkeypatch.setattr("oceanhil.hil.link.reader.socket.socketpair", noted)
    reader = SocketReader(as_serial(SocketPort(ends[0])))
    selector = reader._selector
    reader.close()
    assert [each.fileno() for each in made] == [-1, -1]
    assert selector.get_map() is None
    assert ends[0].fileno() >= 0


@pytest.mark.parametrize("kind", [CancellableReader, RemoteReader])
def test_a_first_byte_is_waited_for_then_the_rest_is_taken(kind: type[CancellableReader | RemoteReader]) -> None:
    port = LocalPort(b"one\n")
    reader = kind(as_serial(port))
    assert (reader.read(), port.asked) == (b"one\n", [1, 3])
    port.data = b"x"
    assert (reader.read(), port.asked) == (b"x", [1, 3, 1])
    assert (reader.read(), port.asked) == (b"", [1, 3, 1, 1])


def test_a_wait_for_this_machines_port_is_cancelled_by_pyserial() -> None:
    port = LocalPort()
    reader = reader_of(as_serial(port), "/dev/ttyUSB0")
    reader.cancel()
    assert (type(reader), port.cancelled, port.timeout) == (CancellableReader, 1, None)


def test_a_remote_port_is_asked_four_times_a_second_and_needs_no_cancelling() -> None:
    port = LocalPort()
    reader = reader_of(as_serial(port), "rfc2217://192.0.2.1:23")
    reader.cancel()
    assert (type(reader), port.cancelled, port.timeout) == (RemoteReader, 0, 0.25)
