"""The serial line of a simulated board while a fault is on it: lines in, what arrives of them out.

Loaded when a line is first disturbed: few runs have a use for it.
"""

from oceanhil.hil.link.assembler import LineAssembler
from oceanhil.hil.link.events import LogLine
from oceanhil.protocol.chance import Chance
from oceanhil.scenarios.world_terms import LineFault
from oceanhil.simulator.board.line_faults import FaultyLine, LineFaults


class DisturbedLine:
    """Sends lines as bytes and makes lines of what comes out, as the reader of a real port does."""

    def __init__(self, fault: LineFault) -> None:
        faults = LineFaults(
            noise_ppm=fault.noise_ppm, drop_ppm=fault.drop_ppm, duplicate_ppm=fault.duplicate_ppm, stuck=fault.stuck
        )
        self._wire = FaultyLine(faults, Chance(fault.seed))
        self._assembler = LineAssembler()

    def carry(self, text: str) -> list[str]:
        """Send one line; give the lines that it completes."""
        data = self._wire.carry(f"{text}\r\n".encode("utf-8", "replace"))
        return [each.text for each in self._assembler.feed(data, 0) if isinstance(each, LogLine)]

    def end(self) -> list[str]:
        """Give what stands unfinished."""
        return [line.text for line in self._assembler.flush(0)]
