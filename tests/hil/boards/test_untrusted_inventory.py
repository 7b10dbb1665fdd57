"""An inventory of a stranger is data: what it would start or reach is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import (
    PowerBy,
    PowerCommand,
)
from tests.hil.boards.inventories import FILE, board, mistakes, parse

_TRUSTED = "takes files as data only; leave it out, or run without --untrusted what you trust"


@pytest.fixture
def untrusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCEANHIL_UNTRUSTED", "1")


@pytest.mark.usefixtures("untrusted")
@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (board("power = {on = 'x', off = 'y'}"), "4: 'power' runs a program"),
        (board("power = {control = 'unix:/c'}"), "4: 'power' reaches another program"),
        (board("image = 'make {output}'"), "4: 'image' runs a program"),
        (board().replace("/dev/ttyUSB0", "socket://x:1"), "3: port 'socket://x:1' is no serial port of this machine"),
        (board().replace("/dev/ttyUSB0", "COM1234"), "3: port 'COM1234' is no serial port of this machine"),
        (board("elf = '../x.elf'"), "4: elf '../x.elf' is a file elsewhere"),
        (board("elf = '/x.elf'"), "4: elf '/x.elf' is a file elsewhere"),
        ("[firmware.f]\nsketch = 'x'\n", "2: sketch 'x' is said in another file"),
        ("[bench.b]\nserver = 'http://192.0.2.1'\n", "2: server 'http://192.0.2.1' is not this machine alone"),
        ("[bench.b]\nbind = '0.0.0.0:80'\n", "2: bind '0.0.0.0:80' is not this machine alone"),
    ],
)
def test_an_inventory_of_a_stranger_is_data_only(text: str, mistake: str) -> None:
    (said,) = mistakes(text)
    assert said == f"{FILE}:{mistake}, and --untrusted {_TRUSTED}"


@pytest.mark.usefixtures("untrusted")
def test_a_switch_of_a_stranger_that_gives_power_only_runs_a_program_too() -> None:
    for word in ("on", "off"):
        said, _ = mistakes(board(f"power = {{{word} = 'x'}}"))
        assert said.startswith(f"{FILE}:4: 'power' runs a program, and --untrusted ")


@pytest.mark.usefixtures("untrusted")
@pytest.mark.parametrize("port", ["/dev/ttyUSB0", "/dev/serial/by-id/usb-1", "COM3", "COM123"])
def test_what_is_data_in_an_inventory_of_a_stranger_is_read(port: str) -> None:
    text = board("elf = 'build/x.elf'\npower = 'none'").replace("/dev/ttyUSB0", port)
    inventory = parse(text + "[bench.b]\nserver = 'http://127.0.0.1:1'\n[bench.c]\nbind = 'localhost:1'\n")
    desk = inventory.board("desk")
    assert (desk.port, desk.elf, desk.power) == (port, Path("bench", "build", "x.elf"), PowerBy.NONE)
    assert (inventory.bench("b").server, inventory.bench("c").bind) == ("http://127.0.0.1:1", "localhost:1")


@pytest.mark.usefixtures("untrusted")
def test_a_board_of_a_stranger_may_be_found_by_usb() -> None:
    assert parse('[board.desk]\nkind = "esp32"\nusb_serial = "1"\n').board("desk").usb_serial == "1"


def test_the_same_inventory_of_ones_own_may_do_all_of_it() -> None:
    desk = parse(board("power = {on = 'x', off = 'y'}\nimage = 'make {output}'\nelf = '../x.elf'")).board("desk")
    assert (desk.power, desk.image) == (PowerCommand(("x",), ("y",)), ("make", "{output}"))
    assert parse("[bench.b]\nserver = 'http://192.0.2.1'\n").bench("b").server == "http://192.0.2.1"
