"""What an item came to: the result of a case, the log of a plain test, a failure as pytest passes it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from _pytest._code.code import ReprEntryNative, ReprExceptionInfo, ReprFileLocation, ReprTraceback

from oceanhil.app.report.failure import cause_text, failure_text
from oceanhil.host.visible_text import visible
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from oceanhil.scenarios.result import Result


class CaseNotPassed(Exception):  # noqa: N818 - a finding, not an error of this program
    """A case that did not pass; its text is one line."""

    def __init__(self, result: Result) -> None:
        super().__init__(headline(result))
        self.result = result


class ScenarioFailed(CaseNotPassed, AssertionError):  # noqa: N818 - a finding, not an error of this program
    """The device, or a remedy, did not do what the scenario says. Allure takes assertions for findings."""


class WorldFailed(CaseNotPassed):
    """The world failed, so the scenario is neither passed nor failed."""


def not_passed(result: Result) -> CaseNotPassed:
    """Make the exception for a result that is not PASSED."""
    return WorldFailed(result) if result.outcome is Outcome.ERROR else ScenarioFailed(result)


def headline(result: Result) -> str:
    """Say in one line why a result is not PASSED."""
    failure = result.failure
    if failure is None:
        text = f"{result.outcome.value}: {result.reason}"
    else:
        text = f"{failure.step}: expected {failure.expected}, found {failure.found}"
    return visible(" ".join(text.split()))


def failure_repr(result: Result, file: Path, line: int, options: str) -> ReprExceptionInfo:
    """Describe a result that is not PASSED, with the place in the scenario and the command that repeats it.

    `file` and `line` are the place if the result has none; `options` go behind the replay command, which ends the text.
    """
    if result.failure is not None:
        line = result.failure.line
    text = visible(f"{failure_text(result)}{options}\n")
    entry = ReprEntryNative(text.splitlines(keepends=True))
    return ReprExceptionInfo(
        reprtraceback=ReprTraceback([entry], None, style="native"),
        reprcrash=ReprFileLocation(str(file), line, headline(result)),
    )


_EVENTS_SHOWN = 40


def log_cause_section(result: Result) -> list[tuple[str, str]]:
    """Give what the log of a plain test that failed points to, as a section of its report, if to anything."""
    return [] if result.log_cause is None else [("why", visible(cause_text(result.log_cause)))]


def world_log(item: pytest.Item, start: int) -> list[tuple[str, str]]:
    """Give what happened last in the world of a plain test, which began at `start`, as sections of its report."""
    from oceanhil.app.run.plain_tests import world_of

    world = world_of(item)
    if world is None:
        return []
    from oceanhil.app.report.timeline import timeline

    lines = list(timeline(world.trace.events[start:]))[-_EVENTS_SHOWN:]
    return [("last events in the world", "\n".join(lines))] if lines else []
