"""What a board switches and measures: two relays and one sensor, as the platform's tutorials wire them.

A relay opens where nothing holds its pin: at every start, in deep sleep and without power.
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


class Outputs:
    """The relays of one board, all open at first; `moved` is told of every change."""

    def __init__(self, moved: Callable[[RecordFlag], None]) -> None:
        self.on = RecordFlag.NONE
        self.sensors = Sensors()
        self._moved = moved

    def switch(self, on: RecordFlag) -> None:
        """Close these relays and open the others."""
        if on != self.on:
            self.on = on
            self._moved(on)

    def let_go(self) -> None:
        """Hold no pin any more."""
        self.switch(RecordFlag.NONE)
