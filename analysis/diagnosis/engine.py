"""The diagnosis itself: every cause is looked for, what is found is ranked, and an unknown log gets a hint."""

import re
from collections.abc import Iterable

import msgspec

from oceanhil.analysis.diagnosis.captured.lines import split_lines
from oceanhil.analysis.diagnosis.captured.recorded_log import RecordedLog
from oceanhil.analysis.diagnosis.hints import why_unknown
from oceanhil.analysis.diagnosis.history.at_work import WOKE, WORKS, ends_at_work
from oceanhil.analysis.diagnosis.history.restarts import SLEEPS_LONG
from oceanhil.analysis.diagnosis.knowledge import Cause, Rule, any_matches, is_called
from oceanhil.analysis.diagnosis.matching import Match, context_fits, in_order, matches, rules_told_by
from oceanhil.analysis.diagnosis.model import (
    Course,
    Diagnosis,
    Evidence,
    Finding,
    LineKind,
    LogVerdict,
    Recognition,
    Signal,
)
from oceanhil.analysis.diagnosis.recognition import recognise_boards
from oceanhil.analysis.diagnosis.wording.own_words import Meant, as_printed

_SILENT = frozenset({LineKind.ROM, LineKind.CRASH, LineKind.UPLOAD, LineKind.TESTS})
_FIRST_TELLS = frozenset({LineKind.CRASH, LineKind.SYSTEM})
"""Of several such lines in a row the first is the reason; of answers the last one was before what follows."""
_OTHER_DEVICE = (
    "no line of an OceanRemote device is in this log: what was found is true of any board, and what the device said to"
    " the server is not in it"
)
_SLEEPS_LONG = (
    "it sleeps for longer than five minutes at a time: until it wakes the dashboard shows it AWAY and then OFFLINE,"
    " though nothing is wrong with it (less than 300 s between two contacts keep it from OFFLINE)"
)
_OTHERS_FROM = 70
"""What is told of a board beside the one with the surest trouble is likely at least, in percent."""
_LATER_BOOT_COSTS = 8
_LATER_BOOTS_COUNTED = 4
_EVIDENCE_SHOWN = 5
ONLINE = "online|poll-200|polled-200|server-state"
_OFTEN = 3
_WELL_PER_FAILURE = 3
_GOOD_ANSWERS = "@answered|server-state"
_MOST_URGENT = (LogVerdict.PROBLEM, LogVerdict.RECOVERED, LogVerdict.HEALTHY, LogVerdict.UNKNOWN)
_CRASHES = "cache-disabled|panic|exception|crash-dump|watchdog|brownout|stack-overflow|heap-corrupted"
_DUMP = "crash-dump"
_TESTS_PASSED, _TESTS_FAILED = "tests-passed", "tests-failed"
_STATUS = re.compile(r"(?:reg|session|poll)--?\d+")


def diagnose(text: str) -> Diagnosis:
    """Diagnose a whole serial log."""
    return diagnose_lines(split_lines((text,)))


def diagnose_lines(lines: Iterable[str], meant: Meant = as_printed) -> Diagnosis:
    """Diagnose a serial log given line by line, for logs that are too large for memory.

    `meant` gives the documented line that a line in the firmware's own words means.
    """
    recorded = RecordedLog(lines)
    first, *rest = sorted(map(_diagnose, recognise_boards(recorded, meant)), key=_urgency)
    told = msgspec.structs.replace(first, others=_other_troubles(first, rest))
    return told.renumbered(recorded.number_in_file)


def _other_troubles(first: Diagnosis, rest: Iterable[Diagnosis]) -> tuple[Finding, ...]:
    """Give what is wrong with the other boards, each cause once, where it is not what is wrong with the first."""
    troubled = (each.findings[0] for each in rest if each.verdict is LogVerdict.PROBLEM)
    known = {finding.cause for finding in first.findings[:1]}
    found: dict[str, Finding] = {}
    for finding in troubled:
        if finding.cause not in known and finding.confidence >= _OTHERS_FROM:
            found.setdefault(finding.cause, finding)
    return tuple(found.values())


def _urgency(diagnosis: Diagnosis) -> tuple[int, int, int]:
    """Give a key that sorts what is told of several boards: trouble first, the surest of it; the rest in any order."""
    first = rank(diagnosis.findings[0]) if diagnosis.findings else (0, 0)
    return list(_MOST_URGENT).index(diagnosis.verdict), *first


