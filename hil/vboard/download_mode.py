"""Download mode of a virtual board: how a tool gets into it, by the lines DTR and RTS or by its SYNC, and what answers.

ESP boards have two transistors between the USB serial chip and the chip's EN and GPIO0 pins (esptool documentation,
"Boot Mode Selection", automatic bootloader): RTS alone pulls EN low, DTR alone pulls GPIO0 low, both together or
neither leave both pins high. A capacitor at EN lets it rise slowly, so that a program that goes from "RTS" over "both"
to "DTR" releases EN only at the end, with GPIO0 low: that is how esptool enters download mode.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from oceanhil.protocol.board import Board
from oceanhil.simulator.download import Loader, LoaderExit
from oceanhil.simulator.flash.chip import Flash

SLOW_RELEASE_S: Final = 0.5
"""How long EN stays low when both lines are asserted after RTS alone.

A real capacitor holds it for some milliseconds; RFC 2217 clients need up to 0.1 s from one line to the next.
"""
# "Serial Protocol" of the esptool documentation: a SYNC request in its SLIP frame; the four bytes are its checksum.
_SYNC: Final = re.compile(rb"\xc0\x00\x08\x24\x00....\x07\x07\x12\x20" + rb"\x55" * 32 + rb"\xc0", re.DOTALL)
_SYNC_BYTES: Final = 46


class LineEffect(Enum):
    """What a change of the lines does."""

    NOTHING = "nothing"
    HOLD = "hold"
    """EN is low: the chip stands still."""
    RELEASE = "release"
    """EN rises: the chip looks at GPIO0 and starts."""
    RELEASE_SOON = "release-soon"
    """EN rises after `SLOW_RELEASE_S` unless the lines change before."""


@dataclass(slots=True)
class AutoResetCircuit:
    """The two transistors and the capacitor; True means asserted."""

    dtr: bool = False
    rts: bool = False
    en_low: bool = False

    @property
    def gpio0_low(self) -> bool:
        """True while the circuit pulls GPIO0 low."""
        return self.dtr and not self.rts

    def set_lines(self, *, dtr: bool, rts: bool) -> LineEffect:
        """Set both lines and give what follows."""
        changed = (dtr, rts) != (self.dtr, self.rts)
        self.dtr, self.rts = dtr, rts
        if not changed:
            return LineEffect.NOTHING
        if rts and not dtr:
            effect = LineEffect.NOTHING if self.en_low else LineEffect.HOLD
            self.en_low = True
            return effect
        if not self.en_low:
            return LineEffect.NOTHING
        return LineEffect.RELEASE_SOON if rts else self.release()

    def release(self) -> LineEffect:
        """Let EN rise now, if it is low."""
        if not self.en_low:
            return LineEffect.NOTHING
        self.en_low = False
        return LineEffect.RELEASE


class SyncWatch:
    """Finds a loader's SYNC request in the bytes that a running board hears, however they are cut."""

    def __init__(self) -> None:
        self._last = b""

    def hear(self, data: bytes) -> bytes | None:
        """Give the request and what follows it, as soon as one is complete; None until then."""
        # Most of what a board hears is an agent's text: no frame ends in it.
        seen = self._last + data
        found = _SYNC.search(seen) if b"\xc0" in data else None
        self._last = b"" if found else seen[-_SYNC_BYTES:]
        return seen[found.start() :] if found else None


class DownloadMode:
    """The loader of one stay in download mode. `host_baud` arguments: the host's rate, None if any is right."""

    def __init__(self, board: Board, flash: Flash, fuse_words: tuple[int, ...]) -> None:
        self._loader = Loader(board, flash, fuse_words)
        self._has_answered = False

    @property
    def finished(self) -> LoaderExit | None:
        """Why it answers no more; None while it does."""
        return self._loader.finished

    def baud(self, host_baud: int | None) -> int:
        """Give the rate at which the chip listens now: until the ROM has heard a SYNC, the one the host has."""
        if not self._has_answered and host_baud is not None:
            self._loader.baud = host_baud
        return self._loader.baud

    def hear(self, data: bytes) -> bytes:
        """Give the answer to bytes as they arrived."""
        answer = self._loader.feed(data)
        self._has_answered = self._has_answered or bool(answer)
        return answer
