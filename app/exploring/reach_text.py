"""What `oceanhil reach` found, for a terminal."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

from oceanhil.app.exploring.reach_study import by_place, server_sides, shortest
from oceanhil.exploration.reach.visits import SourceOfRuns
from oceanhil.host.visible_text import clip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.exploring.reach_study import Study
    from oceanhil.exploration.reach.graph import Leg
    from oceanhil.exploration.reach.laws import Judged
    from oceanhil.exploration.reach.situation import Situation

_WAYS_NAMED: Final = 6
_STRAYED_NAMED: Final = 5


def study_lines(study: Study, shown: int) -> Iterator[str]:
    """Tell of one layout, with so many of the situations that nobody has reached."""
    yield head(study)
    for judged in study.judged:
        yield from _law_lines(study, judged)
    if not study.is_followed:
        return
    yield from (f"  {line}" for line in run_lines(study))
    yield ""
    yield from _map_lines(study)
    yield from _unreached_lines(study, shown)


def run_lines(study: Study) -> Iterator[str]:
    """Say how many situations runs were in, and which runs tell nothing of that; nothing where none was looked at."""
    if not study.is_followed:
        return
    runs = study.visits.runs
    counted = " and ".join(f"{runs[source]:,} of the {source.value}" for source in SourceOfRuns)
    yield f"reached: {study.reached:,} of {len(study.graph):,} situations, in runs: {counted}"
    for reason, count in study.visits.left_out.items():
        yield f"not followed: {count:,} of {reason}"
    for each in study.visits.strayed[:_STRAYED_NAMED]:
        yield f"strayed: {each.name}: {clip(each.strayed.words)}"
    if (more := len(study.visits.strayed) - _STRAYED_NAMED) > 0:
        yield f"strayed: {more:,} more"


def head(study: Study) -> str:
    """Say what was walked through."""
    repeats = ", lost answers repeated" if study.graph.model.repeats else ""
    moves = sum(1 for _ in study.graph.legs())
    size = f"{len(study.graph):,} situations, {moves:,} moves, at most {study.farthest} moves away"
    return f"{study.store.value}{repeats}: {size}"


def ways_in(judged: Judged) -> str:
    """Say by which moves a law is broken, the most frequent first."""
    ways = sorted(judged.ways.items(), key=lambda each: -each[1])
    more = f", and {len(ways) - _WAYS_NAMED} more" if len(ways) > _WAYS_NAMED else ""
    return ", ".join(f"{words} ({count})" for words, count in ways[:_WAYS_NAMED]) + more


def route_words(legs: Sequence[Leg]) -> str:
    """Say a route in a line."""
    return ", ".join(each.move.words for each in legs) or "where it begins"


def situation_lines(study: Study, number: int) -> Iterator[str]:
    """Tell of one situation, and move by move how it comes to it."""
    situation = list(study.graph)[number]
    yield f"{study.store.value} #{number}: {situation.words}"
    for leg in study.graph.route(situation):
        yield f"  {leg.move.words:<32}  {leg.move.after.words}"


def _law_lines(study: Study, judged: Judged) -> Iterator[str]:
    title = f"  {judged.law.title:<11}"
    if judged.holds:
        yield f"{title}  holds: {judged.law.about}"
        return
    where = f"in {len(judged.situations):,} situations, " if judged.situations else ""
    yield f"{title}  broken {where}by {len(judged.legs):,} moves: {judged.law.about}"
    yield f"               by       {ways_in(judged)}"
    yield f"               soonest  {route_words(shortest(study, judged))}"


def _map_lines(study: Study) -> Iterator[str]:
    """Draw reached over all, by the program's state and the server's side."""
    sides = server_sides(study.graph)
    places = by_place(study.graph, lambda each: each.program.value)
    width = 1 + max(len(_cell(study, found)) for row in places.values() for found in row.values())
    left = max(map(len, places))
    yield "  " + " " * left + "".join(f"{letter:>{width}}" for letter in ascii_lowercase[: len(sides)])
    for name, row in places.items():
        yield f"  {name:<{left}}" + "".join(f"{_cell(study, row.get(side, [])):>{width}}" for side in sides)
    for letter, side in zip(ascii_lowercase, sides, strict=False):
        yield f"  {letter}  {side}"


def _cell(study: Study, found: Sequence[Situation]) -> str:
    return f"{study.visits.reached_in(found)}/{len(found)}" if found else "·"


def _unreached_lines(study: Study, shown: int) -> Iterator[str]:
    unreached = study.visits.unreached(study.graph)
    if not unreached or not shown:
        return
    yield ""
    yield f"  nobody was in {len(unreached):,}; the nearest, each with the way that leads there:"
    for each in unreached[:shown]:
        yield f"  #{study.graph.numbers[each]:<5} {each.words}"
        yield f"         {route_words(study.graph.route(each))}"
