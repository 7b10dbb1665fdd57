"""How firmware gets onto a board, and how a board is reached that is off."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.download.image_source import VirtualImages
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.hil.worlds.serial.programmer import AgentProgrammer, LoaderProgrammer, provisioning
from oceanhil.protocol.agent.vocabulary import ProvisionField
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.image import FirmwareImage, image_parts
from tests.hil.download.flashed_board import FakeTool, session_over

TOKEN = "oc_reg_" + "P" * 43
URL = "http://127.0.0.1:8080"


class FakeBoard:
    """Agent, switch and control channel in one, which notes what is done to it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fields: Mapping[ProvisionField, str] = {}

    def provision(self, fields: Mapping[ProvisionField, str]) -> None:
        self.fields = fields

    def hold(self) -> None:
        self.done.append("hold")

    def on(self) -> None:
        self.done.append("on")

    def off(self) -> None:
        self.done.append("off")

    def power(self, *, on: bool, hold: bool = False) -> None:
        self.done.append(f"power {on} hold {hold}")


def programmer_of(board: FakeBoard, *, with_control: bool) -> AgentProgrammer:
    control = cast("ControlClient", board) if with_control else None
    return AgentProgrammer(cast("AgentClient", board), board, control, URL)


def test_the_agent_is_told_everything_that_an_image_would_carry() -> None:
    board = FakeBoard()
    programmer_of(board, with_control=True).program(Firmware(TOKEN, wifi_ssid="Lab", store=StorePolicy.LEGACY))
    assert set(board.fields) == set(ProvisionField)
    assert board.fields[ProvisionField.TOKEN] == TOKEN
    assert board.fields[ProvisionField.WIFI_SSID] == "Lab"
    assert board.fields[ProvisionField.STORE] == StorePolicy.LEGACY.value
    assert board.fields[ProvisionField.SERVER] == URL


@pytest.mark.parametrize(("value", "word"), [(True, "1"), (False, "0")])
def test_switches_are_told_as_1_and_0(value: bool, word: str) -> None:
    fields = provisioning(Firmware(TOKEN, tls=value, sntp=value), URL)
    assert (fields[ProvisionField.TLS], fields[ProvisionField.SNTP]) == (word, word)


def test_a_board_that_is_on_is_reached_as_it_is() -> None:
    board = FakeBoard()
    with programmer_of(board, with_control=True).reaching(powered=True):
        pass
    assert board.done == []


def test_a_virtual_board_that_is_off_gets_power_for_its_agent_alone_and_is_off_again() -> None:
    board = FakeBoard()
    with programmer_of(board, with_control=True).reaching(powered=False):
        assert board.done == ["power True hold True"]
    assert board.done[1:] == ["off"]


def test_a_physical_board_that_is_off_gets_power_and_is_held_at_once() -> None:
    board = FakeBoard()
    with programmer_of(board, with_control=False).reaching(powered=False):
        assert board.done == ["on", "hold"]
    assert board.done[2:] == ["off"]


def test_a_board_is_off_again_when_reaching_it_went_wrong() -> None:
    board = FakeBoard()
    with pytest.raises(ValueError, match="broken"), programmer_of(board, with_control=True).reaching(powered=False):
        raise ValueError("broken")
    assert board.done[-1] == "off"


def test_without_an_agent_the_image_is_written_through_download_mode(tmp_path: Path) -> None:
    session, link = session_over(fake := FakeTool(tmp_path))
    programmer, firmware = LoaderProgrammer(session, Board.ESP8266, VirtualImages(), URL), Firmware(TOKEN)
    with programmer.reaching(powered=True):
        programmer.program(firmware)
    for offset, data in image_parts(Board.ESP8266, FirmwareImage(firmware, URL)):
        assert fake.flash[offset : offset + len(data)] == data
    assert link.events == ["lent", "enter", "given back", "leave"]


def test_download_mode_is_entered_once_for_all_that_is_done_in_it(tmp_path: Path) -> None:
    session, link = session_over(FakeTool(tmp_path))
    programmer = LoaderProgrammer(session, Board.ESP8266, VirtualImages(), URL)
    with programmer.reaching(powered=True), programmer.reaching(powered=True):
        pass
    assert link.events.count("enter") == 1
