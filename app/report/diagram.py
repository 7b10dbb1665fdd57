"""A run as its sequence diagram: lanes from left to right, time from top to bottom, in rows.

Lanes are the harness, storage, devices and the server, as far as a run has them. A row is an arrow or a note in the
lanes, a line of the serial log, or both when they belong to one moment. Repeats and idle stretches are rows of their
own, so that a day fits a page.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Final

import msgspec

from oceanhil.app.report.collapse import Repeat, collapse
from oceanhil.app.report.first_sign import first_sign
from oceanhil.app.report.timeline import note_words, repeat_words, reply_words, told_request_words
from oceanhil.host.durations import clock, span
from oceanhil.host.visible_text import clip
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import Fate
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.result import Failure, Outcome
from oceanhil.scenarios.storage_event import record_verdict
from oceanhil.scenarios.trace import CLOSEUP_KINDS, Event, EventKind, printed_words
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import is_in_remedy


class Place(Enum):
    """What a lane stands for; devices are told apart by name."""

    HARNESS = "harness"
    STORAGE = "storage"
    DEVICE = "device"
    SERVER = "server"


_PLACES = {
    EventKind.STEP: Place.HARNESS,
    EventKind.NETWORK: Place.HARNESS,
    EventKind.CLOCK: Place.HARNESS,
    EventKind.VERDICT: Place.HARNESS,
    EventKind.SAVE: Place.STORAGE,
    EventKind.LOAD: Place.STORAGE,
    EventKind.REQUEST: Place.SERVER,
    EventKind.STATUS: Place.SERVER,
    EventKind.DASHBOARD: Place.SERVER,
}


class Lanes:
    """Which lane an event belongs to, and which devices have no power (`off`, a bit a lane) as events go by."""

    def __init__(self, events: Sequence[Event]) -> None:
        names = {event.device: None for event in events if event.device}
        places = {_place(event) for event in events}
        before = [place.value for place in (Place.HARNESS, Place.STORAGE) if place in places]
        after = [Place.SERVER.value] if Place.SERVER in places or not names else []
        self.titles = (*before, *names, *after)
        self.storage = before.index("storage") if "storage" in before else 0
        self.server = len(self.titles) - 1
        self._devices = {name: len(before) + index for index, name in enumerate(names)}
        self.off = sum(1 << self._devices[name] for name in _start_without_power(events))

    def device(self, event: Event) -> int:
        """Give the lane of the event's device; without a name, that of the first device."""
        return self._devices.get(event.device, min(self._devices.values(), default=self.server))

    def of(self, event: Event) -> int:
        """Give the lane in which a note about `event` stands."""
        lanes = {Place.HARNESS: 0, Place.STORAGE: self.storage, Place.SERVER: self.server}
        return lanes.get(_place(event), self.device(event))

    def switch(self, event: Event) -> None:
        """Take note of a POWER event."""
        bit = 1 << self.device(event)
        self.off = self.off & ~bit if power_state(event) is PowerState.ON else self.off | bit


def _place(event: Event) -> Place:
    if event.kind in _PLACES:
        return _PLACES[event.kind]
    return Place(event.source.value) if not event.device else Place.DEVICE


def _start_without_power(events: Iterable[Event]) -> set[str]:
    first: dict[str, Event] = {}
    for event in events:
        if event.kind is EventKind.POWER:
            first.setdefault(event.device, event)
    return {name for name, event in first.items() if name and power_state(event) is PowerState.ON}


_SIGN = "look here first"
_IDLE_US = 10_000_000
_SAME_MOMENT_US = 100_000


class RowKind(Enum):
    """What stands in the lanes of a row."""

    EMPTY = "empty"
    REQUEST = "request"
    REQUEST_LOST = "request-lost"
    REPLY_LOST = "reply-lost"
    SAVE = "save"
    LOAD = "load"
    NOTE = "note"
    STEP = "step"
    GAP = "gap"
    PART = "part"


class Tone(Enum):
    """How a row is to be taken."""

    PLAIN = ""
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"


_STATUS_TONES: Final = {
    DeviceStatus.ONLINE: Tone.GOOD,
    DeviceStatus.AWAY: Tone.WARN,
    DeviceStatus.OFFLINE: Tone.WARN,
    DeviceStatus.REVOKED: Tone.BAD,
}
_OUTCOME_TONES: Final = {Outcome.PASSED: Tone.GOOD, Outcome.FAILED: Tone.BAD, Outcome.ERROR: Tone.BAD}


