"""Comparing two traces by what can be observed from outside, never by when it happened.

Observable are the firmware's serial lines with their volatile parts masked, the requests as the server answered them,
the dashboard's status, what storage logically held, and crashes. Each device and each of these is a stream of its
own: how two streams interleave depends on the world. The same thing several times in a row counts as once, and of the
polls that are accepted only the first after a refusal: how many fit in is a matter of time. A kind of event that one
of the worlds cannot see is compared only if the caller does not name it as blind. While the harness disturbs a
device's serial line, what is known by that line alone is not compared: which bytes the fault strikes depends on the
world. Neither is what only one of two runs has in its last moment, where the caller says how long that is: a run ends
in the middle of what a device does, and how far that has come depends on the world.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

import msgspec

from oceanhil.protocol.lines import Line, recognise
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.trace import TELLING, Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import Capability

CONTEXT_LINES = 3
COMPARED = (
    EventKind.SERIAL,
    EventKind.REQUEST,
    EventKind.STATUS,
    EventKind.LOAD,
    EventKind.SAVE,
    EventKind.PANIC,
)
"""The kinds of event that can be observed from outside."""
OVER_THE_LINE = frozenset({EventKind.SERIAL, EventKind.LOAD, EventKind.SAVE, EventKind.RELAYS, EventKind.PANIC})
"""Those that a board's serial line tells: its own lines, and what an agent says on it."""

