"""The inventory that is written for what is plugged in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.boards import OWN_NAMES, families
from oceanhil.boards.family import Usb
from oceanhil.hil.boards.entry import Inventory
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.inventory_text import KNOWN, inventory_text, known_device
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.protocol.board import Board

_CP2102 = PluggedPort("/dev/ttyUSB0", "0001", "10c4:ea60", "1-1.4", "CP2102")
_CH340 = PluggedPort("/dev/ttyUSB1", "", "1a86:7523", "1-1.3", "USB Serial")
_PICO = PluggedPort("/dev/ttyACM0", "E66164084", "2e8a:f00a", "1-1.2", "Pico W")
_NATIVE = PluggedPort("/dev/ttyACM1", "24:6F:28:AA:BB:CC", "303a:1001", "1-1.1", "JTAG")
_MODEM = PluggedPort("/dev/ttyACM9", "X", "1234:0001", "1-2", "A phone")
_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)


def _inventory(*ports: PluggedPort) -> Inventory:
    return parse_inventory(inventory_text(ports), Path("boards.toml"))


def test_each_adapter_becomes_a_board_of_the_likely_kind() -> None:
    boards = _inventory(_CP2102, _CH340, _PICO, _NATIVE).boards
    assert {name: board.kind for name, board in boards.items()} == {
        "esp32": Board.ESP32,
        "esp8266": Board.ESP8266,
        "picow": Board.PICOW,
        "esp32c3": Board("esp32c3"),
    }
    assert (boards["picow"].lines, boards["esp32c3"].lines) == (ModemPolicy.PICO_CDC, ModemPolicy.USB_JTAG)


def test_a_guess_says_that_it_is_one() -> None:
    assert 'kind = "esp8266" # a guess; or esp32' in inventory_text([_CH340])
    assert 'kind = "picow"\n' in inventory_text([_PICO])


@pytest.mark.parametrize(
    ("vid_pid", "name", "usb", "known"),
    [
        ("303a:1001", "Espressif USB Serial/JTAG", Usb.SERIAL_JTAG, {"esp32s3", "esp32c3"}),
        ("2e8a:000a", "Raspberry Pi Pico", Usb.DEVICE, {"picow", "pico2w"}),
    ],
)
def test_a_chip_with_usb_of_its_own_may_be_of_any_family_that_has_such_a_one(
    vid_pid: str, name: str, usb: Usb, known: set[str]
) -> None:
    device = known_device(vid_pid)
    assert device is not None
    assert (device.name, device.kinds) == (name, tuple(of.board for of in families() if of.usb is usb))
    assert known <= {kind.value for kind in device.kinds}


def test_of_several_families_one_is_a_guess_and_the_others_are_told() -> None:
    own = [of.board.value for of in families() if of.usb is Usb.SERIAL_JTAG]
    assert f'kind = "{own[0]}" # a guess; or {", ".join(own[1:])}\n' in inventory_text([_NATIVE])


def test_a_serial_number_identifies_a_board_unless_all_adapters_have_the_same() -> None:
    boards = _inventory(_CP2102, _PICO).boards
    assert (boards["picow"].usb_serial, boards["picow"].location) == ("E66164084", "")
    assert (boards["esp32"].usb_serial, boards["esp32"].location) == ("", "1-1.4")


def test_what_is_no_board_is_named_but_not_taken() -> None:
    text = inventory_text([_CP2102, _MODEM])
    assert "#   /dev/ttyACM9 · A phone · 1234:0001 · 1-2" in text
    assert list(_inventory(_CP2102, _MODEM).boards) == ["esp32"]


def test_nothing_plugged_in_gives_an_example_that_does_nothing() -> None:
    assert "Nothing that looks like a board" in inventory_text([])
    assert not _inventory().boards


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(PluggedPort, st.just("COM3"), _TEXT, location=_TEXT, description=_TEXT), max_size=3), _TEXT)
def test_whatever_usb_says_the_text_is_an_inventory(ports: list[PluggedPort], serial: str) -> None:
    board = PluggedPort("/dev/ttyUSB0", serial, next(iter(KNOWN)), "1-1", serial)
    assert len(_inventory(*ports, board).boards) == 1


_WHOLE = """\
# Boards of this bench, for 'oceanhil run --world serial:bench1'.
# Written from what was plugged in. A USB adapter does not tell which chip is behind it: check every
# kind, then let 'oceanhil boards probe' look, and add the MAC that it reads to each board.
# All keys: oceanhil schema inventory

