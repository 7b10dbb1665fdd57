"""What is said at the end of a run beside its table, once for every output, plain pytest's too.

What it must not know: who prints it. Each line comes with what it is about, which gives its colour.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.app.report.summary import skip_reasons
from oceanhil.app.run.cases import not_run
from oceanhil.app.run.run_options import OPTIONS
from oceanhil.protocol.wording import plural
from oceanhil.protocol.world_name import OwnWorld, WorldChoice
from oceanhil.scenarios.result import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from oceanhil.app.run.session import Session
    from oceanhil.scenarios.result import Result

_TRY_ELSEWHERE = "try another --world, --board or --inventory; --world sim lacks least"
_TRY_BESIDE_SIM = "try another --board, or --world sketch:PATH, which has what sim lacks"
_REASONS_TOLD = 3
_NAMED = 3


class Subject(Enum):
    """What a closing line is about; the value is its colour."""

    REMARK = "yellow"
    """What the table does not show."""
    HISTORY = ""
    TROUBLE = "red"
    """What went wrong beside the cases, and fails the run."""


class Closing(msgspec.Struct, frozen=True):
    """One line."""

    text: str
    about: Subject = Subject.REMARK
    is_news: bool = True
    """Whether it is told where only what matters is to be shown."""

    @property
    def colour(self) -> str:
        """Its colour, empty for the usual one."""
        return self.about.value

    def is_told(self, *, is_quiet: bool) -> bool:
        """Tell whether it is shown."""
        return self.is_news or not is_quiet


def closing_lines(session: Session, status: int) -> Iterator[Closing]:
    """Say what the table does not show, what is new in the history and what went wrong; `status` is the exit code."""
    yield from map(Closing, _remarks(session, status))
    if (kept := session.kept) is not None:
        yield from (Closing(line, Subject.HISTORY, bool(kept.changes)) for line in kept.lines())
    yield from (Closing(trouble, Subject.TROUBLE) for trouble in session.troubles)


def _remarks(session: Session, status: int) -> Iterable[str]:
    results = session.done()
    if session.had_before:
        yield f"left out: {session.had_before}; its run says what came of them"
    for result in results:
        if result.is_flaky:
            yield f"flaky: {result.replay_id} passed at attempt {result.attempts}"
    missing = sum(nodeid not in session.results for nodeid in session.order)
    # Of a run of pytest without any scenario pytest says enough.
    if missing > 0 and (results or session.is_interrupted) and (session.output is not None or session.scenarios):
        yield not_run(missing, len(session.order)) + (f": {session.why_ended}" if session.why_ended else "")
    yield from session.known_lines
    yield from session.unmet_past
    yield from _found_elsewhere(session, results)
    yield from session.uncovered
    yield from session.quarantined
    if session.in_other_shards:
        yield _nothing_in_shard(session)
    elif session.tried_nothing:
        yield nothing_tried(results, session.choice.given.world, is_foreign=session.choice.is_foreign)
    elif status == pytest.ExitCode.NO_TESTS_COLLECTED and session.output is not None:
        yield _nothing_to_run(session)


def _found_elsewhere(session: Session, results: Sequence[Result]) -> Iterator[str]:
    """Name what has passed in another world than the one in which it was found, where none was chosen."""
    world = session.choice.given.world
    if world != OPTIONS["world"].default:
        return
    passed: dict[str, dict[str, None]] = {}
    for result in results:
        facts = session.scenarios.get(result.scenario)
        if result.outcome is Outcome.PASSED and facts is not None and facts.found_in not in {"", world}:
            passed.setdefault(facts.found_in, {})[result.scenario] = None
    for found_in, names in passed.items():
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        named = ", ".join([*names][:_NAMED]) + more
        yield f"found in {found_in}, passed in {world}, which says nothing of it: {named}; add --world {found_in}"


def _nothing_to_run(session: Session) -> str:
    """Say that no case is left, and which of the options that were given may be why."""
    asked = session.config.option
    words = [word for word, given in (("-k", asked.keyword), ("-m", asked.markexpr)) if given]
    given = session.choice.given
    words += [
        option.in_command
        for name, option in OPTIONS.items()
        if option.leaves_cases_out and getattr(given, name) != option.default
    ]
    named = " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
    why = f"{named} left no case" if named else "what was named has no case"
    return f"nothing to run: {why}; oceanhil list shows what there is"


def _nothing_in_shard(session: Session) -> str:
    """Say that other shards run all that was chosen."""
    chosen = session.in_other_shards
    return f"nothing to run in shard {session.choice.given.shard}: {plural(chosen, 'case')} chosen, in other shards"


def nothing_tried(results: Sequence[Result], world: str, *, is_foreign: bool) -> str:
    """Say that every case was skipped in this world, why, and what to do about it."""
    if is_foreign:
        return "every case was skipped: nothing is known about this server"
    reasons = [f"{reason} ({len(skipped)})" for reason, skipped in skip_reasons(results).items()]
    rest = [plural(len(reasons) - _REASONS_TOLD, "more reason")] if len(reasons) > _REASONS_TOLD else []
    why = ", ".join([*reasons[:_REASONS_TOLD], *rest])
    elsewhere = _TRY_BESIDE_SIM if WorldChoice.read(world).name == OwnWorld.SIM else _TRY_ELSEWHERE
    return f"every case was skipped, so nothing was tried: {why}; {elsewhere}"