class Row(msgspec.Struct, frozen=True):
    """One row. `lane` and `to` are positions in `Diagram.lanes`; `off` has a bit for each lane without power.

    `text` of a STEP row and `log` have a line break between steps and lines of one moment.
    """

    time: str
    kind: RowKind
    lane: int = 0
    to: int = 0
    text: str = ""
    reply: str = ""
    tone: Tone = Tone.PLAIN
    log: str = ""
    log_lane: int = 0
    off: int = 0


class Diagram(msgspec.Struct, frozen=True):
    """The lanes, by title, and the rows of a run."""

    lanes: tuple[str, ...]
    rows: tuple[Row, ...]


def build_diagram(events: Sequence[Event], failure: Failure | None, rows_max: int) -> Diagram:
    """Lay out `events`, with a row where the run failed: the end, or the time at which an invariant was broken.

    Another row stands before what ought not to have been, if that is known, or else before the first sign of it
    (`first_sign`). Of more than `rows_max` rows those are left out that are far from the beginning, that sign, the
    failure and the end.
    """
    told = [event for event in events if event.kind not in CLOSEUP_KINDS]
    layout = _Layout(told)
    if failure is None:
        layout.take(told)
        return Diagram(layout.lanes.titles, tuple(_shortened(layout.rows, rows_max, len(layout.rows), 0)))
    until = len(told) if failure.at_us is None else sum(event.t_us <= failure.at_us for event in told)
    sign = failure.sign if failure.sign in range(until) else first_sign(told[:until])
    sign_at = 0
    if sign is not None:
        layout.take(told[:sign])
        sign_at = len(layout.rows)
        layout.rows.append(Row(clock(told[sign].t_us), RowKind.PART, text=_SIGN, tone=Tone.WARN, off=layout.lanes.off))
    layout.take(told[sign or 0 : until])
    at = len(layout.rows)
    failed_us = failure.at_us if failure.at_us is not None else told[-1].t_us if told else None
    time = "" if failed_us is None else clock(failed_us)
    layout.rows.append(Row(time, RowKind.PART, text=clip(f"failed here: {failure.step}"), tone=Tone.BAD))
    layout.take(told[until:])
    return Diagram(layout.lanes.titles, tuple(_shortened(layout.rows, rows_max, at, sign_at)))


class _Layout:
    def __init__(self, events: Sequence[Event]) -> None:
        self.lanes = Lanes(events)
        self.rows: list[Row] = []
        self._last_us = 0
        self._in_remedy = False

    def take(self, events: Sequence[Event]) -> None:
        """Lay out what comes next."""
        for entry in collapse(events):
            if isinstance(entry, Repeat):
                self._add_repeat(entry)
            else:
                self._add_event(entry)

    def _add_repeat(self, repeat: Repeat) -> None:
        self.rows.append(Row(clock(repeat.from_us), RowKind.GAP, text=repeat_words(repeat), off=self.lanes.off))
        self._last_us = repeat.to_us

    def _add_event(self, event: Event) -> None:
        elapsed_us, self._last_us = event.t_us - self._last_us, event.t_us
        if event.kind is EventKind.SERIAL and not _line(event):
            return
        if self.rows and _joins(self.rows[-1], event, elapsed_us, self.lanes):
            log = f"{self.rows[-1].log}\n{_line(event)}".lstrip("\n")
            self.rows[-1] = msgspec.structs.replace(self.rows[-1], log=log, log_lane=self.lanes.device(event))
            return
        if elapsed_us >= _IDLE_US:
            self.rows.append(Row("", RowKind.GAP, text=f"… {span(elapsed_us)} …", off=self.lanes.off))
        if event.kind is EventKind.STEP and is_in_remedy(event) is not self._in_remedy:
            self._in_remedy = not self._in_remedy
            part = "remedy" if self._in_remedy else "scenario"
            self.rows.append(Row("", RowKind.PART, text=part, off=self.lanes.off))
        row = _row(event, self.lanes)
        if row.kind is RowKind.STEP and self.rows and _same_steps(self.rows[-1], row):
            self.rows[-1] = msgspec.structs.replace(row, text=f"{self.rows[-1].text}\n{row.text}")
        else:
            self.rows.append(row)


def _same_steps(before: Row, row: Row) -> bool:
    return before.kind is RowKind.STEP and before.time == row.time


