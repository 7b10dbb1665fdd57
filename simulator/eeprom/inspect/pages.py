"""A page: its header, its bitmap, and whether the driver will use it (ESP-IDF nvs_page.hpp, Page::load)."""

from enum import Enum
from struct import Struct
from typing import Final

import msgspec

from oceanhil.simulator.eeprom.inspect.entries import Crc, EntryGroup, group_entries
from oceanhil.simulator.eeprom.nvs.entry_table import states_in
from oceanhil.simulator.eeprom.nvs.format import (
    ENTRIES_OFFSET,
    ENTRY_COUNT,
    FORMAT_VERSION,
    TABLE_OFFSET,
    EntryState,
    PageState,
    checksum,
)
from oceanhil.simulator.flash.cells import BLANK_SECTOR

_HEADER: Final = Struct("<IIB19xI")
_IN_USE: Final = frozenset({PageState.ACTIVE, PageState.FULL, PageState.FREEING})
_STATES: Final = frozenset(PageState)


class PageVerdict(Enum):
    """What the driver makes of a page when it mounts."""

    BLANK = "blank"
    IN_USE = "in use"
    DROPPED = "dropped"
    """Everything on it is lost; the page is erased when it is next needed."""
    NEWER = "newer format"
    """The mount fails, and the Arduino core erases the whole partition."""


class Counts(msgspec.Struct, frozen=True):
    """Entries by the bitmap's four patterns."""

    written: int = 0
    erased: int = 0
    empty: int = 0
    illegal: int = 0


class PageView(msgspec.Struct, frozen=True):
    """A page at position `index` of its partition; `remark` says why it is not in use."""

    index: int
    state_word: int
    sequence: int
    version: int
    crc: Crc
    verdict: PageVerdict
    remark: str
    counts: Counts
    groups: tuple[EntryGroup, ...]

    @property
    def state(self) -> PageState | None:
        """The state, None for a word that stands for none."""
        return PageState(self.state_word) if self.state_word in _STATES else None


def looks_like_page(image: bytes) -> bool:
    """Tell whether 4,096 bytes hold signs of an NVS page: a good header, or a known state before 19 unused bytes."""
    state, _, version, crc = _HEADER.unpack_from(image)
    if crc == checksum(image[4:28]):
        return True
    unused = image[9:28] == b"\xff" * 19
    return state in _IN_USE and unused and version >= FORMAT_VERSION


def has_item(image: bytes) -> bool:
    """Tell whether any entry of 4,096 bytes holds a header with a good checksum, whatever became of the page's own."""
    erased = bytes(ENTRY_COUNT)
    return any(group.header is not None for group in group_entries(0, image, erased))


def view_page(index: int, image: bytes) -> PageView:
    """Read the 4,096 bytes of the page at position `index`."""
    state_word, sequence, version, stored = _HEADER.unpack_from(image)
    crc = Crc(stored, checksum(image[4:28]))
    if image == BLANK_SECTOR:
        blank = Counts(empty=ENTRY_COUNT)
        return PageView(index, state_word, sequence, version, crc, PageVerdict.BLANK, "", blank, ())
    verdict, remark = _judge(state_word, version, crc)
    states = states_in(image[TABLE_OFFSET:ENTRIES_OFFSET])
    counts = Counts(*(states.count(each) for each in _BY_FIELD))
    groups = tuple(group_entries(index, image, states))
    return PageView(index, state_word, sequence, version, crc, verdict, remark, counts, groups)


_BY_FIELD: Final = (EntryState.WRITTEN, EntryState.ERASED, EntryState.EMPTY, EntryState.ILLEGAL)


def _judge(state_word: int, version: int, crc: Crc) -> tuple[PageVerdict, str]:
    if state_word == PageState.UNINITIALIZED:
        return PageVerdict.DROPPED, "marked unused, but not blank"
    if not crc.ok:
        return PageVerdict.DROPPED, "header checksum wrong"
    if version < FORMAT_VERSION:
        return PageVerdict.NEWER, f"format version byte 0x{version:02x}, known are 0xff and 0xfe"
    if state_word not in _IN_USE:
        return PageVerdict.DROPPED, f"state word 0x{state_word:08x} is none of the driver's"
    return PageVerdict.IN_USE, ""
