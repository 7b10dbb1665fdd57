"""What a board without network gets of its bench beside answers: the time, after a start without it and if it asks."""

from __future__ import annotations

from queue import SimpleQueue

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.worlds.serial.bridge import bridge
from oceanhil.protocol.agent.commands import AnyCommand, ClockGet, ClockSet
from oceanhil.protocol.agent.events import BootEvent, LoadEvent, TimeEvent
from oceanhil.protocol.agent.message import Event, Message
from oceanhil.protocol.agent.replies import ClockReading, Done
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.resets import ResetReason
from tests.hil.agent.fake_agent import FakeAgent, FakeLine

NOW_US = 1_790_000_000_000_000
SET_US = 1_780_000_000_000_000
BOOT = BootEvent(1, ResetReason.POWER_ON, "core-3.1.2")


class Clock(FakeAgent):
    """An agent whose clock shows `unix_us`."""

    def __init__(self, unix_us: int) -> None:
        super().__init__()
        self.unix_us = unix_us
        self.asked: SimpleQueue[AnyCommand] = SimpleQueue()

    def _do(self, command: AnyCommand) -> Message:
        if isinstance(command, ClockSet):
            self.unix_us = command.unix_us
        self.asked.put(command)
        return ClockReading(self.unix_us, 5) if isinstance(command, ClockGet) else Done()


@pytest.mark.parametrize(
    ("shows_us", "event", "wanted"),
    [
        (0, BOOT, [ClockGet(), ClockSet(NOW_US)]),
        (SET_US, BOOT, [ClockGet()]),
        (0, TimeEvent(), [ClockSet(NOW_US)]),
        (SET_US, TimeEvent(), [ClockSet(NOW_US)]),
        (0, LoadEvent(RecordVerdict.EMPTY), []),
    ],
    ids=["a start in 1970", "a start with the time", "asked in 1970", "asked with a time", "another event"],
)
def test_the_time_is_told_after_a_start_without_it_and_whenever_it_is_asked_for(
    shows_us: int, event: Event, wanted: list[AnyCommand]
) -> None:
    agent = Clock(shows_us)
    line = FakeLine(agent)
    client = AgentClient(line, board="bench1")
    with bridge(client, "http://127.0.0.1:9", lambda: NOW_US):
        line.report(event)
        told = [agent.asked.get(timeout=10) for _ in wanted]
    client.close()
    assert told == wanted
    assert agent.asked.empty()
