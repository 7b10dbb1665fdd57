"""One failure in plain words, for a terminal and for pytest: what was expected, what came before, how to repeat it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from oceanhil.app.report.summary import measured_words
from oceanhil.app.report.swept import map_lines
from oceanhil.app.report.timeline import event_words
from oceanhil.host.durations import clock
from oceanhil.host.visible_text import clip
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.result import Failure, LogCause, Point, Result
from oceanhil.scenarios.trace import Event, EventKind, printed_words

SERIAL_LINES_SHOWN = 15
REQUESTS_SHOWN = 8
ACTS_SHOWN = 16
POINTS_SHOWN = 10
_CLOCK_WIDTH = len(clock(0))
_DONE = frozenset(
    {
        *(EventKind.STEP, EventKind.POWER, EventKind.BOOT, EventKind.HALT, EventKind.PANIC, EventKind.SAVE),
        *(EventKind.LOAD, EventKind.NETWORK, EventKind.CLOCK, EventKind.LINE, EventKind.DASHBOARD),
    }
)
"""What the scenario did, and what became of board and storage."""


def failure_text(result: Result) -> str:
    """Describe why `result` did not pass.

    Gives lines of plain text without a final line break: the step with its place, expected and found (or the reason,
    when the world failed), what was last said, asked and done in the order of time, the map and the points of a sweep
    that failed, what the serial log points to, and the command that runs it again.
    """
    blocks = [
        _head(result),
        *_before(_until_failure(result)),
        *([result.edge] if result.edge else []),
        *_map(result),
        *_points(result.points),
        *_log_cause(result),
        *_measured(result),
        *([f"look:  {result.moment}"] if result.moment else []),
        f"again: {result.again()}",
    ]
    return "\n\n".join(blocks)


def point_lines(points: Iterable[Point]) -> Iterator[str]:
    """Give a line for each point of a sweep: its replay ID, what it was counted as, why it is listed."""
    for point in points:
        yield "  ".join(part for part in (point.replay_id, ", ".join(point.ended_as), clip(point.why)) if part)


def _map(result: Result) -> Iterable[str]:
    if result.swept is not None and result.swept.bad_points:
        yield "\n".join(map_lines(result.swept))


def _points(points: Sequence[Point]) -> Iterable[str]:
    if not points:
        return
    more = len(points) - POINTS_SHOWN
    rest = [f"  and {more:,} more, all of them in the reports as JSON and JUnit"] if more > 0 else []
    yield "\n".join(["points:", *(f"  {line}" for line in point_lines(points[:POINTS_SHOWN])), *rest])


def _log_cause(result: Result) -> Iterable[str]:
    if result.log_cause is not None:
        yield cause_text(result.log_cause)


def cause_text(cause: LogCause) -> str:
    """Say what the log points to, with what to do, as `oceanhil diagnose` does."""
    rows = (f"  {name:<10}  {clip(text)}" for name, text in cause_rows(cause).items())
    return "\n".join([cause_heading(cause), *rows])


def cause_heading(cause: LogCause) -> str:
    """Say in a line what points to what: the log with its likelihood, or an answer, which settles it."""
    if cause.reason:
        return f"what was answered points to: {cause.title}"
    return f"the serial log points to: {cause.title} ({cause.confidence} %)"


def cause_rows(cause: LogCause) -> Mapping[str, str]:
    """Give what shows a cause, and what to do about it, by their names."""
    rows = {
        "answered": cause.reason,
        "provoked": f"by the scenario itself: {cause.provoked}" if cause.provoked else "",
        "then": cause.then,
        "seen": cause.evidence,
        "note": cause.note,
        "do this": cause.remedy,
        "documented": cause.documented,
    }
    return {name: text for name, text in rows.items() if text}


def _measured(result: Result) -> Iterable[str]:
    if words := measured_words(result):
        yield f"measured: {words}"


def _head(result: Result) -> str:
    name = f"{result.scenario} on {result.subject}, world {result.world}, seed {result.seed}"
    pairs = ", ".join(f"{key} {value}" for key, value in result.parameters.items())
    title = f"{name} ({pairs})" if pairs else name
    title += f"\n{result.title}" if result.title else ""
    if result.failure is None:
        return f"{title}\n{result.outcome.value}: {result.reason or 'no reason given'}"
    reason = f"\n  {result.reason}" if result.points and result.reason else ""
    return f"{title}\n{_failure(result.failure)}{reason}"


def _failure(failure: Failure) -> str:
    part = "the remedy did not cure: " if failure.in_remedy else ""
    expected, found = (_indented(text) for text in (failure.expected, failure.found))
    text = f"{failure.place}: {part}{what_failed(failure)}\n  expected  {expected}\n  found     {found}"
    text = f"{text}\n  where     {_indented(where)}" if (where := where_text(failure)) else text
    return f"{text}\n  {clip(also)}" if (also := also_text(failure)) else text


def also_text(failure: Failure) -> str:
    """Say in a line which other invariants were broken by then, and when; empty where there were none."""
    broken = [f"{each.invariant} at {clock(each.at_us)} ({each.title})" for each in failure.also]
    return f"also broken: {', '.join(broken)}" if broken else ""


def where_text(failure: Failure) -> str:
    """Say which acts of the device's program are behind it, a line each; empty where that is not known."""
    return "\n".join(f"{clock(act.at_us)}  {act.text}" for act in failure.acts)


