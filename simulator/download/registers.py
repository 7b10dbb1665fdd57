"""The address space behind READ_REG and WRITE_REG: what identifies the chip, its SPI controller, anything written."""

from typing import Final

from oceanhil.boards.rom import Loader, SpiLayout

_COMMAND: Final = 0x00
_START: Final = 1 << 18
_READS: Final = 1 << 28
_WORDS: Final = 16
_WINBOND: Final = 0xEF
_W25Q_JV: Final = 0x40
_READ_JEDEC_ID: Final = 0x9F
_READ_STATUS: Final = frozenset({0x05, 0x15, 0x35})
#: Words that a host may change before later writes to still other addresses are lost: enough for any tool.
_WRITTEN_MAX: Final = 4096


class SpiController:
    """The controller of a flash chip of `flash_bytes` bytes, as far as a host drives it: one command, some bytes back.

    Tools read the chip's JEDEC ID so. Register bits: ESP32 Technical Reference Manual, "SPI Controller". What the chip
    answers: Winbond W25Q32JV datasheet, "Instructions".
    """

    __slots__ = ("_flash_bytes", "_layout", "_registers")

    def __init__(self, layout: SpiLayout, flash_bytes: int) -> None:
        self._layout = layout
        self._flash_bytes = flash_bytes
        self._registers: dict[int, int] = {}

    def has(self, address: int) -> bool:
        """Tell whether the register at `address` is the controller's."""
        return 0 <= address - self._layout.base < self._layout.first_word + 4 * _WORDS

    def read(self, address: int) -> int:
        """Give a register's value."""
        return self._registers.get(address - self._layout.base, 0)

    def write(self, address: int, value: int) -> None:
        """Set a register; setting the start bit carries out the command, and the bit is clear again at once."""
        offset = address - self._layout.base
        self._registers[offset] = value
        if offset == _COMMAND and value & _START:
            self._registers[_COMMAND] = 0
            self._run()

    def _run(self) -> None:
        if not self._registers.get(self._layout.user, 0) & _READS:
            return
        answer = self._answer(self._registers.get(self._layout.user2, 0) & 0xFF)
        length = self._read_bits() + 7 >> 3
        data = (answer + bytes(4 * _WORDS))[:length].ljust(4 * _WORDS, b"\0")
        for index in range(_WORDS):
            word = int.from_bytes(data[4 * index : 4 * index + 4], "little")
            self._registers[self._layout.first_word + 4 * index] = word

    def _read_bits(self) -> int:
        if self._layout.miso_length is None:
            return (self._registers.get(self._layout.user1, 0) >> 8 & 0x1FF) + 1
        return (self._registers.get(self._layout.miso_length, 0) & 0x1FF) + 1

    def _answer(self, command: int) -> bytes:
        if command == _READ_JEDEC_ID:
            # The third byte is the binary logarithm of the size in bytes.
            return bytes([_WINBOND, _W25Q_JV, self._flash_bytes.bit_length() - 1])
        if command in _READ_STATUS:
            # Zeros, with which every answer is filled: never busy.
            return b""
        # An instruction that the chip does not know leaves its output floating high.
        return b"\xff" * 4 * _WORDS


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
