"""The automatic reset circuit of ESP boards: two transistors, and the capacitor at EN.

Asserted alone, RTS pulls EN low and DTR pulls GPIO0 low; both or neither pull nothing (esptool documentation, "Boot
Mode Selection", section "Automatic Bootloader", which asks for 1 µF or more at EN). EN fills through 10 kΩ (ESP32
Hardware Design Guidelines, "Reset"). The chip is off below 0.6 V of 3.3 V and on above three quarters of the supply
(ESP32 datasheet, "DC Characteristics": VIL_nRST and VIH).
"""

import math
from dataclasses import dataclass
from typing import Final

from oceanhil.simulator.adapter.pins import Pins

OFF_BELOW: Final = 0.6 / 3.3
"""Of the supply."""
ON_ABOVE: Final = 0.75


@dataclass(frozen=True, slots=True)
class Capacitor:
    """`fill_us` is resistance times capacitance, `empty_us` what a transistor needs to empty it when it is full."""

    fill_us: int
    empty_us: int

    @property
    def start_us(self) -> int:
        """How long after RTS was alone for long the chip starts."""
        return math.ceil(self.fill_us * -math.log(1 - ON_ABOVE))

    @property
    def stop_us(self) -> int:
        """How long RTS must be alone for a chip that ran for long to stop."""
        return math.ceil(self.empty_us * (1 - OFF_BELOW))


USUAL: Final = Capacitor(fill_us=10_000, empty_us=130)
"""10 kΩ and 1 µF; emptied by the 26 mA of a transistor with 0.26 mA at its base and a gain of 100."""


class ResetCircuit:
    """The capacitor's charge between the changes of the lines; `Circuit`. Full at first, both lines dropped."""

    def __init__(self, capacitor: Capacitor = USUAL) -> None:
        self._capacitor = capacitor
        self._dtr = self._rts = False
        self._en_low = False
        self._charge = 1.0
        self._since_us = 0

    def set_lines(self, t_us: int, *, dtr: bool, rts: bool) -> tuple[Pins, ...]:
        """Assert or drop the lines."""
        done = self.advance(t_us)
        before = self._gpio0_low
        self._dtr, self._rts = dtr, rts
        return done if self._gpio0_low is before else (*done, self._pins(t_us))

    def advance(self, t_us: int) -> tuple[Pins, ...]:
        """Let the capacitor fill or empty; between two changes of the lines EN crosses one threshold at most."""
        due_us = self.due_us
        if due_us is None or due_us > t_us:
            self._move(t_us)
            return ()
        self._charge = OFF_BELOW if self._is_pulled else ON_ABOVE
        self._since_us = due_us
        self._en_low = not self._en_low
        self._move(t_us)
        return (self._pins(due_us),)

    @property
    def due_us(self) -> int | None:
        """When EN crosses the threshold that it is on its way to."""
        if self._is_pulled is self._en_low:
            return None
        if self._is_pulled:
            return self._since_us + math.ceil((self._charge - OFF_BELOW) * self._capacitor.empty_us)
        left = math.log((1 - self._charge) / (1 - ON_ABOVE))
        return self._since_us + math.ceil(left * self._capacitor.fill_us)

    @property
    def _is_pulled(self) -> bool:
        return self._rts and not self._dtr

    @property
    def _gpio0_low(self) -> bool:
        return self._dtr and not self._rts

    def _move(self, t_us: int) -> None:
        lasted_us = t_us - self._since_us
        self._since_us = t_us
        if self._is_pulled:
            self._charge = max(0.0, self._charge - lasted_us / self._capacitor.empty_us)
        else:
            self._charge = 1 - (1 - self._charge) * math.exp(-lasted_us / self._capacitor.fill_us)

    def _pins(self, t_us: int) -> Pins:
        return Pins(t_us, self._en_low, self._gpio0_low)
