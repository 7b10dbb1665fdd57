"""Inventories as texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import (
    Inventory,
    InventoryError,
)
from oceanhil.hil.boards.inventory import parse_inventory

FILE = Path("bench", "boards.toml")


WHOLE = """
[bench.bench1]
boards = ["desk"]
server = "http://192.168.1.10:8080/"
[board.desk]
kind = "esp8266"
usb_serial = "0001"
vid_pid = "10C4:EA60"
mac = "5c:cf:7f:12:34:56"
baud = 74880
agent = true
lines = "none"
driver = "core-3.1.2"
power = {on = "uhubctl -l '1 1' -a on", off = ["uhubctl", "-a", "off"]}
elf = "build/firmware.elf"
image = "make image TOKEN={token} OUT={output}"
eeprom = {offset = 0x3fb000, size = 0x1000}
"""


def parse(text: str) -> Inventory:
    return parse_inventory(text, FILE)


def mistakes(text: str) -> list[str]:
    with pytest.raises(InventoryError) as raised:
        parse(text)
    return list(raised.value.mistakes)


def board(more: str = "", kind: str = "esp32") -> str:
    return f'[board.desk]\nkind = "{kind}"\nport = "/dev/ttyUSB0"\n{more}\n'
