"""Boards behind the twins of adapters: the library's steps give what they give in sim, and the lines reset them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from oceanhil.hil.agent.agent_errors import AgentLacksError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.worlds.serial import bench_board
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.resets import ResetKind
from oceanhil.scenarios.world import WorldError, WorldRequest
from tests.user import Command, write

pytestmark = pytest.mark.slow
_RESETS = """
  - device.power_on
  - expect.online
  - device.reset: pin
  - expect.online
  - device.reset: software
  - expect.online
  - expect.boots: 3
"""


@pytest.mark.parametrize(("kind", "board"), [("ftdi", "esp8266"), ("cdc", "esp32c3")])
def test_a_board_behind_an_adapter_does_as_in_sim(oceanhil: Command, folder: Path, kind: str, board: str) -> None:
    name = write(folder / "resets.yaml", _RESETS).name
    done = oceanhil("run", "--world", f"serial:virtual-{kind}", name, "--against", "sim", "--board", board)
    assert (done.code, "1 agree with sim, 0 differ, 0 not compared" in done.out) == (0, True), done.said


@pytest.mark.parametrize(
    ("kind", "board", "said"),
    [
        ("cdc", "esp32", "an esp32 has no USB of its own"),
        ("ch340", "picow", "a picow has USB of its own, and no CH340"),
    ],
)
def test_an_adapter_that_does_not_stand_on_a_board_is_named(
    oceanhil: Command, kind: str, board: str, said: str
) -> None:
    done = oceanhil("run", "--world", f"serial:virtual-{kind}", "first-boot", "--board", board)
    assert said in done.out
    assert "1 skipped" in done.out


def test_the_pin_is_reset_by_the_lines_and_a_board_that_they_do_not_reach_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile())
    with closing(SerialWorldFactory("virtual-ch340")) as factory, closing(factory.make(request)) as world:
        device = world.device()
        device.flash(Firmware("oc_reg_" + "A" * 43))
        device.power_on()
        control = device.hand.control
        assert control is not None
        boots = control.adapter().boots
        device.reset(ResetKind.PIN)
        state = control.ask()
        # Both lines, twice: each is a unit.
        assert state.boots == boots + 1
        assert state.units >= 4
        control.adapter(stuck_lines=True)
        boots = control.ask().boots
        device.reset(ResetKind.PIN)
        assert control.ask().boots == boots
        # One that is held in reset, and stays there.
        control.power(on=False)
        control.power(on=True, hold=True)
        monkeypatch.setattr(bench_board, "_STARTS_S", bench_board._LOOK_S)
        with pytest.raises(WorldError, match="'virtual-esp32-1': it stays in reset; is its adapter broken"):
            device.hand.press_reset()


@pytest.mark.parametrize("changed", ["identity.break_mac: unreadable", "identity.set_mac: 24:6F:28:00:00:01"])
def test_a_mac_that_an_agent_cannot_change_is_a_skip_to_the_end(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    # The Arduino library's agent has no broken fuses; one that gives no MAC either is played.
    def lacks(_: AgentClient, mac: bytes) -> None:
        raise AgentLacksError(f"no command for {mac.hex()}")

    monkeypatch.setattr(AgentClient, "mac_set", lacks)
    name = write(folder / "changed.yaml", f"  - {changed}\n  - device.power_on\n").name
    done = oceanhil("run", "--world", "serial:virtual-arduino", name, "--board", "esp32")
    assert "0 failed, 0 errors, 1 skipped" in done.out, done.said
