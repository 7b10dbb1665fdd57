"""What a device of a fleet keeps: the bytes of its EEPROM and its two slots, with no flash below that could fail.

The token store of the device program reads and writes here what it would on a board. A hundred bytes a device are
enough; a simulated flash takes thousands.
"""

from oceanhil.simulator.eeprom.api import RamCopy
from oceanhil.simulator.eeprom.slots import Slot

_BLANK = b"\xff"


class PlainEeprom(RamCopy):
    """An EEPROM that keeps what is committed, and never fails; implements `oceanhil.simulator.eeprom.api.Eeprom`."""

    __slots__ = ("_committed",)

    def __init__(self) -> None:
        """Start blank."""
        super().__init__()
        self._committed = b""

    def begin(self, size: int) -> bool:
        """Load `size` bytes into RAM."""
        self.data = bytearray(self._committed[:size].ljust(size, _BLANK))
        self.dirty = False
        return True

    def commit(self) -> bool:
        """Keep what is in RAM."""
        self._committed = bytes(self.data)
        self.dirty = False
        return True

    def end(self) -> bool:
        """Commit and release RAM; False if there was nothing to end."""
        if not self.data:
            return False
        self.commit()
        self.data = bytearray()
        return True


class PlainSlots:
    """Two slots that keep what is written; implements `oceanhil.simulator.eeprom.slots.Slots`."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        """Start blank."""
        self._kept: dict[Slot, bytes] = {}

    def read_slot(self, slot: Slot, length: int) -> bytes:
        """Return `length` bytes, with 0xFF for what was never written."""
        return self._kept.get(slot, b"")[:length].ljust(length, _BLANK)

    def write_slot(self, slot: Slot, data: bytes) -> bool:
        """Replace the slot's contents."""
        self._kept[slot] = data
        return True

    def program_again(self, slot: Slot, data: bytes) -> bool:
        """Nothing: no cut has left anything between 0 and 1; True, since the slot holds `data`."""
        return self._kept.get(slot) == data


class PlainStorage:
    """Both ways of keeping a record; implements `oceanhil.simulator.program.hardware.Storage`."""

    __slots__ = ("_eeprom", "_slots")

    def __init__(self) -> None:
        """Start blank, as a chip that was erased."""
        self._eeprom = PlainEeprom()
        self._slots = PlainSlots()

    @property
    def eeprom(self) -> PlainEeprom:
        """The EEPROM object."""
        return self._eeprom

    @property
    def slots(self) -> PlainSlots:
        """The two slots."""
        return self._slots
