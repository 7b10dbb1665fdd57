"""Two neighbouring points of a power-cut sweep, one that keeps and one that does not: what makes the difference.

Both are close-ups of runs that are the same up to the cut. The one that was cut later did a little more in flash; what
that was, and what the next boot then found, is the answer to "why here, and not one unit earlier".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.protocol.wording import plural
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.sweep_map import UnitWork
from oceanhil.scenarios.trace import EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.scenarios.sweep_map import Neighbours, SweepMap
    from oceanhil.scenarios.trace import Event, Scalar

_TORN: Final = "torn"
"""As a close-up calls what a cut left of the operation that it came in."""
_ERASE: Final = "erase"
_WORDS: Final[Mapping[str, str]] = {_TORN: "torn write"}


class _Work(msgspec.Struct, frozen=True):
    """One operation of flash; `data` is what of it got there, `done` how many bytes if a cut came before the others."""

    operation: str
    address: int
    length: int
    data: str
    done: int | None = None


_UNITS: Final[Mapping[str, Callable[[_Work], int]]] = {"program": lambda work: work.length, _ERASE: lambda _: 1}
"""Units of flash work by operation, as a close-up calls them; what is done from outside is no work of the device."""


class _Cut(msgspec.Struct, frozen=True):
    """What was done in flash up to the last cut, and what came of it."""

    work: tuple[_Work, ...]
    parts: tuple[tuple[int, int, str], ...]
    """Address, length and name of what lay in flash when power went."""
    read: str
    """What the next boot read."""
    unit: int
    """How many units that boot had done when power went."""
    before_boot: int
    """How much of `work` was done before that boot."""


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


def unit_work(events: Sequence[Event]) -> tuple[UnitWork, ...]:
    """Give what was done in flash, unit by unit, in the boot that ended with the last cut of a close-up."""
    cut = _cut(events)
    if cut is None:
        return ()
    found: list[UnitWork] = []
    done = 0
    for work in cut.work[cut.before_boot :]:
        if work.operation == _TORN:
            # What a cut left of it is less than it was to be: it goes on for as long as anybody has seen.
            found.append(
                UnitWork(done, max(cut.unit, done + 1), f"the write at {work.address:#x}{_part_at(work, cut)}")
            )
            break
        if work.operation in _UNITS:
            end = done + _UNITS[work.operation](work)
            found.append(UnitWork(done, end, _operation(work, cut)))
            done = end
    return tuple(found)


def _cut(events: Sequence[Event]) -> _Cut | None:
    """Look up to the last cut and at what is read behind it; None in a trace that was not cut."""
    places = [at for at, each in enumerate(events) if power_state(each) is PowerState.CUT]
    if not places:
        return None
    before, behind = events[: places[-1]], events[places[-1] :]
    stored = next((each for each in reversed(before) if each.kind is EventKind.STORED), None)
    load = next((each for each in behind if each.kind is EventKind.LOAD), None)
    begun = next((at for at in range(len(before) - 1, -1, -1) if before[at].kind is EventKind.BOOT), 0)
    torn = takewhile(lambda each: each.kind in {EventKind.POWER, EventKind.FLASH}, behind)
    return _Cut(
        work=tuple(_work(each.fields) for each in (*before, *torn) if _is_work(each)),
        parts=() if stored is None else tuple(_parts(str(stored.fields.get("parts", "")))),
        read="" if load is None else str(load.fields.get("verdict", "")),
        unit=unit if isinstance(unit := behind[0].fields.get("unit"), int) else 0,
        before_boot=sum(each.kind is EventKind.FLASH for each in before[:begun]),
    )


def _is_work(event: Event) -> bool:
    """Tell whether something was done: of the operation that a cut came before, a close-up tells that nothing was."""
    return event.kind is EventKind.FLASH and event.fields.get("done") != 0


def _work(fields: Mapping[str, Scalar]) -> _Work:
    numbers = (fields.get(name) for name in ("address", "length"))
    address, length = (each if isinstance(each, int) else 0 for each in numbers)
    done = fields.get("done") if fields.get("of") == "program" else None
    return _Work(
        operation=str(fields.get("operation", "")),
        address=address,
        length=length,
        data=str(fields.get("data", "")),
        done=done if isinstance(done, int) else None,
    )


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
    what = _operation(work, later, earlier)
    return f"{what}, which got further" if begun else what


def _operation(work: _Work, *cuts: _Cut) -> str:
    operation = _WORDS.get(work.operation, work.operation)
    done = "" if work.done is None else f", {work.done:,} of them done"
    return f"the {operation} of {plural(work.length, 'byte')} at {work.address:#x}{_part_at(work, *cuts)}{done}"


def _part_at(work: _Work, *cuts: _Cut) -> str:
    """Name what lay where something was programmed; an erase takes all that a sector has."""
    parts = [part for cut in cuts for part in cut.parts] if work.operation != _ERASE else []
    return next((f" ({name})" for at, length, name in parts if at <= work.address < at + length), "")
