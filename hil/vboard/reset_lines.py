"""What the modem lines DTR and RTS do to a board.

ESP boards have two transistors between the USB serial chip and the chip's EN and GPIO0 pins (esptool documentation,
"Boot Mode Selection", automatic bootloader): RTS alone pulls EN low, DTR alone pulls GPIO0 low, both together or
neither leave both pins high. A capacitor at EN lets it rise slowly, so that a program that goes from "RTS" over "both"
to "DTR" releases EN only at the end, with GPIO0 low: that is how esptool enters download mode.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

SLOW_RELEASE_S: Final = 0.5
"""How long EN stays low when both lines are asserted after RTS alone.

A real capacitor holds it for some milliseconds; RFC 2217 clients need up to 0.1 s from one line to the next.
"""


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
