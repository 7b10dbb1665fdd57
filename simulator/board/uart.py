"""A board's UART as its pins show it: what the ROM, the firmware and an agent send, at the baud rate of each."""

from collections.abc import Callable, Sequence

from oceanhil.boards import family
from oceanhil.protocol.board import Board

UartOut = Callable[[bytes, int], None]
"""Takes bytes that leave the chip and the baud rate they leave at."""

FIRMWARE_BAUD = 115_200


class BoardUart:
    """The sending half. Both ROMs and the Arduino cores' `println` end a line with carriage return and line feed."""

    def __init__(self, board: Board, out: UartOut) -> None:
        rom = family(board).rom
        self._rom_baud = FIRMWARE_BAUD if rom is None else rom.baud
        self._out = out

    def rom(self, lines: Sequence[str]) -> None:
        """Send lines of the boot ROM, each given without its end."""
        if lines:
            self._out("".join(f"{line}\r\n" for line in lines).encode("ascii"), self._rom_baud)

    def text(self, text: str) -> None:
        """Send text of the firmware, in UTF-8; a line feed brings its carriage return with it."""
        self.send(text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace"))

    def send(self, data: bytes) -> None:
        """Send bytes as they are, at the firmware's rate."""
        if data:
            self._out(data, FIRMWARE_BAUD)
