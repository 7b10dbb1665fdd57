"""What `oceanhil reach` found, for programs: one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.exploring.reach_study import shortest
from oceanhil.exploration.reach.visits import SourceOfRuns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.app.exploring.reach_study import Study
    from oceanhil.exploration.reach.laws import Judged
    from oceanhil.exploration.reach.situation import Situation


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


def studies_json(studies: Sequence[Study]) -> str:
    """Give one JSON object with every situation."""
    return msgspec.json.encode({"studies": [_row(each) for each in studies]}).decode()


def _row(study: Study) -> StudyRow:
    graph, visits = study.graph, study.visits
    return StudyRow(
        store=study.store.value,
        repeats=graph.model.repeats,
        situations=len(graph),
        moves=sum(1 for _ in graph.legs()),
        farthest=study.farthest,
        reached=study.reached,
        runs={source.value: visits.runs[source] for source in SourceOfRuns},
        left_out=dict(visits.left_out),
        laws=tuple(_law_row(study, each) for each in study.judged),
        strayed=tuple(
            StrayedRow(run=each.name, t_us=each.strayed.sign.t_us, found=each.strayed.words) for each in visits.strayed
        ),
        all=tuple(_situation_row(study, each) for each in graph),
    )


def _law_row(study: Study, judged: Judged) -> LawRow:
    return LawRow(
        law=judged.law.title,
        about=judged.law.about,
        holds=judged.holds,
        situations=len(judged.situations),
        moves=len(judged.legs),
        by=dict(judged.ways),
        shortest=() if judged.holds else tuple(each.move.words for each in shortest(study, judged)),
    )


def _situation_row(study: Study, each: Situation) -> SituationRow:
    return SituationRow(
        number=study.graph.numbers[each],
        device=each.device_words,
        server=each.server_words,
        library=study.visits.count(each, SourceOfRuns.LIBRARY),
        exploration=study.visits.count(each, SourceOfRuns.EXPLORATION),
        route=tuple(leg.move.words for leg in study.graph.route(each)),
    )
