"""Boards whose port goes at each reset: the run goes on when it is back, and only a board that stays away is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oceanhil.hil.link.port_errors import UnpluggedError
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest
from tests.hil.worlds.serial.desk import write_inventory
from tests.user import Command, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("folder", "own_state")]

# Every way in which a boot ends, by the bench's hand and by the agent's.
_EVERY_END = """
  - device.power_on
  - expect.online
  - device.reset: watchdog
  - expect.online
  - device.reset: software
  - expect.online
  - device.deep_sleep: 30s
  - expect.online
  - device.power_off
  - time.advance: 1m
  - device.power_on
  - expect.online
  - expect.boots: 5
  - expect.count: {path: register, count: 1}
"""
_SLEEPS = """
  - device.power_on
  - expect.serial: "[REG] HTTP Response: 200"
  - device.reset: software
  - expect.serial: "[EEPROM] Token loaded (slot A, seq 1)"
"""
_REQUEST = WorldRequest(board=Board.PICOW, seed=0, profile=load_profile())


@pytest.mark.long
@pytest.mark.parametrize("board", ["picow", "esp32s3", "esp32c3"])
def test_a_board_that_goes_at_each_reset_does_as_in_sim(oceanhil: Command, folder: Path, board: str) -> None:
    name = write(folder / "ends.yaml", _EVERY_END).name
    done = oceanhil(
        "run", "--world", "serial:virtual-usb", name, "crash-while-online", "--against", "sim", "--board", board
    )
    assert (done.code, "agree with sim, 0 differ, 0 not compared" in done.out) == (0, True), done.said


@pytest.mark.long
def test_a_board_of_an_inventory_in_real_time_restarts_by_its_agent(oceanhil: Command, folder: Path) -> None:
    with VirtualBoardProcess("--board", "picow", "--native-usb") as board:
        board.control.power(on=True, hold=True)
        lines = ("[board.desk]", 'kind = "picow"', f'port = "{board.port_url}"', "agent = true", 'power = "agent"', "")
        write_inventory(folder, "\n".join(lines))
        name = write(folder / "restarts.yaml", _SLEEPS).name
        done = oceanhil("run", "--world", "serial", name, "--board", "picow")
    assert (done.code, "1 passed, 0 failed, 0 errors, 0 skipped" in done.out) == (0, True), done.said


def test_a_family_with_an_adapter_has_no_such_boards(oceanhil: Command) -> None:
    done = oceanhil("run", "--world", "serial:virtual-usb", "first-boot", "--board", "esp8266")
    assert "an esp8266 has no USB of its own" in done.out
    assert "1 skipped" in done.out


@pytest.fixture
def factory() -> Iterator[SerialWorldFactory]:
    with closing(SerialWorldFactory("virtual-usb")) as made:
        yield made


@pytest.mark.parametrize("has_power", [True, False])
def test_a_board_that_stays_away_is_lost_if_it_has_power(
    factory: SerialWorldFactory, monkeypatch: pytest.MonkeyPatch, *, has_power: bool
) -> None:
    def stayed_away() -> None:
        raise UnpluggedError("unplugged for 10 s: no port")

    with closing(factory.make(_REQUEST)) as world:
        device = world.device()
        if has_power:
            device.power_on()
        with monkeypatch.context() as patch:
            patch.setattr(device.hand.link, "check", stayed_away)
            _checks(device.check, "its port went away and did not come back: unplugged for 10 s" if has_power else "")


def _checks(check: Callable[[], None], wanted: str) -> None:
    if not wanted:
        check()
        return
    with pytest.raises(WorldError, match=wanted):
        check()
