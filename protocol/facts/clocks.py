"""Wall time as the cores tell it to a sketch: when it is believed, and in which zone it is."""

from typing import Final

from oceanhil.protocol.facts.fact import Fact, Version

_CHECKED: Final = "2026-11-23"
_ESP32: Final = "espressif/arduino-esp32 03e3bed6 cores/esp32/esp32-hal-time.c:"

LAST_YEAR_UNSET: Final = Fact(
    "getLocalTime() believes a clock of a later year than",
    "arduino-esp32",
    (Version(2016, f"{_ESP32}120"),),
    _CHECKED,
)
ZONE_ESP32: Final = Fact(
    "TZ after configTime(): hours west, with minutes and seconds where there are any; `DST` alone for a daylight "
    "offset of an hour, else its own hours west after it",
    "arduino-esp32",
    (Version("UTC{hours}DST{daylight}", f"{_ESP32}29"),),
    _CHECKED,
)
ZONE_ESP8266: Final = Fact(
    "the zone after configTime() with numbers: both offsets in one, and no daylight saving",
    "esp8266/Arduino",
    (Version("GMT", "esp8266/Arduino 3.1.2 cores/esp8266/time.cpp:180"),),
    _CHECKED,
)
