"""What a sketch may do with any board's EEPROM, and the copy in RAM that every core's object keeps meanwhile."""

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


class SketchEeprom(Eeprom, Protocol):
    """An EEPROM whose RAM a sketch has to itself: `getDataPtr` gives the bytes."""

    def replace(self, data: bytes) -> None:
        """Let RAM hold these bytes, all of them to be committed: what a sketch has done to the bytes themselves."""


class DriverEeprom(SketchEeprom, Protocol):
    """An EEPROM as its driver has it, which may fail in the middle of its work."""

    dirty: bool
    """Whether a byte has changed that was not committed."""

    def fail_commit(self) -> None:
        """Leave what a commit leaves that fails behind its erase; the byte is still to be committed."""


class RamCopy:
    """Bytes with a dirty flag, which a write sets only if it changes something, as in all three cores."""

    __slots__ = ("data", "dirty")

    def __init__(self) -> None:
        self.data = bytearray()
        self.dirty = False

    def length(self) -> int:
        """Return the size in bytes, 0 before `begin`."""
        return len(self.data)

    def read(self, address: int) -> int:
        """Return one byte, or 0 for an address outside."""
        return self.data[address] if 0 <= address < len(self.data) else 0

    def read_bytes(self, address: int, length: int) -> bytes:
        """Return `length` bytes; those outside read as 0."""
        if address >= 0 and address + length <= len(self.data):
            return bytes(self.data[address : address + length])
        return bytes([self.read(each) for each in range(address, address + length)])

    def write(self, address: int, value: int) -> None:
        """Set one byte to the low 8 bits of `value`; an address outside is ignored."""
        if 0 <= address < len(self.data) and self.data[address] != value & 0xFF:
            self.data[address] = value & 0xFF
            self.dirty = True

    def data_pointer(self) -> memoryview:
        """Return the bytes themselves, to be changed in place: `getDataPtr`, after which the next commit writes."""
        self.dirty = True
        return memoryview(self.data)

    def replace(self, data: bytes) -> None:
        """Let RAM hold these bytes, all of them to be committed."""
        self.data = bytearray(data)
        self.dirty = True

    def write_bytes(self, address: int, data: bytes) -> None:
        """Set bytes; those outside are ignored."""
        if address < 0:
            data, address = data[-address:], 0
        data = data[: max(0, len(self.data) - address)]
        end = address + len(data)
        if self.data[address:end] != data:
            self.data[address:end] = data
            self.dirty = True
