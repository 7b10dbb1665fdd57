"""A folder of a user with an inventory of virtual boards, and what stands in their flash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.open_board import LinkLine, port_spec
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.storage_access.raw_flash import AgentFlash, RawFlash
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.simulator.flash.chip import SECTOR_BYTES

NVS_AT = 0x9000
KEPT = b"what the user keeps in NVS".ljust(SECTOR_BYTES, b"\xff")


def entry_text(name: str, board: VirtualBoardProcess, *more: str, kind: str = "esp32") -> str:
    """Write the table of a virtual board with the agent and its control channel, and `more` lines."""
    power = f'power = {{control = "{board.control_address}"}}'
    lines = (f"[board.{name}]", f'kind = "{kind}"', f'port = "{board.port_url}"', "agent = true", power, *more)
    return "\n".join((*lines, ""))


def write_inventory(folder: Path, *tables: str) -> BoardEntry:
    """Write `boards.toml` of these tables, and give the entry of the first board."""
    path = folder / "boards.toml"
    path.write_text("\n".join(tables))
    return next(iter(load_inventory(path).boards.values()))


@contextmanager
def flash_of(entry: BoardEntry, board: VirtualBoardProcess) -> Iterator[RawFlash]:
    """Reach the flash of a board that is off, and leave it off."""
    board.control.power(on=True, hold=True)
    with SerialLink(port_spec(entry)) as link:
        agent = AgentClient(LinkLine(link))
        yield AgentFlash(agent)
        agent.close()
    board.control.power(on=False)


def keep_something(entry: BoardEntry, board: VirtualBoardProcess) -> None:
    """Put into NVS what no run may lose."""
    with flash_of(entry, board) as flash:
        flash.write_sectors({NVS_AT // SECTOR_BYTES: KEPT})


def what_is_kept(entry: BoardEntry, board: VirtualBoardProcess) -> bytes:
    """Read the sector of `keep_something`."""
    with flash_of(entry, board) as flash:
        return flash.read(NVS_AT, SECTOR_BYTES)
