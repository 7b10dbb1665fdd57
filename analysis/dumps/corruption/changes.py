"""What a fault changed: stretches of bytes, where they are and what they were."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from oceanhil.analysis.dumps.corruption.locate import Locate, Located, locator
from oceanhil.analysis.dumps.dump import Region
from oceanhil.analysis.dumps.records.places import RecordPlace
from oceanhil.simulator.flash import SECTOR_BYTES

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
