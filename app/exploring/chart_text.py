"""The share of forks that still fail, over time, for a terminal: bars, and what happened where they rise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from oceanhil.app.report.timeline import event_words
from oceanhil.host.durations import clock
from oceanhil.host.visible_text import clip
from oceanhil.scenarios.trace import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.exploring.why import Explained
    from oceanhil.exploration.inevitability import Chart, Jump, Moment
    from oceanhil.scenarios.trace import Event

_BAR: Final = 30
_JUMPS_MOST: Final = 3
_EVENTS_MOST: Final = 12
_BYTES_SHOWN: Final = 16


def chart_lines(explained: Explained) -> Iterator[str]:
    """Tell the whole chart."""
    measured = explained.chart
    yield f"{explained.case.replay_id}  {measured.track.breach.law}"
    each = f"{len(measured.moments)} moments, {explained.futures} futures of each"
    yield f"{measured.forks:,} forks in {explained.world}: {each}"
    yield ""
    for moment in told(measured.moments):
        yield f"  {clock(moment.at_us)}  {bar(moment.share)}  {percent(moment)}"
    yield ""
    yield verdict(measured)
    for jump in measured.jumps[:_JUMPS_MOST]:
        yield ""
        yield jump_words(measured, jump)
        yield from (f"  {line}" for line in jump_events(measured, jump))


def verdict(measured: Chart) -> str:
    """Say in a sentence when it became inevitable."""
    turn = measured.turn
    if turn is not None:
        return f"It became inevitable at {clock(turn.after.at_us)}{_step_at(measured, turn.after)}."
    if measured.is_from_the_start:
        return "It was inevitable from the start: whatever happens, it comes to this."
    most = max(measured.moments, key=lambda each: each.share)
    return f"It never became inevitable: at most {percent(most)} fail, from {clock(most.at_us)} on."


def jump_words(measured: Chart, jump: Jump) -> str:
    """Say what a jump is: when, from how much to how much, in which step."""
    between = "" if jump.is_neighbour else f"somewhere between {clock(jump.before.at_us)} and "
    shares = f"{percent(jump.before)} before, {percent(jump.after)} from then on"
    return f"{between}{clock(jump.after.at_us)}{_step_at(measured, jump.after)}: {shares}"


def jump_events(measured: Chart, jump: Jump) -> Iterator[str]:
    """Tell what happened in a jump, bytes that changed in flash among it."""
    events = [each for each in measured.events_of(jump) if each.kind not in {EventKind.STATE, EventKind.STORED}]
    for each in events[:_EVENTS_MOST]:
        yield f"{clock(each.t_us)}  {each.device:<8}  {_words(each)}".rstrip()
    if len(events) > _EVENTS_MOST:
        yield f"… {len(events) - _EVENTS_MOST:,} more events"


def told(moments: Sequence[Moment]) -> Iterator[Moment]:
    """Leave out moments whose neighbours on both sides have the same share."""
    for index, each in enumerate(moments):
        beside = (*moments[max(0, index - 1) : index], *moments[index + 1 : index + 2])
        if len(beside) < 2 or any(other.share != each.share for other in beside):
            yield each


def percent(moment: Moment) -> str:
    """Give a share in words."""
    judged = moment.broken + moment.kept
    return f"{moment.share:.0%}" if judged else "none judged"


def bar(share: float) -> str:
    """Draw a share."""
    filled = round(share * _BAR)
    return "█" * filled + "·" * (_BAR - filled)


def _step_at(measured: Chart, moment: Moment) -> str:
    placed = measured.track.place_at(moment.at_us)
    return "" if placed is None else f", in {placed.text!r} (line {placed.place.line})"


def _words(event: Event) -> str:
    data = event.fields.get("data")
    if event.kind is not EventKind.FLASH or not isinstance(data, str) or not data:
        return event_words(event)
    shown = " ".join(data[at : at + 2] for at in range(0, min(len(data), 2 * _BYTES_SHOWN), 2))
    more = " …" if len(data) > 2 * _BYTES_SHOWN else ""
    return clip(f"{event_words(event)}: {shown}{more}")
