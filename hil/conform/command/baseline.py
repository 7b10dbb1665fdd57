"""Comparing a run with an earlier one: only what changed is of interest to whoever deploys every day."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import msgspec

from hil.conform.contract.result import Change, ChangeKind, Comparison, ConformReport, ItemResult, Verdict


class BaselineError(ValueError):
    """A baseline that cannot be used; the text says file, what is wrong and the next step."""


def load_baseline(path: Path, service: str) -> ConformReport:
    """Read the JSON report of an earlier run on a server of this service; raises BaselineError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise BaselineError(f"baseline {str(path)!r} cannot be read: {reason}; make one with --json FILE") from None
    try:
        report = msgspec.json.decode(data, type=ConformReport)
    except msgspec.ValidationError as error:
        raise BaselineError(
            f"baseline {str(path)!r} is no report of oceanhil conform: {error}; it may be of another"
            " version: make one with --json FILE"
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"baseline {str(path)!r} is no JSON: {error}; make one with --json FILE") from None
    if report.service != service:
        raise BaselineError(
            f"baseline {str(path)!r} is of the service {report.service!r}, not of {service!r}; give --profile"
            f" {report.service}, or make a baseline of this service with --json FILE"
        )
    if report.broken_off:
        raise BaselineError(
            f"baseline {str(path)!r} is of a run that was broken off ({report.broken_off}); make one of a whole run"
        )
    return report


def repeats_changed(baseline: ConformReport) -> Callable[[ItemResult], bool]:
    """Give what tells the engine to repeat a result that conforms: those that did not when the baseline was made."""
    before = {result.id: result.verdict for result in baseline.results}
    return lambda result: before.get(result.id, result.verdict) is not result.verdict


def compare(report: ConformReport, baseline: ConformReport, file: str, catalogue: Collection[str]) -> ConformReport:
    """Give `report` with what changed since `baseline`; `catalogue` are the ids of all items there are now.

    An item that turned flaky is a change where it violates: a race that is lost now and then looks just so. Any other
    flaky item is none, and one that was flaky before says nothing, nor does one that was not chosen or not reached.
    """
    before = {result.id: result for result in baseline.results}
    now = {result.id: result for result in report.results}
    changes = (
        *(change for result in report.results if (change := _change(before.get(result.id), result)) is not None),
        *_removed(before, now, catalogue),
    )
    comparison = Comparison(file=file, started=baseline.started, changes=changes, notes=tuple(_notes(report, baseline)))
    return msgspec.structs.replace(report, compared=comparison)


def _change(before: ItemResult | None, now: ItemResult) -> Change | None:
    if now.flaky and now.verdict is not Verdict.VIOLATES:
        return None
    if before is not None and before.flaky:
        return None
    if before is None:
        return Change(id=now.id, kind=ChangeKind.NEW, now=now.verdict, readings_now=now.readings)
    if before.verdict is now.verdict and before.readings == now.readings:
        return None
    return Change(
        id=now.id,
        kind=ChangeKind.READING if before.verdict is now.verdict else ChangeKind.VERDICT,
        before=before.verdict,
        now=now.verdict,
        readings_before=before.readings,
        readings_now=now.readings,
    )


def _removed(before: Iterable[str], now: Collection[str], catalogue: Collection[str]) -> Iterable[Change]:
    gone = (identity for identity in before if identity not in now and identity not in catalogue)
    return (Change(id=identity, kind=ChangeKind.REMOVED) for identity in gone)


def _notes(report: ConformReport, baseline: ConformReport) -> Iterable[str]:
    named = (
        ("profile", report.profile, baseline.profile),
        ("server", report.url, baseline.url),
        ("version of oceanhil", report.version, baseline.version),
        ("connector", report.connector, baseline.connector),
    )
    for what, mine, theirs in named:
        if mine != theirs:
            yield f"the baseline is of another {what}: {theirs or 'none'!r}, now {mine or 'none'!r}"


def is_unchanged(result: ItemResult, comparison: Comparison) -> bool:
    """Tell whether a result is of no interest beside its baseline: neither changed nor flaky."""
    return not result.flaky and result.id not in {change.id for change in comparison.changes}
