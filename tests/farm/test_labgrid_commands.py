"""Commands beside runs, on a board whose place an inventory names: monitor, firmware, restore."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.keeper_process import MODULE
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.image import FirmwareImage, build_image
from tests.farm.conftest import Farm
from tests.farm.labgrid import Coordinator, network_port, write_places
from tests.farm.programs import User, until

WORDS = ("--rfc2217", "0", "--control", "tcp:127.0.0.1:0", "--baud-pace")
ENTRY = '[board.s1]\nkind = "{kind}"\nplace = "labgrid:desk"\n{more}'


def listed(coordinator: Coordinator, kind: str = "esp32", more: str = "agent = true\n") -> User:
    """A user whose inventory has the board of place `desk`."""
    user = coordinator.user()
    (user.folder / "boards.toml").write_text(ENTRY.format(kind=kind, more=more), "utf-8")
    return user


@pytest.fixture
def alone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Coordinator, VirtualBoardProcess]]:
    """A place with an ESP8266, or the board of the parameter, whose time is real and whose reset lines reach it."""
    folder = tmp_path / "farm"
    write_places(folder, {"desk": (["lab/board/NetworkSerialPort"], {})})
    board = VirtualBoardProcess("--board", getattr(request, "param", "esp8266"), *WORDS)
    with board, Coordinator(folder) as coordinator:
        board.control.power(on=True)
        with coordinator.exporter("lab", {"board": {"NetworkSerialPort": network_port(board.port_url)}}):
            yield coordinator, board


@pytest.mark.parametrize("alone", ["esp32"], indirect=True)
def test_what_a_board_of_a_farm_prints_is_shown_and_its_place_given_back(
    alone: tuple[Coordinator, VirtualBoardProcess],
) -> None:
    coordinator, _ = alone
    user = listed(coordinator, more='lines = "classic"\n')
    with user.start("boards", "monitor", "s1", "--reset") as monitor:
        monitor.says("rst:0x1")
        monitor.signal(signal.SIGINT)
        assert monitor.code == 0, monitor.said
    assert "desk: place acquired by desk/me" in coordinator.said
    assert coordinator.holder("desk") == "None"


def test_firmware_is_flashed_to_a_board_of_a_farm_and_another_chips_is_refused(
    alone: tuple[Coordinator, VirtualBoardProcess],
) -> None:
    coordinator, _ = alone
    user = listed(coordinator, "esp8266", 'lines = "classic"\n')
    (user.folder / "firmware.bin").write_bytes(esp8266_image())
    done = user.run("firmware", "flash", "firmware.bin", "--board", "s1")
    assert done.code == 0, done.output + done.errors
    assert "ESP8266" in done.output
    assert coordinator.holder("desk") == "None"
    (user.folder / "boards.toml").write_text(ENTRY.format(kind="esp32", more='lines = "classic"\n'), "utf-8")
    other = user.run("firmware", "flash", "firmware.bin", "--board", "s1")
    assert other.code != 0
    assert "Traceback" not in other.errors
    assert coordinator.holder("desk") == "None"


def test_an_exporters_board_that_goes_in_the_middle_of_flashing_is_named_and_flashed_again(
    alone: tuple[Coordinator, VirtualBoardProcess],
) -> None:
    coordinator, board = alone
    user = listed(coordinator, "esp8266", 'lines = "classic"\n')
    (user.folder / "firmware.bin").write_bytes(esp8266_image(100_000))
    with user.start("firmware", "flash", "firmware.bin", "--board", "s1") as flash:
        until(flash, "it is written", lambda: "ESP8266" in flash.said)
        board.control.unplug()
        assert flash.code == 1, flash.said
        assert "not flashed" in flash.said
        assert "Traceback" not in flash.said
    assert coordinator.holder("desk") == "None"
    board.control.plug()
    done = user.run("firmware", "flash", "firmware.bin", "--board", "s1")
    assert done.code == 0, done.output + done.errors


def test_a_board_whose_run_and_keeper_were_killed_is_restored_by_hand(farm: Farm) -> None:
    power = f'power = {{control = "{farm.board.control_address}"}}\ntime = "held"\nagent = true\n'
    user = listed(farm.coordinator, more=power)
    with user.start("run", "--world", "serial:s1", "--board", "esp32") as run:
        until(run, "something is changed", lambda: any((user.state / "journal").glob("*.json")))
        (keeper,) = keepers(user)
        os.kill(keeper, signal.SIGKILL)
        run.kill_alone()
    assert farm.coordinator.holder("desk") == "desk/me"
    done = user.run("boards", "restore", "s1")
    assert done.code == 0, done.output + done.errors
    assert "nvs" in done.output
    assert not any((user.state / "journal").glob("*.json"))
    # The place was the user's already, and stays so.
    assert farm.coordinator.holder("desk") == "desk/me"
    farm.coordinator.client("-p", "desk", "release", user="me")


def keepers(user: User) -> list[int]:
    """Processes that keep this user's boards."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words, variables = ((each / name).read_bytes() for name in ("cmdline", "environ"))
        except OSError:
            continue
        if MODULE.encode() in words and f"OCEANHIL_STATE={user.state}\0".encode() in variables:
            found.append(int(each.name))
    return found


def esp8266_image(more: int = 0) -> bytes:
    """Firmware of an ESP8266, with so many bytes behind it that no compression makes less of."""
    image = build_image(Board.ESP8266, FirmwareImage(Firmware("oc_reg_" + "x" * 43), "http://127.0.0.1:9"))
    return image + random.Random(1).randbytes(more)
