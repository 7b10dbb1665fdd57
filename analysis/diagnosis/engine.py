"""The diagnosis itself: every cause is looked for, what is found is ranked, and an unknown log gets a hint."""

from collections.abc import Iterable

from oceanhil.analysis.diagnosis.hints import hints_for
from oceanhil.analysis.diagnosis.knowledge import any_matches, causes
from oceanhil.analysis.diagnosis.model import Course, Diagnosis, Finding, LineKind, Recognition, Verdict
from oceanhil.analysis.diagnosis.recognition import recognise_lines, recognise_log
from oceanhil.analysis.diagnosis.rules import ONLINE, find, last_online, rank

_SILENT = frozenset({LineKind.ROM, LineKind.CRASH, LineKind.UPLOAD})


def diagnose(text: str) -> Diagnosis:
    """Diagnose a whole serial log."""
    return _diagnose(recognise_log(text))


def diagnose_lines(lines: Iterable[str]) -> Diagnosis:
    """Diagnose a serial log given line by line, for logs that are too large for memory."""
    return _diagnose(recognise_lines(lines))


def _diagnose(log: Recognition) -> Diagnosis:
    found = (finding for cause in causes() if (finding := find(cause, log)) is not None)
    findings = tuple(sorted(found, key=rank))
    online = last_online(log)
    verdict = _verdict(findings, log)
    explained = any(finding.course is Course.OPEN for finding in findings) or _ends_online(log)
    return Diagnosis(verdict, findings, online, hints_for(log, is_explained=explained), log)


def _verdict(findings: tuple[Finding, ...], log: Recognition) -> Verdict:
    if any(finding.course is Course.OPEN for finding in findings):
        return Verdict.PROBLEM
    if _ends_online(log):
        return Verdict.RECOVERED if findings else Verdict.HEALTHY
    return Verdict.PROBLEM if findings else Verdict.UNKNOWN


def _ends_online(log: Recognition) -> bool:
    """Tell whether the latest boot in which the firmware said anything came ONLINE."""
    telling = (boot for boot in reversed(log.boots) if any(signal.kind not in _SILENT for signal in boot.signals))
    latest = next(telling, None)
    return latest is not None and any_matches(latest.names(), ONLINE)
