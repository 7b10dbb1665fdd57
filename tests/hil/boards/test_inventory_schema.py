"""The JSON Schema of inventories says the same as the parser, as far as single keys go."""

from __future__ import annotations

import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest

from oceanhil.hil.boards.entry import InventoryError
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.inventory_form import inventory_schema

_SCHEMA = msgspec.to_builtins(inventory_schema())
_GOOD = '[board.a]\nkind = "esp32"\nport = "/dev/ttyUSB0"\n'
_MORE = [
    "baud = 9600",
    "baud = 1",
    "baud = 'fast'",
    "baud = true",
    "agent = true",
    "agent = 1",
    "lines = 'usb-jtag'",
    "lines = 'x'",
    "mac = '24:6F:28:AA:BB:CC'",
    "mac = '24-6F-28-AA-BB-CC'",
    "power = 'none'",
    "power = 'off'",
    "power = 3",
    "power = {on = 'a', off = ['b']}",
    "power = {on = 'a', of = 'b'}",
    "power = {control = 'tcp:127.0.0.1:4000'}",
    "power = {control = 'x'}",
    "power = {on = 'a'}",
    "power = {}",
    "power = {on = 'a', off = 'b', control = 'unix:/x'}",
    "nvs = {offset = 0x9000, size = 0x5000}",
    "nvs = {offset = 0x9001, size = 0x5000}",
    "nvs = {offset = 0x9000}",
    "elf = ''",
    "unknown = 1",
    "driver = 3",
    "[bench.b]\nboards = ['a']",
    "[bench.b]\nboards = 'a'",
    "[bench.b]\nserver = 'x'",
    "[bench.b]\nbind = '0.0.0.0:80'",
    "[bensch.b]\n",
    "[firmware.f]\nrecord = 'legacy'\neeprom_bytes = 64\n[firmware.f.lines]\n'^up$' = 'online'",
    "[firmware.f]\nrecord = 'old'",
    "[firmware.f]\neeprom_bytes = 0",
    "[firmware.f]\nlines = ['online']",
    "[firmware.f]\nsketch = ''",
    "[firmware.f]\nsketch = 'a'\nrecord = 'legacy'",
    "[firmware.f]\nsketch = 'a'\npoll_interval_s = 60",
    "[firmware.f]\npath = 'x'",
    "firmware = 'a b'",
    '[board."a b"]\nkind = "esp32"\nport = "x"',
    '[board.b]\nport = "x"',
]


def _parses(text: str) -> bool:
    try:
        parse_inventory(text, Path("boards.toml"))
    except InventoryError:
        return False
    return True


@pytest.mark.parametrize("more", _MORE)
def test_schema_and_parser_agree(more: str) -> None:
    text = f"{_GOOD}{more}\n"
    validator = jsonschema.Draft202012Validator(_SCHEMA)
    assert validator.is_valid(tomllib.loads(text)) == _parses(text)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(_SCHEMA)
