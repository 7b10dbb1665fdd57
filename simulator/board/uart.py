"""A board's UART as its pins show it, what ROM, firmware and agent send, each at its rate; and its console in lines."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from oceanhil.boards import family
from oceanhil.protocol.board import Board

UartOut = Callable[[bytes, int], None]
"""Takes bytes that leave the chip and the baud rate they leave at."""

FIRMWARE_BAUD = 115_200
LINE_LETTERS_MAX: Final = 8192
"""A longer line of the console is told in pieces of this length: a program may never end one."""


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


class LineListener(Protocol):
    """Who reads the console in lines."""

    def serial(self, text: str, *, rom: bool) -> None:
        """Hear one line without its line end (a line feed, or carriage return and line feed)."""


class Console:
    """Assembles what a program prints into lines."""

    def __init__(self, listener: LineListener) -> None:
        self._listener = listener
        self._pending: list[str] = []
        self._pending_letters = 0

    def write(self, text: str) -> None:
        """Take text; every line that it completes is passed on at once, in pieces where it is long."""
        letters = len(text)
        if text.find("\n") + 1 == letters > 0 and letters <= LINE_LETTERS_MAX and not self._pending_letters:
            # Most of what a program prints is a whole line.
            self._listener.serial(text[:-1].removesuffix("\r"), rom=False)
            return
        self._pending.append(text)
        self._pending_letters += letters
        if "\n" in text or self._pending_letters > LINE_LETTERS_MAX:
            *lines, rest = "".join(self._pending).split("\n")
            for line in lines:
                self._pass_on(line.removesuffix("\r"))
            self._keep(rest)

    def drop(self) -> None:
        """Pass on an unfinished line as it stands, when the board stops in the middle of it."""
        if self._pending_letters:
            self._pass_on("".join(self._pending))
        self._keep("")

    def _keep(self, rest: str) -> None:
        """Hold the begin of a line, as much of it as a piece may have."""
        while len(rest) > LINE_LETTERS_MAX:
            self._listener.serial(rest[:LINE_LETTERS_MAX], rom=False)
            rest = rest[LINE_LETTERS_MAX:]
        self._pending, self._pending_letters = [rest], len(rest)

    def _pass_on(self, line: str) -> None:
        for at in range(0, len(line) or 1, LINE_LETTERS_MAX):
            self._listener.serial(line[at : at + LINE_LETTERS_MAX], rom=False)


class WiredConsole(Console):
    """A console whose text also goes out on a UART, piece by piece as it is printed."""

    def __init__(self, listener: LineListener, wire: Callable[[str], None]) -> None:
        super().__init__(listener)
        self._wire = wire

    def write(self, text: str) -> None:
        """Send text, then take it as every console does."""
        self._wire(text)
        super().write(text)
