"""What a sketch may do with any board's EEPROM."""

from typing import Protocol


class Eeprom(Protocol):
    """The part of the Arduino `EEPROM` object that the ESP32, ESP8266 and Pico cores have in common.

    Reads and writes touch a copy in RAM; only `commit` and `end` change flash. Any of the methods that reach flash may
    raise PowerCut.
    """

    def begin(self, size: int) -> bool:
        """Load `size` bytes from flash into RAM, dropping changes that were not committed; False if refused."""

    def length(self) -> int:
        """Return the size in RAM in bytes: 0 before `begin`, and after it what the core rounded `size` to."""

    def read(self, address: int) -> int:
        """Return one byte, or 0 for an address outside."""

    def read_bytes(self, address: int, length: int) -> bytes:
        """Return `length` bytes as that many `read` calls would."""

    def write(self, address: int, value: int) -> None:
        """Set one byte in RAM; an address outside is ignored."""

    def write_bytes(self, address: int, data: bytes) -> None:
        """Set bytes in RAM as that many `write` calls would."""

    def commit(self) -> bool:
        """Write RAM to flash if a byte has changed since `begin` or the last commit; False if it failed."""

    def end(self) -> bool:
        """Commit and release RAM; False if there was nothing to end or the commit failed."""
