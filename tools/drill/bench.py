"""A bench for the drill: virtual boards with something in their storage, and what is left of it after a run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from oceanhil.boards import family
from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.open_board import LinkLine, port_spec
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import AgentFlash, StorageAccessError
from oceanhil.hil.storage_access.regions import storage_regions
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_TRIES = 3
Given = TypeVar("Given")

# All have the agent, for the drill to look at their flash; the run knows of the first's and the last's.
_BOARDS = ((Board.ESP32, True), (Board.ESP8266, False), (Board.PICOW, True))


@dataclass(frozen=True, slots=True)
class DrillBoard:
    """A virtual board, and its entry in the inventory."""

    entry: BoardEntry
    process: VirtualBoardProcess

    @property
    def sectors(self) -> range:
        """The sectors in which firmware keeps something, and which a run changes."""
        (region,) = storage_regions(self.entry.kind, family(self.entry.kind).flash_bytes)
        return region.sectors

    def fill(self, source: random.Random) -> None:
        """Take a new board, and put into its storage what no run may lose; raises what a board that is gone does."""
        self.process.control.renew(0)
        sectors = {index: source.randbytes(SECTOR_BYTES) for index in self.sectors}
        self._surely(lambda flash: flash.write_sectors(sectors))

    def stored(self) -> bytes:
        """Give its storage."""
        start, length = self.sectors.start * SECTOR_BYTES, len(self.sectors) * SECTOR_BYTES
        return self._surely(lambda flash: flash.read(start, length))

    def _surely(self, deed: Callable[[AgentFlash], Given]) -> Given:
        """Do something with its flash, again if a busy machine was too slow for it: this is not what is tried."""
        for _ in range(_TRIES):
            with suppress(StorageAccessError, AgentError, LinkError), self._flash() as flash:
                return deed(flash)
        with self._flash() as flash:
            return deed(flash)

    @contextmanager
    def _flash(self) -> Iterator[AgentFlash]:
        """Reach the flash without letting anything boot, and leave the board off."""
        control = self.process.control
        control.power(on=False)
        control.line()
        control.power(on=True, hold=True)
        with SerialLink(port_spec(self.entry)) as link:
            agent = AgentClient(LinkLine(link), timeout_s=5.0)
            try:
                yield AgentFlash(agent)
            finally:
                agent.close()
        control.power(on=False)


class DrillBench:
    """The boards and their inventory in `folder`; the file is at `inventory`."""

    def __init__(self, folder: Path) -> None:
        self.inventory = folder / "boards.toml"
        self.boards: tuple[DrillBoard, ...] = ()
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        """Start the boards."""
        with ExitStack() as exits:
            boards = [VirtualBoardProcess("--board", kind.value, "--clock", "held") for kind, _ in _BOARDS]
            started = [exits.enter_context(board) for board in boards]
            tables = [
                _table(kind, process, has_agent=has_agent)
                for (kind, has_agent), process in zip(_BOARDS, started, strict=True)
            ]
            self.inventory.write_text("\n".join(tables), "utf-8")
            entries = load_inventory(self.inventory).boards.values()
            self.boards = tuple(DrillBoard(*each) for each in zip(entries, started, strict=True))
            self._exits = exits.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End them."""
        self._exits.close()


def _table(kind: Board, process: VirtualBoardProcess, *, has_agent: bool) -> str:
    lines = (
        f"[board.{kind.value}]",
        f'kind = "{kind.value}"',
        f'port = "{process.port_url}"',
        f"agent = {str(has_agent).lower()}",
        f'power = {{control = "{process.control_address}"}}',
        'time = "held"',
    )
    return "\n".join((*lines, ""))
