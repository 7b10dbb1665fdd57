"""Scenario files as pytest collectors, their cases as pytest items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.app.run.attachments import keep_facts, serial_log, show_in_allure, tell_allure, write_files
from oceanhil.app.run.cases import KeepsBoardsOut, cases_on_boards, timed
from oceanhil.app.run.comparison import compared_result
from oceanhil.app.run.library import library_root
from oceanhil.app.run.moments import (
    bad_neighbours,
    is_to_be_looked_at,
    shown_cases,
    tell_of_page,
    with_edge,
    with_moment,
    with_point_moments,
    with_work,
)
from oceanhil.app.run.outcomes import CaseNotPassed, failure_repr, not_passed
from oceanhil.app.run.plain_tests import reason_of, with_error
from oceanhil.app.run.session import Session
from oceanhil.app.run.stash import session_of
from oceanhil.host.places import near
from oceanhil.host.visible_text import visible
from oceanhil.protocol.profile import ProfileError
from oceanhil.protocol.wording import os_reason
from oceanhil.scenarios.loader import load_any
from oceanhil.scenarios.mistakes import ScenarioError
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import result_of, unreached
from oceanhil.scenarios.runner import run_case, run_service_case
from oceanhil.scenarios.world import LooksClosely, WorldError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest._code.code import TerminalRepr

    from oceanhil.scenarios.scenario import Case, Scenario
    from oceanhil.scenarios.world import WorldFactory

RESULT = pytest.StashKey[Result]()
"""Where a case keeps what it came to."""


def node_id_of(path: Path, root: Path) -> str | None:
    """Give the node id of a file where pytest has none or a bad one; else None.

    Those are the files of the library, which are the same wherever it is installed (CI servers, histories and shards
    know cases by this id), and names that a terminal would obey.
    """
    library = library_root()
    if not str(path).isprintable():
        return visible(path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path))
    return path.relative_to(library.parent).as_posix() if path.is_relative_to(library) else None


class ScenarioFile(pytest.File):
    """A scenario file."""

    def collect(self) -> Iterator[CaseItem]:
        """Give the cases on the chosen boards, or of the service; a wrong file is an error with all its mistakes."""
        try:
            scenario = load_any(near(self.path), session_of(self.config).loaded.known_names)
        except ScenarioError as error:
            raise self.CollectError(visible(str(error))) from None
        session_of(self.config).know(scenario, near(self.path))
        if scenario.service is None:
            for case in self._cases(scenario):
                item: ScenarioItem = ScenarioItem.from_parent(self, name=case.replay_id, case=case)
                yield item
        else:
            yield from self._service_items(scenario)

    def _service_items(self, scenario: Scenario) -> Iterator[ServiceItem]:
        session = session_of(self.config)
        if session.choice.given.is_about_boards:
            return
        for plain in scenario.expand():
            case = plain.seeded(session.choice.given.seed, session.loaded.service_overrides)
            item: ServiceItem = ServiceItem.from_parent(self, name=case.replay_id, case=case)
            yield item

    def _cases(self, scenario: Scenario) -> Iterator[Case]:
        session = session_of(self.config)
        choice, loaded = session.choice, session.loaded
        if choice.service is not None:
            return
        given = choice.given
        yield from cases_on_boards(
            scenario, loaded.factory, given.boards, given.seed, loaded.overrides, wants=choice.wants
        )


class RefusedFile(pytest.File):
    """A file that is code, where files are data only."""

    def collect(self) -> Iterator[pytest.Item]:
        """Refuse it by name."""
        from oceanhil.host.untrusted import refusal

        raise self.CollectError(visible(refusal(f"{near(self.path)} is code")))


class CaseItem(pytest.Item):
    """One case of a scenario."""

    def __init__(self, *, case: Case, **node: object) -> None:
        super().__init__(**node)  # type: ignore[arg-type] # what pytest passes through from_parent
        self.case: Case = case
        self.attempts = 0
        self.extra_keyword_matches.update({case.scenario.group, self.subject})

    @property
    def subject(self) -> str:
        """What the case is about: the family of a board, or a service."""
        return str(self.case.replay.subject.value)

    def run_in(self, session: Session) -> Result:
        """Run the case in the world that the session's user chose."""
        raise NotImplementedError

    def broken_off(self, reason: str) -> Result:
        """Give the result of a case that the harness itself could not finish."""
        return self._without_run(Outcome.ERROR, reason)

    def _without_run(self, outcome: Outcome, reason: str) -> Result:
        run = unreached(self.case.scenario.remedy, outcome, reason)
        session = session_of(self.config)
        result = result_of(self.case, session.choice.given.world, run)
        return self.accounted(msgspec.structs.replace(result, attempts=self.attempts), session)

    def runtest(self) -> None:
        """Run the case; raises CaseNotPassed or WorldError, or skips with the reason."""
        session = session_of(self.config)
        if RESULT in self.stash:
            del self.stash[RESULT]
        reason = session.why_too_late
        result = self._kept(self._told(self._without_run(Outcome.SKIPPED, reason))) if reason else self._run(session)
        if result.outcome is Outcome.SKIPPED:
            # The place shown is that of the scenario, as with pytest's own marks.
            raise pytest.skip.Exception(visible(result.reason), _use_item_location=True)
        if result.outcome is not Outcome.PASSED:
            raise not_passed(result)

    def _kept(self, result: Result) -> Result:
        self.stash[RESULT] = result
        return result

    def _run(self, session: Session) -> Result:
        self.attempts += 1
        result = self.accounted(timed(lambda: self.run_in(session), self.attempts), session)
        if result.outcome is Outcome.FAILED:
            # All that is known of logs is loaded for it.
            from oceanhil.app.report.log_cause import with_log_cause

            result = with_log_cause(result)
        result = self._kept(session.as_known(self.looked_at(result, session)))
        self.tell_world(session, result)
        if reason := session.loaded.why_in_vain:
            self.session.shouldfail = reason
        self._attach(result, session)
        return result

    def looked_at(self, result: Result, session: Session) -> Result:
        """Add what a closer look tells of a sweep that failed, and the page on which one goes through the run."""
        has_page = is_to_be_looked_at(result, session)
        if not has_page and bad_neighbours(result) is None:
            return result
        if has_page:
            tell_of_page(result, session)
        closeups = self.closeups(result, session)
        result = with_edge(result, closeups)
        if not has_page:
            return result
        return self.with_points(with_moment(result, closeups, self.path, session), session)

    def with_points(self, result: Result, session: Session) -> Result:
        """Add pages of the bad points of a sweep, where these can be run again."""
        del session
        return result

    def closeups(self, result: Result, session: Session) -> tuple[Result, ...]:
        """Give the run once more, looked at closely, where it can be had again; else what there is of it.

        Of a sweep that failed: its first bad point, behind the nearest good one.
        """
        del session
        return (result,)

    def tell_world(self, session: Session, result: Result) -> None:
        """Tell the world what the case came to, where that matters to it."""

    def accounted(self, result: Result, session: Session) -> Result:
        """Add what the case needs, where the run has to account for it."""
        if not session.choice.demands.require:
            return result
        needs = self.case.bound().needs
        return msgspec.structs.replace(result, needs=tuple(sorted(each.value for each in needs)))

    def result_after(self, call: pytest.CallInfo[None], report: pytest.TestReport) -> Result | None:
        """Give the result after one of the phases; None where nothing new is known.

        One that the harness itself could not finish is an ERROR, whoever's hook it was.
        """
        if report.when != "call" and report.passed:
            return None
        result = self.stash.get(RESULT, None)
        if report.when == "teardown" and result is not None:
            return self._told(with_error(result, f"teardown: {reason_of(report)}"))
        if result is not None or call.excinfo is None:
            return result
        if report.skipped:
            skipped = msgspec.structs.replace(self.broken_off(reason_of(report)), outcome=Outcome.SKIPPED)
            return self._told(skipped)
        return self._told(self.broken_off(f"{call.excinfo.typename}: {call.excinfo.value}"))

    def _told(self, result: Result) -> Result:
        """Give the result with what JUnit and Allure say of it changed to what is in it."""
        keep_facts(self, result)
        if session_of(self.config).choice.allure is not None:
            tell_allure(result)
        return result

    def _attach(self, result: Result, session: Session) -> None:
        self.user_properties.clear()
        self._told(result)
        log = serial_log(result.events)
        folder = session.choice.trace_folder
        if folder is not None:
            try:
                files = write_files(result, folder)
            except OSError as error:
                session.note(f"traces in {str(folder)!r} are not complete: {os_reason(error)}")
                files = {}
            self.user_properties += [(name, str(path)) for name, path in files.items()]
            # Jenkins and GitLab show files that are named like this.
            log += "".join(f"[[ATTACHMENT|{path.resolve()}]]\n" for path in files.values())
        if session.choice.junit is not None:
            heading = f"attempt {result.attempts}\n" if result.attempts > 1 else ""
            self.add_report_section("call", "stdout", visible(heading + log))
        if session.choice.allure is not None:
            show_in_allure(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:
        """Say what went wrong in the words of the scenario."""
        del style
        error = excinfo.value
        if isinstance(error, CaseNotPassed):
            options = session_of(self.config).scenarios[self.case.scenario.id].replay_options
            return failure_repr(error.result, near(self.path), self.case.scenario.place.line, options)
        if isinstance(error, (ScenarioError, WorldError, ProfileError)):
            return visible(f"{self.case.replay_id}: {error}")
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Give the place shown for this item."""
        return self.path, self.case.scenario.place.line - 1, self.name


class ScenarioItem(CaseItem):
    """One case of a scenario on one board."""

    def run_in(self, session: Session) -> Result:
        """Run the case in a world of boards, and in the one to compare with."""
        result = run_case(
            self.case,
            session.loaded.factory,
            session.loaded.profile,
            is_closeup=self._is_closeup_at_once(session),
            past=session.choice.given.past,
        )
        loaded = session.loaded
        if loaded.other_factory is None:
            return result
        return compared_result(result, self.case, loaded.factory, loaded.other_factory, loaded.profile)

    def closeups(self, result: Result, session: Session) -> tuple[Result, ...]:
        """Run the case again; of a sweep that failed two of its points, for a sweep is many runs."""
        factory = session.loaded.factory
        if not _can_be_had_again(factory):
            return (result,)
        cases = shown_cases(self.case, result)
        past = session.choice.given.past
        return tuple(run_case(each, factory, session.loaded.profile, is_closeup=True, past=past) for each in cases)

    def with_points(self, result: Result, session: Session) -> Result:
        """Add pages of bad points, each of which is run again beside a good one, and what was done in flash."""
        factory, profile = session.loaded.factory, session.loaded.profile
        if not _can_be_had_again(factory):
            return result

        def look(point: str) -> Result:
            return run_case(self.case.at(point), factory, profile, is_closeup=True, past=session.choice.given.past)

        return with_work(with_point_moments(result, look, self.case, self.path, session), look)

    def _is_closeup_at_once(self, session: Session) -> bool:
        """Tell whether the run itself has to be what a page of moments shows: it cannot be had again."""
        return session.choice.moment_folder is not None and not _can_be_had_again(session.loaded.factory)

    def tell_world(self, session: Session, result: Result) -> None:
        """A board on which verdicts change between tries may be in trouble."""
        if isinstance(session.loaded.factory, KeepsBoardsOut):
            session.loaded.factory.heard(result)


def _can_be_had_again(factory: WorldFactory) -> bool:
    return isinstance(factory, LooksClosely) and factory.can_repeat


class ServiceItem(CaseItem):
    """One case of a scenario about a service."""

    def run_in(self, session: Session) -> Result:
        """Run the case with the service in this process, or with the one that is served."""
        from oceanhil.app.run.services import not_compared

        result = run_service_case(
            self.case,
            session.loaded.service_worlds,
            is_closeup=self._is_closeup_at_once(session),
            past=session.choice.given.past,
        )
        other = session.choice.given.against
        if other is None:
            return result
        return msgspec.structs.replace(result, agreement=not_compared(self.case, result.world, other))

    def closeups(self, result: Result, session: Session) -> tuple[Result, ...]:
        """Run the case again, with a service in this process."""
        worlds = session.loaded.service_worlds
        if not worlds.can_repeat:
            return (result,)
        return (run_service_case(self.case, worlds, is_closeup=True, past=session.choice.given.past),)

    def _is_closeup_at_once(self, session: Session) -> bool:
        """Tell whether the run itself has to be what a page of moments shows: it cannot be had again."""
        return session.choice.moment_folder is not None and not session.loaded.service_worlds.can_repeat
