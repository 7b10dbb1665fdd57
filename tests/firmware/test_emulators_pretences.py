"""What an emulated board pretends for its bench: clocks, fuses, deep sleep and crashes, by the agent's commands."""

from collections.abc import Iterator
from queue import SimpleQueue
from typing import TypeVar

import pytest

from oceanhil.boards import family
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.targets import Target
from oceanhil.hil.link.events import LineSeen, LinkEvent
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.protocol.agent.events import BootEvent, SleepEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import CommandGroup, ProvisionField
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import ClockFault, MacFault
from oceanhil.protocol.panics import Panic, PanicKind, Reset, ResetCause
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.panic_text import panic_kinds, panic_reset
from tests.firmware.conftest import ANSWER_S, MAC

EventT = TypeVar("EventT", bound=Event)
SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US
UNIX_2027_US = 1_800_000_000 * SECOND_US
UNIX_2038_US = (1 << 31) * SECOND_US
BROKEN_FUSES = {
    MacFault.UNREADABLE: "the MAC address is all zero",
    MacFault.BAD_CRC: "ff:ff:ff:ff:ff:ff is a group address",
}
"""What is said of the MAC that is read then."""
TOKEN = {ProvisionField.TOKEN: "orc_reg_" + "a" * 24, ProvisionField.SERVER: "bridge:"}


class Pretender:
    """A board, its agent, and all that it says."""

    def __init__(self, board: EmulatedBoard, link: SerialLink) -> None:
        self.board = board
        self.agent = AgentClient(LinkLine(link))
        self.lines: list[str] = []
        self._events: SimpleQueue[Event] = SimpleQueue()
        self.agent.on_event(self._events.put)
        link.subscribe(self._hear)

    def hold(self) -> AgentClient:
        """Give power for the agent alone."""
        self.board.on(hold=True)
        self.agent.open()
        return self.agent

    def boot(self) -> AgentClient:
        """Give power, and wait for the boot."""
        self.board.on()
        self.event(BootEvent)
        return self.agent

    def event(self, kind: type[EventT]) -> EventT:
        """Wait for the next event of a kind."""
        while True:
            event = self._events.get(timeout=ANSWER_S)
            if isinstance(event, kind):
                return event

    def _hear(self, event: LinkEvent) -> None:
        if isinstance(event, LineSeen):
            self.lines.append(event.line.text)


@pytest.fixture
def pretender(target: Target) -> Iterator[Pretender]:
    """A board that is off, with a blank chip."""
    image = build(firmware_image(target))
    with EmulatedBoard(target, image, MAC) as board, SerialLink(PortSpec(url=board.line.url)) as link:
        made = Pretender(board, link)
        yield made
        made.agent.close()


def test_the_agent_says_what_it_can_pretend(pretender: Pretender) -> None:
    pretender.board.on(hold=True)
    able = set(pretender.agent.open().capabilities)
    pretended = {CommandGroup.CLOCK_FAULTS, CommandGroup.SLEEP, CommandGroup.MAC_OVERRIDE, CommandGroup.CRASH}
    assert {group.value for group in pretended} <= able


def test_an_uptime_leaves_wall_time_as_it_is(pretender: Pretender) -> None:
    agent = pretender.hold()
    agent.clock_set(UNIX_2027_US)
    agent.clock_uptime(49 * 24 * HOUR_US)
    reading = agent.clock_get()
    assert reading.uptime_ms >= 49 * 24 * HOUR_US // 1000
    assert UNIX_2027_US <= reading.unix_us < UNIX_2027_US + HOUR_US


def test_an_uptime_ends_with_the_boot(pretender: Pretender) -> None:
    agent = pretender.hold()
    agent.clock_uptime(24 * HOUR_US)
    agent.go()
    pretender.event(BootEvent)
    assert agent.clock_get().uptime_ms < HOUR_US // 1000


def test_a_drift_leaves_what_the_clocks_show_now(pretender: Pretender) -> None:
    agent = pretender.hold()
    agent.clock_set(UNIX_2027_US)
    for drift in (1_000_000, -500_000, 0):
        agent.clock_drift(drift)
        assert UNIX_2027_US <= agent.clock_get().unix_us < UNIX_2027_US + HOUR_US


