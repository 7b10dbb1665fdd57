"""The steps of a case in its Allure result: each with its time in the run, the one that failed marked.

The run is over when they are written, so they take no time of their own; when each began by the clock of the run stands
in its title. Of a case that did not pass each step has as an attachment what was printed, asked and done in it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from oceanhil.app.report.timeline import timeline
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.traced_step import is_in_remedy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.trace import Event

STEPS_MOST: Final = 200
"""A test in Python may take thousands; the trace beside them has all."""


class _StepFailedError(AssertionError):
    """What the step that failed says; Allure takes assertions for findings."""


def add_steps(result: Result) -> None:
    """Write the steps of a case into the Allure result of the test that runs now."""
    import allure

    steps = list(_steps(result.events))
    failed = _failed(steps, result)
    for number, (began, happened) in enumerate(steps[:STEPS_MOST]):
        words = " ".join(next(timeline([began])).replace("== ", "", 1).split())
        title = f"remedy, {words}" if is_in_remedy(began) else words
        with suppress(_StepFailedError), allure.step(title):
            if result.outcome is not Outcome.PASSED and happened:
                allure.attach("\n".join(timeline(happened)), "what happened", allure.attachment_type.TEXT)
            if number == failed and result.failure is not None:
                raise _StepFailedError(f"expected {result.failure.expected}, found {result.failure.found}")
    if len(steps) > STEPS_MOST:
        with allure.step(f"and {len(steps) - STEPS_MOST:,} more, all of them in the trace"):
            pass


def _steps(events: Iterable[Event]) -> Iterator[tuple[Event, list[Event]]]:
    """Give each step with what happened in it; what came before the first is nobody's."""
    began: Event | None = None
    happened: list[Event] = []
    for event in events:
        if event.kind is EventKind.STEP:
            if began is not None:
                yield began, happened
            began, happened = event, []
        else:
            happened.append(event)
    if began is not None:
        yield began, happened


def _failed(steps: Sequence[tuple[Event, list[Event]]], result: Result) -> int | None:
    """Find the step that failed: the last one of its line, or the one in which an invariant was broken."""
    failure = result.failure
    if failure is None:
        return None
    if failure.invariant and failure.at_us is not None:
        at_us = failure.at_us
        return max((number for number, (began, _) in enumerate(steps) if began.t_us <= at_us), default=None)
    fitting = [
        number
        for number, (began, _) in enumerate(steps)
        if (began.fields.get("line"), is_in_remedy(began)) == (failure.line, failure.in_remedy)
    ]
    return fitting[-1] if fitting else len(steps) - 1 if steps else None
