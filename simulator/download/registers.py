"""The address space behind READ_REG and WRITE_REG: what identifies the chip, and whatever was written elsewhere."""

from typing import Final

from oceanhil.boards.loader import Loader
from oceanhil.simulator.download.spi_controller import SpiController

#: Words that a host may change before later writes to still other addresses are lost: enough for any tool.
_WRITTEN_MAX: Final = 4096


class Registers:
    """32-bit words by address. Fuses, ROM and the like cannot be changed by writing."""

    __slots__ = ("_facts", "_fixed", "_spi", "_written", "baud")

    def __init__(self, facts: Loader, fuse_words: tuple[int, ...], flash_bytes: int, baud: int) -> None:
        self._facts = facts
        words = fuse_words + facts.more_fuses
        fuses = {facts.fuses_from + 4 * index: word for index, word in enumerate(words)}
        self._fixed = {**facts.constants, **fuses}
        self._spi = SpiController(facts.spi, flash_bytes)
        self._written: dict[int, int] = {}
        self.baud = baud

    @property
    def chip_id(self) -> int:
        """The number that the ROM gives for the chip."""
        return self._facts.chip_id

    def read(self, address: int) -> int:
        """Give the word at `address`, 0 where nothing is known of it."""
        if address in self._fixed:
            return self._fixed[address]
        if address == self._facts.uart_divider:
            return self._divider()
        if self._spi.has(address):
            return self._spi.read(address)
        return self._written.get(address, 0)

    def write(self, address: int, value: int, mask: int) -> None:
        """Set the bits of the word at `address` that are set in `mask`."""
        word = self.read(address) & ~mask | value & mask
        if self._spi.has(address):
            self._spi.write(address, word)
        elif address in self._written or len(self._written) < _WRITTEN_MAX:
            self._written[address] = word

    def _divider(self) -> int:
        """Whole part in bits 0-19, sixteenths in bits 20-23 on ESP32; the ESP8266 has only the whole."""
        sixteenths = 16 * self._facts.uart_clock_hz // self.baud
        fraction = 0 if self._facts.spi.miso_length is None else sixteenths & 0xF
        return sixteenths >> 4 & 0xFFFFF | fraction << 20
