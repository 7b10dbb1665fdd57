"""What `oceanhil run` shows in place of pytest's own output: progress, failures, a table, where the report is."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.terminal import TerminalReporter

from oceanhil.app.report.annotations import error_commands
from oceanhil.app.report.causes import cause_of, way_of
from oceanhil.app.report.summary import without_step
from oceanhil.app.report.table import render_table
from oceanhil.app.run.cases import INTERRUPTED, INTERRUPTED_EARLY
from oceanhil.app.run.closing import Subject, closing_lines
from oceanhil.app.run.demands import is_unhappy
from oceanhil.app.run.session import REPORT_FIELD
from oceanhil.host.progress import LiveProgress
from oceanhil.host.terminal import echo, make_console
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oceanhil.app.run.session import Session
    from oceanhil.scenarios.result import Result

_ALIKE_TOLD = 10
_IN_ACTIONS = "GITHUB_ACTIONS"
_CHECKED_OUT = "GITHUB_WORKSPACE"


def silence(config: pytest.Config) -> None:
    """Let pytest's reporter write to nowhere; other plugins still find it."""
    manager = config.pluginmanager
    reporter = manager.get_plugin("terminalreporter")
    if reporter is not None:
        manager.unregister(reporter)
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until pytest is done with it
    config.add_cleanup(nowhere.close)
    manager.register(TerminalReporter(config, nowhere), "terminalreporter")
    manager.register(_Unread())


