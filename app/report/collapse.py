"""Events made few: cycles that repeat, such as a day of polls, become one entry with counts.

A cycle is a stretch of up to `LONGEST_CYCLE` events that comes again and again with equal *signatures* (what happened,
to whom, with which result; never when). Its first round stays as it is, the others become one `Repeat`. Passes over the
outcome fold cycles of cycles: 12 polls and a report, an hour long. Order is kept, and the counts of all repeats plus
the events left add up to the events there were.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from oceanhil.scenarios.trace import Event, EventKind, Scalar
from oceanhil.scenarios.traced_step import STEP_FIELDS

LONGEST_CYCLE = 8
_ROUNDS_TO_FOLD = 3
_MINUTE_S = 60
_VISIBLE_FIELDS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.REQUEST: (
        "method",
        "path",
        "status",
        "code",
        "clock_off_s",
        "retry_after",
        "fault",
        "relay1",
        "relay2",
    ),
    EventKind.STEP: STEP_FIELDS,
    EventKind.SAVE: ("verdict",),
}

Signature = tuple[object, ...]


class Repeat(msgspec.Struct, frozen=True):
    """Events that went like the ones just before: from when to when (µs), and how often each, in their order."""

    from_us: int
    to_us: int
    counts: tuple[tuple[Event, int], ...]

    @property
    def events(self) -> int:
        """How many events it stands for."""
        return sum(number for _, number in self.counts)


Entry = Event | Repeat


class _Node(msgspec.Struct, frozen=True, gc=False):
    entry: Entry
    key: int


def collapse(events: Sequence[Event]) -> tuple[Entry, ...]:
    """Fold the repeating cycles of `events`; runs without any come back unchanged."""
    keys: dict[Signature, int] = {}
    nodes = [_Node(event, keys.setdefault(signature(event), len(keys))) for event in events]
    while True:
        folded = _fold(nodes, keys)
        if len(folded) == len(nodes):
            return tuple(node.entry for node in nodes)
        nodes = folded


def signature(event: Event) -> Signature:
    """Give what makes two events equal to a reader: everything but the time and the fields nobody is shown."""
    visible = _VISIBLE_FIELDS.get(event.kind)
    fields: tuple[tuple[str, Scalar], ...] = (
        tuple(event.fields.items())
        if visible is None
        else tuple((name, _seen(name, event.fields[name])) for name in visible if name in event.fields)
    )
    return (event.source, event.kind, event.device, fields)


def _seen(name: str, value: Scalar) -> Scalar:
    """Give how far a clock is off to the minute: the last second of it is when in a second it was asked."""
    return round(value / _MINUTE_S) if name == "clock_off_s" and isinstance(value, int) else value


def _fold(nodes: Sequence[_Node], keys: dict[Signature, int]) -> list[_Node]:
    folded: list[_Node] = []
    position = 0
    while position < len(nodes):
        length, rounds = _cycle_at(nodes, position)
        if rounds < _ROUNDS_TO_FOLD:
            folded.append(nodes[position])
            position += 1
            continue
        end = position + length * rounds
        cycle = nodes[position : position + length]
        key = keys.setdefault(("repeat", *(node.key for node in cycle)), len(keys))
        folded += [*cycle, _Node(_repeat(nodes[position + length : end]), key)]
        position = end
    return folded


def _cycle_at(nodes: Sequence[_Node], position: int) -> tuple[int, int]:
    for length in range(1, LONGEST_CYCLE + 1):
        end = position + length
        if end >= len(nodes) or nodes[end].key != nodes[position].key:
            continue
        while end < len(nodes) and nodes[end].key == nodes[end - length].key:
            end += 1
        rounds = (end - position) // length
        if rounds >= _ROUNDS_TO_FOLD:
            return length, rounds
    return 1, 1


def _repeat(nodes: Sequence[_Node]) -> Repeat:
    numbers: Counter[Signature] = Counter()
    shown: dict[Signature, Event] = {}
    for node in nodes:
        for event, number in _parts(node.entry):
            numbers[signature(event)] += number
            shown.setdefault(signature(event), event)
    first, last = nodes[0].entry, nodes[-1].entry
    return Repeat(
        first.from_us if isinstance(first, Repeat) else first.t_us,
        last.to_us if isinstance(last, Repeat) else last.t_us,
        tuple((event, numbers[key]) for key, event in shown.items()),
    )


def _parts(entry: Entry) -> tuple[tuple[Event, int], ...]:
    return entry.counts if isinstance(entry, Repeat) else ((entry, 1),)