_FIRMWARE_LINE = re.compile(r"\[\w+\]")
_FIELD = re.compile(r"\{(\w+)\}")
# A reason is in the words of who gives it: what a driver, or a library of a board, knows of it.
_VOLATILE_FIELDS = frozenset({"device_id", "ip", "reason", "seconds", "sequence", "session", "slot", "token"})
_HEXADECIMAL = re.compile(r"\b0x[0-9A-Fa-f]+\b")
_UNKNOWN_LINE_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b"), "<mac>"),
    (re.compile(r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b"), "<ip>"),
    (re.compile(r"\b(?=[0-9A-Fa-f]*[0-9])[0-9A-Fa-f]{8,}…?"), "<hex>"),
    (re.compile(r"[+-]?\b[0-9]+(?= (?:s|ms|us|min)\b)"), "<time>"),
    (_HEXADECIMAL, "<hex>"),
)


class Observable(msgspec.Struct, frozen=True):
    """One thing that was seen: the stream it belongs to and what it was."""

    device: str
    kind: EventKind
    text: str


class Difference(msgspec.Struct, frozen=True):
    """Where two traces part: the stream, the place in it, what each has there (None: no more), and what stands round.

    `before` is the same in both; `left_after` and `right_after` are what follows in each.
    """

    device: str
    kind: EventKind
    index: int
    left: str | None
    right: str | None
    before: tuple[str, ...]
    left_after: tuple[str, ...] = ()
    right_after: tuple[str, ...] = ()


def blind_to(capabilities: Iterable[Capability]) -> frozenset[EventKind]:
    """Name what a world with these capabilities cannot see: requests, the status in the dashboard, or relays.

    What else a world is blind to, such as records that firmware without an agent loads and saves, it has to say itself.
    """
    seen_by = {
        EventKind.REQUEST: Capability.SERVER_REQUESTS,
        EventKind.STATUS: Capability.DEVICE_STATUS,
        EventKind.RELAYS: Capability.OUTPUTS,
        EventKind.TIME: Capability.TIME_REQUESTS,
    }
    there = frozenset(capabilities)
    return frozenset(kind for kind, capability in seen_by.items() if capability not in there)


def observables(events: Iterable[Event], blind: frozenset[EventKind] = frozenset()) -> list[Observable]:
    """List what can be observed in a trace, in order, repetitions within a stream left out, and kinds in `blind`."""
    return [each for _, each in _placed_observables(events, blind)]


def place_of(difference: Difference, events: Sequence[Event], blind: frozenset[EventKind] = frozenset()) -> int:
    """Give the index of the event in one of the two traces at which they part; the last one where it has no more."""
    places = (
        at
        for at, each in _placed_observables(events, blind)
        if (each.device, each.kind) == (difference.device, difference.kind)
    )
    return next(islice(places, difference.index, None), max(0, len(events) - 1))


def _placed_observables(events: Iterable[Event], blind: frozenset[EventKind]) -> Iterator[tuple[int, Observable]]:
    last: dict[tuple[str, EventKind], str] = {}
    lines = Unheard()
    polling: set[str] = set()
    for at, event in enumerate(events):
        lines.take(event)
        unheard = event.kind in OVER_THE_LINE and event.device in lines
        if event.kind is EventKind.REQUEST:
            unheard = _is_further_poll(event, polling)
        text = None if unheard or event.kind in blind else _observed(event)
        stream = (event.device, event.kind)
        if text is not None and last.get(stream) != text:
            last[stream] = text
            yield at, Observable(event.device, event.kind, text)


def first_difference(
    left: Sequence[Event], right: Sequence[Event], *, blind: frozenset[EventKind] = frozenset(), moment_us: int = 0
) -> Difference | None:
    """Find where two traces part first, by the order of the left one; None when nothing observable differs.

    Events of a kind in `blind`, which one of the two worlds cannot see, are left out of both. What one of them alone
    has within its last `moment_us`, behind all that the other has, is no difference.
    """
    left_streams, right_streams = (
        _streams(observables(each, blind), len(observables(_before_end(each, moment_us), blind)))
        for each in (left, right)
    )
    differences = [
        difference
        for stream in dict.fromkeys([*left_streams, *right_streams])
        if (difference := _in_stream(stream, left_streams.get(stream, ()), right_streams.get(stream, ()))) is not None
    ]
    return min(differences, key=lambda each: each[0])[1] if differences else None


def masked(text: str) -> str:
    """Give a serial line with everything that differs from run to run, or from board to board, replaced by a name."""
    known = recognise(text)
    if known is not None:
        return _masked_template(known.line, known.fields)
    for pattern, name in _UNKNOWN_LINE_MASKS:
        text = pattern.sub(name, text)
    return text.rstrip()


_Stream = tuple[str, EventKind]


class _Numbered(NamedTuple):
    """Something observed: its place among all, what it was, and whether the run was in its last moment."""

    position: int
    text: str
    is_last: bool


def _before_end(events: Sequence[Event], moment_us: int) -> Sequence[Event]:
    if not moment_us or not events:
        return events
    end_us = events[-1].t_us - moment_us
    return [each for each in events if each.t_us < end_us]


def _streams(found: Sequence[Observable], last_from: int) -> Mapping[_Stream, Sequence[_Numbered]]:
    """Part what was observed; from `last_from` on it was in the run's last moment."""
    streams: dict[_Stream, list[_Numbered]] = {}
    for position, each in enumerate(found):
        numbered = _Numbered(position, each.text, position >= last_from)
        streams.setdefault((each.device, each.kind), []).append(numbered)
    return streams


def _in_stream(stream: _Stream, left: Sequence[_Numbered], right: Sequence[_Numbered]) -> tuple[int, Difference] | None:
    for index, (one, other) in enumerate(zip_longest(left, right)):
        if (one is None or other is None) and any(each is not None and each.is_last for each in (one, other)):
            return None
        left_text, right_text = one and one.text, other and other.text
        if left_text != right_text:
            before = _texts(left[max(0, index - CONTEXT_LINES) : index])
            after = slice(index + 1, index + 1 + CONTEXT_LINES)
            position = min(each.position for each in (one, other) if each is not None)
            found = Difference(*stream, index, left_text, right_text, before, _texts(left[after]), _texts(right[after]))
            return position, found
    return None


def _is_further_poll(event: Event, polling: set[str]) -> bool:
    """Tell whether a request only shows that the device goes on polling; `polling` are those that were seen to."""
    request, device = TracedRequest.of(event), event.device
    if not request.is_ok:
        polling.discard(device)
        return False
    if request.method != "GET":
        return False
    if device in polling:
        return True
    polling.add(device)
    return False


def _texts(numbered: Sequence[_Numbered]) -> tuple[str, ...]:
    return tuple(each.text for each in numbered)


def _observed(event: Event) -> str | None:
    fields = event.fields
    match event.kind:
        case EventKind.SERIAL:
            text = str(fields[TELLING[event.kind]])
            return masked(text) if _FIRMWARE_LINE.match(text) else None
        case EventKind.REQUEST:
            request = TracedRequest.of(event)
            return f"{request.method} {request.path} {request.status} {request.code or ''}".strip()
        case EventKind.RELAYS:
            return ", ".join(f"{name} {'on' if fields.get(name) else 'off'}" for name in ("relay1", "relay2"))
        case EventKind.STATUS | EventKind.LOAD | EventKind.SAVE | EventKind.PANIC:
            return str(fields[TELLING[event.kind]])
        case _:
            return None


def _masked_template(line: Line, fields: Mapping[str, str]) -> str:
    def shown(found: re.Match[str]) -> str:
        name = found[1]
        if name == "glyph":
            return ""
        return f"<{name}>" if name in _VOLATILE_FIELDS else _HEXADECIMAL.sub("<hex>", fields[name])

    return _FIELD.sub(shown, line.template)
