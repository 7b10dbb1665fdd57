"""Storage without flash: an EEPROM and two slots that a test can look into, tear and break."""

from oceanhil.simulator.eeprom.slots import Slot, SlotReadError


class FakeEeprom:
    """Bytes that survive, and the copy in RAM that `begin` makes of them; `broken` refuses to open or to commit.

    So many openings and commits more are refused as `unopened` and `uncommitted` say.
    """

    def __init__(self, stored: bytes = b"") -> None:
        self.stored = stored
        self.broken = False
        self.unopened = self.uncommitted = 0
        self._ram = bytearray()

    def begin(self, size: int) -> bool:
        if self.unopened:
            self.unopened -= 1
            return False
        if not self.broken:
            self._ram = bytearray(self.stored[:size].ljust(size, b"\xff"))
        return not self.broken

    def length(self) -> int:
        return len(self._ram)

    def read(self, address: int) -> int:
        return self._ram[address] if address < len(self._ram) else 0

    def read_bytes(self, address: int, length: int) -> bytes:
        return bytes(map(self.read, range(address, address + length)))

    def write(self, address: int, value: int) -> None:
        if address < len(self._ram):
            self._ram[address] = value

    def write_bytes(self, address: int, data: bytes) -> None:
        for offset, value in enumerate(data):
            self.write(address + offset, value)

    def commit(self) -> bool:
        if self.uncommitted:
            self.uncommitted -= 1
            return False
        if not self.broken:
            self.stored = bytes(self._ram)
        return not self.broken

    def end(self) -> bool:
        return self.commit()


class FakeSlots:
    """Two slots; `writes` lists which were written, `again` what was programmed again, `broken` refuses both.

    So many reads and writes more are refused as `unread` and `unwritten` say.
    """

    def __init__(self) -> None:
        self.stored = dict.fromkeys(Slot, b"")
        self.writes: list[Slot] = []
        self.again: list[tuple[Slot, bytes]] = []
        self.broken = False
        self.unread = self.unwritten = 0

    def read_slot(self, slot: Slot, length: int) -> bytes:
        if self.unread:
            self.unread -= 1
            raise SlotReadError
        return self.stored[slot][:length].ljust(length, b"\xff")

    def write_slot(self, slot: Slot, data: bytes) -> bool:
        if self.unwritten:
            self.unwritten -= 1
            return False
        if not self.broken:
            self.writes.append(slot)
            self.stored[slot] = data
        return not self.broken

    def program_again(self, slot: Slot, data: bytes) -> bool:
        if not self.broken:
            self.again.append((slot, data))
        return not self.broken


class FakeStorage:
    """Both of a board's ways to keep a record."""

    def __init__(self) -> None:
        self._eeprom = FakeEeprom()
        self._slots = FakeSlots()
        self.opened: list[str] = []
        """Which of the two a program has asked for."""

    @property
    def eeprom(self) -> FakeEeprom:
        self.opened.append("eeprom")
        return self._eeprom

    @property
    def slots(self) -> FakeSlots:
        self.opened.append("slots")
        return self._slots
