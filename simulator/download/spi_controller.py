"""The SPI flash controller, as far as a host drives it by register writes: one command, some bytes back.

Tools read the flash chip's JEDEC ID so. Register bits: ESP32 Technical Reference Manual, "SPI Controller". What the
chip answers: Winbond W25Q32JV datasheet, "Instructions".
"""

from typing import Final

from oceanhil.boards.loader import SpiLayout

_COMMAND: Final = 0x00
_START: Final = 1 << 18
_READS: Final = 1 << 28
_WORDS: Final = 16
_WINBOND: Final = 0xEF
_W25Q_JV: Final = 0x40
_READ_JEDEC_ID: Final = 0x9F
_READ_STATUS: Final = frozenset({0x05, 0x15, 0x35})


class SpiController:
    """A controller with a chip of `flash_bytes` bytes behind it."""

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
