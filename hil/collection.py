"""Scenario files as pytest collectors, their cases as pytest items."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from hil.attachments import attach
from hil.report.failure import failure_text
from protocol.board import Board
from protocol.profile import ProfileError
from scenarios.loader import load_scenario
from scenarios.mistakes import ScenarioError
from scenarios.replay import ReplayError
from scenarios.result import Outcome, Result
from scenarios.runner import run_case
from scenarios.world import WorldError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest._code.code import TerminalRepr

    from hil.session import Session
    from scenarios.scenario import Case, Scenario

_SCENARIO_KEYS = (re.compile(rb"^id:", re.MULTILINE), re.compile(rb"^steps:", re.MULTILINE))
_SNIFFED_BYTES = 65_536
RESULT = pytest.StashKey[Result]()


class ScenarioFailed(Exception):  # noqa: N818 - a finding about the device under test
    """A case that did not pass, with its result."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.replay_id)
        self.result = result


def looks_like_scenario(path: Path) -> bool:
    """Tell whether a YAML file has `id` and `steps` at its top level; one that cannot be read does not."""
    try:
        with path.open("rb") as file:
            head = file.read(_SNIFFED_BYTES)
    except OSError:
        return False
    return all(key.search(head) for key in _SCENARIO_KEYS)


def session_of(node: pytest.Item | pytest.Collector) -> Session:
    """Give the session the node belongs to."""
    from hil.pytest_plugin import SESSION

    session: Session = node.config.stash[SESSION]
    return session


class ScenarioFile(pytest.File):
    """A scenario file."""

    def collect(self) -> Iterator[ScenarioItem]:
        """Give the cases on the chosen boards; a wrong file is an error with all its mistakes."""
        try:
            scenario = load_scenario(self.path)
        except ScenarioError as error:
            raise self.CollectError(str(error)) from None
        session = session_of(self)
        session.know(scenario, self.path)
        for case in self._cases(scenario):
            if session.choice.wants(case):
                item: ScenarioItem = ScenarioItem.from_parent(self, name=case.replay_id, case=case)
                yield item

    def _cases(self, scenario: Scenario) -> Iterator[Case]:
        session = session_of(self)
        for board in Board:
            if not session.choice.boards or board.value in session.choice.boards:
                for case in scenario.expand(board, session.factory.drivers(board)):
                    yield case.seeded(session.choice.seed, session.overrides)


class ScenarioItem(pytest.Item):
    """One case of a scenario on one board."""

    def __init__(self, *, case: Case, **node: object) -> None:
        super().__init__(**node)  # type: ignore[arg-type] # what pytest passes through from_parent
        self.case = case
        self.attempts = 0
        self.extra_keyword_matches.update({case.scenario.group, case.replay.board.value})

    def runtest(self) -> None:
        """Run the case; raises ScenarioFailed or WorldError, or skips with the reason."""
        session = session_of(self)
        self.attempts += 1
        started_s = time.perf_counter()
        result = run_case(self.case, session.factory, session.profile)
        result = msgspec.structs.replace(
            result, wall_ms=(time.perf_counter() - started_s) * 1000, attempts=self.attempts
        )
        self.stash[RESULT] = result
        attach(self, result, session.choice.traces)
        if result.outcome is Outcome.SKIPPED:
            pytest.skip(result.reason)
        if result.outcome is not Outcome.PASSED:
            raise ScenarioFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:
        """Say what went wrong in the words of the scenario."""
        del style
        error = excinfo.value
        if isinstance(error, ScenarioFailed):
            return failure_text(error.result)
        if isinstance(error, (ScenarioError, WorldError, ReplayError, ProfileError)):
            return f"{self.case.replay_id}: {error}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Give the place shown for this item."""
        return self.path, self.case.scenario.place.line - 1, self.name
