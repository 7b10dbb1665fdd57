"""How a family keeps what EEPROM libraries write, and the generations of those libraries."""

from enum import Enum


class Storage(Enum):
    """Where EEPROM is, and how it is written."""

    NVS = "nvs"
    """A blob in an NVS partition (arduino-esp32)."""
    ESP8266_SECTOR = "esp8266-sector"
    """A sector of its own, the fifth from the end of flash (esp8266/Arduino)."""
    PICO_SECTOR = "pico-sector"
    """The last sector of flash, written in pages (arduino-pico)."""


class Driver(Enum):
    """A generation of the EEPROM driver; NVS's differ in how they recover from a power cut.

    The patched one is no release, and therefore no family's: it shows what the correction of a known fault does.
    """

    IDF_5_5_1 = "idf-5.5.1"
    IDF_4_4_7 = "idf-4.4.7"
    IDF_5_5_1_PATCHED = "idf-5.5.1-patched"
    ESP8266_CORE = "core-3.1.2"
    PICO_CORE = "core-5.4.0"

    __hash__ = object.__hash__  # looked up at each boot: Enum's own is a function of Python

    @property
    def release(self) -> str:
        """The release of ESP-IDF or of the core that it comes with, by which facts are looked up."""
        return self.value.split("-")[1]

    @property
    def storage(self) -> Storage:
        """The storage that it is a driver of."""
        match self:
            case Driver.ESP8266_CORE:
                return Storage.ESP8266_SECTOR
            case Driver.PICO_CORE:
                return Storage.PICO_SECTOR
            case _:
                return Storage.NVS


NVS_DRIVERS = (Driver.IDF_5_5_1, Driver.IDF_4_4_7)
"""Those that arduino-esp32 brings, the newest first."""