[bench.bench1]
boards = ["esp32", "picow"]
# server = "http://192.168.1.10:8080"  # as the boards see it; else a mock server at bind
# bind = "0.0.0.0:8080"

[board.esp32]
# /dev/ttyUSB0 · Silicon Labs CP210x · 10c4:ea60 · 1-1.4
kind = "esp32" # a guess; or esp8266
location = "1-1.4" # no USB serial number of its own: it stays with this USB port
lines = "classic"
agent = false # true if its firmware answers the agent protocol
# mac = "..."  # oceanhil boards probe reads it

[board.picow]
# /dev/ttyACM0 · Raspberry Pi Pico · 2e8a:f00a · 1-1.2
kind = "picow"
usb_serial = "E66164084"
lines = "pico-cdc"
agent = false # true if its firmware answers the agent protocol
# mac = "..."  # oceanhil boards probe reads it

# Not taken for boards:
#   /dev/ttyACM9 · A phone · 1234:0001 · 1-2
"""
_EMPTY = f"""\
# Boards of this bench, for 'oceanhil run --world serial:bench1'.
# Written from what was plugged in. A USB adapter does not tell which chip is behind it: check every
# kind, then let 'oceanhil boards probe' look, and add the MAC that it reads to each board.
# All keys: oceanhil schema inventory

# Nothing that looks like a board was plugged in. An example to fill in:

# [board.desk]
# kind = "esp32"               # {" | ".join(OWN_NAMES)}
# port = "/dev/ttyUSB0"        # or usb_serial, vid_pid, location
# mac = "24:6F:28:AA:BB:CC"
# agent = true                 # its firmware answers the agent protocol
"""


def test_the_whole_text_says_what_was_guessed_and_what_else_can_be_set() -> None:
    assert inventory_text([_CP2102, _PICO, _MODEM]) == _WHOLE


def test_the_whole_text_without_boards_is_an_example() -> None:
    assert inventory_text([]) == _EMPTY
    example = "\n".join(line.removeprefix("# ") for line in _EMPTY.splitlines()[7:])
    assert list(parse_inventory(example, Path("boards.toml")).boards) == ["desk"]


def test_other_ports_alone_are_named_below_the_example() -> None:
    text = inventory_text([_MODEM, PluggedPort("/dev/ttyS0", description="n/a")])
    assert text == _EMPTY + "\n# Not taken for boards:\n#   /dev/ttyACM9 · A phone · 1234:0001 · 1-2\n#   /dev/ttyS0\n"


@pytest.mark.parametrize("serial", ["", "0", "0001", "0000", "00000000"])
def test_a_serial_number_that_many_adapters_have_is_none(serial: str) -> None:
    (board,) = _inventory(PluggedPort("COM3", serial, "10c4:ea60", "1-1")).boards.values()
    assert (board.usb_serial, board.location, board.port) == ("", "1-1", "")
    (unplaced,) = _inventory(PluggedPort("COM3", serial, "10c4:ea60")).boards.values()
    assert (unplaced.usb_serial, unplaced.location, unplaced.port) == ("", "", "COM3")


def test_boards_of_one_kind_are_numbered_in_the_order_of_their_ports() -> None:
    ports = [replace(_CP2102, device=f"COM{number}", usb_serial=f"A{number}") for number in range(1, 4)]
    boards = _inventory(*ports, _PICO).boards
    assert {name: board.usb_serial for name, board in boards.items()} == {
        "esp32-1": "A1",
        "esp32-2": "A2",
        "esp32-3": "A3",
        "picow": "E66164084",
    }
    assert [board.name for board in _inventory(*ports, _PICO).bench("bench1").boards] == list(boards)