def _joins(row: Row, event: Event, elapsed_us: int, lanes: Lanes) -> bool:
    """Tell whether a serial line belongs to the moment of `row`, and so stands beside it."""
    if event.kind is not EventKind.SERIAL or row.kind in {RowKind.STEP, RowKind.GAP, RowKind.PART}:
        return False
    return elapsed_us <= _SAME_MOMENT_US and (not row.log or row.log_lane == lanes.device(event))


def _row(event: Event, lanes: Lanes) -> Row:
    time, lane = clock(event.t_us), lanes.of(event)
    match event.kind:
        case EventKind.SERIAL:
            return Row(time, RowKind.EMPTY, log=_line(event), log_lane=lanes.device(event), off=lanes.off)
        case EventKind.REQUEST:
            ends = (lanes.device(event), lanes.server)
            texts = (told_request_words(event), reply_words(event))
            return Row(time, _request_kind(event), *ends, *texts, tone=_reply_tone(event), off=lanes.off)
        case EventKind.SAVE:
            ends = (lanes.device(event), lanes.storage)
            return Row(time, RowKind.SAVE, *ends, note_words(event), off=lanes.off)
        case EventKind.LOAD:
            tone = _load_tone(event)
            ends = (lanes.storage, lanes.device(event))
            return Row(time, RowKind.LOAD, *ends, note_words(event), tone=tone, off=lanes.off)
        case EventKind.POWER:
            lanes.switch(event)
            tone = Tone.BAD if power_state(event) is PowerState.CUT else Tone.PLAIN
            return Row(time, RowKind.NOTE, lane, text=note_words(event), tone=tone, off=lanes.off)
        case EventKind.STEP:
            return Row(time, RowKind.STEP, lane, text=note_words(event), off=lanes.off)
        case _:
            return Row(time, RowKind.NOTE, lane, text=note_words(event), tone=_note_tone(event), off=lanes.off)


def _load_tone(event: Event) -> Tone:
    if "stored" in event.fields:
        return Tone.BAD
    return Tone.GOOD if record_verdict(event) is RecordVerdict.VALID else Tone.WARN


def _request_kind(event: Event) -> RowKind:
    request = TracedRequest.of(event)
    fates = {kind.fate for kind in request.faults}
    if Fate.REQUEST_LOST in fates:
        return RowKind.REQUEST_LOST
    return RowKind.REPLY_LOST if Fate.REPLY_LOST in fates or not request.is_answered else RowKind.REQUEST


def _reply_tone(event: Event) -> Tone:
    request = TracedRequest.of(event)
    if not request.is_success:
        return Tone.BAD
    return Tone.WARN if request.fault else Tone.GOOD


def _note_tone(event: Event) -> Tone:
    match event.kind:
        case EventKind.HALT | EventKind.PANIC:
            return Tone.BAD
        case EventKind.STATUS:
            return _tone_of(event.fields.get("status"), _STATUS_TONES)
        case EventKind.VERDICT:
            return _tone_of(event.fields.get("outcome"), _OUTCOME_TONES)
        case _:
            return Tone.PLAIN


def _tone_of(word: object, tones: Mapping[DeviceStatus, Tone] | Mapping[Outcome, Tone]) -> Tone:
    """Give the tone of the member with this value; a trace may come from anywhere, and have a word of its own."""
    return next((tone for member, tone in tones.items() if member.value == word), Tone.PLAIN)


def _line(event: Event) -> str:
    return clip(printed_words(event)) + (" [secret cut]" if event.fields.get("leak") else "")


def _shortened(rows: Sequence[Row], rows_max: int, at: int, sign: int) -> Sequence[Row]:
    """Leave rows out, so that `rows_max` stay: a third first or round `sign`, the others to the end or round `at`."""
    if len(rows) <= rows_max:
        return rows
    head = rows_max // 3
    tail = rows_max - head
    end = min(len(rows), max(head + tail, at + 1 + tail // 4))
    kept = [range(head), range(end - tail, end)]
    # With the row that it stands before.
    if head - 1 <= sign < end - tail:
        near = head // 2
        begin = min(sign - near // 4, end - tail - near)
        kept = [range(head - near), range(begin, begin + near), kept[1]]
    shown: list[Row] = []
    last = 0
    for part in kept:
        shown += [*_left_out(part.start - last), *rows[part.start : part.stop]]
        last = part.stop
    return [*shown, *_left_out(len(rows) - last)]


def _left_out(number: int) -> Iterable[Row]:
    if number:
        yield Row("", RowKind.PART, text=f"{plural(number, 'row')} left out")
