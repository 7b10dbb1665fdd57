"""The bitmap of a page: two bits an entry, written to flash a 32-bit word at a time."""

from struct import Struct
from typing import Final

from oceanhil.simulator.eeprom.nvs.format import ENTRY_COUNT, EntryState

_WORDS: Final = Struct("<8I")
#: The states of the four entries in each value of a byte.
_STATES_IN_BYTE: Final = tuple(bytes((byte & 3, byte >> 2 & 3, byte >> 4 & 3, byte >> 6)) for byte in range(256))
_BLANK_WORDS: Final = [0xFFFFFFFF] * 8
_BLANK_STATES: Final = bytes((EntryState.EMPTY,)) * ENTRY_COUNT
_PATTERN: Final = {EntryState.ERASED: 0x00000000, EntryState.WRITTEN: 0xAAAAAAAA}


def states_in(raw: bytes) -> bytes:
    """Give the states of a page's entries, an EntryState a byte, by the 32 bytes of its bitmap in flash."""
    known = b"".join([_STATES_IN_BYTE[byte] for byte in raw.rstrip(b"\xff")])
    return (known + _BLANK_STATES)[:ENTRY_COUNT]


class EntryTable:
    """A page's bitmap in RAM. `states` holds one EntryState a byte, so that searches run at the speed of bytes.find."""

    __slots__ = ("_words", "states")

    def __init__(self, raw: bytes | None = None) -> None:
        """Take the 32 bytes of the bitmap as they are in flash, or a blank one."""
        if raw is None:
            self._words = _BLANK_WORDS.copy()
            self.states = bytearray(_BLANK_STATES)
        else:
            self._words = list(_WORDS.unpack(raw))
            self.states = bytearray(states_in(raw))

    def copy(self) -> "EntryTable":
        """Return a table of the same states."""
        twin = EntryTable()
        twin._words, twin.states = self._words.copy(), self.states.copy()
        return twin

    def set_one(self, entry: int, state: EntryState) -> tuple[int, bytes]:
        """Set one entry and return the word to write, as (byte offset in bitmap, 4 bytes)."""
        self.states[entry] = state
        word = entry >> 4
        shift = (entry & 15) << 1
        value = self._words[word] = self._words[word] & ~(3 << shift) | state << shift
        return word << 2, value.to_bytes(4, "little")

    def set_range(self, begin: int, end: int, state: EntryState) -> list[tuple[int, bytes]]:
        """Set entries [begin, end) and return the words to write in order: the driver begins with the highest."""
        self.states[begin:end] = bytes((state,)) * (end - begin)
        changed = []
        for word in range(end - 1 >> 4, (begin >> 4) - 1, -1):
            low, high = max(begin, word << 4) & 15, min(end - 1, (word << 4) + 15) & 15
            mask = (1 << (high - low + 1 << 1)) - 1 << (low << 1)
            value = self._words[word] = self._words[word] & ~mask | _PATTERN[state] & mask
            changed.append((word << 2, value.to_bytes(4, "little")))
        return changed
