"""What an item came to, for reports: the result of a case, the log of a plain test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    import pytest

    from oceanhil.app.run.collection import CaseItem
    from oceanhil.scenarios.result import Result

_EVENTS_SHOWN = 40


def result_of_case(item: CaseItem, call: pytest.CallInfo[None], report: pytest.TestReport) -> Result | None:
    """Give the result of a case by one of its phases; None where nothing new is known.

    One that the harness itself could not finish is an ERROR, whoever's hook it was.
    """
    from oceanhil.app.run.collection import RESULT
    from oceanhil.app.run.plain_tests import reason_of, with_error
    from oceanhil.scenarios.result import Outcome

    if report.when != "call" and report.passed:
        return None
    result = item.stash.get(RESULT, None)
    if report.when == "teardown" and result is not None:
        return with_error(result, f"teardown: {reason_of(report)}")
    if result is not None or call.excinfo is None:
        return result
    if report.skipped:
        return msgspec.structs.replace(item.broken_off(reason_of(report)), outcome=Outcome.SKIPPED)
    return item.broken_off(f"{call.excinfo.typename}: {call.excinfo.value}")


def world_log(item: pytest.Item, start: int) -> list[tuple[str, str]]:
    """Give what happened last in the world of a plain test, which began at `start`, as sections of its report."""
    from oceanhil.app.run.plain_tests import world_of

    world = world_of(item)
    if world is None:
        return []
    from oceanhil.app.report.timeline import timeline

    lines = list(timeline(world.trace.events[start:]))[-_EVENTS_SHOWN:]
    return [("last events in the world", "\n".join(lines))] if lines else []
