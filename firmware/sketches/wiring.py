"""What a sketch's pins are wired to, as `oceanhil.toml` says: a relay or two, a sensor and a button."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import floor
from typing import Final

PINS: Final = 64
RELAYS: Final = ("1", "2")
FULL_MILLIVOLTS: Final = 3_300


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
    """The GPIOs of relay 1 and relay 2, None of one that is at none, and the level at which they close."""

    first: int | None
    second: int | None
    close_at: Level = Level.HIGH

    @property
    def pins(self) -> Mapping[int, int]:
        """The GPIOs of those that are there, by the numbers of the relays."""
        return {number: pin for number, pin in ((1, self.first), (2, self.second)) if pin is not None}


@dataclass(frozen=True, slots=True)
class Button:
    """A button between `pin` and the level that it has while it is `pressed`; a resistor holds the other one."""

    pin: int
    pressed: Level = Level.LOW


class SensorKind(Enum):
    """Which sensor it is: one whose voltage is read, or one that tells what it shows over one wire or by I2C."""

    ANALOG = "analog"
    DHT11 = "dht11"
    DHT22 = "dht22"
    DS18B20 = "ds18b20"
    BME280 = "bme280"
    SHT31 = "sht31"
    AHT20 = "aht20"


I2C_ADDRESSES: Final = {SensorKind.BME280: 0x76, SensorKind.SHT31: 0x44, SensorKind.AHT20: 0x38}
"""Where each of those on I2C answers, unless it is said otherwise."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a sensor can show, in tenths of a degree Celsius and of a percent; both ends are of it."""

    coldest: int
    hottest: int
    driest: int = 0
    wettest: int = 1_000


_RANGES: Final = {
    SensorKind.DHT11: Range(0, 500, 200, 900),
    SensorKind.DHT22: Range(-400, 800),
    SensorKind.DS18B20: Range(-550, 1_250),
    SensorKind.BME280: Range(-400, 850),
    SensorKind.SHT31: Range(-450, 1_300),
    SensorKind.AHT20: Range(-500, 1_499),
}


@dataclass(frozen=True, slots=True)
class DigitalSensor:
    """A sensor on one wire, at a GPIO, with a resistor that pulls the wire up; or one at an address on any I2C bus."""

    kind: SensorKind
    place: int

    def shown(self, temperature_tenths: int, humidity_tenths: int) -> tuple[int, int]:
        """Give what it shows, in tenths: the last that it can of what is beyond its range."""
        ends = _RANGES[self.kind]
        return (
            min(max(temperature_tenths, ends.coldest), ends.hottest),
            min(max(humidity_tenths, ends.driest), ends.wettest),
        )


@dataclass(frozen=True, slots=True)
class AnalogSensor:
    """A sensor whose voltage at `pin` is `millivolts_at_0`, and so much more for each degree Celsius or percent.

    By itself it is a TMP36: 500 mV at 0 °C, 10 mV for a degree (Analog Devices, TMP35/TMP36/TMP37, "Functional
    Description"). The most that the pin can show are 3.3 V by itself; boards with an ESP8266 have a divider before A0.
    """

    pin: int
    shows: Shown = Shown.TEMPERATURE
    millivolts_at_0: int = 500
    millivolts_per_unit: float = 10
    millivolts_at_most: int = FULL_MILLIVOLTS

    def millivolts(self, tenths: int) -> int:
        """Give the voltage for what it shows, in tenths, as if the most that the pin can show were 3.3 V."""
        sensed = self.millivolts_at_0 + self.millivolts_per_unit * tenths / 10
        return floor(sensed * FULL_MILLIVOLTS / self.millivolts_at_most)


Sensor = AnalogSensor | DigitalSensor
