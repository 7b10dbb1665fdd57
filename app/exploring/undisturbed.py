"""A life in which nothing happens, on each board, before those that count.

What a world makes once, such as the core of a board that a sketch is compiled with, is made for it, and takes nothing
of the time that lives are given. Where it cannot be led, no life can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.app.exploring.plan import PlanError
from oceanhil.exploration.life import Life
from oceanhil.exploration.scenario_text import without_line
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.exploration.explorer import Leads
    from oceanhil.exploration.life import Start


def lead_undisturbed(habitat: Leads, starts: Sequence[Start]) -> None:
    """Lead one on each board; raises PlanError with the reasons if none of them comes to its end."""
    firsts = {start.board: start for start in reversed(starts)}.values()
    runs = {start.board: habitat.lead(Life(start, ())) for start in firsts}
    if any(run.outcome is not Outcome.ERROR for run in runs.values()):
        return
    boards: dict[str, list[str]] = {}
    for board, run in reversed(runs.items()):
        boards.setdefault(without_line(run.reason), []).append(board.value)
    raise PlanError("\n".join(f"no life can be led on {', '.join(on)}: {reason}" for reason, on in boards.items()))
