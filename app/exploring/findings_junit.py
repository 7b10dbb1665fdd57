"""Findings as JUnit XML, which CI servers show: a test case for each finding, and one for the exploration itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from oceanhil.app.exploring.findings_text import (
    boards_text,
    corpus_text,
    finding_block,
    not_judged_text,
    same_places,
    summary,
    troubles_text,
)
from oceanhil.host.junit import JUnitSuite
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.exploring.exploration import Explored
    from oceanhil.app.exploring.plan import Plan

_CLASS: Final = "oceanhil.explore"


def junit_text(explored: Explored, plan: Plan, folder: Path) -> str:
    """Write it."""
    suite = JUnitSuite("oceanhil explore", explored.wall_s)
    whole = suite.add_case(_CLASS, "lives")
    troubles = (*troubles_text(explored), *boards_text(explored))
    told = (*corpus_text(explored), *troubles, *not_judged_text(explored, plan), summary(explored, plan))
    whole.add_output("\n".join(told))
    # A life that asks for what the world cannot do is no failure of anybody, unless all of them do.
    if explored.is_vain or explored.is_law_wrong or explored.has_unseen or explored.broken_off:
        whole.add_error("; ".join(troubles))
    elif explored.was_interrupted:
        # Whoever reads only this would take what was not looked at for what was found to be well.
        whole.add_error(f"interrupted after {plural(explored.lives, 'life')}, before the budget was spent")
    for met in explored.met:
        case = suite.add_case(f"{_CLASS}.{met.known.law}", met.known.finding)
        case.add_skipped(f"known, in {plural(met.lives, 'life')}: {met.known.because}".removesuffix(": "))
    same = same_places(explored.new)
    for finding in explored.new:
        case = suite.add_case(f"{_CLASS}.{finding.breach.law}", finding.id)
        message = f"expected {finding.statement}, found {finding.failure.found}"
        case.add_failure(message, text=finding_block(finding, plan, folder, same.get(finding.id, "")))
    return suite.as_text()
