"""Servers whose answers never end: a run goes on, and says that there was none in time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.target import Target, TargetError, answer_of
from oceanhil.remote.wire.wire import Wire
from tests.conformance.raw_server import serving

REQUEST = HttpRequest("GET", "/state/")
OK = b"HTTP/1.1 200 OK\r\n"
ENDLESS = {
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "trailers": (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n" * 100),
}
DRIPPING = {
    "head": (b"HTTP/1.1 ", b"2"),
    "body": (OK + b"Content-Length: 100000\r\n\r\n", b"x"),
}


@contextmanager
def going_on(first: bytes, again: bytes, pause_s: float = 0.0) -> Iterator[Target]:
    """Answer with `first`, then with `again` until the client closes or the test is over."""
    is_over = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(first)
        while not is_over.wait(pause_s):
            connection.sendall(again)

    with serving(serve) as port:
        try:
            yield Target(f"http://127.0.0.1:{port}", timeout_s=0.3)
        finally:
            is_over.set()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ENDLESS)
def test_an_answer_without_end_is_none_in_time(kind: str) -> None:
    with going_on(*ENDLESS[kind]) as target:
        wire = Wire(target)
        exchange = wire.exchange(REQUEST)
        wire.close()
    assert (exchange.response, exchange.no_answer_kind) == (None, NoAnswerKind.TIMEOUT)


@pytest.mark.parametrize("kind", DRIPPING)
def test_an_answer_that_comes_byte_by_byte_is_none_in_time(kind: str) -> None:
    with going_on(*DRIPPING[kind], pause_s=0.05) as target:
        wire = Wire(target)
        exchange = wire.exchange(REQUEST)
        wire.close()
    assert (exchange.response, exchange.no_answer_kind) == (None, NoAnswerKind.TIMEOUT)


def test_bytes_of_ones_own_are_answered_in_time_or_not_at_all() -> None:
    with going_on(*DRIPPING["body"], pause_s=0.05) as target:
        wire = Wire(target)
        exchange = wire.raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        wire.close()
    assert (exchange.response, exchange.no_answer_kind) == (None, NoAnswerKind.TIMEOUT)


def test_a_target_that_never_ends_its_answer_is_stuck() -> None:
    with (
        going_on(*DRIPPING["body"], pause_s=0.05) as target,
        pytest.raises(TargetError, match=r"does not answer in 0.3 s; see whether it is stuck"),
    ):
        answer_of(target, REQUEST)
