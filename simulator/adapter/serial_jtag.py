"""The lines of the USB Serial/JTAG controller within ESP32-S3 and C3, which has no pins and no capacitor for them.

RTS alone resets the chip; the last of "DTR alone" and "neither" before that chose whether into download mode (ESP32-C3
Technical Reference Manual, chapter "USB Serial/JTAG Controller", use of RTS and DTR).
"""

from oceanhil.simulator.adapter.pins import Pins


class SerialJtag:
    """The controller; `Circuit`. EN and GPIO0 stand for its reset and for its choice."""

    due_us: int | None = None

    def __init__(self) -> None:
        self._dtr = self._rts = False
        self._goes_to_download = False

    def set_lines(self, t_us: int, *, dtr: bool, rts: bool) -> tuple[Pins, ...]:
        """Assert or drop the lines."""
        if (dtr, rts) == (self._dtr, self._rts):
            return ()
        self._dtr, self._rts = dtr, rts
        if rts and not dtr:
            return tuple(Pins(t_us, en_low, self._goes_to_download) for en_low in (True, False))
        if not rts:
            self._goes_to_download = dtr
        return ()

    def advance(self, t_us: int) -> tuple[Pins, ...]:
        """Nothing happens by itself."""
        del t_us
        return ()
