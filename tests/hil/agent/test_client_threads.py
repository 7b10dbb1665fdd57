"""The agent's client on a line whose reader is a thread of its own, as a serial link's is."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.protocol.agent.commands import EepromXor
from tests.hil.agent.fake_agent import FakeAgent, FakeLine


class ThreadedLine(FakeLine):
    """Hands what is written to the agent in another thread, which also brings the replies."""

    def __init__(self, agent: FakeAgent) -> None:
        super().__init__(agent)
        self._to_send: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def write(self, data: bytes) -> None:
        self._to_send.put(data)

    def end(self) -> None:
        self._to_send.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (data := self._to_send.get()) is not None:
            super().write(data)


@pytest.fixture
def line() -> Iterator[ThreadedLine]:
    made = ThreadedLine(FakeAgent())
    yield made
    made.end()


def test_replies_from_another_thread_arrive_in_the_order_of_the_questions(line: ThreadedLine) -> None:
    line.agent.flash[:] = random.Random(6).randbytes(len(line.agent.flash))
    client = AgentClient(line)
    client.open()
    assert client.flash_read(0, len(line.agent.flash)) == line.agent.flash


def test_two_threads_may_ask_at_once(line: ThreadedLine) -> None:
    client, masks = AgentClient(line), [bytes([1 << bit]) * 500 for bit in range(8)]
    client.open()
    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(lambda mask: client.eeprom_xor(0, mask), masks))
    assert line.agent.eeprom[:500] == b"\xff" * 500
    assert sum(isinstance(command, EepromXor) for command in line.agent.done) == 2 * len(masks)