def _diagnose(log: Recognition) -> Diagnosis:
    told = rules_told_by(log.boots)
    found = (finding for cause, rules in told if (finding := find(cause, rules, log)) is not None)
    findings = tuple(sorted(found, key=rank))
    online = last_online(log)
    verdict = _verdict(findings, log)
    explained = any(finding.course is Course.OPEN for finding in findings) or _ends_online(log)
    return Diagnosis(verdict, findings, online, hints_for(log, is_explained=explained), log)


def _verdict(findings: tuple[Finding, ...], log: Recognition) -> LogVerdict:
    if any(finding.course is Course.OPEN for finding in findings):
        return LogVerdict.PROBLEM
    if findings and (not log.is_oceanremote or _ends_online(log)):
        return LogVerdict.RECOVERED
    if _ends_online(log):
        return LogVerdict.HEALTHY
    return LogVerdict.PROBLEM if findings else LogVerdict.UNKNOWN


def _is_well(log: Recognition) -> str:
    """Give what shows that the device does what it is there for."""
    return ONLINE if log.is_oceanremote else f"{ONLINE}|{WORKS}"


def _ends_online(log: Recognition) -> bool:
    """Tell whether the latest boot in which the firmware said anything came ONLINE, and does not fail since."""
    telling = (boot for boot in reversed(log.boots) if any(signal.kind not in _SILENT for signal in boot.signals))
    latest = next(telling, None)
    is_online = latest is not None and any_matches(latest.names(), ONLINE) and not log.only_complains
    return is_online or (latest is not None and ends_at_work(latest, log))


def hints_for(log: Recognition, *, is_explained: bool = False) -> tuple[str, ...]:
    """Give one hint or more for a log that its findings do not explain, or that is no OceanRemote device's."""
    if is_explained:
        if not log.is_oceanremote:
            return (_OTHER_DEVICE,)
        return (_SLEEPS_LONG,) if _ends_online(log) and _sleeps_long(log) else ()
    return why_unknown(log)


def _sleeps_long(log: Recognition) -> bool:
    """Tell whether it has woken from a sleep that is longer than the dashboard waits for it."""
    return log.names() >= {WOKE, SLEEPS_LONG}


def find(cause: Cause, rules: Iterable[Rule], log: Recognition) -> Finding | None:
    """Give the strongest finding of `cause` in `log` by some of its rules, None if none of them matches."""
    found = (match for rule in rules for match in matches(rule, log.boots))
    findings = (finding for match in found if (finding := _finding(cause, match, log)) is not None)
    return min(findings, key=rank, default=None)


def rank(finding: Finding) -> tuple[int, int]:
    """Give a key that sorts findings: open ones first, then those that took a restart, the surest of each first."""
    return list(Course).index(finding.course), -finding.confidence


def last_online(log: Recognition) -> Evidence | None:
    """Give the last line that shows the device online."""
    signals = (signal for boot in reversed(log.boots) for signal in reversed(boot.signals))
    shows = _is_well(log)
    return next((signal.last for signal in signals if is_called(signal.name, shows)), None)


def _finding(cause: Cause, match: Match, log: Recognition) -> Finding | None:
    course = _course(match, log)
    if (match.rule.routine and course is not Course.OPEN) or _was_a_test(match, log):
        return None
    boots_ago = min(_boots_since(match, log), _LATER_BOOTS_COUNTED)
    return Finding(
        cause=cause.id,
        title=cause.title,
        confidence=max(match.rule.confidence - _LATER_BOOT_COSTS * boots_ago, 5),
        course=course,
        boot=match.boot.number,
        evidence=_evidence(match, log),
        documented=cause.documented,
        remedy=match.rule.remedy or cause.remedy,
        note=match.rule.note,
        scenarios=cause.scenarios,
        reasons=cause.reasons,
    )


def _was_a_test(match: Match, log: Recognition) -> bool:
    """Tell whether a run of tests sums up behind it that all went as it was to go."""
    names = log.names()
    if _TESTS_PASSED not in names or _TESTS_FAILED in names:
        return False
    passed = (signal for boot in log.boots for signal in boot.signals if signal.name == _TESTS_PASSED)
    return any(signal.last.line > match.line for signal in passed)


def _boots_since(match: Match, log: Recognition) -> int:
    """Count the starts after it; the one that a crash itself brings about makes the crash no less sure."""
    own = 1 if match.signals[-1].kind is LineKind.CRASH else 0
    return max(log.boot_count - match.boot.number - own, 0)


def _course(match: Match, log: Recognition) -> Course:
    ends = _ends(match, log)
    if _comes_again(match, log) or _comes_and_goes(match, log, ends):
        return Course.OPEN
    for boot in log.boots:
        later = [signal.name for signal in boot.signals if signal.last.line > match.line]
        if any(any_matches(later, wanted) for wanted in ends):
            return Course.PASSED if boot.number == match.boot.number else Course.CURED
    return Course.OPEN


