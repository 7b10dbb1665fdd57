"""What `oceanhil run` shows in place of pytest's own output: progress, failures, a table, where the report is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from _pytest.terminal import TerminalReporter
from rich.console import Console

from hil.report.failure import failure_text
from hil.report.progress import LiveProgress
from hil.report.table import render_table
from scenarios.result import Outcome

if TYPE_CHECKING:
    from hil.session import Session

_UNHAPPY = frozenset({Outcome.FAILED, Outcome.ERROR})


def silence(config: pytest.Config) -> None:
    """Let pytest's reporter write to nowhere; other plugins still find it."""
    manager = config.pluginmanager
    reporter = manager.get_plugin("terminalreporter")
    if reporter is not None:
        manager.unregister(reporter)
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until pytest is done with it
    config.add_cleanup(nowhere.close)
    manager.register(TerminalReporter(config, nowhere), "terminalreporter")


class JsonOutput:
    """Writes the results, without their events, as one JSON document at the end; errors go to standard error."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Show what is wrong with a scenario file."""
        if report.failed:
            sys.stderr.write(f"{report.longrepr}\n")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write them."""
        results = [msgspec.structs.replace(result, events=()) for result in self._session.results.values()]
        document = msgspec.json.format(msgspec.json.encode({"results": results}), indent=2)
        sys.stdout.write(document.decode() + "\n")


class TableOutput:
    """Writes to the console what a person wants to see."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        self._progress = LiveProgress(Console(stderr=True))
        self._is_quiet = session.config.option.verbose < 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin when it is known how much there is."""
        if not session.config.option.collectonly and session.items and not self._is_quiet:
            self._progress.start(len(session.items))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Show what is wrong with a scenario file."""
        if report.failed:
            self._say(str(report.longrepr), style="red")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show which case runs."""
        self._progress.case_started(nodeid.rpartition("::")[2])

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a case, and show at once why it failed."""
        if report.when != "call":
            if report.failed:
                self._say(str(report.longrepr), style="red")
            return
        result = self._session.results.get(report.nodeid.rpartition("::")[2])
        if result is not None:
            self._progress.case_finished(result)
            if result.outcome in _UNHAPPY:
                self._say("\n" + failure_text(result))
        elif report.failed:
            self._say(str(report.longrepr), style="red")

    def pytest_internalerror(self, excrepr: object) -> None:
        """Show a fault of the harness itself whole: it is not the user's."""
        self._say(str(excrepr), style="red")

    def pytest_keyboard_interrupt(self) -> None:
        """Say that what follows is not everything."""
        self._say("interrupted: what was finished until now is below", style="yellow")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """End with the table."""
        self._progress.stop()
        results = list(self._session.results.values())
        if results and not (self._is_quiet and session.exitstatus == 0):
            report = None if self._session.report_error else self._session.choice.html
            self._console.print(render_table(results, self._session.wall_s, report))
        if self._session.report_error:
            self._say(f"report not written: {self._session.report_error}", style="red")

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style, markup=False)
