"""`oceanhil boards power`: a board's power, switched by hand by the switch of the inventory."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.agent.vocabulary import AgentState
from tests.hil.boards.owners import somebody
from tests.user import Command

_KEY = "mac-246f28aabbcc"


def _inventory(folder: Path, power: str, port: str = "/dev/no-such-port", more: str = "") -> None:
    mac = 'mac = "24:6F:28:AA:BB:CC"'
    text = f'[board.desk]\nkind = "esp32"\nport = "{port}"\npower = {power}\n{mac}\n{more}\n'
    (folder / "boards.toml").write_text(text, "utf-8")


def _by_command(folder: Path, on: str = "touch on", off: str = "touch off") -> None:
    _inventory(folder, f'{{on = "{on}", off = "{off}"}}')


@pytest.mark.parametrize("state", ["on", "off"])
def test_a_command_switches_a_board_whose_port_is_away(command: Command, folder: Path, state: str) -> None:
    _by_command(folder)
    done = command("power", "desk", state)
    assert (done.code, done.out) == (0, f"'desk': power is {state}\n")
    assert [name for name in ("on", "off") if (folder / name).exists()] == [state]


@pytest.mark.parametrize(
    ("off", "code", "said"),
    [
        ("sh -c 'echo no such hub; exit 3'", 1, "ended with 3\n  no such hub"),
        ("no-such-program", 2, "cannot be started: no such file or directory; correct power in the inventory"),
    ],
)
def test_a_command_that_fails_is_told(command: Command, folder: Path, off: str, code: int, said: str) -> None:
    _by_command(folder, off=off)
    done = command("power", "desk", "off")
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_board_in_other_hands_is_left_alone(command: Command, folder: Path) -> None:
    _by_command(folder)
    Leases(folder / "state" / "leases").acquire(_KEY, somebody("alice"), 60)
    done = command("power", "desk", "off")
    assert done.code == 25
    assert "held by alice@bench-host:4711" in done.err
    assert not (folder / "off").exists()


@pytest.mark.parametrize(
    ("power", "said"),
    [
        ('"none"', "board 'desk' has no power switch; set power in the inventory"),
        ('"reset-line"', "is pulled only while a run has the port open"),
    ],
)
def test_a_board_that_would_not_stay_off_is_refused(command: Command, folder: Path, power: str, said: str) -> None:
    _inventory(folder, power, more='lines = "classic"')
    done = command("power", "desk", "off")
    assert done.code == 2
    assert said in done.err


def test_a_virtual_board_is_switched_by_its_control_channel(
    command: Command, folder: Path, esp32: VirtualBoardProcess
) -> None:
    _inventory(folder, f'{{control = "{esp32.control_address}"}}', esp32.port_url, "agent = true")
    assert command("power", "desk", "on").code == 0
    assert esp32.control.ask().powered
    assert command("power", "desk", "off").code == 0
    assert not esp32.control.ask().powered


def test_an_agent_holds_its_board_until_power_is_on_again(
    command: Command, folder: Path, esp32: VirtualBoardProcess
) -> None:
    def state() -> AgentState:
        with SerialLink(PortSpec(esp32.port_url)) as link:
            agent = AgentClient(LinkLine(link), board="desk")
            try:
                return agent.open().state
            finally:
                agent.close()

    esp32.control.power(on=True, hold=True)
    _inventory(folder, '"agent"', esp32.port_url, "agent = true")
    assert (command("power", "desk", "on").code, state()) == (0, AgentState.RUNNING)
    assert (command("power", "desk", "off").code, state()) == (0, AgentState.HELD)
    esp32.control.power(on=False)


def test_without_its_agent_a_board_that_it_switches_is_told_of(
    command: Command, folder: Path, esp32: VirtualBoardProcess
) -> None:
    esp32.control.power(on=False)
    _inventory(folder, '"agent"', esp32.port_url, "agent = true")
    done = command("power", "desk", "off")
    assert done.code == 12
    assert "board 'desk': no answer from 'desk'" in done.err
