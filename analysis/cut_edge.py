"""Two neighbouring points of a power-cut sweep, one that keeps and one that does not: what makes the difference.

Both are close-ups of runs that are the same up to the cut. The one that was cut later did a little more in flash; what
that was, and what the next boot then found, is the answer to "why here, and not one unit earlier".
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.scenarios.trace import EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.scenarios.sweep_map import Neighbours, SweepMap
    from oceanhil.scenarios.trace import Event, Scalar

_CUT: Final = "cut"
_TORN: Final = "torn"
"""As a close-up calls what a cut left of the operation that it came in."""
_WORDS: Final[Mapping[str, str]] = {_TORN: "torn write"}


class _Work(msgspec.Struct, frozen=True):
    """One operation of flash; `data` is what of it got there."""

    operation: str
    address: int
    length: int
    data: str


class _Cut(msgspec.Struct, frozen=True):
    """What was done in flash up to the last cut, and what came of it."""

    work: tuple[_Work, ...]
    parts: tuple[tuple[int, int, str], ...]
    """Address, length and name of what lay in flash when power went."""
    read: str
    """What the next boot read."""


def edge_text(swept: SweepMap, found: Neighbours, good: Sequence[Event], bad: Sequence[Event]) -> str:
    """Say in one sentence what parts the two; `good` and `bad` are their close-ups."""
    row = found.row
    good_word, bad_word = (swept.words[row.ended_as[at]].name for at in (found.good, found.bad))
    at = f"{row.label}: " if len(swept.rows) > 1 else ""
    ends = f"{at}power lost after {row.unit(found.good)} units: {good_word}; after {row.unit(found.bad)}: {bad_word}"
    kept, lost = _cut(good), _cut(bad)
    if kept is None or lost is None:
        return ends
    later, earlier = (lost, kept) if found.bad > found.good else (kept, lost)
    more = _more(earlier, later)
    reads = (
        "" if kept.read == lost.read else f"the next boot reads {lost.read or 'nothing'}, not {kept.read or 'nothing'}"
    )
    if more:
        more = f"because of {more}" if found.bad > found.good else f"because {more} is missing"
    return "; ".join(each for each in (ends, more, reads) if each)


def _cut(events: Sequence[Event]) -> _Cut | None:
    """Look up to the last cut and at what is read behind it; None in a trace that was not cut."""
    places = [at for at, each in enumerate(events) if each.kind is EventKind.POWER and each.fields.get("state") == _CUT]
    if not places:
        return None
    before, behind = events[: places[-1]], events[places[-1] :]
    stored = next((each for each in reversed(before) if each.kind is EventKind.STORED), None)
    load = next((each for each in behind if each.kind is EventKind.LOAD), None)
    torn = takewhile(lambda each: each.kind in {EventKind.POWER, EventKind.FLASH}, behind)
    return _Cut(
        work=tuple(_work(each.fields) for each in (*before, *torn) if each.kind is EventKind.FLASH),
        parts=() if stored is None else tuple(_parts(str(stored.fields.get("parts", "")))),
        read="" if load is None else str(load.fields.get("verdict", "")),
    )


def _work(fields: Mapping[str, Scalar]) -> _Work:
    numbers = (fields.get(name) for name in ("address", "length"))
    address, length = (each if isinstance(each, int) else 0 for each in numbers)
    return _Work(str(fields.get("operation", "")), address, length, str(fields.get("data", "")))


def _parts(text: str) -> list[tuple[int, int, str]]:
    rows = (line.split("\t") for line in text.splitlines())
    return [
        (int(row[0]), int(row[1]), " ".join(word for word in row[2:4] if word))
        for row in rows
        if len(row) > 3 and row[0].isdigit() and row[1].isdigit()
    ]


def _more(earlier: _Cut, later: _Cut) -> str:
    """Name what the later one did beyond the earlier, first of all."""
    same = 0
    while same < min(len(earlier.work), len(later.work)) and earlier.work[same] == later.work[same]:
        same += 1
    if same == len(later.work):
        return ""
    work = later.work[same]
    begun = same < len(earlier.work) and (earlier.work[same].operation, earlier.work[same].address) == (
        work.operation,
        work.address,
    )
    operation = _WORDS.get(work.operation, work.operation)
    what = f"the {operation} of {work.length:,} bytes at {work.address:#08x}{_part_at(work, later, earlier)}"
    return f"{what}, which got further" if begun else what


def _part_at(work: _Work, *cuts: _Cut) -> str:
    """Name what lay where something was programmed; an erase takes all that a sector has."""
    parts = [part for cut in cuts for part in cut.parts] if work.operation != "erase" else []
    return next((f" ({name})" for at, length, name in parts if at <= work.address < at + length), "")
