"""What is known of a board's relays and sensor from what its agent tells, and what its agent has to be told."""

import pytest

from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.worlds.serial.outputs import BoardOutputs
from oceanhil.protocol.agent.commands import SensorSet
from oceanhil.protocol.agent.events import BootEvent, CutEvent, HaltEvent, RelaysEvent, SleepEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import RelayState
from oceanhil.protocol.resets import ResetReason
from tests.hil.agent.fake_agent import FakeAgent, FakeLine

OFF, ON = RelayState.OFF, RelayState.ON
BOOT = BootEvent(2, ResetReason.PIN, "idf-5.5.1")
CUT = encode(Sentence(SentenceKind.EVENT, 0, ("CUT", "7")))


def heard(*events: Event) -> list[tuple[bool, bool]]:
    """Give what is noted of relays when an agent reports this."""
    noted: list[tuple[bool, bool]] = []
    outputs = BoardOutputs(noted.append)
    for event in events:
        outputs.take(event)
    return noted


@pytest.mark.parametrize("end", [BOOT, CutEvent(7), SleepEvent(1)], ids=lambda event: str(event.NAME[0]))
def test_relays_open_once_when_a_boot_is_over(end: Event) -> None:
    assert heard(RelaysEvent(OFF, ON), end, end) == [(False, True), (False, False)]


def test_relays_that_stand_as_they_stood_are_not_noted() -> None:
    assert heard(BOOT, RelaysEvent(OFF, OFF), RelaysEvent(ON, ON), RelaysEvent(ON, ON)) == [(True, True)]


def test_a_program_that_ends_leaves_the_relays_as_they_are() -> None:
    assert heard(RelaysEvent(ON, OFF), HaltEvent("program ended")) == [(True, False)]


def test_only_what_was_sensed_is_told_and_not_to_a_board_that_sleeps() -> None:
    agent, outputs = FakeAgent(), BoardOutputs(lambda *_: None)
    has_to_tell = [outputs.has_to_tell]
    outputs.sense(-125, 407)
    for event in (BOOT, SleepEvent(1), BOOT):
        outputs.take(event)
        has_to_tell.append(outputs.has_to_tell)
    outputs.tell(AgentClient(FakeLine(agent), timeout_s=0.02))
    assert has_to_tell == [False, True, False, True]
    assert agent.done == [SensorSet(-125, 407)]


def test_power_that_goes_meanwhile_is_no_error_and_silence_is_one() -> None:
    outputs = BoardOutputs(lambda *_: None)
    outputs.sense(0, 0)
    outputs.tell(AgentClient(FakeLine(FakeAgent(), bend=lambda *_: CUT), timeout_s=0.02))
    with pytest.raises(AgentTimeoutError):
        outputs.tell(AgentClient(FakeLine(FakeAgent(), bend=lambda *_: b""), timeout_s=0.02))
