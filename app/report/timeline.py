"""Events in words, as short as a diagram needs them, and a whole run as lines of text in the order of time.

All texts are plain: whoever shows them escapes them.
"""

from collections.abc import Iterable, Iterator, Mapping

from oceanhil.app.report.collapse import Repeat, collapse
from oceanhil.host.durations import clock, span
from oceanhil.host.visible_text import clip
from oceanhil.protocol.faults import ALL_MADE_UP, FaultKind
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.trace import CLOSEUP_KINDS, Event, EventKind, Scalar, printed_words
from oceanhil.scenarios.traced_request import TracedRequest, reported_words
from oceanhil.scenarios.traced_step import step_name

_KINDS_LISTED = 5
_TIMES = "\u00d7"
_FAULTS = {kind.value: kind.short for kind in FaultKind}


def request_words(event: Event) -> str:
    """Name a request, or an exchange that is over, by method and the last part of its path, such as `POST register`."""
    path = str(event.fields.get("path", ""))
    parts = [part for part in path.split("/") if part]
    return clip(f"{event.fields.get('method', '')} {parts[-1] if parts else path}".strip())


def told_request_words(event: Event) -> str:
    """Name a request, and what a report says: `POST state: relay1 on, relay2 off`."""
    # Of a poll the same fields are what its answer says.
    request = TracedRequest.of(event)
    told = reported_words(request.reported) if request.method == "POST" else ""
    return clip(": ".join(filter(None, (request_words(event), told))))


def reply_words(event: Event) -> str:
    """Name an answer: `401 token_expired`, how far off a clock is, how long to wait, what a fault did to it.

    Last comes what it issued.
    """
    request = TracedRequest.of(event)
    wait = "" if request.retry_after is None else f"retry after {request.retry_after} s"
    harm = "" if request.is_answered else "no answer"
    if request.fault:
        harm = _harm(request.fault, request.changed or "")
    answer = " ".join(str(word) for word in (request.status, request.code) if word)
    off = "" if request.clock_off_s is None else _clock_words(request.clock_off_s)
    return clip(", ".join(part for part in (answer, off, wait, harm, request.issued) if part))


def _clock_words(off_s: int) -> str:
    """Say how far a device's clock is off: `clock 10 min ahead`, of the server's."""
    return f"clock {span(abs(off_s) * SECOND_US)} {'ahead' if off_s > 0 else 'behind'}"


def _harm(fault: str, changed: str) -> str:
    """Say what struck an answer, and what is otherwise in it by that."""
    kinds = ", ".join(_FAULTS.get(kind, kind.replace("_", " ")) for kind in fault.split("+"))
    return f"{kinds}: {changed}" if changed and changed != ALL_MADE_UP else kinds


def note_words(event: Event) -> str:
    """Say what happened in any event that is neither a request nor a serial line."""
    fields = event.fields
    match event.kind:
        case EventKind.BOOT:
            reason, driver = fields.get("reason"), fields.get("driver")
            words = f"boot {fields.get('number', '')}".strip() + (f": {reason}" if reason else "")
            return clip(f"{words} ({driver})" if driver else words)
        case EventKind.POWER:
            unit = fields.get("unit")
            return clip(f"power {fields.get('state', '')}" + ("" if unit is None else f" at unit {unit}"))
        case EventKind.HALT:
            return clip(f"halted: {fields.get('reason', '')}")
        case EventKind.PANIC:
            places = str(fields.get("frames") or "").splitlines()
            return clip("; ".join([f"crashed: {fields.get('found', '')}", *places]))
        case EventKind.STATUS:
            return clip(str(fields.get("status", "")).upper())
        case EventKind.SAVE | EventKind.LOAD:
            return clip(f"{event.kind.value} {_verdict(fields)}".strip())
        case EventKind.STEP:
            return clip(step_name(event))
        case EventKind.DASHBOARD:
            return clip(f"dashboard: {_rest(fields, first='action')}")
        case EventKind.NETWORK | EventKind.CLOCK:
            return clip(f"{event.kind.value}: {_rest(fields, first='change')}")
        case EventKind.VERDICT:
            return clip(str(fields.get("outcome", "")))
        case EventKind.FLASH:
            return clip(
                f"{fields.get('operation', '')} {_hexadecimal(fields.get('address'))}, {_bytes(fields.get('length'))}"
            )
        case EventKind.STORED:
            return clip(f"stored record: {fields.get('verdict', '')}")
        case EventKind.EXCHANGE:
            came = str(fields.get("status") or f"no answer, {fields.get('failure', '')}")
            return clip(f"{request_words(event)} over: {came}, {_span(fields.get('took_us'))}")
        case _:
            return clip(f"{event.kind.value} {_rest(fields, first='')}".strip())


