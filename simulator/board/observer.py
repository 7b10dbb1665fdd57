"""What a board tells the world outside."""

from typing import Protocol

from oceanhil.protocol.record import RecordFlag, RecordReading
from oceanhil.protocol.resets import ResetReason


class BoardObserver(Protocol):
    """Who watches a board. Texts still hold secrets: whoever records them cuts them."""

    def serial(self, text: str, *, rom: bool) -> None:
        """Hear a line on the console, from the boot ROM or from the firmware."""

    def booted(self, number: int, reason: ResetReason) -> None:
        """Hear that boot number `number` (from 1) begins."""

    def power_cut(self, unit: int) -> None:
        """Hear that power was lost after `unit` units of flash work in this boot."""

    def halted(self, reason: str) -> None:
        """Hear that the program has ended."""

    def relays_moved(self, on: RecordFlag) -> None:
        """Hear that the program switched relays: those in `on` are closed now, the others open."""

    def relays_let_go(self, still_on: RecordFlag) -> None:
        """Hear that relays opened because the boot that held them is over; latched ones are still closed."""

    def time_asked(self) -> None:
        """Hear that the program asks the time server."""

    def record_read(self, reading: RecordReading) -> None:
        """Hear what the program read as its record."""

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Hear that a record was saved with so many units of flash work, and what reads back."""
