"""Findings for programs: one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.exploring.corpus import Misread
from oceanhil.app.exploring.findings_text import again, path_of, same_places
from oceanhil.app.exploring.on_boards import OnBoards
from oceanhil.app.exploring.plan import NotJudged
from oceanhil.app.report.failure import where_text
from oceanhil.exploration.findings import names_in
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from oceanhil.app.exploring.exploration import Explored
    from oceanhil.app.exploring.plan import Plan


class LaterRow(msgspec.Struct, frozen=True, kw_only=True):
    """Another life that met a finding, as JSON tells it."""

    life: str
    made_of: tuple[str, ...]


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as JSON tells it."""

    id: str
    law: str
    expected: str
    found: str
    board: str
    lives: int
    first_life: str
    made_of: tuple[str, ...]
    without: tuple[str, ...]
    """Invariants that are not judged in it, since they are broken where nothing happens."""
    runs_to_shrink: int
    file: str
    again: str
    where: str
    """Which acts of the program are behind it, a line each; empty where that is not known."""
    same_place_as: str
    """The finding before it that breaks the same law at the same place of the program, if there is one."""
    is_simple: bool
    """Whether it was made as simple as it gets, and no interruption came before."""
    later_lives: tuple[LaterRow, ...]
    """The other lives that met it, as they were led."""


class MetRow(msgspec.Struct, frozen=True, kw_only=True):
    """A known finding that came again, as JSON tells it."""

    finding: str
    law: str
    lives: int
    because: str


class CorpusRow(msgspec.Struct, frozen=True, kw_only=True):
    """A corpus as JSON tells it."""

    folder: str
    led: int
    in_part: tuple[Misread, ...]
    unused: tuple[Misread, ...]
    new: int
    why_not_kept: str
    """Why what is new could not be written; empty: it was."""


class ExploredRow(msgspec.Struct, frozen=True, kw_only=True):
    """An exploration as JSON tells it."""

    world: str
    boards: tuple[str, ...]
    seed: int
    lives: int
    runs: int
    wall_s: float
    simulated_s: int
    interrupted: bool
    troubles: tuple[str, ...]
    on_boards: OnBoards | None
    corpus: CorpusRow | None
    findings: tuple[FindingRow, ...]
    known: tuple[MetRow, ...]
    not_judged: tuple[NotJudged, ...]
    """Laws that no life was judged by, each with the reason."""


def explored_json(explored: Explored, plan: Plan, folder: Path) -> str:
    """Give all of it as one JSON object."""
    row = ExploredRow(
        world=plan.world,
        boards=tuple(board.value for board in plan.boards),
        seed=plan.seed,
        lives=explored.lives,
        runs=explored.runs,
        wall_s=round(explored.wall_s, 3),
        simulated_s=explored.simulated_us // SECOND_US,
        interrupted=explored.was_interrupted,
        troubles=(
            *(f"life {each.life}: {each.reason}" for each in explored.troubles),
            *filter(None, [explored.broken_off]),
        ),
        on_boards=explored.on_boards,
        corpus=_corpus_row(explored),
        findings=tuple(_rows(explored, plan, folder)),
        known=tuple(
            MetRow(finding=each.known.finding, law=each.known.law, lives=each.lives, because=each.known.because)
            for each in explored.met
        ),
        not_judged=(*explored.not_judged, *explored.never_asked),
    )
    return indented_json(row).decode()


def _rows(explored: Explored, plan: Plan, folder: Path) -> Iterator[FindingRow]:
    same = same_places(explored.new)
    for finding in explored.new:
        yield FindingRow(
            id=finding.id,
            law=finding.breach.law,
            expected=finding.statement,
            found=finding.failure.found,
            board=finding.life.start.board.value,
            lives=finding.lives,
            first_life=finding.first.name,
            made_of=tuple(each.disturbance.name for each in finding.life.happenings),
            without=tuple(each.value for each in finding.life.unjudged),
            runs_to_shrink=finding.runs,
            file=str(path_of(finding, folder)),
            again=again(finding, plan, folder),
            where=where_text(finding.failure),
            same_place_as=same.get(finding.id, ""),
            is_simple=finding.is_simple,
            later_lives=tuple(
                LaterRow(life=each.name, made_of=tuple(sorted(names_in(each.life)))) for each in finding.later
            ),
        )


def _corpus_row(explored: Explored) -> CorpusRow | None:
    corpus = explored.corpus
    if corpus is None:
        return None
    return CorpusRow(
        folder=str(corpus.folder),
        led=explored.kept_led,
        in_part=tuple(corpus.in_part),
        unused=tuple(corpus.unused),
        new=len(corpus.new),
        why_not_kept=corpus.why_not_kept,
    )
