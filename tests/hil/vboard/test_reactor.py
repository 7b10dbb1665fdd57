"""The loop of a virtual board's process."""

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from oceanhil.hil.vboard.reactor import Reactor


@pytest.fixture
def reactor() -> Iterator[Reactor]:
    made = Reactor()
    yield made
    made.close()


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_another_thread_wakes_the_loop(reactor: Reactor) -> None:
    done: list[str] = []
    thread = threading.Thread(target=lambda: reactor.post(lambda: done.append("posted")))
    thread.start()
    while not done:
        reactor.turn(None)
    thread.join()
    assert done == ["posted"]


def test_timers_run_in_order_and_a_cancelled_one_does_not(reactor: Reactor, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [5.0]
    monkeypatch.setattr(f"{Reactor.__module__}.time", SimpleNamespace(monotonic=lambda: now[0]))
    done: list[int] = []
    reactor.call_later(0.002, lambda: done.append(2))
    reactor.call_later(0.001, lambda: done.append(1))
    cancel = reactor.call_later(0.0015, lambda: done.append(9))
    cancel()
    reactor.turn(0)
    assert done == []
    now[0] += 0.003
    reactor.turn(0)
    assert done == [1, 2]


def test_a_file_is_heard_while_it_is_watched(reactor: Reactor, pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    heard: list[bytes] = []
    reactor.on_read(ours, lambda: heard.append(ours.recv(10)))
    theirs.send(b"one")
    reactor.turn(5)
    reactor.forget(ours)
    theirs.send(b"two")
    reactor.turn(0)
    assert heard == [b"one"]


def test_a_writer_that_another_callback_took_away_is_not_called(
    reactor: Reactor, pair: tuple[socket.socket, socket.socket]
) -> None:
    ours, theirs = pair
    written: list[str] = []
    reactor.on_read(ours, lambda: reactor.forget(ours))
    reactor.on_write(ours, lambda: written.append("x"))
    theirs.send(b"x")
    reactor.turn(5)
    assert written == []
