"""The RAM copy that every core's EEPROM object keeps between `begin` and `commit`."""


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

    def write_bytes(self, address: int, data: bytes) -> None:
        """Set bytes; those outside are ignored."""
        if address < 0:
            data, address = data[-address:], 0
        data = data[: max(0, len(self.data) - address)]
        end = address + len(data)
        if self.data[address:end] != data:
            self.data[address:end] = data
            self.dirty = True
