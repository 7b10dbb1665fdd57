"""What a run of ours does in a session of pytest: takes over its output, keeps each result, writes the reports."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.app.report.causes import way_of
from oceanhil.app.run.demands import RunExit, only_boards_failed
from oceanhil.app.run.judged_tests import JudgesTests
from oceanhil.app.run.open_worlds import OpenWorlds
from oceanhil.app.run.options import OUTPUT_PLUGIN, OutputForm
from oceanhil.app.run.preconditions import check_choice, use_inventory
from oceanhil.app.run.session import REPORT_FIELD, Session
from oceanhil.app.run.stash import OPEN_WORLDS, SESSION
from oceanhil.host.interrupts import interrupts_held_back, raise_lost_interrupt
from oceanhil.host.terminal import tell
from oceanhil.host.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from oceanhil.scenarios.result import Result

_WRITING = "every case is done, and the reports are being written; once more to leave them"
_INTERRUPTED = "interrupted while the reports were written: they are whole"


def begin(config: pytest.Config) -> None:
    """Begin the session of this pytest run; raises a usage error for a wrong choice."""
    session = Session(config)
    use_inventory(session)
    check_choice(session)
    config.stash[SESSION] = session
    config.pluginmanager.register(SessionHooks(session), "oceanhil-session")
    config.pluginmanager.register(JunitHooks(), "oceanhil-junit")
    if session.choice.given.known is not None:
        config.pluginmanager.register(KnownHooks(), "oceanhil-known")
    config.stash[OPEN_WORLDS] = OpenWorlds()
    config.pluginmanager.register(config.stash[OPEN_WORLDS], "oceanhil-worlds")
    config.pluginmanager.register(JudgesTests(), "oceanhil-invariants")


class KnownHooks:
    """Registered as a plugin where failures may be known; sees each report before the plugins that write others."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Make a failure that was known an expected one of pytest's: it ends no run, and is tried no second time."""
        from oceanhil.app.run.collection import RESULT

        report = yield
        result = item.stash.get(RESULT, None)
        if result is not None and result.is_known and report.failed and report.when == "call":
            report.outcome = "skipped"
            report.wasxfail = f"known to fail: {visible(way_of(result))}"
        return report


