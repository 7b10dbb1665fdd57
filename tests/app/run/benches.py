"""Inventories of virtual boards on held clocks, as a user with a small bench has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from oceanhil.hil.vboard.launcher import VirtualBoardProcess

_VENDORS = {"esp32": "24:6F:28", "esp8266": "5C:CF:7F", "picow": "28:CD:C1"}
_ENTRY = """
[board.{name}]
kind = "{kind}"
port = "{port}"
mac = "{mac}"
agent = true
time = "held"
power = {{control = "{control}"}}
"""


@contextmanager
def inventory_of(kinds: Sequence[str], folder: Path) -> Iterator[Path]:
    """Write an inventory with a virtual board for each kind, named `esp32-1` and so on, which live as long as it."""
    file, entries = folder / "bench.toml", []
    with ExitStack() as boards:
        for number, kind in enumerate(kinds, start=1):
            mac = f"{_VENDORS[kind]}:00:AB:{number:02X}"
            board = boards.enter_context(VirtualBoardProcess("--board", kind, "--mac", mac, "--clock", "held"))
            place = {"port": board.port_url, "control": board.control_address}
            entries.append(_ENTRY.format(name=f"{kind}-{number}", kind=kind, mac=mac, **place))
        file.write_text("".join(entries), "utf-8")
        yield file