class _Unread:
    """Shortens what the silent reporter would tell of an interruption: it reads all sources on the way."""

    @staticmethod
    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep the place of the interruption alone."""
        excinfo.traceback = excinfo.traceback[-1:]


class TableOutput:
    """Writes to the console what a person wants to see."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._console = make_console(soft_wrap=True)
        # On a terminal one console must own both, or the bar and the texts write over each other.
        self._progress = LiveProgress(self._console if self._console.is_terminal else make_console(stderr=True))
        self._is_quiet = session.config.option.verbose < 0
        self._told: set[str] = set()
        self._first_of: dict[str, Result] = {}
        """The case that was shown of each cause."""
        self._ways: set[str] = set()
        """In which ways what was shown has failed."""
        self._alike: Counter[str] = Counter()
        """How many more there were of each cause."""
        self._was_alike = False
        """Whether the last thing that was said was of such a one."""
        self._finished: set[str] = set()

    def begin(self, total: int, work: float) -> None:
        """Show how far it is from here on."""
        if not self._is_quiet:
            self._progress.start(total, work)

    def note(self, text: str) -> None:
        """Say what goes on where nothing seems to."""
        if not self._is_quiet:
            self._progress.note(text)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Show what is wrong with a scenario file."""
        if report.failed:
            self._say(str(report.longrepr), style="red")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show which case runs."""
        if not self._is_quiet:
            self._progress.case_started(nodeid.partition("::")[2])

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a case, and show at once why it failed."""
        result = self._session.results.get(report.nodeid)
        is_new = report.nodeid not in self._finished and not is_retried(report)
        if hasattr(report, REPORT_FIELD) and result is not None and is_new:
            self._finished.add(report.nodeid)
            if not self._is_quiet:
                work = self._session.expense(report.nodeid)
                self._progress.finished(is_unhappy=is_unhappy(result), work=work)
        if not (report.failed or is_retried(report)) or (result is not None and self._is_told(result)):
            return
        if (alike := self._same_before(result)) is not None:
            if alike:
                self._say(alike if self._was_alike else f"\n{alike}")
                self._was_alike = True
            return
        self._was_alike = False
        ending = f"\nagain: {result.command}" if result is not None and result.command else ""
        ending += "\ntrying again" if is_retried(report) else ""
        self._say(f"\n{str(report.longrepr).rstrip()}{ending}")

    def _same_before(self, result: Result | None) -> str | None:
        """Give one line for a failure whose cause was shown with another case; None for the first of its cause.

        Of very many with one cause some have a line: empty for the others, which are counted at the end. An invariant
        that is broken in another way than before says so.
        """
        if result is None or result.outcome is not Outcome.FAILED or result.failure is None:
            return None
        cause, way = cause_of(result), way_of(result)
        is_other_way = way not in self._ways
        self._ways.add(way)
        first = self._first_of.setdefault(cause, result)
        if first is result:
            return None
        self._alike[cause] += 1
        if self._alike[cause] > _ALIKE_TOLD:
            return "" if self._alike[cause] > _ALIKE_TOLD + 1 else f"more as {first.replay_id}, counted at the end"
        here = f"; here: {result.failure.found}" if is_other_way and result.failure.invariant else ""
        return f"{result.failure.place}: {result.replay_id}: as {first.replay_id}: {cause}{here}"

    def _is_told(self, result: Result) -> bool:
        """Tell whether this error was shown before: a missing board ends many cases, and the table lists them all."""
        if result.outcome is not Outcome.ERROR:
            return False
        cause = without_step(result.reason)
        told = cause in self._told
        self._told.add(cause)
        return told

    def pytest_internalerror(self, excrepr: object, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Show what ended the run."""
        self._say(internal_error(excrepr, excinfo), style="red")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Say that what follows is not everything."""
        self._progress.stop()
        self._say(why_interrupted(excinfo, self._session), style="yellow")

    def finish(self, session: pytest.Session) -> None:
        """End with the table and what is not in it."""
        self._progress.stop()
        results = self._session.done()
        if results and not (self._is_quiet and session.exitstatus == pytest.ExitCode.OK):
            self._say("")
            self._console.print(render_table(results, self._session.wall_s, self._session.report))
        elif not results and self._session.report is not None:
            self._say(f"report: {self._session.report}")
        for closing in closing_lines(self._session, session.exitstatus):
            if closing.is_told(is_quiet=self._is_quiet):
                self._say(closing.text, style=closing.colour)
        if os.environ.get(_IN_ACTIONS) == "true":
            root = Path(os.environ.get(_CHECKED_OUT, Path.cwd())).absolute()
            options = {name: facts.replay_options for name, facts in self._session.scenarios.items()}
            for line in error_commands(results, root, options):
                echo(line)

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style)


class JsonOutput:
    """Writes the results, without their events, as one JSON document at the end; all else goes to standard error."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, total: int, work: float) -> None:
        """Say nothing yet."""

    def note(self, text: str) -> None:
        """Say nothing: who reads JSON waits for all of it."""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Show what is wrong with a scenario file."""
        if report.failed:
            echo(str(report.longrepr), err=True)

    def pytest_internalerror(self, excrepr: object, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Show what ended the run."""
        echo(internal_error(excrepr, excinfo), err=True)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Say that what follows is not everything."""
        echo(why_interrupted(excinfo, self._session), err=True)

    def finish(self, session: pytest.Session) -> None:
        """Write them."""
        import msgspec

        results = self._session.done()
        rows = [
            {**msgspec.to_builtins(msgspec.structs.replace(result, events=())), "flaky": result.is_flaky}
            for result in results
        ]
        for row in rows:
            del row["events"]
        not_collected = {"not_collected": self._session.not_collected} if self._session.not_collected else {}
        quarantined = {"quarantined": self._session.loaded.kept_out} if self._session.loaded.kept_out else {}
        kept = {"history": msgspec.to_builtins(self._session.kept)} if self._session.kept is not None else {}
        known = self._session.known_row
        known_failures = {} if known is None else {"known_failures": known}
        whole = {"results": rows, **_compared(results), **not_collected, **quarantined, **kept, **known_failures}
        echo(indented_json(whole))
        for line in closing_lines(self._session, session.exitstatus):
            if line.about is not Subject.HISTORY:
                echo(line.text, err=True)


def _compared(results: Sequence[Result]) -> dict[str, object]:
    """Sum up the comparison with another world, if there was one, with the replay ids of what was not compared."""
    from oceanhil.app.report.agreement import count_agreements

    found = count_agreements(results)
    if found is None:
        return {}
    left_out = {reason: [each.replay_id for each in cases] for reason, cases in found.not_compared.items()}
    return {
        "compared": {"with": found.other, "agree": found.agree, "differ": found.differ, "not_compared": left_out},
    }


def is_retried(report: pytest.TestReport) -> bool:
    """Tell whether pytest-rerunfailures is going to run the case again."""
    outcome: str = report.outcome
    return outcome == "rerun"


def internal_error(excrepr: object, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
    """Say in a line which place took no more; show a fault of the harness itself whole, for it is not the user's."""
    error = excinfo.value
    if isinstance(error, OSError) and error.filename:
        return f"ended early: {error.filename} cannot be used: {os_reason(error)}"
    return str(excrepr)


def why_interrupted(excinfo: pytest.ExceptionInfo[BaseException], session: Session) -> str:
    """Say why a session ends early: the user, or what pytest says."""
    reason = str(excinfo.value)
    if not reason:
        return INTERRUPTED if session.results else INTERRUPTED_EARLY
    if "during collection" in reason:
        return f"nothing was run: {reason}; mend what is wrong, or leave it out"
    return f"ended early: {reason}"
