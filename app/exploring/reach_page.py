"""All situations as one HTML file that opens anywhere: a field of squares, no scripts, no network, no other file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import jinja2
import msgspec

from oceanhil.app.exploring.page_style import page_style
from oceanhil.app.exploring.reach_study import by_place, server_sides, shortest
from oceanhil.app.exploring.reach_text import head, route_words, run_lines, ways_in
from oceanhil.exploration.reach.visits import SourceOfRuns
from oceanhil.host.page_templates import page_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.app.exploring.reach_study import Study
    from oceanhil.exploration.reach.situation import Situation

_SIDE: Final = 14
"""Pixels of a square and the room round it."""
_SQUARE: Final = 11
_LEFT: Final = 560
_TOP: Final = 40
_UNREACHED_SHOWN: Final = 200


class _Square(msgspec.Struct, frozen=True):
    """A situation as it is drawn."""

    x: int
    y: int
    tone: str
    is_broken: bool
    words: str


class _RowView(msgspec.Struct, frozen=True):
    """A row of squares: what the device's side is."""

    y: int
    words: str


class _LawView(msgspec.Struct, frozen=True):
    """A law in words."""

    name: str
    about: str
    holds: bool
    count: str
    by: str
    soonest: str


class _StudyView(msgspec.Struct, frozen=True):
    """A layout of the record as the page has it."""

    name: str
    head: str
    runs: Sequence[str]
    width: int
    height: int
    squares: Sequence[_Square]
    rows: Sequence[_RowView]
    columns: Sequence[tuple[int, str]]
    sides: Sequence[str]
    laws: Sequence[_LawView]
    unreached: Sequence[tuple[int, str, str]]
    unreached_all: int


def render_reach(studies: Sequence[Study]) -> str:
    """Give the page."""
    style = page_style("chart.css", "reach.css")
    return _template().render(
        style=style.text,
        style_hash=style.hash,
        studies=[_view(each) for each in studies],
        side=_SQUARE,
        left=_LEFT,
    )


@cache
def _template() -> jinja2.Template:
    return page_template("oceanhil.app.exploring", "reach.html.j2")


def _view(study: Study) -> _StudyView:
    sides = server_sides(study.graph)
    places = by_place(study.graph, lambda each: each.device_words)
    names = sorted(places, key=lambda name: _order(next(iter(places[name].values()))[0]))
    unreached = study.visits.unreached(study.graph) if study.is_followed else ()
    return _StudyView(
        name=study.store.value,
        head=head(study),
        runs=list(run_lines(study)),
        width=_LEFT + _SIDE * len(sides) + 8,
        height=_TOP + _SIDE * len(names),
        squares=list(_squares(study, names, sides)),
        rows=[_RowView(_TOP + _SIDE * row + _SQUARE - 1, name) for row, name in enumerate(names)],
        columns=[(_LEFT + _SIDE * column + _SQUARE // 2, chr(ord("a") + column)) for column in range(len(sides))],
        sides=sides,
        laws=list(_laws(study)),
        unreached=[
            (study.graph.numbers[each], each.words, route_words(study.graph.route(each)))
            for each in unreached[:_UNREACHED_SHOWN]
        ],
        unreached_all=len(unreached),
    )


def _order(situation: Situation) -> tuple[int, str]:
    """Keep rows of one state of the program together, in the order of its life."""
    return list(type(situation.program)).index(situation.program), situation.device_words


def _squares(study: Study, names: Sequence[str], sides: Sequence[str]) -> Iterator[_Square]:
    broken = {each for judged in study.judged for each in judged.situations}
    rows = {name: row for row, name in enumerate(names)}
    columns = {side: column for column, side in enumerate(sides)}
    for each in study.graph:
        x = _LEFT + _SIDE * columns[each.server_words]
        y = _TOP + _SIDE * rows[each.device_words]
        yield _Square(x, y, _tone(study, each), each in broken, _words(study, each))


def _tone(study: Study, situation: Situation) -> str:
    sources = [source.value for source in SourceOfRuns if study.visits.count(situation, source)]
    return "both" if len(sources) > 1 else sources[0] if sources else "nobody"


def _words(study: Study, situation: Situation) -> str:
    counts = (f"{study.visits.count(situation, source):,} of the {source.value}" for source in SourceOfRuns)
    runs = f"Runs: {', '.join(counts)}. " if study.is_followed else ""
    return f"#{study.graph.numbers[situation]} {situation.words}. {runs}{route_words(study.graph.route(situation))}"


def _laws(study: Study) -> Iterator[_LawView]:
    for judged in study.judged:
        law = judged.law
        if judged.holds:
            yield _LawView(law.title, law.about, judged.holds, "holds", "", "")
            continue
        where = f"{len(judged.situations):,} situations, " if judged.situations else ""
        count = f"broken: {where}{len(judged.legs):,} moves"
        yield _LawView(law.title, law.about, judged.holds, count, ways_in(judged), route_words(shortest(study, judged)))
