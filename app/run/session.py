"""One pytest session: what was chosen, what every case came to, and the report of it.

It knows no hook of pytest, nobody who runs anything, and of who shows it only what an `Output` can be told: those know
it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import msgspec
import pytest

from oceanhil.app.run.choice import read_choice
from oceanhil.app.run.loaded import LoadedChoice
from oceanhil.app.run.options import is_run
from oceanhil.host.visible_text import visible
from oceanhil.protocol.units import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from oceanhil.app.history.kept import KeptRun
    from oceanhil.app.report.head import ReportHead, ScenarioFacts
    from oceanhil.app.report.html import AlbumPlace
    from oceanhil.scenarios.result import Result
    from oceanhil.scenarios.scenario import Scenario

REPORT_FIELD = "oceanhil_result"
"""Where a report of pytest carries the result of its case."""


class Output(Protocol):
    """What a user sees in place of pytest's own output."""

    def begin(self, total: int, work: float) -> None:
        """Begin: so many cases will run, which ask for so much in all, as `Session.expense` counts it."""

    def note(self, text: str) -> None:
        """Say what goes on where nothing seems to."""

    def finish(self, session: pytest.Session) -> None:
        """End with what the session came to."""


class Session:
    """What is known of one pytest run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.choice = read_choice(config)
        self.loaded = LoadedChoice(self.choice)
        self.order: dict[str, int] = {}
        """The node ids that run, each with its place in the order."""
        self._expenses: Mapping[str, float] = {}
        self.results: dict[str, Result] = {}
        """The result of every case that is done, by node id."""
        self.scenarios: dict[str, ScenarioFacts] = {}
        self.troubles: dict[str, None] = {}
        self.not_collected: dict[str, str] = {}
        """What could not be collected, by node id, and why."""
        self.skipped_whole: dict[str, str] = {}
        """What was skipped before anything in it was collected, by node id, and why."""
        self.in_other_shards = 0
        """How many cases were chosen, where this shard has none of them."""
        self.finished: frozenset[str] = frozenset()
        """The replay IDs of cases that an earlier run has finished, and this one leaves out."""
        self.left_out = 0
        """How many of what was chosen are among these."""
        self.moments = 0
        """How many pages of moments this process has written."""
        self.report: Path | None = None
        """The report, once it is written."""
        self.kept: KeptRun | None = None
        """What there is to tell of the history, once this run is in it."""
        self.accepted = 0
        """How many new failures are in the file of known ones now."""
        self.why_ended = ""
        """Why not all of it was run, where pytest says so."""
        self.is_interrupted = False
        """Whether the user ended it."""
        self.output: Output | None = None
        """What the user sees in place of pytest's own output, if that was taken over."""
        self.is_worker = hasattr(config, "workerinput")
        self._is_kept = False
        self._reported: tuple[str, ...] | None = None
        self._files: dict[str, Path] = {}
        self._started_s = time.perf_counter()

    @property
    def wall_s(self) -> float:
        """Seconds since the session began."""
        return time.perf_counter() - self._started_s

    @property
    def why_too_late(self) -> str:
        """Say that the time that was given is over; empty while a case may begin."""
        span = self.choice.given.time_span
        if span is None or self.wall_s * SECOND_US < span.us:
            return ""
        return f"not begun: the {span} of --for were over"

    def as_known(self, result: Result) -> Result:
        """Give a result with a word on whether it was known to fail so."""
        known = self.loaded.known_failures
        is_known = known is not None and known.has(result)
        return msgspec.structs.replace(result, is_known=True) if is_known else result

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

        choice, given = self.choice, self.choice.given
        values = choice.board_profile, self.loaded.profile
        return replay_options(
            path, given.world, *values, inventory=given.inventory, server=choice.server, past=given.past
        )

    def _service_options(self, path: Path) -> str:
        from oceanhil.app.run.services import service_replay_options

        return service_replay_options(path, self.choice.service_profile, self.choice.given.past, self.choice.server)

    def note(self, trouble: str) -> None:
        """Note something that went wrong beside the cases; it fails the session, which goes on."""
        self.troubles[trouble] = None

    def done(self) -> list[Result]:
        """Give the results there are, in the order of collection whoever ran them."""
        last = len(self.order)
        return [self.results[nodeid] for nodeid in sorted(self.results, key=lambda each: self.order.get(each, last))]

    def begin(self, nodeids: Sequence[str], expenses: Mapping[str, float]) -> None:
        """Take note of what is going to run, and what each case asks for, where that is known."""
        if not self.order:
            self.order = {nodeid: place for place, nodeid in enumerate(nodeids)}
            self._expenses = expenses
            if self.output is not None and nodeids:
                self.output.begin(len(nodeids), sum(map(self.expense, nodeids)))

    def expense(self, nodeid: str) -> float:
        """Give how much something asks of the machine, in short cases: 1 where nobody knows."""
        return self._expenses.get(nodeid, 1.0)

    def let_go(self) -> None:
        """Let go of what the worlds shared: ports, boards, servers. A board that cannot be put back is a trouble."""
        for trouble in self.loaded.let_go():
            self.note(trouble)

    @property
    def is_run(self) -> bool:
        """Tell whether this is `oceanhil run`, and not plain pytest."""
        return is_run(self.config)

    @property
    def tried_nothing(self) -> bool:
        """Tell whether every case was skipped, where that is no success: in `oceanhil run`, and on a foreign server.

        Plain pytest has its own word on what is skipped: it is meant to be.
        """
        from oceanhil.scenarios.result import Outcome

        is_meant = self.choice.is_foreign or self.is_run
        return is_meant and {each.outcome for each in self.results.values()} == {Outcome.SKIPPED}

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Say what was not tried and had to be."""
        from oceanhil.app.run.demands import lost_to_quarantine

        results = self.done()
        lost = lost_to_quarantine(results) if self.is_run else ()
        return (*lost, *self.choice.demands.unmet(results))

    @property
    def unmet_past(self) -> tuple[str, ...]:
        """Say what was to be looked past and was met in no case, if any case ran."""
        from oceanhil.app.report.summary import unmet_past
        from oceanhil.scenarios.result import Outcome

        ran = [each for each in self.results.values() if each.outcome in {Outcome.PASSED, Outcome.FAILED}]
        return tuple(unmet_past(self.choice.given.past, ran)) if ran else ()

    @property
    def quarantined(self) -> tuple[str, ...]:
        """Say of each of these what to do."""
        return tuple(
            f"board {name!r} is {why}; 'oceanhil boards readmit {name}' lets it back, --use-quarantined uses it"
            for name, why in self.loaded.kept_out.items()
        )

    @property
    def _values(self) -> str:
        """The name of the profile in force."""
        return self.loaded.profile.name if self.choice.service is None else self.choice.service.value

    def _problems(self, session: pytest.Session) -> list[str]:
        """Say what went wrong beside the runs, so that no report takes what ran for everything."""
        from oceanhil.protocol.wording import agreed
        from oceanhil.scenarios.result import Outcome

        found = [f"not collected: {nodeid}: {reason}" for nodeid, reason in self.not_collected.items()]
        missing = sum(nodeid not in self.results for nodeid in self.order)
        because = f": {self.loaded.why_in_vain}" if self.loaded.why_in_vain else ""
        if missing:
            found.append(f"{missing:,} of {len(self.order):,} {agreed(missing, 'was', 'were')} not run{because}")
        if self.is_interrupted and not self.order:
            found.append("interrupted before it was known which cases there are")
        found += self.troubles
        found += self.uncovered
        found += self.quarantined
        status = session.exitstatus
        is_explained = any(each.outcome in {Outcome.FAILED, Outcome.ERROR} for each in self.results.values())
        if not found and not is_explained and status not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            found.append(f"the session ended with exit code {int(status)}")
        return found

    def keep_history(self) -> None:
        """Keep what the cases came to, if that was chosen, once; what keeps it from being written fails the session."""
        choice = self.choice
        if choice.given.history is None or self._is_kept or self.is_worker or self.config.option.collectonly:
            return
        import os
        from pathlib import Path

        from oceanhil.app.history.commit import find_commit
        from oceanhil.app.history.kept import keep_run
        from oceanhil.app.history.store import History, HistoryError
        from oceanhil.app.run.pytest_files import tell_junit

        self._is_kept = True
        commit = find_commit(Path.cwd(), os.environ)
        try:
            history = History(choice.given.history)
            self.kept = keep_run(history, self.done(), commit, choice.given.world, choice.server_kind)
        except HistoryError as error:
            self.note(str(error))
        else:
            changes = self.kept.properties()
            told = {each.command or each.replay_id: changes.get(each.replay_id, ()) for each in self.done()}
            tell_junit(self.config, self.kept.summary, told)

    def accept_failures(self) -> None:
        """Add the new failures to the file of known ones, if that was chosen; what keeps it from that is a trouble."""
        place = self.choice.given.known
        if place is None or not self.choice.given.accept or self.is_worker or self.config.option.collectonly:
            return
        from oceanhil.app.command_errors import EnvironmentRefusedError
        from oceanhil.app.run.known_failures import KnownFailuresError, accept, new_failures

        try:
            self.accepted = accept(new_failures(self.done()), place)
        except (EnvironmentRefusedError, KnownFailuresError) as error:
            self.note(str(error))

    @property
    def known_row(self) -> Mapping[str, object] | None:
        """Give, for a program, what came of the known failures; None where no file of them was named."""
        known, results = self.loaded.known_failures, self.done()
        if known is None:
            return None
        return {
            "file": known.place,
            "known": sum(result.is_known for result in results),
            "no_longer": [replay_id for replay_id, _ in known.mended(results)],
            "accepted": self.accepted,
        }

    @property
    def known_lines(self) -> tuple[str, ...]:
        """Say the same to people: what was known, what no longer fails, and what is known from now on."""
        from oceanhil.protocol.wording import plural

        known = self.loaded.known_failures
        lines = () if known is None else known.lines(self.done())
        if self.accepted:
            lines = (*lines, f"accepted: {plural(self.accepted, 'failure')}, in {self.choice.given.known}")
        return tuple(lines)

    @property
    def had_before(self) -> str:
        """Which cases were left out as an earlier run has finished them; empty: none."""
        if not self.left_out:
            return ""
        from oceanhil.protocol.wording import plural

        return f"{plural(self.left_out, 'case')} that {str(self.choice.given.not_in)!r} has"

    def write_report(self, session: pytest.Session) -> None:
        """Write report and summary, unless they were written and say all there is to say."""
        given, problems = self.choice.given, tuple(self._problems(session))
        if not self.choice.has_report or self.is_worker or problems == self._reported:
            return
        self._reported = problems
        from oceanhil.app.report.head import make_head
        from oceanhil.app.report.html import write_html
        from oceanhil.app.report.markdown import write_markdown
        from oceanhil.host.report_file import ReportError

        try:
            head = make_head(given.world, given.seed, self._values, self.scenarios, self.wall_s)
            shard, skipped = str(given.shard or ""), dict(self.skipped_whole)
            head = msgspec.structs.replace(
                head,
                shard=shard,
                left_out=self.had_before,
                problems=problems,
                skipped=skipped,
                kept=self.kept,
            )
            if given.markdown is not None:
                write_markdown(self.done(), head, given.markdown)
            if given.html is not None:
                write_html(self.done(), head, given.html, self._album(head))
        except ReportError as error:
            self.note(str(error))
        else:
            self.report = given.html

    def _album(self, head: ReportHead) -> AlbumPlace | None:
        """Write the album beside the report; what keeps it from being written fails the session."""
        from pathlib import Path

        from oceanhil.app.run.album import write_album
        from oceanhil.protocol.wording import os_reason

        folder = self.choice.moment_folder
        assert folder is not None
        try:
            files = {name: Path(facts.file) for name, facts in self.scenarios.items()}
            return write_album(self.done(), head, files, folder)
        except OSError as error:
            self.note(f"moments in {str(folder)!r} are not complete: {os_reason(error)}")
            return None
