"""What an item came to, for reports: the result of a case, the log of a plain test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from scenarios.result import Result

_EVENTS_SHOWN = 40


def result_of(item: pytest.Item, call: pytest.CallInfo[None]) -> Result | None:
    """Give the result of a case; one that the harness itself could not finish is an ERROR. None for other tests."""
    from hil.collection import RESULT, CaseItem

    if not isinstance(item, CaseItem):
        return None
    result = item.stash.get(RESULT, None)
    if result is not None or call.excinfo is None:
        return result
    return item.broken_off(f"{call.excinfo.typename}: {call.excinfo.value}")


def world_log(item: pytest.Item) -> list[tuple[str, str]]:
    """Give what happened last in the world of a plain test, as sections of its report."""
    world = getattr(item, "funcargs", {}).get("world")
    if world is None or not hasattr(world, "trace"):
        return []
    from hil.report.timeline import timeline

    lines = list(timeline(world.trace))[-_EVENTS_SHOWN:]
    return [("last events in the world", "\n".join(lines))] if lines else []
