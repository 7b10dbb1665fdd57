"""Held time on the machine code of each emulated board: nothing passes but what its bench grants."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import TypeVar

import pytest

from oceanhil.hil.agent.agent_errors import AgentPowerLostError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.targets import Target
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.worlds.emulated.bench import HeldTime
from oceanhil.protocol.agent.events import BootEvent, HttpEvent, SleepEvent, TimeEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from oceanhil.protocol.agent.vocabulary import ProvisionField
from oceanhil.protocol.resets import ResetKind, ResetReason
from tests.firmware.conftest import ANSWER_S, MAC

EventT = TypeVar("EventT", bound=Event)
SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US
JOINED_MS = 2_000
TOKEN = {ProvisionField.TOKEN: "orc_reg_" + "a" * 24, ProvisionField.SERVER: "bridge:"}


class Held:
    """A board whose time is held, its agent, and what that tells."""

    def __init__(self, board: EmulatedBoard, link: SerialLink) -> None:
        line = LinkLine(link)
        self.board = board
        self.time = HeldTime(board, line)
        self.agent = AgentClient(line, timeout_s=ANSWER_S, attempts=1)
        self._events: SimpleQueue[Event] = SimpleQueue()
        self.agent.on_event(self._events.put)

    def on(self, *, hold: bool = False) -> int | None:
        """Give power, and wait for the first rest."""
        self.board.on(hold=hold)
        return self.time.let_pass(0)

    def heard(self, kind: type[EventT]) -> list[EventT]:
        """Give the events of a kind that came since the last call."""
        events = [self._events.get() for _ in range(self._events.qsize())]
        return [event for event in events if isinstance(event, kind)]

    def uptime_ms(self) -> int:
        """Ask the agent how long the board has been up."""
        return self.agent.clock_get().uptime_ms


@pytest.fixture
def held(target: Target) -> Iterator[Held]:
    """A board that is off, with a blank chip."""
    image = build(firmware_image(target))
    with (
        EmulatedBoard(target, image, MAC, held_time=True) as board,
        SerialLink(PortSpec(url=board.line.url)) as link,
    ):
        made = Held(board, link)
        yield made
        made.time.close()
        made.agent.close()


def test_a_board_without_power_wants_nothing(held: Held) -> None:
    assert held.time.let_pass(HOUR_US) is None


def test_a_boot_takes_no_time(held: Held) -> None:
    held.on()
    assert len(held.heard(BootEvent)) == 1
    assert held.uptime_ms() == 0


def test_a_board_that_is_held_by_its_strap_wants_nothing(held: Held) -> None:
    assert held.on(hold=True) is None


def test_exactly_what_is_granted_passes(held: Held) -> None:
    held.on()
    held.time.let_pass(1_234_000)
    held.time.let_pass(1_000)
    assert held.uptime_ms() == 1_235


def test_a_board_goes_on_where_it_wanted_to_and_joins_as_late_as_others(held: Held) -> None:
    wanted_us = held.on()
    assert wanted_us is not None
    while not held.heard(TimeEvent):
        wanted_us = held.time.let_pass(wanted_us)
        assert wanted_us is not None
    assert held.uptime_ms() == JOINED_MS


def test_all_that_was_said_before_the_rest_has_been_heard(held: Held) -> None:
    held.on(hold=True)
    held.agent.provision({**TOKEN, ProvisionField.SNTP: "0"})
    held.on()
    for _ in range(100):
        held.time.let_pass(SECOND_US // 10)
        if parts := held.heard(HttpEvent):
            assert len(parts) == parts[0].parts
            return
    pytest.fail("it never sent a request")


@pytest.mark.parametrize("reason", list(ResetKind))
def test_a_restart_begins_anew_at_0(held: Held, reason: ResetKind) -> None:
    held.on()
    held.time.let_pass(HOUR_US)
    held.agent.restart(reason)
    held.time.let_pass(0)
    assert [boot.reason.value for boot in held.heard(BootEvent)] == ["power-on", reason.value]
    assert held.uptime_ms() == 0


def test_deep_sleep_ends_when_its_time_was_granted(held: Held) -> None:
    held.on()
    held.agent.sleep(HOUR_US)
    assert held.time.let_pass(0) == HOUR_US
    assert held.time.let_pass(HOUR_US - 1) == 1
    assert len(held.heard(SleepEvent)) == 1
    held.time.let_pass(1)
    assert [boot.reason for boot in held.heard(BootEvent)] == [ResetReason.DEEP_SLEEP]


def test_time_counts_with_the_boards_own_drift(held: Held) -> None:
    held.on(hold=True)
    held.agent.clock_drift(1_000_000)
    held.time.let_pass(SECOND_US)
    assert held.uptime_ms() == 2_000


def test_a_board_whose_power_was_cut_wants_nothing_any_more(held: Held) -> None:
    held.on()
    held.agent.hold()
    held.agent.cut_arm(1, 0)
    held.agent.eeprom_begin(64)
    held.agent.eeprom_write(0, b"x")
    with pytest.raises(AgentPowerLostError):
        held.agent.eeprom_commit()
    assert held.time.let_pass(HOUR_US) is None


class Line:
    """A line on which nobody answers, or somebody who is told to."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self._listeners: list[Callable[[Sentence], None]] = []
        self.answers: list[tuple[str, ...]] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)
        if self.answers:
            for listener in self._listeners:
                listener(Sentence(SentenceKind.EVENT, 0, self.answers.pop(0)))

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


class Powered:
    """A board with power; `ended` says why its emulator has ended."""

    is_on = True

    def __init__(self, ended: str = "") -> None:
        self._ended = ended

    def check(self) -> None:
        if self._ended:
            raise EmulatorError(self._ended)


def test_a_question_has_a_number_and_a_time() -> None:
    line = Line()
    line.answers = [("REST", "1", "5000"), ("REST", "2")]
    time = HeldTime(Powered(), line)
    assert (time.let_pass(0), time.let_pass(20)) == (5000, None)
    assert line.written == [b"\x051,0\n", b"\x052,20\n"]


def test_a_board_that_boots_meanwhile_is_asked_again_and_granted_nothing_twice() -> None:
    line = Line()
    line.answers = [("REST", "0", "7"), ("REST", "2", "9")]
    assert HeldTime(Powered(), line).let_pass(1000) == 9
    assert line.written == [b"\x051,1000\n", b"\x052,0\n"]


def test_an_emulator_that_has_ended_is_not_waited_for() -> None:
    with pytest.raises(EmulatorError, match="ended with 70"):
        HeldTime(Powered("ended with 70"), Line()).let_pass(0)


def test_firmware_that_never_rests_is_an_error() -> None:
    with pytest.raises(EmulatorError, match="did not come to rest within 0 s"):
        HeldTime(Powered(), Line(), patience_s=0).let_pass(0)
