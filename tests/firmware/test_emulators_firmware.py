"""The firmware's machine code on each bare machine, asked through its agent."""

from collections.abc import Iterator
from queue import SimpleQueue
from typing import TypeVar

import pytest

from oceanhil.boards import family
from oceanhil.hil.agent.agent_errors import AgentError, AgentPowerLostError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.targets import Target
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.protocol.agent.events import BootEvent, CutEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import AgentState, ProvisionField
from oceanhil.protocol.resets import ResetKind, ResetReason
from tests.firmware.conftest import ANSWER_S, MAC

EventT = TypeVar("EventT", bound=Event)
TOKEN = {ProvisionField.TOKEN: "orc_reg_" + "a" * 24, ProvisionField.SERVER: "bridge:"}


class Firmware:
    """A board with the real firmware, its agent and what that tells."""

    def __init__(self, board: EmulatedBoard, link: SerialLink) -> None:
        self.board = board
        self.link = link
        self.agent = AgentClient(LinkLine(link))
        self._events: SimpleQueue[Event] = SimpleQueue()
        self.agent.on_event(self._events.put)

    def power_on(self, *, hold: bool = False) -> None:
        """Give power."""
        self.board.on(hold=hold)

    def event(self, kind: type[EventT]) -> EventT:
        """Wait for the next event of a kind."""
        while True:
            event = self._events.get(timeout=ANSWER_S)
            if isinstance(event, kind):
                return event


@pytest.fixture
def firmware(target: Target) -> Iterator[Firmware]:
    """A board that is off, with a blank chip."""
    image = build(firmware_image(target))
    with EmulatedBoard(target, image, MAC) as board, SerialLink(PortSpec(url=board.line.url)) as link:
        made = Firmware(board, link)
        yield made
        made.agent.close()


def test_the_agent_says_which_board_it_is(firmware: Firmware, target: Target) -> None:
    firmware.power_on(hold=True)
    info = firmware.agent.open()
    assert (info.board, info.mac, info.driver) == (target.board, MAC, family(target.board).drivers[0].value)


def test_a_held_board_does_not_boot(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    info = firmware.agent.open()
    assert (info.state, info.boots) == (AgentState.HELD, 0)


def test_a_held_board_boots_when_it_is_let_go(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    firmware.agent.open()
    firmware.agent.go()
    assert firmware.event(BootEvent).reason is ResetReason.POWER_ON


@pytest.mark.parametrize("reason", list(ResetKind))
def test_a_restart_is_a_real_reset_with_its_reason(firmware: Firmware, reason: ResetKind) -> None:
    firmware.power_on()
    assert firmware.event(BootEvent).number == 1
    firmware.agent.restart(reason)
    boot = firmware.event(BootEvent)
    assert (boot.number, boot.reason.value) == (2, reason.value)


def test_boots_are_counted_over_a_loss_of_power(firmware: Firmware) -> None:
    for number in (1, 2, 3):
        firmware.power_on()
        assert firmware.event(BootEvent).number == number


def test_provisioning_outlives_a_loss_of_power(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    firmware.agent.provision({**TOKEN, ProvisionField.STORE: "reference"})
    firmware.board.off()
    firmware.power_on(hold=True)
    store = firmware.agent.open().store
    assert store is not None
    assert store.value == "reference"


def test_a_board_that_never_got_a_token_is_not_provisioned(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    firmware.agent.open()
    with pytest.raises(AgentError, match="bad-argument"):
        firmware.agent.provision({ProvisionField.WIFI_SSID: "Ocean"})


def test_a_server_beyond_the_line_is_refused(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    firmware.agent.open()
    with pytest.raises(AgentError, match="bad-argument"):
        firmware.agent.provision({ProvisionField.SERVER: "http://192.0.2.9"})


def test_another_mac_is_kept(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    firmware.agent.mac_set(b"\x02\x00\x00\x00\x00\x07")
    firmware.power_on(hold=True)
    assert firmware.agent.mac_read() == b"\x02\x00\x00\x00\x00\x07"


def test_the_factory_state_has_no_provisioning_and_keeps_the_number_of_its_boots(firmware: Firmware) -> None:
    firmware.power_on()
    firmware.event(BootEvent)
    firmware.agent.provision(TOKEN)
    firmware.event(BootEvent)
    firmware.agent.factory()
    firmware.power_on(hold=True)
    info = firmware.agent.open()
    assert (info.boots, info.store) == (2, None)
    firmware.agent.go()
    assert firmware.event(BootEvent).number == 3


def test_eeprom_lies_where_the_boards_library_has_it(firmware: Firmware, target: Target) -> None:
    firmware.power_on(hold=True)
    firmware.agent.eeprom_begin(64)
    firmware.agent.eeprom_write(0, b"ocean")
    firmware.agent.eeprom_commit()
    address = {"qemu_lx106": 0x3FB000, "rp2040_bare": 0x1FF000}[target.folder]
    assert firmware.board.flash.read(address, 8) == b"ocean\xff\xff\xff"


def test_a_commit_is_counted_and_cut_where_it_was_armed(firmware: Firmware) -> None:
    firmware.power_on()
    firmware.event(BootEvent)
    firmware.agent.hold()
    firmware.agent.eeprom_begin(64)
    firmware.agent.eeprom_write(0, b"ocean")
    firmware.agent.cut_arm(1, 3)
    with pytest.raises(AgentPowerLostError):
        firmware.agent.eeprom_commit()
    assert firmware.event(CutEvent).unit == 3


def test_what_a_power_cut_leaves_is_a_prefix(firmware: Firmware, target: Target) -> None:
    firmware.power_on()
    firmware.event(BootEvent)
    firmware.agent.hold()
    firmware.agent.eeprom_begin(64)
    firmware.agent.eeprom_write(0, b"ocean")
    firmware.agent.cut_arm(1, 3)
    with pytest.raises(AgentPowerLostError):
        firmware.agent.eeprom_commit()
    address = {"qemu_lx106": 0x3FB000, "rp2040_bare": 0x1FF000}[target.folder]
    assert firmware.board.flash.read(address, 5) == b"oc\xff\xff\xff"


def test_a_board_whose_power_was_cut_is_silent(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    firmware.agent.cut_arm(1, 0)
    firmware.agent.go()
    firmware.agent.eeprom_begin(64)
    firmware.agent.eeprom_write(0, b"x")
    with pytest.raises(AgentPowerLostError):
        firmware.agent.eeprom_commit()
    deaf = AgentClient(LinkLine(firmware.link), timeout_s=0.1, attempts=1)
    with pytest.raises(AgentError):
        deaf.ping()
    deaf.close()


def test_the_clock_starts_in_1970_and_can_be_set(firmware: Firmware) -> None:
    firmware.power_on(hold=True)
    firmware.agent.open()
    assert firmware.agent.clock_get().unix_us < 3_600_000_000
    firmware.agent.clock_set(1_800_000_000_000_000)
    assert firmware.agent.clock_get().unix_us >= 1_800_000_000_000_000