def what_failed(failure: Failure) -> str:
    """Name the step, or the invariant with the time at which it was broken."""
    name = f"invariant {failure.invariant}"
    what = failure.step if failure.step == name or not failure.invariant else f"{name}: {failure.step}"
    return what if failure.at_us is None else f"{what}, broken at {clock(failure.at_us)}"


def _indented(text: str) -> str:
    return ("\n" + " " * 12).join(clip(line) for line in text.splitlines())


def _until_failure(result: Result) -> Sequence[Event]:
    """Give the events up to the failure: a step may go on for hours after an invariant was broken."""
    at_us = result.failure.at_us if result.failure is not None else None
    return result.events if at_us is None else [event for event in result.events if event.t_us <= at_us]


def _before(events: Sequence[Event]) -> Iterable[str]:
    """Give what was last said and done, in order; what a boot ROM prints only where nothing else was said."""
    said = list(_last(events, _is_said, SERIAL_LINES_SHOWN)) or list(_last(events, _is_serial, SERIAL_LINES_SHOWN))
    shown = sorted({*said, *_last(events, _is_request, REQUESTS_SHOWN), *_last(events, _is_done, ACTS_SHOWN)})
    if not shown:
        return
    shown = _closed(events, shown)
    several = len({events[index].device for index in shown if events[index].device}) > 1
    lines = ["before that:"]
    for last, index in zip([-1, *shown], shown, strict=False):
        lines += [*_left_out(events[last + 1 : index]), _line(events[index], several=several)]
    yield "\n".join(lines)


def _closed(events: Sequence[Event], shown: Sequence[int]) -> list[int]:
    """Add to what is shown what would be left out alone between two of it: it takes no more room than its count."""
    between = (range(last + 1, index) for last, index in zip([-1, *shown], shown, strict=False))
    gaps = ([index for index in indices if _is_told(events[index])] for indices in between)
    return sorted([*shown, *(gap[0] for gap in gaps if len(gap) == 1)])


def _left_out(events: Sequence[Event]) -> Iterable[str]:
    """Count between two lines what came there and is not shown: no reader may think that nothing happened."""
    kinds = (("line", _is_said), ("request", _is_request), ("other event", _is_done))
    counts = ((sum(map(wanted, events)), noun) for noun, wanted in kinds)
    if words := ", ".join(plural(number, noun) for number, noun in counts if number):
        yield f"  {'…':<{_CLOCK_WIDTH}}  {words} not shown"


def _is_told(event: Event) -> bool:
    return _is_said(event) or _is_request(event) or _is_done(event)


def _is_serial(event: Event) -> bool:
    return event.kind is EventKind.SERIAL


def _is_said(event: Event) -> bool:
    return event.kind is EventKind.SERIAL and not event.fields.get("rom") and bool(event.fields.get("text"))


def _is_request(event: Event) -> bool:
    return event.kind is EventKind.REQUEST


def _is_done(event: Event) -> bool:
    return event.kind in _DONE


def _last(events: Sequence[Event], wanted: Callable[[Event], bool], number: int) -> Iterable[int]:
    backwards = (index for index in range(len(events) - 1, -1, -1) if wanted(events[index]))
    return islice(backwards, number)


def _line(event: Event, *, several: bool) -> str:
    device = f"{event.device}  " if several else ""
    if event.kind is EventKind.SERIAL:
        return f"  {clock(event.t_us)}  {device}{clip(printed_words(event))}"
    return f"  {clock(event.t_us)}  {device}{event_words(event)}"
