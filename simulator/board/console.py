"""The serial console (UART0 or USB-CDC, 115,200 baud): pieces of text in, whole lines out."""

from collections.abc import Callable
from typing import Protocol


class LineListener(Protocol):
    """Who reads the console."""

    def serial(self, text: str, *, rom: bool) -> None:
        """Hear one line without its line end (a line feed, or carriage return and line feed)."""


class Console:
    """Assembles what a program prints into lines."""

    def __init__(self, listener: LineListener) -> None:
        self._listener = listener
        self._pending = ""

    def write(self, text: str) -> None:
        """Take text; every line that it completes is passed on at once."""
        *lines, self._pending = (self._pending + text).split("\n")
        for line in lines:
            self._listener.serial(line.removesuffix("\r"), rom=False)

    def drop(self) -> None:
        """Pass on an unfinished line as it stands, when the board stops in the middle of it."""
        if self._pending:
            self._listener.serial(self._pending, rom=False)
            self._pending = ""


class WiredConsole(Console):
    """A console whose text also goes out on a UART, piece by piece as it is printed."""

    def __init__(self, listener: LineListener, wire: Callable[[str], None]) -> None:
        super().__init__(listener)
        self._wire = wire

    def write(self, text: str) -> None:
        """Send text, then take it as every console does."""
        self._wire(text)
        super().write(text)
