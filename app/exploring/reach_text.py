"""What `oceanhil reach` found, for a terminal and for programs."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

import msgspec

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


class LawRow(msgspec.Struct, frozen=True, kw_only=True):
    """A law as JSON tells it."""

    law: str
    about: str
    holds: bool
    situations: int
    moves: int
    by: dict[str, int]
    shortest: tuple[str, ...]


class SituationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A situation as JSON tells it."""

    number: int
    device: str
    server: str
    library: int
    exploration: int
    route: tuple[str, ...]


class StrayedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A run that the tables do not explain, as JSON tells it."""

    run: str
    t_us: int
    found: str


class StudyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A layout of the record as JSON tells it."""

    store: str
    repeats: bool
    situations: int
    moves: int
    farthest: int
    reached: int
    runs: dict[str, int]
    left_out: dict[str, int]
    laws: tuple[LawRow, ...]
    strayed: tuple[StrayedRow, ...]
    all: tuple[SituationRow, ...]


def study_lines(of: Study, shown: int) -> Iterator[str]:
    """Tell of one layout, with so many of the situations that nobody has reached."""
    yield head(of)
    for judged in of.judged:
        yield from _law_lines(of, judged)
    if not of.is_followed:
        return
    yield from (f"  {line}" for line in run_lines(of))
    yield ""
    yield from _map_lines(of)
    yield from _unreached_lines(of, shown)


def run_lines(of: Study) -> Iterator[str]:
    """Say how many situations runs were in, and which runs tell nothing of that; nothing where none was looked at."""
    if not of.is_followed:
        return
    runs = of.visits.runs
    counted = " and ".join(f"{runs[source]:,} of the {source.value}" for source in SourceOfRuns)
    yield f"reached: {of.reached:,} of {len(of.graph):,} situations, in runs: {counted}"
    for reason, count in of.visits.left_out.items():
        yield f"not followed: {count:,} of {reason}"
    for each in of.visits.strayed[:_STRAYED_NAMED]:
        yield f"strayed: {each.name}: {clip(each.strayed.words)}"
    if (more := len(of.visits.strayed) - _STRAYED_NAMED) > 0:
        yield f"strayed: {more:,} more"


def head(of: Study) -> str:
    """Say what was walked through."""
    repeats = ", lost answers repeated" if of.graph.model.repeats else ""
    moves = sum(1 for _ in of.graph.legs())
    return f"{of.store.value}{repeats}: {len(of.graph):,} situations, {moves:,} moves, at most {of.farthest} moves away"


def ways_in(judged: Judged) -> str:
    """Say by which moves a law is broken, the most frequent first."""
    ways = sorted(judged.ways.items(), key=lambda each: -each[1])
    more = f", and {len(ways) - _WAYS_NAMED} more" if len(ways) > _WAYS_NAMED else ""
    return ", ".join(f"{words} ({count})" for words, count in ways[:_WAYS_NAMED]) + more


def route_words(legs: Sequence[Leg]) -> str:
    """Say a route in a line."""
    return ", ".join(each.move.words for each in legs) or "where it begins"


def situation_lines(of: Study, number: int) -> Iterator[str]:
    """Tell of one situation, and move by move how it comes to it."""
    situation = list(of.graph)[number]
    yield f"{of.store.value} #{number}: {situation.words}"
    for leg in of.graph.route(situation):
        yield f"  {leg.move.words:<32}  {leg.move.after.words}"


def studies_json(studies: Sequence[Study]) -> str:
    """Give one JSON object with every situation."""
    return msgspec.json.encode({"studies": [_row(each) for each in studies]}).decode()


def _law_lines(of: Study, judged: Judged) -> Iterator[str]:
    title = f"  {judged.law.title:<11}"
    if judged.holds:
        yield f"{title}  holds: {judged.law.about}"
        return
    where = f"in {len(judged.situations):,} situations, " if judged.situations else ""
    yield f"{title}  broken {where}by {len(judged.legs):,} moves: {judged.law.about}"
    yield f"               by       {ways_in(judged)}"
    yield f"               soonest  {route_words(shortest(of, judged))}"


def _map_lines(of: Study) -> Iterator[str]:
    """Draw reached over all, by the program's state and the server's side."""
    sides = server_sides(of.graph)
    places = by_place(of.graph, lambda each: each.program.value)
    width = 1 + max(len(_cell(of, found)) for row in places.values() for found in row.values())
    left = max(map(len, places))
    yield "  " + " " * left + "".join(f"{letter:>{width}}" for letter in ascii_lowercase[: len(sides)])
    for name, row in places.items():
        yield f"  {name:<{left}}" + "".join(f"{_cell(of, row.get(side, [])):>{width}}" for side in sides)
    for letter, side in zip(ascii_lowercase, sides, strict=False):
        yield f"  {letter}  {side}"


def _cell(of: Study, found: Sequence[Situation]) -> str:
    return f"{of.visits.reached_in(found)}/{len(found)}" if found else "·"


def _unreached_lines(of: Study, shown: int) -> Iterator[str]:
    unreached = of.visits.unreached(of.graph)
    if not unreached or not shown:
        return
    yield ""
    yield f"  nobody was in {len(unreached):,}; the nearest, each with the way that leads there:"
    for each in unreached[:shown]:
        yield f"  #{of.graph.numbers[each]:<5} {each.words}"
        yield f"         {route_words(of.graph.route(each))}"


def _row(of: Study) -> StudyRow:
    graph, visits = of.graph, of.visits
    return StudyRow(
        store=of.store.value,
        repeats=graph.model.repeats,
        situations=len(graph),
        moves=sum(1 for _ in graph.legs()),
        farthest=of.farthest,
        reached=of.reached,
        runs={source.value: visits.runs[source] for source in SourceOfRuns},
        left_out=dict(visits.left_out),
        laws=tuple(_law_row(of, each) for each in of.judged),
        strayed=tuple(
            StrayedRow(run=each.name, t_us=each.strayed.sign.t_us, found=each.strayed.words) for each in visits.strayed
        ),
        all=tuple(_situation_row(of, each) for each in graph),
    )


def _law_row(of: Study, judged: Judged) -> LawRow:
    return LawRow(
        law=judged.law.title,
        about=judged.law.about,
        holds=judged.holds,
        situations=len(judged.situations),
        moves=len(judged.legs),
        by=dict(judged.ways),
        shortest=() if judged.holds else tuple(each.move.words for each in shortest(of, judged)),
    )


def _situation_row(of: Study, each: Situation) -> SituationRow:
    return SituationRow(
        number=of.graph.numbers[each],
        device=each.device_words,
        server=each.server_words,
        library=of.visits.count(each, SourceOfRuns.LIBRARY),
        exploration=of.visits.count(each, SourceOfRuns.EXPLORATION),
        route=tuple(leg.move.words for leg in of.graph.route(each)),
    )
