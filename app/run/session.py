"""One pytest session: what was chosen, what every case came to, and the reports at its end."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import msgspec
import pytest

from oceanhil.app.run.choice import read_choice
from oceanhil.host.terminal import visible

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from oceanhil.app.report.head import ScenarioFacts
    from oceanhil.protocol.profile import Profile
    from oceanhil.scenarios.names import Known
    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.ringcentral.world import ServiceWorlds
    from oceanhil.scenarios.scenario import Scenario
    from oceanhil.scenarios.world import WorldFactory

REPORT_FIELD = "oceanhil_result"
"""Where a report of pytest carries the result of its case."""


class Output(Protocol):
    """What a user sees in place of pytest's own output."""

    def begin(self, total: int) -> None:
        """Begin: so many cases will run."""

    def finish(self, session: pytest.Session) -> None:
        """End with what the session came to."""


class Session:
    """Registered as a plugin for the time of one pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.choice = read_choice(config)
        self.order: dict[str, int] = {}
        """The node ids that run, each with its place in the order."""
        self.results: dict[str, Result] = {}
        """The result of every case that is done, by node id."""
        self.scenarios: dict[str, ScenarioFacts] = {}
        self.troubles: dict[str, None] = {}
        self.not_collected: dict[str, str] = {}
        """What could not be collected, by node id, and why."""
        self.skipped_whole: dict[str, str] = {}
        """What was skipped before anything in it was collected, by node id, and why."""
        self.report: Path | None = None
        """The report, once it is written."""
        self.is_worker = hasattr(config, "workerinput")
        self._reported: tuple[str, ...] | None = None
        self._files: dict[str, Path] = {}
        self._output: Output | None = None
        self._started_s = time.perf_counter()

    @property
    def wall_s(self) -> float:
        """Seconds since the session began."""
        return time.perf_counter() - self._started_s

    @cached_property
    def factory(self) -> WorldFactory:
        """The factory of the chosen world; a name nobody knows is a usage error."""
        factory = self._load(self.choice.world)
        if self.choice.server is not None:
            from oceanhil.app.run.server_choice import use_server

            use_server(factory, self.choice.world, self.choice.server, self.profile)
        return factory

    @cached_property
    def other_factory(self) -> WorldFactory | None:
        """The factory of the world that results are compared with, if that was chosen."""
        return None if self.choice.against is None else self._load(self.choice.against)

    @cached_property
    def profile(self) -> Profile:
        """The built-in profile with the user's file laid over it; one that cannot be used is a usage error."""
        from oceanhil.protocol.profile import ProfileError, load_profile

        try:
            return load_profile(self.choice.board_profile)
        except ProfileError as error:
            raise pytest.UsageError(str(error)) from None

    @cached_property
    def overrides(self) -> Mapping[str, str]:
        """What the user's profile changes, by full name, so that a replay id says it."""
        from oceanhil.protocol.profile import load_profile

        known = load_profile().document.values()
        changed = self.profile.document.values()
        return {name: _as_text(row.value) for name, row in changed.items() if row.value != known[name].value}

    @cached_property
    def known_names(self) -> Known:
        """The names that scenarios may use by the profile and the world in force."""
        from oceanhil.app.run.known_names import names_in_force

        choice = self.choice
        return names_in_force(self.profile, self.factory, choice.service_profile)

    @cached_property
    def service_worlds(self) -> ServiceWorlds:
        """What makes worlds for scenarios about a service."""
        from oceanhil.app.run.services import choose_service_worlds

        return choose_service_worlds(self.choice.world, self.choice.server, self.choice.service_profile)

    @cached_property
    def service_overrides(self) -> Mapping[str, str]:
        """What the user's profile changes of a service's values, by full name."""
        from oceanhil.app.run.services import changed_values

        return changed_values(self.choice)

    @staticmethod
    def _load(name: str) -> WorldFactory:
        from oceanhil.hil.worlds import load_world
        from oceanhil.scenarios.world import WorldError

        try:
            return load_world(name)
        except WorldError as error:
            raise pytest.UsageError(str(error)) from None

    def know(self, scenario: Scenario, path: Path) -> None:
        """Note a scenario that was collected; a second one with its id is an error that names both files."""
        from oceanhil.app.report.head import facts_of_scenario

        other = self._files.setdefault(scenario.id, path)
        if other != path:
            text = f"{path}: scenario id {scenario.id!r} is also in {other}; rename one"
            raise pytest.Collector.CollectError(visible(text))
        options = self._device_options(path) if scenario.service is None else self._service_options(path)
        self.scenarios[scenario.id] = facts_of_scenario(scenario, options)

    def _device_options(self, path: Path) -> str:
        from oceanhil.app.run.replay_command import replay_options

        choice = self.choice
        values = choice.board_profile, self.profile
        return replay_options(path, choice.world, *values, inventory=choice.inventory, server=choice.server)

    def _service_options(self, path: Path) -> str:
        from oceanhil.app.run.services import service_replay_options

        return service_replay_options(path, self.choice.service_profile)

    def note(self, trouble: str) -> None:
        """Note something that went wrong beside the cases; it fails the session, which goes on."""
        self.troubles[trouble] = None

    def done(self) -> list[Result]:
        """Give the results there are, in the order of collection whoever ran them."""
        last = len(self.order)
        return [self.results[nodeid] for nodeid in sorted(self.results, key=lambda each: self.order.get(each, last))]

    def begin(self, nodeids: Sequence[str]) -> None:
        """Take note of what is going to run."""
        if not self.order:
            self.order = {nodeid: place for place, nodeid in enumerate(nodeids)}
            if self._output is not None and nodeids:
                self._output.begin(len(nodeids))

    # Hooks of pytest

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Take over the output when the user asked for it."""
        from oceanhil.app.run.workers import Controller, Worker

        if self.is_worker:
            given, output = (getattr(config, name) for name in ("workerinput", "workeroutput"))
            config.pluginmanager.register(Worker(self, given, output))
        else:
            config.pluginmanager.register(Controller(self))
        if self.choice.output == "pytest" or self.is_worker or config.option.collectonly:
            return
        from oceanhil.app.run.output import JsonOutput, TableOutput, silence

        silence(config)
        output = TableOutput(self) if self.choice.output == "table" else JsonOutput(self)
        config.pluginmanager.register(output, "oceanhil-output")
        self._output = output

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin when it is known how much there is."""
        self.begin([item.nodeid for item in session.items])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Send the result along with pytest's own report, as text from a worker to its controller."""
        report = yield
        result = self._result_of(item, call, report)
        if result is not None:
            setattr(report, REPORT_FIELD, msgspec.json.encode(result).decode() if self.is_worker else result)
        return report

    def _result_of(self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> Result | None:
        from oceanhil.app.run.collection import CaseItem

        if not isinstance(item, CaseItem):
            return self._result_of_test(item, report)
        from oceanhil.app.run.outcomes import result_of_case
        from oceanhil.scenarios.result import Outcome

        result = result_of_case(item, call, report)
        if result is not None and result.outcome is Outcome.ERROR and report.failed and report.when == "call":
            # What fails before the call is an error to pytest, JUnit and Allure, and no failure of the test.
            report.when = "setup"
        return result

    def _result_of_test(self, item: pytest.Item, report: pytest.TestReport) -> Result | None:
        """Give the result of a test in Python, where somebody wants to know it or it is about a device."""
        from oceanhil.app.run.attachments import attach_test
        from oceanhil.app.run.outcomes import world_log
        from oceanhil.app.run.plain_tests import result_of_report, uses_fixtures, world_of
        from oceanhil.app.run.stash import open_worlds_of

        is_ours = uses_fixtures(item)
        if not is_ours and self.choice.html is None and self.choice.output == "pytest":
            return None
        world = world_of(item)
        start = 0 if world is None else open_worlds_of(self.config).start_of(world)
        result = result_of_report(item, report, self.choice, start)
        if result is not None and is_ours:
            attach_test(item, result, self)
        if result is not None and report.failed and is_ours:
            report.sections += [
                *(world_log(item, start) if report.when == "call" else ()),
                ("again", f"again: {result.again()}"),
            ]
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the result of a case; a later attempt replaces an earlier one."""
        value = getattr(report, REPORT_FIELD, None)
        if self.is_worker:
            return
        if value is None:
            self._note_stranger(report)
            return
        from oceanhil.scenarios.result import Result

        result = msgspec.json.decode(value, type=Result) if isinstance(value, str) else value
        self.results[report.nodeid] = result

    def _note_stranger(self, report: pytest.TestReport) -> None:
        """Keep a failure of which nothing else is known, such as that of a worker that died."""
        is_wanted = self.choice.html is not None or self.choice.output != "pytest"
        if report.failed and report.nodeid not in self.results and is_wanted:
            from oceanhil.app.run.plain_tests import result_of_stranger

            self.results[report.nodeid] = result_of_stranger(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected, and what was skipped whole."""
        if self.is_worker or report.passed:
            return
        from oceanhil.app.run.plain_tests import reason_of

        found = self.not_collected if report.failed else self.skipped_whole
        found[report.nodeid] = reason_of(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport | pytest.CollectReport, config: pytest.Config
    ) -> tuple[str, str, str] | None:
        """Say with -v on which board a case passed, and whether it agrees with the other world."""
        result = self.results.get(report.nodeid)
        if result is None or report.when != "call" or not report.passed or config.option.verbose < 1:
            return None
        from oceanhil.app.report.summary import short_note

        note = short_note(result)
        return ("passed", ".", f"PASSED ({note})") if note else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Write the report, also of a run that was interrupted, and whatever happens to the reports of others."""
        from oceanhil.app.run.pytest_files import whole_junit
        from oceanhil.host.places import cause_of

        returned: object = None
        try:
            with whole_junit(self.config):
                returned = yield
        except OSError as error:
            if self._output is None:
                raise
            self.note(f"{error.filename or self.choice.junit or 'a report'} cannot be written: {cause_of(error)}")
        finally:
            # Again, if others found only now that not all is well.
            self.write_report(session)
        if self.troubles and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if session.exitstatus == pytest.ExitCode.OK and self._tried_nothing:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED
        if self._output is not None:
            self._output.finish(session)
        return returned

    def let_go(self) -> None:
        """Let go of what the worlds shared: ports, boards, servers. A board that cannot be put back is a trouble."""
        from oceanhil.scenarios.world import WorldError

        for name in ("factory", "other_factory", "service_worlds"):
            made: WorldFactory | ServiceWorlds | None = self.__dict__.get(name)
            if made is not None:
                try:
                    made.close()
                except WorldError as error:
                    self.note(str(error))

    def pytest_unconfigure(self) -> None:
        """Let go, of a session that ended before it began too."""
        self.let_go()

    @property
    def _tried_nothing(self) -> bool:
        """Tell whether a server of somebody else was meant to be tried and every case was skipped."""
        from oceanhil.scenarios.result import Outcome

        is_foreign = self.choice.server is not None and self.choice.server.connector is not None
        return is_foreign and {each.outcome for each in self.results.values()} == {Outcome.SKIPPED}

    @property
    def _values(self) -> str:
        """The name of the profile in force."""
        return self.profile.name if self.choice.service is None else self.choice.service.value

    def _problems(self, session: pytest.Session) -> list[str]:
        """Say what went wrong beside the runs, so that no report takes what ran for everything."""
        found = [f"not collected: {nodeid}: {reason}" for nodeid, reason in self.not_collected.items()]
        missing = sum(nodeid not in self.results for nodeid in self.order)
        found += [f"{missing:,} of {len(self.order):,} were not run"] if missing else []
        found += self.troubles
        status = session.exitstatus
        is_explained = any(each.outcome.value in {"failed", "error"} for each in self.results.values())
        if not found and not is_explained and status not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            found.append(f"the session ended with exit code {int(status)}")
        return found

    def write_report(self, session: pytest.Session) -> None:
        """Write the report, unless it was written and says all there is to say."""
        problems = tuple(self._problems(session))
        if self.choice.html is None or self.is_worker or problems == self._reported:
            return
        self._reported = problems
        from oceanhil.app.report.head import make_head
        from oceanhil.app.report.html import write_html
        from oceanhil.host.report_file import ReportError

        try:
            head = make_head(self.choice, self._values, self.scenarios, self.wall_s)
            head = msgspec.structs.replace(head, problems=problems, skipped=dict(self.skipped_whole))
            write_html(self.done(), head, self.choice.html)
        except ReportError as error:
            self.note(str(error))
        else:
            self.report = self.choice.html

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the report is, in pytest's own output."""
        from oceanhil.app.report.agreement import count_agreements

        if (agreements := count_agreements(self.results.values())) is not None:
            terminalreporter.write_line(visible(agreements.headline), red=agreements.differ > 0)
        for trouble in self.troubles:
            terminalreporter.write_line(visible(trouble), red=True)
        if self.report is not None:
            terminalreporter.write_line(visible(f"report: {self.report}"))


def _as_text(value: bool | int | str) -> str:  # noqa: FBT001 - one of three kinds of value
    return str(value).lower() if isinstance(value, bool) else str(value)
