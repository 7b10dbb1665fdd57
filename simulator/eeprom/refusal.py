"""A driver that refuses: the next saves or reads of a program fail, as they do where a chip does not answer for once.

It lies between a program and the driver of its board, whichever that is. What a bench does, and what is looked at on a
copy of the flash, goes past it.
"""

from oceanhil.protocol.board_faults import StorageCall, StorageRefusal
from oceanhil.simulator.eeprom.api import DriverEeprom
from oceanhil.simulator.eeprom.slots import DriverSlots, Slot, SlotReadError


class Refusals:
    """What a board's driver is going to refuse. It outlives boots: what ails a chip does."""

    def __init__(self) -> None:
        self._arranged: dict[StorageCall, StorageRefusal] = {}
        self._made: dict[StorageCall, int] = {}

    def arrange(self, refusal: StorageRefusal) -> None:
        """Refuse calls of a kind from now on, in place of what was arranged for that kind before."""
        self._arranged[refusal.call] = refusal
        self._made[refusal.call] = 0

    def counts(self, call: StorageCall) -> bool:
        """Tell whether calls of a kind are counted, for some of them were or will be refused."""
        return call in self._arranged

    def met(self, call: StorageCall) -> StorageRefusal | None:
        """Count a call that is made now, and give what it meets; None: it passes."""
        refusal = self._arranged.get(call)
        if refusal is None:
            return None
        made = self._made[call]
        self._made[call] += 1
        return refusal if 0 <= made - refusal.after < refusal.times else None


class RefusingEeprom:
    """An EEPROM whose driver may refuse; implements `oceanhil.simulator.eeprom.api.Eeprom`."""

    def __init__(self, eeprom: DriverEeprom, refusals: Refusals) -> None:
        self._eeprom = eeprom
        self._refusals = refusals

    def begin(self, size: int) -> bool:
        """Load from flash; False, with RAM as it was, if that is refused."""
        return self._refusals.met(StorageCall.READ) is None and self._eeprom.begin(size)

    def length(self) -> int:
        """Return the size in RAM in bytes."""
        return self._eeprom.length()

    def read(self, address: int) -> int:
        """Return one byte of RAM."""
        return self._eeprom.read(address)

    def read_bytes(self, address: int, length: int) -> bytes:
        """Return `length` bytes of RAM."""
        return self._eeprom.read_bytes(address, length)

    def write(self, address: int, value: int) -> None:
        """Set one byte in RAM."""
        self._eeprom.write(address, value)

    def write_bytes(self, address: int, data: bytes) -> None:
        """Set bytes in RAM."""
        self._eeprom.write_bytes(address, data)

    def replace(self, data: bytes) -> None:
        """Let RAM hold these bytes, all of them to be committed."""
        self._eeprom.replace(data)

    def commit(self) -> bool:
        """Write RAM to flash; False, with RAM still to be committed, if that is refused aloud."""
        refusal = self._refusals.met(StorageCall.SAVE) if self._eeprom.dirty else None
        if refusal is None:
            return self._eeprom.commit()
        if refusal.torn:
            self._eeprom.fail_commit()
        self._eeprom.dirty = not refusal.silent
        return refusal.silent

    def end(self) -> bool:
        """Commit and release RAM; where the commit is refused nothing is released."""
        return self.commit() and self._eeprom.end()


class RefusingSlots:
    """Slots whose driver may refuse; implements `oceanhil.simulator.eeprom.slots.Slots`."""

    def __init__(self, slots: DriverSlots, refusals: Refusals) -> None:
        self._slots = slots
        self._refusals = refusals

    def read_slot(self, slot: Slot, length: int) -> bytes:
        """Return the first `length` bytes of a slot; raises SlotReadError if that is refused."""
        if self._refusals.met(StorageCall.READ) is not None:
            raise SlotReadError(f"the driver refuses to read {slot.value}")
        return self._slots.read_slot(slot, length)

    def write_slot(self, slot: Slot, data: bytes) -> bool:
        """Replace a slot's contents; False if that is refused aloud."""
        refusal = self._refusals.met(StorageCall.SAVE)
        if refusal is None:
            return self._slots.write_slot(slot, data)
        if refusal.torn:
            self._slots.fail_write(slot)
        return refusal.silent

    def program_again(self, slot: Slot, data: bytes) -> bool:
        """Program what was read once more over itself."""
        return self._slots.program_again(slot, data)