@pytest.mark.parametrize("drift", [-500_001, 1_000_001])
def test_a_drift_that_no_oscillator_has_is_refused(pretender: Pretender, drift: int) -> None:
    agent = pretender.hold()
    with pytest.raises(AgentError, match="out-of-range"):
        agent.clock_drift(drift)


def test_a_clock_of_32_bits_falls_back_to_1901(pretender: Pretender) -> None:
    agent = pretender.hold()
    agent.clock_fault(ClockFault.SIGNED_32_BIT)
    agent.clock_set(UNIX_2038_US)
    assert -UNIX_2038_US <= agent.clock_get().unix_us < -UNIX_2038_US + HOUR_US
    agent.clock_fault(None)
    assert agent.clock_get().unix_us >= UNIX_2038_US


def test_a_boot_clock_shows_at_every_boot_until_it_is_taken_away(pretender: Pretender) -> None:
    pretender.board.set_boot_clock(UNIX_2027_US)
    for _ in range(2):
        assert UNIX_2027_US <= pretender.boot().clock_get().unix_us < UNIX_2027_US + HOUR_US
    pretender.board.set_boot_clock(None)
    assert pretender.boot().clock_get().unix_us < HOUR_US


def test_a_boot_clock_is_chosen_for_a_running_board(pretender: Pretender) -> None:
    agent = pretender.hold()
    pretender.board.set_boot_clock(UNIX_2027_US)
    assert agent.clock_get().unix_us < HOUR_US
    agent.go()
    pretender.event(BootEvent)
    assert UNIX_2027_US <= agent.clock_get().unix_us < UNIX_2027_US + HOUR_US


@pytest.mark.parametrize("fault", MacFault)
def test_broken_fuses_say_why_over_a_loss_of_power(pretender: Pretender, fault: MacFault) -> None:
    pretender.hold().mac_fault(fault)
    agent = pretender.hold()
    with pytest.raises(AgentError, match=BROKEN_FUSES[fault]):
        agent.mac_read()
    agent.mac_fault(None)
    assert agent.mac_read() == MAC


def test_the_factory_state_pretends_nothing(pretender: Pretender) -> None:
    agent = pretender.hold()
    agent.mac_fault(MacFault.UNREADABLE)
    agent.clock_fault(ClockFault.SIGNED_32_BIT)
    agent.factory()
    agent.clock_set(UNIX_2038_US)
    assert agent.clock_get().unix_us >= UNIX_2038_US
    assert agent.mac_read() != bytes(6)


def test_deep_sleep_is_announced_and_ends_in_a_boot(pretender: Pretender) -> None:
    pretender.boot().sleep(SECOND_US)
    assert pretender.event(SleepEvent).duration_us == SECOND_US
    assert pretender.event(BootEvent).reason is ResetReason.DEEP_SLEEP


def test_a_sleeping_board_is_deaf(pretender: Pretender) -> None:
    pretender.boot().sleep(HOUR_US)
    pretender.event(SleepEvent)
    with pytest.raises(AgentError):
        pretender.agent.ping()


def test_a_crash_that_the_family_does_not_have_is_refused(pretender: Pretender) -> None:
    agent = pretender.hold()
    with pytest.raises(AgentError, match="no such crash"):
        agent.crash(PanicKind.CACHE_DISABLED)


def test_every_crash_of_the_simulated_family_is_recognised_and_ends_in_its_reset(
    pretender: Pretender, target: Target
) -> None:
    agent = pretender.boot()
    for kind in panic_kinds(target.board):
        pretender.lines.clear()
        agent.crash(kind)
        reason = pretender.event(BootEvent).reason
        assert (kind, reason.value) == (kind, panic_reset(target.board, kind).value)
        assert _recognised(target.board, pretender.lines, reason) in {kind, *_silent(target.board, kind)}


def _recognised(board: Board, lines: list[str], reason: ResetReason) -> PanicKind:
    reader = family(board).panic_reader()
    findings = [found for line in ("[SYSTEM] Booting", *lines) for found in reader.feed(line)]
    findings += reader.started(Reset(ResetCause(reason.value)))
    return next(found.kind for found in findings if isinstance(found, Panic))


def _silent(board: Board, kind: PanicKind) -> set[PanicKind]:
    """A hard fault of a Pico prints nothing: what is seen is its watchdog."""
    return {PanicKind.HARDWARE_WATCHDOG} if (board, kind) == (Board.PICOW, PanicKind.HARD_FAULT) else set()
