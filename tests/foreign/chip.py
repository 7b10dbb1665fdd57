"""A virtual board whose flash a foreign tool reads and writes."""

import random
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from tests.foreign.program import Environment

FLASH_BYTES: Final = 0x400000
# Half of it compressible, whole words, no whole sectors.
DATA: Final = random.Random(1).randbytes(12_000) + bytes(13_004)
PLACE: Final = 0x20000


@dataclass
class Chip:
    """A virtual board whose flash is a file, which holds what it became once the board has ended."""

    process: VirtualBoardProcess
    file: Path
    environment: Environment
    stub: bool = True

    def esptool(self, *words: str, fails: bool = False) -> str:
        """Run a command of esptool on the board's port."""
        rom = () if self.stub else ("--no-stub",)
        return self.environment.run("esptool", "--port", self.process.port_url, *rom, *words, fails=fails)

    def content(self, address: int, length: int) -> bytes:
        """End the board and look into its flash."""
        self.process.close()
        return self.file.read_bytes()[address : address + length]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.close()


def start_chip(environment: Environment, board: Board, *, stub: bool = True, flash: bytes | None = None) -> Chip:
    """Start a board on a pty, with power, and with zeros and `DATA` in its flash, or what is given."""
    file = environment.folder / "flash.bin"
    before = bytearray(FLASH_BYTES)
    before[PLACE : PLACE + len(DATA)] = DATA
    file.write_bytes(before if flash is None else flash)
    process = VirtualBoardProcess("--board", board.value, "--clock", "held", "--flash", str(file))
    process.control.power(on=True)
    return Chip(process, file, environment, stub)
