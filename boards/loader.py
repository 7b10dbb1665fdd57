"""A boot ROM that takes firmware over serial, as data: what esptool calls the chip, and which registers tell it so.

ESP32: Technical Reference Manual, "eFuse Controller", "UART", "SPI"; ESP-IDF `soc/efuse_reg.h`, `efuse_table.csv`.
ESP8266: "ESP8266 Technical Reference", "UART", "SPI"; NONOS SDK `eagle_soc.h`. The word at 0x40001000 lies in mask ROM:
esptool documentation, "Chip Type Detection".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

ROM_WORD: Final = 0x40001000


class LoaderDialect(Enum):
    """How a ROM speaks the serial protocol (esptool documentation, "Serial Protocol")."""

    ESP8266 = "esp8266"
    ESP32 = "esp32"
    ESP32_LATER = "esp32-later"
    """ESP32-S3, C3 and later: it also says which chip it is, by GET_SECURITY_INFO."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiLayout:
    """Where the SPI flash controller's registers lie, from `base` on; `miso_length` None: it stands in `user1`."""

    base: int
    user: int = 0x1C
    user1: int = 0x20
    user2: int = 0x24
    miso_length: int | None = 0x2C
    first_word: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """What reads as what: `fuses_from` the address of the first fuse word, `more_fuses` words after those of the MAC.

    `chip` is esptool's word for `--chip`, `chip_id` the number that the ROM itself gives (0: it gives none).
    `application_offset`: where an application image goes in flash. `uart_divider`: the address of UART 0's clock
    divider, whose clock is `uart_clock_hz`.
    """

    chip: str
    chip_id: int = 0
    dialect: LoaderDialect
    application_offset: int
    constants: Mapping[int, int]
    fuses_from: int
    more_fuses: tuple[int, ...] = ()
    uart_divider: int
    uart_clock_hz: int
    spi: SpiLayout
