"""A trace for ui.perfetto.dev and chrome://tracing: a process for each device, a track for each kind of event.

The form is Chrome's Trace Event Format, as JSON, which Perfetto opens: instants (`i`) for events, slices (`X`) for
boots, slices that may overlap (`b`, `e`) for exchanges, counters (`C`) for what has a number at each moment, and names
of processes and threads (`M`). Times are µs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.app.report.timeline import event_words, request_words
from oceanhil.scenarios.trace import Event, EventKind, Scalar

_HARNESS: Final = "run"
_HTTP: Final = "http"
_COUNTERS: Final = {"clock_off_ms": "clock off", "heap_free": "heap free", "stack_used": "stack used"}
_COUNTED_MOST: Final = 10**12
"""A clock that was never set is off by more: no line of a chart would show anything else beside it."""


class _Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """An event as the format has it."""

    name: str
    ph: str
    pid: int
    tid: int = 0
    ts: int = 0
    dur: int | None = None
    s: str = ""
    cat: str = ""
    id: int = 0
    """Of a slice that may overlap: its two ends have the same, from 1 on."""
    args: Mapping[str, Scalar] = {}


class _File(msgspec.Struct, frozen=True, rename="camel"):
    trace_events: Sequence[_Shown]
    display_time_unit: str = "ms"


def trace_perfetto(events: Sequence[Event], title: str) -> bytes:
    """Give the file; `title` names the process of the run itself."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(["", *(event.device for event in events)]), 1)}
    tracks = {kind: number for number, kind in enumerate(EventKind, 1)}
    shown = [*_names(numbers, tracks, events, title), *_boots(events, numbers, tracks[EventKind.BOOT])]
    for number, event in enumerate(events, 1):
        process, track = numbers[event.device], tracks[event.kind]
        shown += (
            _exchange(event, process, track, number)
            if event.kind is EventKind.EXCHANGE
            else _shown(event, process, track)
        )
    return msgspec.json.encode(_File(shown))


def _names(
    numbers: Mapping[str, int], tracks: Mapping[EventKind, int], events: Iterable[Event], title: str
) -> Iterator[_Shown]:
    for name, number in numbers.items():
        yield _Shown("process_name", "M", number, args={"name": name or title or _HARNESS})
    for device, kind in dict.fromkeys((event.device, event.kind) for event in events):
        yield _Shown("thread_name", "M", numbers[device], tracks[kind], args={"name": kind.value})


def _boots(events: Sequence[Event], numbers: Mapping[str, int], track: int) -> Iterator[_Shown]:
    """Give each boot as long as it lasted: until the next one of the device, or until it lost its power."""
    begun: dict[str, Event] = {}
    for event in events:
        ends = event.kind is EventKind.BOOT or (event.kind is EventKind.POWER and event.fields.get("state") != "on")
        if ends and (boot := begun.pop(event.device, None)) is not None:
            yield _boot(boot, event.t_us, numbers[event.device], track)
        if event.kind is EventKind.BOOT:
            begun[event.device] = event
    for boot in begun.values():
        yield _boot(boot, events[-1].t_us, numbers[boot.device], track)


def _boot(boot: Event, end_us: int, number: int, track: int) -> _Shown:
    return _Shown(event_words(boot), "X", number, track, boot.t_us, max(1, end_us - boot.t_us), args=boot.fields)


def _exchange(event: Event, number: int, track: int, at: int) -> Iterator[_Shown]:
    took_us = event.fields.get("took_us")
    began_us = event.t_us - took_us if isinstance(took_us, int) else event.t_us
    name = f"{request_words(event)}: {event.fields.get('status') or event.fields.get('failure')}"
    yield _Shown(name, "b", number, track, began_us, cat=_HTTP, id=at, args=event.fields)
    yield _Shown(name, "e", number, track, event.t_us, cat=_HTTP, id=at)


def _shown(event: Event, number: int, track: int) -> Iterator[_Shown]:
    if event.kind is not EventKind.BOOT:
        yield _Shown(event_words(event), "i", number, track, event.t_us, s="t", args=event.fields)
    if event.kind is EventKind.STATE:
        for field, name in _COUNTERS.items():
            value = event.fields.get(field)
            if type(value) is int and abs(value) < _COUNTED_MOST:
                yield _Shown(name, "C", number, 0, event.t_us, args={field: value})
