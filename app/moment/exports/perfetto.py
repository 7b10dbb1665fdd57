"""A trace for ui.perfetto.dev and chrome://tracing: a process for each device, a track for each kind of event.

The form is Chrome's Trace Event Format, as JSON, which Perfetto opens: instants (`i`) for events, slices (`X`) for
boots, slices that may overlap (`b`, `e`) for exchanges, counters (`C`) for what has a number at each moment, and names
of processes and threads (`M`). Times are µs. What Perfetto would leave out, silently or with a count of errors, stands
in its importer, `src/trace_processor/importers/json` of https://github.com/google/perfetto (read at ec5d16b, after
v58.2).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.app.report.timeline import event_words, request_words
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.trace import Event, EventKind, Scalar

_HARNESS: Final = "run"
_HTTP: Final = "http"
_COUNTERS: Final = {
    "clock_off_ms": ("clock off", "ms"),
    "heap_free": ("heap free", "bytes"),
    "stack_used": ("stack used", "bytes"),
}
"""Perfetto calls a counter by the two words."""
_COUNTED_MOST: Final = 10**12
"""A clock that was never set is off by more: no line of a chart would show anything else beside it."""
_TRACKS_A_PROCESS: Final = 100
_LATEST_US: Final = (2**63 - 1) // 1_000
"""Perfetto counts in ns, in 64 bits."""
_STACKED_MOST: Final = 256
"""Instants of one moment and track stand on each other; Perfetto leaves out those from the 513th on."""
_NS: Final = 0.001


class _Shown(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An event as the format has it. What it asks of every event has no default: it is written whatever it is."""

    name: str
    ph: str
    pid: int
    tid: int
    ts: float
    dur: int | None = None
    s: str = ""
    cat: str = ""
    id2: Mapping[str, str] = {}
    """Of a slice that may overlap: its two ends have the same, as `local`, or Perfetto shows it below no device."""
    args: Mapping[str, Scalar] = {}


class _File(msgspec.Struct, frozen=True, rename="camel"):
    trace_events: Sequence[_Shown]
    display_time_unit: str = "ms"


class _Track(msgspec.Struct, frozen=True):
    """Where events of one kind and device stand: no number of a track is one of another process, or of a process."""

    process: int
    number: int


def trace_perfetto(events: Sequence[Event], title: str) -> bytes:
    """Give the file; `title` names the process of the run itself."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(["", *(event.device for event in events)]), 1)}
    kinds = {kind: number for number, kind in enumerate(EventKind, 1)}

    def track(device: str, kind: EventKind) -> _Track:
        return _Track(numbers[device], _TRACKS_A_PROCESS * numbers[device] + kinds[kind])

    shown = [*_names(events, title, track), *_boots(events, track)]
    stacked: Counter[tuple[_Track, int]] = Counter()
    for number, event in enumerate(events, 1):
        place = track(event.device, event.kind)
        if event.kind is EventKind.EXCHANGE:
            shown += _exchange(event, place, number)
        elif event.kind is not EventKind.BOOT:
            shown.append(_instant(event, place, stacked[place, event.t_us]))
            stacked[place, event.t_us] += 1
            shown += _counters(event, place)
    return msgspec.json.encode(_File(shown))


def _names(events: Iterable[Event], title: str, track: Callable[[str, EventKind], _Track]) -> Iterator[_Shown]:
    tracks = dict.fromkeys((event.device, event.kind) for event in events)
    for device, kind in dict.fromkeys([("", EventKind.STEP), *tracks]):
        place = track(device, kind)
        # Said with each of its tracks: a process needs one to be known by.
        yield _name("process_name", place, device or title or _HARNESS)
        yield _name("thread_name", place, kind.value)


def _name(what: str, place: _Track, name: str) -> _Shown:
    return _Shown(name=what, ph="M", pid=place.process, tid=place.number, ts=0, args={"name": name})


def _boots(events: Sequence[Event], track: Callable[[str, EventKind], _Track]) -> Iterator[_Shown]:
    """Give each boot as long as it lasted: until the next one of the device, or until it lost its power."""
    begun: dict[str, Event] = {}
    for event in events:
        ends = event.kind is EventKind.BOOT or (
            event.kind is EventKind.POWER and power_state(event) is not PowerState.ON
        )
        if ends and (boot := begun.pop(event.device, None)) is not None:
            yield _boot(boot, event.t_us, track(boot.device, boot.kind))
        if event.kind is EventKind.BOOT:
            begun[event.device] = event
    for boot in begun.values():
        yield _boot(boot, events[-1].t_us, track(boot.device, boot.kind))


def _boot(boot: Event, end_us: int, place: _Track) -> _Shown:
    # As long as it was, if that is nothing: slices of a track that overlap are not what Perfetto shows.
    began_us = _time(boot.t_us)
    lasted_us = max(0, _time(end_us) - began_us)
    return _Shown(
        name=event_words(boot),
        ph="X",
        pid=place.process,
        tid=place.number,
        ts=began_us,
        dur=lasted_us,
        args=boot.fields,
    )


def _exchange(event: Event, place: _Track, number: int) -> Iterator[_Shown]:
    took_us = event.fields.get("took_us")
    ended_us = _time(event.t_us)
    began_us = max(0, ended_us - took_us) if type(took_us) is int and took_us > 0 else ended_us
    came = event.fields.get("status") or event.fields.get("failure") or "no answer"
    name = f"{request_words(event)}: {came}"
    for phase, at_us, args in (("b", began_us, event.fields), ("e", ended_us, {})):
        yield _Shown(
            name=name,
            ph=phase,
            pid=place.process,
            tid=place.number,
            ts=at_us,
            cat=_HTTP,
            id2={"local": hex(number)},
            args=args,
        )


def _instant(event: Event, place: _Track, below: int) -> _Shown:
    """Give the event as an instant, `below` of which there are at its moment already."""
    at_us = _time(event.t_us) + (_NS * (below // _STACKED_MOST) if below >= _STACKED_MOST else 0)
    return _Shown(
        # A serial line may be empty; a name may not.
        name=event_words(event) or event.kind.value,
        ph="i",
        pid=place.process,
        tid=place.number,
        ts=at_us,
        s="t",
        args=event.fields,
    )


def _counters(event: Event, place: _Track) -> Iterator[_Shown]:
    if event.kind is not EventKind.STATE:
        return
    for field, (name, unit) in _COUNTERS.items():
        value = event.fields.get(field)
        if type(value) is int and abs(value) < _COUNTED_MOST:
            at_us = _time(event.t_us)
            yield _Shown(name=name, ph="C", pid=place.process, tid=place.number, ts=at_us, args={unit: value})


def _time(us: int) -> int:
    """Give a time that Perfetto has: a trace may say any number."""
    return min(max(0, us), _LATEST_US)
