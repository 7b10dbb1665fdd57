"""What a fault changed: stretches of bytes, where they are and what they were."""

from collections.abc import Callable, Iterator, Sequence
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
from oceanhil.simulator.flash.chip import SECTOR_BYTES

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


# Equal bytes between two changes, up to so many, belong to one stretch.
_GAP_BYTES: Final = 2
# More stretches than this are told coarsely: a whole page that is random has hundreds.
_MOST_TOLD: Final = 32
_COARSE_GAP_BYTES: Final = 64
_SHOWN_BYTES: Final = 8


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of `length` bytes at `address` of flash and `file_offset` of the file (None within a UF2).

    `old` and `new` are hexadecimal, or words for a long or secret stretch.
    """

    address: int
    file_offset: int | None
    length: int
    where: str
    old: str
    new: str


def list_changes(region: Region, after: bytes, places: Sequence[RecordPlace]) -> tuple[Change, ...]:
    """List the differences of a region's contents; `places` are the records before the damage."""
    before = region.data
    locate = locator(region, before, places), locator(region, after, ())
    differing = list(_differing(before, after))
    stretches = list(_stretches(differing, _GAP_BYTES, lambda offset: _place(offset, locate).area))
    if len(stretches) > _MOST_TOLD:
        stretches = list(_stretches(differing, _COARSE_GAP_BYTES, lambda _: ""))
    return tuple(_change(region, after, begin, end, locate) for begin, end in stretches)


def _change(region: Region, after: bytes, begin: int, end: int, locate: tuple[Locate, Locate]) -> Change:
    first = _place(begin, locate)
    last = _place(end - 1, locate)
    middle = (_place(offset, locate) for offset in range(begin, end, max(1, (end - begin) // _MOST_TOLD)))
    secret = first.secret or last.secret or any(each.secret for each in middle)
    return Change(
        address=region.address + begin,
        file_offset=region.file_offset + begin if region.file_offset is not None else None,
        length=end - begin,
        where=_where(first, last),
        old=_shown(region.data[begin:end], secret=secret),
        new=_shown(after[begin:end], secret=secret),
    )


def _where(first: Located, last: Located) -> str:
    if first.words == last.words:
        return first.words
    return first.area if first.area == last.area else f"{first.words}, to {last.words}"


def _place(offset: int, locate: tuple[Locate, Locate]) -> Located:
    """Say what was there; where nothing was, what is there now."""
    before, after = locate
    was = before(offset)
    return after(offset) if was.vague else was


def _shown(data: bytes, *, secret: bool) -> str:
    if len(set(data)) == 1 and len(data) > 1:
        return f"all 0x{data[0]:02x}"
    if secret:
        return "not shown"
    return data.hex(" ") if len(data) <= _SHOWN_BYTES else f"{len(data):,} bytes"


def _stretches(differing: Sequence[int], gap: int, area_of: Callable[[int], str]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each stretch that differs and is of one area, with up to `gap` equal bytes in it."""
    begin = end = -1
    area = ""
    for index in differing:
        here = area_of(index)
        if begin >= 0 and (index - end > gap + 1 or here != area):
            yield begin, end + 1
            begin = -1
        if begin < 0:
            begin, area = index, here
        end = index
    if begin >= 0:
        yield begin, end + 1


def _differing(before: bytes, after: bytes) -> Iterator[int]:
    for start in range(0, len(before), SECTOR_BYTES):
        old, new = before[start : start + SECTOR_BYTES], after[start : start + SECTOR_BYTES]
        if old != new:
            yield from (start + index for index in range(len(old)) if old[index] != new[index])