def _ends(match: Match, log: Recognition) -> tuple[str, ...]:
    """Give what means, later in the log, that it is over."""
    return match.rule.resolved_by if match.rule.lasting else (_is_well(log), *match.rule.resolved_by)


def _comes_and_goes(match: Match, log: Recognition, ends: tuple[str, ...]) -> bool:
    """Tell whether it was over before for as long as it is at the end, and came again after a few answers each time.

    Firmware that tells changes only, that it is joined or online again, does not say how long all was well.
    """
    if match.rule.routine:
        return False
    failed = well = well_now = longest = line = 0
    for signal in match.boot.signals:
        if is_called(signal.name, match.rule.lines[-1]):
            failed += signal.times
            longest, well_now = max(longest, well_now), 0
        elif failed and any(is_called(signal.name, wanted) for wanted in ends):
            if not is_called(signal.name, _GOOD_ANSWERS):
                return False
            if signal.last.line != line:
                well, well_now, line = well + signal.times, well_now + signal.times, signal.last.line
    is_often = failed >= _OFTEN and well <= _WELL_PER_FAILURE * failed
    return is_often and 0 < well_now <= longest and match.boot.number == log.boot_count


def _comes_again(match: Match, log: Recognition) -> bool:
    """Tell whether the latest of several starts ended in the same crash: no start in between has cured it."""
    name = next((signal.name for signal in reversed(match.signals) if is_called(signal.name, _CRASHES)), "")
    if not name:
        return False
    crashed = [boot.number for boot in log.boots if name in boot.names()]
    return len(crashed) > 1 and crashed[-1] >= log.boot_count - 1


def _evidence(match: Match, log: Recognition) -> tuple[Evidence, ...]:
    """Give the lines that show it: what was before, then the rule's own; before a refusal in words also its status.

    They are those where it began, which tell the reason, and the latest, which tells that it goes on.
    """
    if (whole := _told_in_full(match, log)) is not match:
        return (*_evidence(whole, log), match.signals[-1].last)[:_EVIDENCE_SHOWN]
    lines = {each.line: each for wanted in match.rule.before if (each := _seen_before(wanted, match, log)) is not None}
    began = _where_it_began(match, log)
    for signal in began:
        position = match.boot.signals.index(signal)
        before = match.boot.signals[position - 1] if position else signal
        tag = signal.name.partition("-")[0]
        if _STATUS.fullmatch(before.name) and before.name.startswith(f"{tag}-"):
            lines.setdefault(before.last.line, before.last)
        tells = signal.first if signal is began[-1] or signal.kind in _FIRST_TELLS else signal.last
        lines[tells.line] = tells
    latest = match.signals[-1].last
    if latest.text != began[-1].first.text:
        lines[latest.line] = latest
    return tuple(lines.values())[:_EVIDENCE_SHOWN]


def _told_in_full(match: Match, log: Recognition) -> Match:
    """Give the same crash in the first boot that shows its registers, where the log ends before it does so again."""
    if match.signals[-1].kind is not LineKind.CRASH or any_matches(match.boot.names(), _DUMP):
        return match
    earlier = [each for each in matches(match.rule, log.boots) if any_matches(each.boot.names(), _DUMP)]
    return earlier[-1] if earlier else match


def _where_it_began(match: Match, log: Recognition) -> tuple[Signal, ...]:
    """Give the rule's lines where they stood first since all was well.

    Between an answer and the same answer again stand other lines, so that each is a signal of its own.
    """
    signals, ends = match.boot.signals, _ends(match, log)
    ends = () if _comes_and_goes(match, log, ends) else ends
    position = last = signals.index(match.signals[-1])
    while position and not any(is_called(signals[position - 1].name, wanted) for wanted in ends):
        position -= 1
    while not is_called(signals[position].name, match.rule.lines[-1]):
        position += 1
    began = in_order(match.rule, signals[: position + 1]) if position < last else None
    if began is None or not context_fits(match.rule, match.boot, began[0], began[-1]):
        return match.signals
    return began


def _seen_before(wanted: str, match: Match, log: Recognition) -> Evidence | None:
    """Give the last line before those of the rule that means so, if it is still known."""
    first = match.signals[0].first.line
    boots = (boot for boot in reversed(log.boots) if boot.number <= match.boot.number)
    signals = (signal for boot in boots for signal in reversed(boot.signals) if signal.first.line < first)
    return next((signal.first for signal in signals if is_called(signal.name, wanted)), None)
