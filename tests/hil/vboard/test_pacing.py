"""Bytes at the speed of the wire."""

from collections.abc import Iterator

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory

from oceanhil.hil.vboard.port_traffic import PacedWriter
from tests.hil.vboard.board_in_process import FakePort
from tests.hil.vboard.looping import Timers


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    with freeze_time() as frozen:
        assert isinstance(frozen, FrozenDateTimeFactory)
        yield frozen


def paced(baud: int | None) -> tuple[FakePort, PacedWriter, Timers]:
    port, timers = FakePort(baud), Timers()
    timers.close()
    return port, PacedWriter(port, timers), timers


@pytest.mark.slow
def test_a_second_at_115200_baud_carries_11520_bytes(clock: FrozenDateTimeFactory) -> None:
    port, writer, timers = paced(115_200)
    writer.write(bytes(50_000))
    for _ in range(500):
        clock.tick(0.002)
        timers.ring()
    assert 11_500 <= len(port.sent) <= 11_560


def test_everything_arrives_in_order_and_then_nothing_ticks(clock: FrozenDateTimeFactory) -> None:
    port, writer, timers = paced(None)
    writer.write(bytes(range(200)))
    writer.write(b"end")
    while timers.ring():
        clock.tick(0.002)
    assert port.sent == bytes(range(200)) + b"end"


def test_a_short_word_leaves_at_once(clock: FrozenDateTimeFactory) -> None:
    del clock
    port, writer, timers = paced(921_600)
    writer.write(b"OK\r\n")
    assert port.sent == b"OK\r\n"
    assert timers.ring() == []
