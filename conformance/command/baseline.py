"""Comparing a run with an earlier one: only what changed is of interest to whoever deploys every day.

What was received is compared, not the verdict alone: a token that is refused in other words than the contract's and one
that is accepted both differ from it, and yet the way from the one to the other is the worst regression there is.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.conformance.command.suite_run import INTERRUPTED
from oceanhil.conformance.contract.received import Received, ReceivedOutcome, badness, outcome_of, received_in
from oceanhil.conformance.contract.result import (
    Change,
    ChangeKind,
    Comparison,
    ConformReport,
    Excused,
    ItemResult,
    ItemVerdict,
    Seen,
    seen_words,
)
from oceanhil.protocol.bounded_text import EMPTY, DataFileError, json_document, shortened
from oceanhil.protocol.data_files import read_data
from oceanhil.protocol.wording import os_reason

_BYTES_MAX: Final = 64 << 20
"""Evidence of some thousand items."""
EXCUSED_DAYS: Final = 30
"""How long an item that is flaky in the baseline fails nothing, as long as it is flaky just so."""
_WORSE: Final = {ItemVerdict.CONFORMS: 0, ItemVerdict.DIFFERS: 1, ItemVerdict.VIOLATES: 2}
_NO_ANSWERS: Final = (
    "the baseline is of a version that kept no answers: they are read from its exchanges; make it again (--json FILE)"
)


class BaselineError(ValueError):
    """A baseline that cannot be used; the text says file, what is wrong and the next step."""


def load_baseline(path: Path, service: str) -> ConformReport:
    """Read the JSON report of an earlier run on a server of this service; raises BaselineError."""
    try:
        data = read_data(path, _BYTES_MAX)
        report = _with_outcomes(json_document(data, ConformReport))
    except OSError as error:
        reason = os_reason(error)
        raise BaselineError(f"baseline {str(path)!r} cannot be read: {reason}; make one with --json FILE") from None
    except DataFileError as error:
        cure = "make one" if error.what == EMPTY else "it may be of another version: make one"
        raise BaselineError(f"baseline {str(path)!r} {shortened(_what(error))}; {cure} with --json FILE") from None
    if report.service != service:
        raise BaselineError(
            f"baseline {str(path)!r} is of the service {report.service!r}, not of {service!r}; give --profile"
            f" {report.service}, or make a baseline of this service with --json FILE"
        )
    times = (report.started, *(result.flaky_since for result in report.results if result.flaky_since))
    for time in times:
        if not _is_time(time):
            raise BaselineError(
                f"baseline {str(path)!r} has the time {time[:40]!r}, expected one such as 2026-01-02T03:04:05Z; make"
                " one with --json FILE"
            )
    # Ctrl-C in the clean-up costs no result; of a server that was lost the last ones say nothing.
    if report.broken_off and (report.not_tried or not report.broken_off.startswith(INTERRUPTED)):
        raise BaselineError(
            f"baseline {str(path)!r} is of a run that was broken off ({report.broken_off}); make one of a whole run"
        )
    return report


def _what(error: DataFileError) -> str:
    return error.what if error.what.startswith(("is ", "has ")) else f"is no report of oceanhil conform: {error.what}"


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _with_outcomes(report: ConformReport) -> ConformReport:
    """Give a report of an earlier version, which kept no outcomes, with those that its exchanges show."""
    return msgspec.structs.replace(report, results=tuple(map(_with_outcome, report.results)))


def _with_outcome(result: ItemResult) -> ItemResult:
    if result.outcome is not ReceivedOutcome.UNKNOWN or result.verdict in {
        ItemVerdict.CONFORMS,
        ItemVerdict.UNTESTABLE,
    }:
        return result
    decisive = next((shown for shown in result.exchanges if shown.decisive), None)
    return msgspec.structs.replace(result, received=None if decisive is None else received_in(decisive.received))


def repeats_changed(baseline: ConformReport) -> Callable[[ItemResult], bool]:
    """Give what tells the engine to repeat a result that conforms: one that did not, or got another answer, before."""
    before = {result.id: result for result in baseline.results}

    def is_changed(now: ItemResult) -> bool:
        was = before.get(now.id)
        return was is not None and (was.verdict is not now.verdict or _is_other(was.received, now.received))

    return is_changed


def misses_known(baseline: ConformReport) -> Callable[[Sequence[ItemResult]], bool]:
    """Give what tells the engine to try on: an outcome of an item that was flaky before has not been seen yet.

    So an item that fails every other time is not called steady because it failed three times.
    """
    known = {result.id: {seen.key for seen in result.seen} for result in baseline.results if result.flaky}

    def is_missing(trials: Sequence[ItemResult]) -> bool:
        wanted = known.get(trials[0].id, set())
        return not wanted <= {seen.key for trial in trials for seen in trial.outcomes}

    return is_missing


def compare(report: ConformReport, baseline: ConformReport, file: str, catalogue: Collection[str]) -> ConformReport:
    """Give `report` with what changed since `baseline`; `catalogue` are the ids of all items there are now.

    An item that turned flaky is a change where it violates, for a race that is lost now and then looks just so, and
    where its answer is on the wrong side now and then. One that was flaky before is excused as long as it is flaky
    with the same outcomes, for 30 days from when that was first seen. What was not chosen or not reached says nothing.
    """
    before = {result.id: result for result in baseline.results}
    now = {result.id: result for result in report.results}
    report = msgspec.structs.replace(
        report, results=tuple(_since(before.get(result.id), result, baseline.started) for result in report.results)
    )
    pairs = [(before.get(result.id), result) for result in report.results]
    excused = [row for was, result in pairs if was is not None and (row := _excused(was, result)) is not None]
    overdue = {row.id: row for row in excused if report.started[:10] >= row.until}
    changes = (
        *(change for was, result in pairs if (change := _change(was, result, overdue.get(result.id))) is not None),
        *_removed(before, now, catalogue),
    )
    comparison = Comparison(
        file=file,
        started=baseline.started,
        changes=changes,
        notes=tuple(_notes(report, baseline)),
        excused=tuple(row for row in excused if row.id not in overdue),
    )
    return msgspec.structs.replace(report, compared=comparison)


def _since(before: ItemResult | None, now: ItemResult, started: str) -> ItemResult:
    """Note since when an item is flaky, so that a baseline that is made again excuses it no longer than this one."""
    if before is None or not (before.flaky and now.flaky):
        return now
    return msgspec.structs.replace(now, flaky_since=before.flaky_since or started)


def _excused(before: ItemResult, now: ItemResult) -> Excused | None:
    """Give the excuse of an item that is flaky as it was; None if it has none."""
    if not (before.flaky and now.flaky) or _unseen(before, now):
        return None
    until = datetime.fromisoformat(now.flaky_since) + timedelta(days=EXCUSED_DAYS)
    words = f"{seen_words(before.outcomes)} before, {seen_words(now.outcomes)} now"
    return Excused(id=now.id, since=now.flaky_since, until=until.date().isoformat(), words=words)


def _unseen(before: ItemResult, now: ItemResult) -> tuple[Seen, ...]:
    """Give the outcomes that an item never had when it was flaky before.

    A report of an earlier version kept the worst alone: then those count that are worse.
    """
    if before.seen:
        known = {seen.key for seen in before.seen}
        return tuple(seen for seen in now.outcomes if seen.key not in known)
    return tuple(
        seen
        for seen in now.outcomes
        if _WORSE[seen.verdict] > _WORSE[before.verdict] or (seen.verdict is before.verdict and _crosses(before, seen))
    )


def _change(before: ItemResult | None, now: ItemResult, overdue: Excused | None) -> Change | None:
    if before is None:
        if now.flaky and now.verdict is not ItemVerdict.VIOLATES:
            return None
        return Change(
            id=now.id,
            kind=ChangeKind.NEW,
            is_worse=True,
            now=now.verdict,
            readings_now=now.readings,
            outcome_now=now.outcome,
            received_now=now.received,
        )
    if ItemVerdict.UNTESTABLE in {before.verdict, now.verdict}:
        return None if before.verdict is now.verdict else _changed(before, now, ChangeKind.VERDICT, is_worse=True)
    return _of_flaky(before, now, overdue) if before.flaky else _of_steady(before, now)


def _of_steady(before: ItemResult, now: ItemResult) -> Change | None:
    crosses = any(_crosses(before, seen) for seen in now.outcomes)
    if now.flaky and now.verdict is not ItemVerdict.VIOLATES and not crosses:
        return None
    if before.verdict is not now.verdict:
        is_worse = _WORSE[now.verdict] > _WORSE[before.verdict]
        return _changed(before, now, ChangeKind.VERDICT, is_worse=is_worse, crosses=crosses)
    if before.readings != now.readings:
        return _changed(before, now, ChangeKind.READING, is_worse=True, crosses=crosses)
    if crosses or (not now.flaky and _is_other(before.received, now.received)):
        return _changed(before, now, ChangeKind.RECEIVED, is_worse=crosses, crosses=crosses)
    return None


def _of_flaky(before: ItemResult, now: ItemResult, overdue: Excused | None) -> Change | None:
    unseen = _unseen(before, now)
    if any(seen.verdict is not ItemVerdict.CONFORMS for seen in unseen):
        crosses = any(_crosses(before, seen) for seen in unseen)
        words = f"never seen in the baseline: {seen_words(unseen)}"
        return _changed(before, now, ChangeKind.OUTCOME, is_worse=True, crosses=crosses, words=words)
    if not now.flaky:
        best = min(_WORSE[seen.verdict] for seen in before.outcomes) if before.seen else 0
        words = f"{seen_words(before.outcomes)} before, {seen_words(now.outcomes)} now"
        is_worse = _WORSE[now.verdict] > best
        return _changed(before, now, ChangeKind.STEADY, is_worse=is_worse, words=words)
    if overdue is not None:
        words = f"flaky since {overdue.since}, excused until {overdue.until}: mend it, or make the baseline anew"
        return _changed(before, now, ChangeKind.OVERDUE, is_worse=True, words=words)
    return None


def _crosses(before: ItemResult, now: Seen) -> bool:
    """Tell whether an answer is further on the wrong side than it ever was in the baseline."""
    if now.verdict is ItemVerdict.CONFORMS or now.received is None or now.received.side is None:
        return False
    if now.wanted is None:
        sides = {seen.received.side for seen in before.outcomes if seen.received is not None}
        return (
            before.verdict is not ItemVerdict.CONFORMS
            and None not in sides
            and bool(sides - {now.received.side})
            and (now.received.side not in sides)
        )
    worst = 0
    for seen in before.outcomes:
        if seen.verdict is ItemVerdict.CONFORMS:
            continue
        if seen.received is None or seen.received.side is None:
            return False
        worst = max(worst, badness(seen.received.side, now.wanted))
    return badness(now.received.side, now.wanted) > worst


def _is_other(before: Received | None, now: Received | None) -> bool:
    """Tell whether two answers differ; nothing is known of one that was not kept, or that was found elsewhere."""
    return before is not None and now is not None and (before.side is None) is (now.side is None) and before != now


def _changed(
    before: ItemResult, now: ItemResult, kind: ChangeKind, *, is_worse: bool, crosses: bool = False, words: str = ""
) -> Change:
    wanted = now.wanted if before.outcome is ReceivedOutcome.UNKNOWN else before.wanted
    was = outcome_of(before.received, wanted) if before.outcome is ReceivedOutcome.UNKNOWN else before.outcome
    return Change(
        id=now.id,
        kind=kind,
        is_worse=is_worse,
        crosses=crosses,
        before=before.verdict,
        now=now.verdict,
        readings_before=before.readings,
        readings_now=now.readings,
        outcome_before=was,
        outcome_now=now.outcome,
        received_before=before.received,
        received_now=now.received,
        words=words,
    )


def _removed(before: Iterable[str], now: Collection[str], catalogue: Collection[str]) -> Iterable[Change]:
    gone = (identity for identity in before if identity not in now and identity not in catalogue)
    return (Change(id=identity, kind=ChangeKind.REMOVED) for identity in gone)


def _notes(report: ConformReport, baseline: ConformReport) -> Iterable[str]:
    if any(result.outcome is ReceivedOutcome.UNKNOWN for result in baseline.results):
        yield _NO_ANSWERS
    named = (
        ("profile", report.profile, baseline.profile),
        ("server", report.url, baseline.url),
        ("version of oceanhil", report.version, baseline.version),
        ("connector", report.connector, baseline.connector),
    )
    for what, mine, theirs in named:
        if mine != theirs:
            yield f"the baseline is of another {what}: {theirs or 'none'!r}, now {mine or 'none'!r}"
