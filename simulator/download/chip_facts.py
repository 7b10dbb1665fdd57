"""Registers by which a tool recognises a chip, as data.

ESP32: Technical Reference Manual, "eFuse Controller", "UART", "SPI"; ESP-IDF `soc/efuse_reg.h`, `efuse_table.csv`.
ESP8266: "ESP8266 Technical Reference", "UART", "SPI"; NONOS SDK `eagle_soc.h`. The word at 0x40001000 lies in mask ROM:
esptool documentation, "Chip Type Detection".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oceanhil.protocol.board import Board

_ROM_WORD: Final = 0x40001000
# EFUSE_BLK0_RDATA3: one of the first 240 MHz parts, package D0WD (1 in bits 9-11), silicon revision 1 and up (bit 15).
_ESP32_FUSES_3: Final = 1 << 15 | 1 << 13 | 1 << 9
# RDATA4: the 8 MHz RC oscillator's frequency in units of 62.5 kHz (bits 0-7: 8.5 MHz), and the reference voltage
# (bits 8-12), as measured at the factory.
_ESP32_FUSES_4: Final = 0x10 << 8 | 136
# RDATA5: revision 2 and up (bit 20), minor revision 1 (bits 24-25). With SYSCON_DATE's bit 31: chip revision v3.1.
_ESP32_FUSES_5: Final = 1 << 24 | 1 << 20


@dataclass(frozen=True, slots=True)
class SpiLayout:
    """Where the SPI flash controller's registers lie; `lengths_in_user1`: there, else in registers of their own."""

    base: int
    first_word: int
    lengths_in_user1: bool


@dataclass(frozen=True, slots=True)
class ChipFacts:
    """What reads as what: `fuses_from` the address of the first fuse word, `more_fuses` words after those of the MAC.

    `uart_divider`: the address of UART 0's clock divider, whose clock is `uart_clock_hz`.
    """

    constants: Mapping[int, int]
    fuses_from: int
    more_fuses: tuple[int, ...]
    uart_divider: int
    uart_clock_hz: int
    spi: SpiLayout


_FACTS: Final = MappingProxyType({
    Board.ESP32: ChipFacts(
        # GPIO_STRAP of download mode 0x3; SYSCON_DATE of ECO 3 silicon; TIMG0_RTCCALICFG1 (bits 7-31) with a
        # count of crystal cycles from which, together with the oscillator's fuse, a tool computes 40 MHz.
        constants=MappingProxyType({
            _ROM_WORD: 0x00F01D83, 0x3FF44038: 0x03, 0x3FF6607C: 0x96042000, 0x3FF5F06C: 753 << 7,
        }),
        fuses_from=0x3FF5A000,
        more_fuses=(_ESP32_FUSES_3, _ESP32_FUSES_4, _ESP32_FUSES_5, 0),
        uart_divider=0x3FF40014,
        uart_clock_hz=40_000_000,
        spi=SpiLayout(base=0x3FF42000, first_word=0x80, lengths_in_user1=False),
    ),
    Board.ESP8266: ChipFacts(
        constants=MappingProxyType({_ROM_WORD: 0xFFF0C101}),
        fuses_from=0x3FF00050,
        more_fuses=(),
        uart_divider=0x60000014,
        # Twice the crystal's 26 MHz.
        uart_clock_hz=52_000_000,
        spi=SpiLayout(base=0x60000200, first_word=0x40, lengths_in_user1=True),
    ),
})  # fmt: skip


def chip_facts(board: Board) -> ChipFacts:
    """Give the registers of a board with a ROM loader."""
    return _FACTS[board]
