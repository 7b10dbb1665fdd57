"""A whole run as lines of text: what the devices printed and what the server saw, in the order of time."""

from collections.abc import Iterable, Iterator

from oceanhil.app.report.collapse import Repeat, collapse
from oceanhil.app.report.words import note_words, repeat_words, reply_words
from oceanhil.host.durations import clock
from oceanhil.host.visible_text import clip
from oceanhil.scenarios.trace import Event, EventKind


def timeline(events: Iterable[Event], *, whole: bool = False) -> Iterator[str]:
    """Give a line for each event, steps of the scenario marked by `==`; times are those of the run's clock.

    Cycles that repeat, such as a day of polls, are one line with counts unless `whole`.
    """
    for entry in events if whole else collapse(list(events)):
        if isinstance(entry, Repeat):
            yield f"{clock(entry.from_us)}            {repeat_words(entry)}"
        else:
            yield f"{clock(entry.t_us)}  {entry.device:<8}  {_words(entry)}".rstrip()


def _words(event: Event) -> str:
    fields = event.fields
    match event.kind:
        case EventKind.SERIAL:
            return clip(str(fields.get("text", "")))
        case EventKind.REQUEST:
            request = clip(f"{fields.get('method', '')} {fields.get('path', '')}")
            return f"> {request} -> {reply_words(event)}"
        case EventKind.STEP:
            return f"== {note_words(event)}, line {fields.get('line', '')}"
        case _:
            return f"-- {note_words(event)}"
