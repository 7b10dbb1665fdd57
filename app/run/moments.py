"""The pages on which one goes through a case event by event: of which cases there is one, and where it is."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.analysis.cut_edge import edge_text, unit_work
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.comparison import first_difference, place_of
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.sweep_map import all_neighbours, neighbours
from oceanhil.scenarios.trace import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from oceanhil.app.run.session import Session
    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.sweep_map import Neighbours

_BOTH: Final = 2
UNASKED_MOST: Final = 50
"""So many pages of failed cases a process writes beside a report; each costs the case once more."""
MANY_EVENTS: Final = 10_000
"""A run of so many takes seconds, and the page of it as long again."""
POINT_PAGES_MOST: Final = 20
"""So many bad points of one sweep have a page, each of which costs two runs of a point."""


def is_to_be_looked_at(result: Result, session: Session) -> bool:
    """Tell whether there is to be a page: of each case that ran, where that was asked for, else of failed ones."""
    choice = session.choice
    if choice.moment_folder is None or result.outcome is Outcome.SKIPPED:
        return False
    return choice.given.moments is not None or (result.outcome is Outcome.FAILED and session.moments < UNASKED_MOST)


def tell_of_page(result: Result, session: Session) -> None:
    """Say that a long run is done once more for its page: that takes as long again, and nothing seems to go on."""
    if session.output is not None and len(result.events) >= MANY_EVENTS:
        session.output.note(f"writing the page of {result.replay_id}, {len(result.events):,} events")


def bad_neighbours(result: Result) -> Neighbours | None:
    """Give of a sweep that failed its first bad point with the nearest good one, where it has both."""
    if result.outcome is not Outcome.FAILED or result.swept is None:
        return None
    return neighbours(result.swept)


def shown_cases(case: Case, result: Result) -> tuple[Case, ...]:
    """Give the cases whose close-ups show what `result`, of `case`, is: the case itself, and of a sweep some points.

    Of one that failed these are the nearest good point and the first bad one, or that alone; of any other the last.
    """
    if result.swept is None:
        return (case,)
    if (found := bad_neighbours(result)) is not None:
        return tuple(case.at(found.row.point(each)) for each in (found.good, found.bad))
    if result.points:
        return (case.scenario.case(parse_replay(result.points[0].replay_id)),)
    last = result.swept.rows[-1]
    return (case.at(last.point(len(last.ended_as) - 1)),)


def with_edge(result: Result, closeups: Sequence[Result]) -> Result:
    """Add what parts the two points of `bad_neighbours`, of which `closeups` are, where these could be had."""
    found = bad_neighbours(result)
    if found is None or result.swept is None or len(closeups) != _BOTH:
        return result
    good, bad = closeups
    return msgspec.structs.replace(result, edge=edge_text(result.swept, found, good.events, bad.events))


def with_moment(result: Result, closeups: Sequence[Result], scenario: Path, session: Session) -> Result:
    """Write the page of `closeups`, runs of the file `scenario` of which two are laid side by side.

    Gives `result` with the page's place. What cannot be written is noted, and fails the session, not the case.
    """
    place = _write(result.replay_id, closeups, scenario, session)
    if place is None:
        return result
    session.moments += 1
    return msgspec.structs.replace(result, moment=str(place))


def with_point_moments(
    result: Result, look: Callable[[str], Result], case: Case, scenario: Path, session: Session
) -> Result:
    """Write a page for each bad point of a sweep that failed, up to a bound, beside its nearest good one.

    `look` runs the point of that name closely; the first bad one has its page, which is that of `result`.
    """
    first = bad_neighbours(result)
    if first is None or result.swept is None or not result.moment:
        return result
    pages = {first.row.point(first.bad): result.moment}
    looked: dict[str, Result] = {}
    for pair in islice(all_neighbours(result.swept), 1, POINT_PAGES_MOST):
        points = [pair.row.point(each) for each in (pair.good, pair.bad)]
        for point in points:
            if point not in looked:
                looked[point] = look(point)
        place = _write(case.at(points[1]).replay_id, [looked[point] for point in points], scenario, session)
        if place is None:
            break
        pages[points[1]] = str(place)
    return msgspec.structs.replace(result, point_moments=pages)


def with_work(result: Result, look: Callable[[str], Result]) -> Result:
    """Add to the map of a sweep that failed what was done in flash in each of its boots that has a bad point.

    `look` runs the point of that name closely: that of each such row which is cut last.
    """
    swept = result.swept
    if result.outcome is not Outcome.FAILED or swept is None:
        return result
    wanted = tuple(islice((at for at, row in enumerate(swept.rows) if swept.is_bad(row)), POINT_PAGES_MOST))
    rows = list(swept.rows)
    for at in wanted:
        last = rows[at].point(len(rows[at].ended_as) - 1)
        rows[at] = msgspec.structs.replace(rows[at], work=unit_work(look(last).events))
    return msgspec.structs.replace(result, swept=msgspec.structs.replace(swept, rows=tuple(rows)))


def _places_of_difference(good: Result, bad: Result) -> tuple[int, ...]:
    """Give the event at which two runs part, in each, by what can be observed; else by any but what the steps ask."""
    parts = first_difference(good.events, bad.events)
    if parts is not None:
        return place_of(parts, good.events), place_of(parts, bad.events)
    pairs = enumerate(zip(good.events, bad.events, strict=False))
    differing = (at for at, (one, other) in pairs if (one.kind, one.fields) != (other.kind, other.fields))
    place = next((at for at in differing if bad.events[at].kind is not EventKind.STEP), None)
    return () if place is None else (place, place)


def _write(replay_id: str, closeups: Sequence[Result], scenario: Path, session: Session) -> Path | None:
    from oceanhil.app.moment.page import render_moments
    from oceanhil.app.run.attachments import file_stem
    from oceanhil.host.whole_files import replace_whole
    from oceanhil.scenarios.trace_file import encode_trace, head_of

    folder = session.choice.moment_folder
    assert folder is not None
    source = scenario.read_text("utf-8", "replace")
    traces = [encode_trace(head_of(each, scenario.name, source), each.events) for each in closeups]
    differ = _places_of_difference(*closeups) if len(closeups) == _BOTH else ()
    again = [each.again(session.scenarios[each.scenario].replay_options) for each in closeups]
    path = folder / f"{file_stem(replay_id)}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_whole(path, render_moments(traces, closeups[-1].title, differ, again).encode(), is_durable=False)
    except OSError as error:
        session.note(f"moments in {str(folder)!r} are not complete: {os_reason(error)}")
        return None
    return path
