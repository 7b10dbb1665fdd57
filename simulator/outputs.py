"""What a board switches and measures: two relays and one sensor, as the platform's tutorials wire them.

A relay opens where nothing holds its pin: at every start, in deep sleep and without power. A pad may be latched as it
is, though, and outlast the boot (ESP-IDF, driver/gpio.h, `gpio_hold_en`).
"""

from collections.abc import Callable
from typing import Final

import msgspec

from oceanhil.protocol.record import RecordFlag

RELAYS: Final = RecordFlag.RELAY1 | RecordFlag.RELAY2


class Sensors(msgspec.Struct, frozen=True):
    """What the sensor shows, in tenths of a degree Celsius and of a percent; as printed on docs.oceanremote.net/api."""

    temperature_tenths: int = 235
    humidity_tenths: int = 620


_USUAL: Final = Sensors()


class Latches(msgspec.Struct, frozen=True):
    """Relays whose pads are latched: they stay as they are when what is named here happens, if power stays."""

    at_reset: RecordFlag = RecordFlag.NONE
    in_sleep: RecordFlag = RecordFlag.NONE
    """While the board sleeps deeply."""
    at_wake: RecordFlag = RecordFlag.NONE
    """As it wakes from that."""


NO_LATCHES: Final = Latches()


class Outputs:
    """The relays of one board, all open at first, and its sensor.

    `moved` is told of every change that the program makes, `let_go` of relays that open because nothing holds them: of
    those that are still closed.
    """

    def __init__(self, moved: Callable[[RecordFlag], None], let_go: Callable[[RecordFlag], None]) -> None:
        self.on = RecordFlag.NONE
        self.switched = (0, 0)
        """How often the program has switched relay 1 and relay 2 in this boot."""
        self.latches = NO_LATCHES
        self.sensors = _USUAL
        self._pretended: tuple[int | None, int | None] = (None, None)
        self._moved = moved
        self._let_go = let_go

    def switch(self, on: RecordFlag) -> None:
        """Close these relays and open the others."""
        changed = on ^ self.on
        if changed:
            first, second = self.switched
            self.switched = (first + (RecordFlag.RELAY1 in changed), second + (RecordFlag.RELAY2 in changed))
            self.on = on
            self._moved(on)

    def end_boot(self) -> None:
        """Hold no pin any more but those that are latched: the boot is over."""
        self.switched = (0, 0)
        if self.on:
            latches = self.latches
            self._open_all_but(latches.at_reset | latches.in_sleep)

    def fall_asleep(self) -> None:
        """Sleep deeply."""
        if self.on:
            self._open_all_but(self.latches.in_sleep)

    def reset(self) -> None:
        """Start again, and not from a deep sleep."""
        if self.on:
            self._open_all_but(self.latches.at_reset)

    def wake(self) -> None:
        """Start again after a deep sleep."""
        if self.on:
            self._open_all_but(self.latches.at_wake)

    def lose_power(self) -> None:
        """Forget the latches, too."""
        self.latches = NO_LATCHES
        if self.on:
            self._open_all_but(RecordFlag.NONE)

    def _open_all_but(self, held: RecordFlag) -> None:
        was_on, self.on = self.on, self.on & held
        if was_on is not self.on:
            self._let_go(self.on)

    def measure(self) -> Sensors:
        """Give what the program reads: what the sensor shows, where nothing else is pretended."""
        temperature_tenths, humidity_tenths = self._pretended
        if temperature_tenths is None and humidity_tenths is None:
            return self.sensors
        return Sensors(
            self.sensors.temperature_tenths if temperature_tenths is None else temperature_tenths,
            self.sensors.humidity_tenths if humidity_tenths is None else humidity_tenths,
        )

    def pretend(self, temperature_tenths: int | None = None, humidity_tenths: int | None = None) -> None:
        """Let the program read this in place of what the sensor shows; None: the sensor."""
        self._pretended = (temperature_tenths, humidity_tenths)