class JunitHooks:
    """Registered as a plugin where a JUnit file may be written."""

    # Last, so that it is inside of what tells the user where the file is.
    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Let the file be whole, the old or the new."""
        from oceanhil.app.run.pytest_files import whole_junit

        with whole_junit(session.config):
            return (yield)


class SessionHooks:
    """Registered as a plugin for the time of one pytest run."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Take over the output when the user asked for it."""
        from oceanhil.app.run.workers import Controller, Worker

        if self._session.is_worker:
            given, output = (getattr(config, name) for name in ("workerinput", "workeroutput"))
            config.pluginmanager.register(Worker(self._session, given, output))
        else:
            config.pluginmanager.register(Controller(self._session))
        if self._session.choice.output is OutputForm.PYTEST or self._session.is_worker or config.option.collectonly:
            return
        from oceanhil.app.run.output import JsonOutput, TableOutput, silence

        silence(config)
        is_table = self._session.choice.output is OutputForm.TABLE
        output = TableOutput(self._session) if is_table else JsonOutput(self._session)
        config.pluginmanager.register(output, OUTPUT_PLUGIN)
        self._session.output = output

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin when it is known how much there is."""
        # What there is now is there at the end: the garbage collector need not look through it again and again.
        gc.freeze()
        expenses: Mapping[str, float] = {}
        if self._session.output is not None:
            from oceanhil.app.run.expenses import expenses_of

            expenses = expenses_of(session.items)
        self._session.begin([item.nodeid for item in session.items], expenses)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        """Let an interrupt end the run also where something that failed behind it has taken its place."""
        try:
            return (yield)
        finally:
            raise_lost_interrupt()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Send the result along with pytest's own report, as text from a worker to its controller."""
        report = yield
        result = self._result_of(item, call, report)
        if result is not None:
            # The report was made before it was known what the phase came to.
            report.user_properties = list(item.user_properties)
            setattr(report, REPORT_FIELD, msgspec.json.encode(result).decode() if self._session.is_worker else result)
        return report

    def _result_of(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> Result | None:
        from oceanhil.app.run.collection import CaseItem

        if not isinstance(item, CaseItem):
            return self._result_of_test(item, report)
        from oceanhil.scenarios.result import Outcome

        result = item.result_after(call, report)
        if result is not None and result.outcome is Outcome.ERROR and report.failed and report.when == "call":
            # What fails before the call is an error to pytest, JUnit and Allure, and no failure of the test.
            report.when = "setup"
        return result

    def _result_of_test(self, item: pytest.Item, report: pytest.TestReport) -> Result | None:
        """Give the result of a test in Python, where somebody wants to know it or it is about a device."""
        from oceanhil.app.run.plain_tests import result_of_report, uses_fixtures, world_of

        is_ours = uses_fixtures(item)
        if not is_ours and not self._session.choice.has_report and self._session.choice.output is OutputForm.PYTEST:
            return None
        from oceanhil.app.run.attachments import attach_test
        from oceanhil.app.run.outcomes import log_cause_section, world_log
        from oceanhil.app.run.stash import open_worlds_of

        world = world_of(item)
        start = 0 if world is None else open_worlds_of(self._session.config).start_of(world)
        result = result_of_report(item, report, self._session.choice, start)
        if result is not None and is_ours:
            attach_test(item, result, self._session)
        if result is not None and report.failed and is_ours:
            report.sections += [
                *(world_log(item, start) if report.when == "call" else ()),
                *log_cause_section(result),
                ("again", f"again: {result.again()}"),
            ]
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result of a case; a later attempt replaces an earlier one."""
        value = getattr(report, REPORT_FIELD, None)
        if self._session.is_worker:
            return
        if value is None:
            self._note_stranger(report)
            return
        from oceanhil.scenarios.result import Result

        result = msgspec.json.decode(value, type=Result) if isinstance(value, str) else value
        self._session.results[report.nodeid] = result

    def _note_stranger(self, report: pytest.TestReport) -> None:
        """Keep a failure of which nothing else is known, such as that of a worker that died."""
        is_wanted = self._session.choice.has_report or self._session.choice.output is not OutputForm.PYTEST
        if report.failed and report.nodeid not in self._session.results and is_wanted:
            from oceanhil.app.run.plain_tests import result_of_stranger

            self._session.results[report.nodeid] = result_of_stranger(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected, and what was skipped whole."""
        if self._session.is_worker or report.passed:
            return
        from oceanhil.app.run.plain_tests import reason_of

        found = self._session.not_collected if report.failed else self._session.skipped_whole
        found[report.nodeid] = reason_of(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport | pytest.CollectReport, config: pytest.Config
    ) -> tuple[str, str, str] | None:
        """Say with -v on which board a case passed, whether it agrees with the other world, and what was measured."""
        result = self._session.results.get(report.nodeid)
        if result is None or report.when != "call" or not report.passed or config.option.verbose < 1:
            return None
        from oceanhil.app.report.summary import measured_words, short_note

        note = "; ".join(filter(None, (short_note(result), measured_words(result))))
        return ("passed", ".", f"PASSED ({note})") if note else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Know who has ended it: pytest ends sessions so, too, and says why."""
        self._session.is_interrupted = excinfo.type is KeyboardInterrupt

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Write the report, also of a run that was interrupted, and whatever happens to the reports of others.

        All that was tried is lost where this is left in the middle, so that it waits for no second thought.
        """
        if self._session.is_worker:
            return (yield from self._finish(session))
        with interrupts_held_back(lambda: tell(_WRITING)) as held:
            returned = yield from self._finish(session)
        if held.came:
            session.exitstatus = pytest.ExitCode.INTERRUPTED
            tell(_INTERRUPTED)
        return returned

    def _finish(self, session: pytest.Session) -> Generator[None, object, object]:
        from oceanhil.protocol.wording import os_reason

        returned: object = None
        self._session.why_ended = str(session.shouldfail or "")
        # Before the others write their reports, which are to say what changed.
        self._session.keep_history()
        self._session.accept_failures()
        try:
            returned = yield
        except OSError as error:
            if self._session.output is None:
                raise
            self._session.note(
                f"{error.filename or self._session.choice.junit or 'a report'} cannot be written: {os_reason(error)}"
            )
        finally:
            # Again, if others found only now that not all is well.
            self._session.write_report(session)
            self._write_categories()
        if self._session.troubles and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if session.exitstatus == pytest.ExitCode.OK and self._session.tried_nothing:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        self._tell_apart(session)
        if self._session.output is not None:
            self._session.output.finish(session)
        return returned

    def _write_categories(self) -> None:
        """Name the causes of failures among the Allure results, where these were asked for."""
        folder = self._session.choice.allure
        if folder is None or self._session.is_worker or not folder.is_dir():
            return
        from oceanhil.app.run.allure_categories import write_categories
        from oceanhil.host.report_file import ReportError

        try:
            write_categories(self._session.done(), folder)
        except ReportError as error:
            self._session.note(str(error))

    def _tell_apart(self, session: pytest.Session) -> None:
        """Give a run that only boards failed, or that did not try enough, an exit code of its own.

        A shard that is empty because there are fewer cases than shards is no mistake: the others run everything.
        """
        ours, status = self._session, session.exitstatus
        if ours.is_worker:
            return
        if status == pytest.ExitCode.NO_TESTS_COLLECTED and ours.in_other_shards:
            status = session.exitstatus = pytest.ExitCode.OK
        is_whole = not (ours.troubles or ours.not_collected)
        if status == pytest.ExitCode.TESTS_FAILED and is_whole and 0 < ours.accepted == session.testsfailed:
            status = session.exitstatus = pytest.ExitCode.OK
        if status == pytest.ExitCode.TESTS_FAILED and is_whole and ours.is_run and only_boards_failed(ours.done()):
            session.exitstatus = RunExit.BENCH
        elif status in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED} and ours.uncovered:
            session.exitstatus = RunExit.UNCOVERED

    def pytest_unconfigure(self) -> None:
        """Let go, of a session that ended before it began too."""
        self._session.let_go()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
        """Say what there is to say beside the cases, and where the report is, in pytest's own output."""
        from oceanhil.app.report.agreement import count_agreements
        from oceanhil.app.run.closing import closing_lines

        if (agreements := count_agreements(self._session.results.values())) is not None:
            terminalreporter.write_line(visible(agreements.headline), red=agreements.differ > 0)
        for line in closing_lines(self._session, exitstatus):
            terminalreporter.write_line(visible(line.text), **({line.colour: True} if line.colour else {}))
        if self._session.report is not None:
            terminalreporter.write_line(visible(f"report: {self._session.report}"))
