"""What a sketch's pins are wired to, as `oceanhil.toml` says: two relays and a sensor."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

PINS: Final = 64
RELAYS: Final = ("1", "2")


class Level(Enum):
    """The level of a pin."""

    HIGH = "high"
    LOW = "low"


class Shown(Enum):
    """What a sensor shows."""

    TEMPERATURE = "temperature"
    HUMIDITY = "humidity"


@dataclass(frozen=True, slots=True)
class RelayPins:
    """The GPIOs of relay 1 and relay 2, and the level at which they close."""

    first: int
    second: int
    close_at: Level = Level.HIGH


@dataclass(frozen=True, slots=True)
class AnalogSensor:
    """A sensor whose voltage at `pin` is `millivolts_at_0`, and so much more for each degree Celsius or percent.

    By itself it is a TMP36: 500 mV at 0 °C, 10 mV for a degree (Analog Devices, TMP35/TMP36/TMP37, "Functional
    Description").
    """

    pin: int
    shows: Shown = Shown.TEMPERATURE
    millivolts_at_0: int = 500
    millivolts_per_unit: int = 10

    def millivolts(self, tenths: int) -> int:
        """Give the voltage for what it shows, in tenths."""
        return self.millivolts_at_0 + self.millivolts_per_unit * tenths // 10
