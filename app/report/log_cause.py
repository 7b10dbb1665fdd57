"""What the serial log of a case that failed points to: the documented cause, where the scenario does not provoke it."""

import msgspec

from oceanhil.analysis.diagnosis.engine import diagnose_lines
from oceanhil.analysis.diagnosis.model import Course, Finding, Verdict
from oceanhil.scenarios.result import LogCause, Outcome, Result
from oceanhil.scenarios.trace import EventKind


def with_log_cause(result: Result) -> Result:
    """Add to a case that failed what its log points to, up to the failure; any other result is given as it is.

    What the scenario is there to reproduce is in the log because it was provoked, and explains nothing.
    """
    if result.outcome is not Outcome.FAILED or not result.board:
        return result
    at_us = result.failure.at_us if result.failure is not None else None
    lines = [
        str(event.fields.get("text", ""))
        for event in result.events
        if event.kind is EventKind.SERIAL and (at_us is None or event.t_us <= at_us)
    ]
    diagnosis = diagnose_lines(lines)
    if diagnosis.verdict is not Verdict.PROBLEM:
        return result
    unprovoked = (each for each in diagnosis.findings if each.course is Course.OPEN and not _is_provoked(each, result))
    finding = next(unprovoked, None)
    return result if finding is None else msgspec.structs.replace(result, log_cause=_log_cause(finding))


def _is_provoked(finding: Finding, result: Result) -> bool:
    return result.scenario in finding.scenarios


def _log_cause(finding: Finding) -> LogCause:
    return LogCause(
        title=finding.title,
        confidence=finding.confidence,
        evidence=finding.evidence[-1].text if finding.evidence else "",
        remedy=finding.remedy,
        documented="; ".join(map(str, finding.documented)),
        note=finding.note,
    )
