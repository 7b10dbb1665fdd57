"""A bench that hears nothing: what a virtual board does is on its line."""

from oceanhil.protocol.record import RecordReading
from oceanhil.simulator.resets import ResetReason


class UnwatchedBoard:
    """Implements `oceanhil.simulator.bench.Bench`."""

    def serial(self, text: str, *, rom: bool) -> None:
        """Ignore a line: its bytes went out on the UART."""

    def booted(self, number: int, reason: ResetReason) -> None:
        """Ignore a boot."""

    def power_cut(self, unit: int) -> None:
        """Ignore a power cut."""

    def halted(self, reason: str) -> None:
        """Ignore the end of a program."""

    def record_read(self, reading: RecordReading) -> None:
        """Ignore what was read."""

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Ignore what was saved."""
