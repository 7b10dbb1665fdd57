"""What stands at an offset of a region, in words, and whether it is a secret."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from oceanhil.analysis.dumps.boot.mount import describe
from oceanhil.analysis.dumps.dump import Region, Role
from oceanhil.analysis.dumps.records.layout import FIELDS
from oceanhil.analysis.dumps.records.places import RecordPlace
from oceanhil.protocol.tokens import SHOWN_CHARACTERS
from oceanhil.simulator.eeprom.inspect import EntryGroup, Header, PartitionView, view_partition
from oceanhil.simulator.eeprom.nvs import ItemType
from oceanhil.simulator.eeprom.nvs.format import ENTRIES_OFFSET, ENTRY_BYTES, TABLE_OFFSET
from oceanhil.simulator.flash import SECTOR_BYTES

_Range = tuple[int, int, str]
_PAGE_HEADER: Final = (
    (0, 4, "state"),
    (4, 8, "sequence number"),
    (8, 9, "format version"),
    (9, 28, "unused part of the header"),
    (28, 32, "header checksum"),
)
_ENTRY: Final = (
    (0, 1, "namespace"),
    (1, 2, "type"),
    (2, 3, "span"),
    (3, 4, "chunk number"),
    (4, 8, "header checksum"),
    (8, 24, "key"),
)
_NUMBER: Final = ((24, 32, "value"),)
_PAYLOAD: Final = ((24, 26, "size"), (26, 28, "unused"), (28, 32, "data checksum"))
_INDEX: Final = ((24, 28, "size"), (28, 29, "chunk count"), (29, 30, "first chunk number"), (30, 32, "unused"))
_NAMED_WITHIN: Final = 4


class Located(msgspec.Struct, frozen=True):
    """A place in words, and the `area` it belongs to: what is told as one change.

    Bytes of a `secret` place are not to be shown; nothing is known to be at a `vague` one.
    """

    words: str
    area: str
    secret: bool = False
    vague: bool = False


Locate = Callable[[int], Located]


def locator(region: Region, content: bytes, places: Sequence[RecordPlace]) -> Locate:
    """Give a function from an offset of the region to words; `content` is the region before or after the damage."""
    own = [place for place in places if place.region is region]
    view = view_partition(content) if region.role is Role.NVS else None

    def locate(offset: int) -> Located:
        return _in_record(own, offset) or (_in_page(view, offset) if view is not None else _BEYOND)

    return locate


_BEYOND: Final = Located("beyond the record", "beyond", secret=True)


def _in_record(places: Sequence[RecordPlace], offset: int) -> Located | None:
    for place in places:
        for piece in place.pieces:
            if piece.region_offset <= offset < piece.region_offset + piece.length:
                return _field(place, offset - piece.region_offset + piece.start)
    return None


def _field(place: RecordPlace, offset: int) -> Located:
    slot = f" of slot {place.slot.name}" if place.slot is not None else ""
    for field in FIELDS[place.store]:
        if field.offset <= offset < field.offset + field.length:
            within = offset - field.offset
            byte = f", byte {within}" if field.length > _NAMED_WITHIN else ""
            secret = field.name == "token" and within >= SHOWN_CHARACTERS
            return Located(f"{field.name}{byte}{slot}", f"{field.name}{slot}", secret=secret)
    return Located(f"record{slot}", "record")


def _in_page(view: PartitionView, offset: int) -> Located:
    page, within = divmod(offset, SECTOR_BYTES)
    if within < TABLE_OFFSET:
        name = _name(_PAGE_HEADER, within)
        return Located(f"page {page}, {name}", f"page {page}, {name}")
    if within < ENTRIES_OFFSET:
        first = (within - TABLE_OFFSET) * 4
        return Located(f"page {page}, states of entries {first} to {first + 3}", f"page {page}, states")
    entry, position = divmod(within - ENTRIES_OFFSET, ENTRY_BYTES)
    group = next((each for each in view.pages[page].groups if each.entry <= entry < each.entry + each.count), None)
    if group is None or group.header is None:
        return Located(f"page {page}, entry {entry}", f"page {page}, entries", secret=True, vague=True)
    return _in_group(group, entry, position, view)


def _in_group(group: EntryGroup, entry: int, position: int, view: PartitionView) -> Located:
    what = f"page {group.page}, {describe(group, view)}"
    if entry > group.entry:
        return Located(f"{what}: data", f"{what}: data", secret=True)
    name = _name((*_ENTRY, *_last_bytes(group.header)), position)
    return Located(f"{what}: {name}", f"{what}: header")


def _last_bytes(header: Header | None) -> tuple[_Range, ...]:
    if header is not None and header.has_payload:
        return _PAYLOAD
    return _INDEX if header is not None and header.type == ItemType.BLOB_INDEX else _NUMBER


def _name(fields: Sequence[_Range], position: int) -> str:
    return next((name for begin, end, name in fields if begin <= position < end), "")
