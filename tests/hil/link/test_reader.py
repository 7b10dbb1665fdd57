"""Reading each kind of port: all that is there at once, and a wait that another thread can end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import cast

import pytest
import serial

from oceanhil.hil.link.reader import CancellableIntake, RemoteIntake, SocketIntake, intake_of


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
    intake = intake_of(as_serial(port), "socket://192.0.2.1:23")
    assert (type(intake), port.timeout) == (SocketIntake, 0)
    ends[1].sendall(b"one\n")
    assert (intake.read(), port.asked) == (b"one\n", [65_536])
    intake.close()


def test_a_wait_for_a_socket_can_be_ended_also_before_it_began(ends: tuple[socket.socket, socket.socket]) -> None:
    port = SocketPort(ends[0])
    intake = SocketIntake(as_serial(port))
    intake.cancel()
    ends[1].sendall(b"one\n")
    assert (intake.read(), port.asked) == (b"", [])
    assert intake.read() == b"one\n"
    intake.cancel()
    intake.cancel()
    assert intake.read() == b""
    intake.close()


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
    intake = SocketIntake(as_serial(SocketPort(ends[0])))
    selector = intake._selector
    intake.close()
    assert [each.fileno() for each in made] == [-1, -1]
    assert selector.get_map() is None
    assert ends[0].fileno() >= 0


@pytest.mark.parametrize("kind", [CancellableIntake, RemoteIntake])
def test_a_first_byte_is_waited_for_then_the_rest_is_taken(kind: type[CancellableIntake | RemoteIntake]) -> None:
    port = LocalPort(b"one\n")
    intake = kind(as_serial(port))
    assert (intake.read(), port.asked) == (b"one\n", [1, 3])
    port.data = b"x"
    assert (intake.read(), port.asked) == (b"x", [1, 3, 1])
    assert (intake.read(), port.asked) == (b"", [1, 3, 1, 1])


def test_a_wait_for_this_machines_port_is_cancelled_by_pyserial() -> None:
    port = LocalPort()
    intake = intake_of(as_serial(port), "/dev/ttyUSB0")
    intake.cancel()
    assert (type(intake), port.cancelled, port.timeout) == (CancellableIntake, 1, None)


def test_a_remote_port_is_asked_four_times_a_second_and_needs_no_cancelling() -> None:
    port = LocalPort()
    intake = intake_of(as_serial(port), "rfc2217://192.0.2.1:23")
    intake.cancel()
    assert (type(intake), port.cancelled, port.timeout) == (RemoteIntake, 0, 0.25)
