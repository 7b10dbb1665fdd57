"""One pytest session: what was chosen, what every case came to, and the reports at its end."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
import pytest

from hil.choice import read_choice

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from protocol.profile import Profile
    from scenarios.result import Result
    from scenarios.scenario import Scenario
    from scenarios.world import WorldFactory

_REPORT_FIELD = "oceanhil_result"


class Session:
    """Registered as a plugin for the time of one pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.choice = read_choice(config)
        self.results: dict[str, Result] = {}
        self.report_error = ""
        self._files: dict[str, Path] = {}
        self._scenarios: dict[str, Scenario] = {}
        self._started_s = time.perf_counter()
        self._is_worker = hasattr(config, "workerinput")

    @cached_property
    def factory(self) -> WorldFactory:
        """The factory of the chosen world; a name nobody knows is a usage error."""
        from hil.worlds import load_world
        from scenarios.world import WorldError

        try:
            return load_world(self.choice.world)
        except WorldError as error:
            raise pytest.UsageError(str(error)) from None

    @cached_property
    def profile(self) -> Profile:
        """The built-in profile; what a user's file changes travels in each case's replay id (`overrides`)."""
        from protocol.profile import ProfileError, load_profile

        try:
            return load_profile(self.choice.profile)
        except ProfileError as error:
            raise pytest.UsageError(str(error)) from None

    @cached_property
    def overrides(self) -> Mapping[str, str]:
        """What the user's profile changes, by full name, so that a replay id says it."""
        from protocol.profile import load_profile

        known = load_profile().document.values()
        changed = self.profile.document.values()
        return {name: _as_text(row.value) for name, row in changed.items() if row.value != known[name].value}

    def know(self, scenario: Scenario, path: Path) -> None:
        """Note a scenario that was collected; a second one with its id is an error that names both files."""
        other = self._files.setdefault(scenario.id, path)
        if other != path:
            raise pytest.Collector.CollectError(f"{path}: scenario id {scenario.id!r} is also in {other}; rename one")
        self._scenarios[scenario.id] = scenario

    # Hooks of pytest

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Send the result along with pytest's own report, as text from a worker to its controller."""
        report = yield
        if call.when == "call":
            from hil.collection import RESULT

            result = item.stash.get(RESULT, None)
            if result is not None:
                value = msgspec.json.encode(result).decode() if self._is_worker else result
                setattr(report, _REPORT_FIELD, value)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result of a case; a later attempt replaces an earlier one."""
        value = getattr(report, _REPORT_FIELD, None)
        if value is None or self._is_worker:
            return
        from scenarios.result import Result

        result = msgspec.json.decode(value, type=Result) if isinstance(value, str) else value
        self.results[result.replay_id] = result

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Take over the output when the user asked for it."""
        if self.choice.output == "pytest" or self._is_worker:
            return
        from hil.ui import JsonOutput, TableOutput, silence

        silence(config)
        output = TableOutput(self) if self.choice.output == "table" else JsonOutput(self)
        config.pluginmanager.register(output, "oceanhil-output")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the report, also of a run that was interrupted; one that cannot be written fails the session."""
        if self._is_worker or self.choice.html is None:
            return
        from hil.report.errors import ReportError
        from hil.report.html import write_html
        from hil.report_head import make_head

        head = make_head(self.choice, self.profile, self._scenarios, self.wall_s)
        try:
            write_html(list(self.results.values()), head, self.choice.html)
        except ReportError as error:
            self.report_error = str(error)
            session.exitstatus = exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the report is, in pytest's own output."""
        if self.report_error:
            terminalreporter.write_line(f"report not written: {self.report_error}", red=True)
        elif self.choice.html is not None and self.results:
            terminalreporter.write_line(f"report: {self.choice.html}")

    @property
    def wall_s(self) -> float:
        """Seconds since the session began."""
        return time.perf_counter() - self._started_s


def _as_text(value: bool | int | str) -> str:  # noqa: FBT001 - one of three kinds of value
    return str(value).lower() if isinstance(value, bool) else str(value)
