"""The result of a case that was run in two worlds: what differs between them fails it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.app.run.against import agreement
from oceanhil.scenarios.result import Failure, Outcome, Result

if TYPE_CHECKING:
    from oceanhil.app.run.against import Agreement
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.scenario import Case
    from oceanhil.scenarios.world import WorldFactory


def compared_result(result: Result, case: Case, factory: WorldFactory, other: WorldFactory, profile: Profile) -> Result:
    """Run `case` in a world of `other` too and give `result` with what came of the comparison."""
    board = case.replay.board
    found = agreement(result, case, other, profile, factory.blind_on(board))
    result = msgspec.structs.replace(result, agreement=found.headline)
    if found.agrees or found.not_comparable or result.outcome is not Outcome.PASSED:
        return result
    return msgspec.structs.replace(result, outcome=Outcome.FAILED, failure=_failure(found, case), reason=found.headline)


def _failure(found: Agreement, case: Case) -> Failure:
    place = case.scenario.place
    here, there = found.verdicts or ("", "")
    if found.difference is not None:
        here, there = (text or "no more" for text in (found.difference.left, found.difference.right))
    return Failure(
        step=f"--against {found.other}: {found.headline}",
        file=place.file,
        line=place.line,
        column=place.column,
        expected=f"as in {found.other}: {there}",
        found=f"in {found.world}: {here}\n{found.text}",
        in_remedy=False,
    )