def repeat_words(repeat: Repeat) -> str:
    """Say what a repeat stands for, such as `… 59 min 55 s, 719 polls, 59 reports …`."""
    listed = [_counted(event, number) for event, number in repeat.counts[:_KINDS_LISTED]]
    more = len(repeat.counts) - len(listed)
    tail = ["other events"] if more else []
    return "… " + ", ".join([span(repeat.to_us - repeat.from_us), *listed, *tail]) + " …"


def _counted(event: Event, number: int) -> str:
    if event.kind is EventKind.SERIAL:
        return f"{number:,} {_TIMES} {clip(printed_words(event))}"
    if event.kind is not EventKind.REQUEST:
        return f"{number:,} {_TIMES} {note_words(event)}"
    words = request_words(event)
    name = {"GET state": "poll", "POST state": "report"}.get(words)
    good = TracedRequest.of(event).is_ok
    if name is None:
        return f"{number:,} {_TIMES} {words} → {reply_words(event)}"
    counted = plural(number, name)
    return counted if good else f"{counted} → {reply_words(event)}"


def _span(us: Scalar) -> str:
    return span(us) if isinstance(us, int) else str(us)


def _hexadecimal(number: Scalar) -> str:
    return hex(number) if isinstance(number, int) else str(number)


def _bytes(number: Scalar) -> str:
    return plural(number, "byte") if isinstance(number, int) else f"{number} bytes"


def _verdict(fields: Mapping[str, Scalar]) -> str:
    units, stored = fields.get("units"), fields.get("stored")
    though = f", though what is stored is: {stored}" if stored else ""
    return f"{fields.get('verdict', '')}{f', {units} units' if units else ''}{though}"


def _rest(fields: Mapping[str, Scalar], first: str) -> str:
    head = [str(fields[first])] if first in fields else []
    rest = (str(value) if name == "change" else f"{name} {value}" for name, value in fields.items() if name != first)
    return " ".join([*head, *rest])


def timeline(events: Iterable[Event], *, whole: bool = False) -> Iterator[str]:
    """Give a line for each event, steps of the scenario marked by `==`; times are those of the run's clock.

    Cycles that repeat, such as a day of polls, are one line with counts unless `whole`, and what only a close-up has is
    left out.
    """
    for entry in events if whole else collapse([each for each in events if each.kind not in CLOSEUP_KINDS]):
        if isinstance(entry, Repeat):
            yield f"{clock(entry.from_us)}            {repeat_words(entry)}"
        else:
            yield f"{clock(entry.t_us)}  {entry.device:<8}  {event_words(entry)}".rstrip()


def event_words(event: Event) -> str:
    """Say what happened in any event, in one line."""
    fields = event.fields
    match event.kind:
        case EventKind.SERIAL:
            return clip(printed_words(event))
        case EventKind.REQUEST:
            request = TracedRequest.of(event)
            return f"> {clip(f'{request.method} {request.path}')} -> {reply_words(event)}"
        case EventKind.STEP:
            return f"== {note_words(event)}, line {fields.get('line', '')}"
        case _:
            return f"-- {note_words(event)}"
