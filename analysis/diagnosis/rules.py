"""Rules matched against the boots of a log: which causes it points to, where, how surely, and whether that is over."""

import re
from collections.abc import Iterable, Sequence

import msgspec

from oceanhil.analysis.diagnosis.knowledge import Cause, Rule, any_matches
from oceanhil.analysis.diagnosis.model import Boot, Course, Evidence, Finding, LineKind, Recognition, Signal

_LATER_BOOT_COSTS = 8
_LATER_BOOTS_COUNTED = 4
_EVIDENCE_SHOWN = 4
ONLINE = "online|poll-200|server-state"
_STATUS = re.compile(r"(?:reg|session|poll)--?\d+")


class _Match(msgspec.Struct, frozen=True):
    rule: Rule
    boot: Boot
    signals: tuple[Signal, ...]

    @property
    def line(self) -> int:
        return self.signals[-1].last.line


def find(cause: Cause, log: Recognition) -> Finding | None:
    """Give the strongest finding of `cause` in `log`, None if no rule matches."""
    matches = (match for rule in cause.rule for match in _matches(rule, log.boots))
    findings = (finding for match in matches if (finding := _finding(cause, match, log)) is not None)
    return min(findings, key=rank, default=None)


def rank(finding: Finding) -> tuple[int, int]:
    """Give a key that sorts findings: open ones first, then those that took a restart, the surest of each first."""
    return list(Course).index(finding.course), -finding.confidence


def last_online(log: Recognition) -> Evidence | None:
    """Give the last line that shows the device online."""
    signals = (signal for boot in reversed(log.boots) for signal in reversed(boot.signals))
    return next((signal.last for signal in signals if any_matches((signal.name,), ONLINE)), None)


def _matches(rule: Rule, boots: Sequence[Boot]) -> Iterable[_Match]:
    for boot in reversed(boots):
        signals = _in_order(rule, boot.signals)
        if signals is not None and _context_fits(rule, boot, signals[0], signals[-1]):
            yield _Match(rule, boot, signals)


def _in_order(rule: Rule, signals: Sequence[Signal]) -> tuple[Signal, ...] | None:
    """Find the rule's lines from the end backwards, so that the latest occurrence is taken."""
    found: list[Signal] = []
    wanted = list(rule.lines)
    for signal in reversed(signals):
        if wanted and any_matches((signal.name,), wanted[-1]) and (found or signal.times >= rule.times):
            found.append(signal)
            wanted.pop()
    return None if wanted else tuple(reversed(found))


def _context_fits(rule: Rule, boot: Boot, first: Signal, last: Signal) -> bool:
    between = {signal.name for signal in boot.signals if first.last.line < signal.first.line < last.last.line}
    earlier_here = {signal.name for signal in boot.signals if signal.first.line < first.first.line}
    earlier = earlier_here | boot.earlier
    return (
        all(any_matches(earlier, wanted) for wanted in rule.before)
        and not any(any_matches(earlier, unwanted) for unwanted in rule.never_before)
        and not any(any_matches(between, unwanted) for unwanted in rule.not_between)
        and not any(any_matches(boot.names(), unwanted) for unwanted in rule.unless)
    )


def _finding(cause: Cause, match: _Match, log: Recognition) -> Finding | None:
    course = _course(match, log)
    if match.rule.routine and course is not Course.OPEN:
        return None
    boots_ago = min(_boots_since(match, log), _LATER_BOOTS_COUNTED)
    return Finding(
        cause=cause.id,
        title=cause.title,
        confidence=max(match.rule.confidence - _LATER_BOOT_COSTS * boots_ago, 5),
        course=course,
        boot=match.boot.number,
        evidence=_evidence(match),
        documented=cause.documented,
        remedy=cause.remedy,
        note=match.rule.note,
        scenarios=cause.scenarios,
    )


def _boots_since(match: _Match, log: Recognition) -> int:
    """Count the starts after it; the one that a crash itself brings about makes the crash no less sure."""
    own = 1 if match.signals[-1].kind is LineKind.CRASH else 0
    return max(log.boot_count - match.boot.number - own, 0)


def _course(match: _Match, log: Recognition) -> Course:
    ends = (ONLINE, *match.rule.resolved_by)
    for boot in log.boots:
        later = [signal.name for signal in boot.signals if signal.last.line > match.line]
        if any(any_matches(later, wanted) for wanted in ends):
            return Course.PASSED if boot.number == match.boot.number else Course.CURED
    return Course.OPEN


def _telling(signal: Signal) -> Evidence:
    return signal.first if signal.kind is LineKind.CRASH else signal.last


def _evidence(match: _Match) -> tuple[Evidence, ...]:
    """Give the lines that show it; before a refusal in words also its status, and each line once."""
    lines: dict[int, Evidence] = {}
    for signal in match.signals:
        position = match.boot.signals.index(signal)
        before = match.boot.signals[position - 1] if position else signal
        tag = signal.name.partition("-")[0]
        if _STATUS.fullmatch(before.name) and before.name.startswith(f"{tag}-"):
            lines.setdefault(before.last.line, before.last)
        # Of lines that mean the same the first tells the reason, such as that of a crash, and the last that it goes on.
        shown = (signal.first, signal.last) if signal.first.text != signal.last.text else (_telling(signal),)
        lines.update({each.line: each for each in shown})
    return tuple(lines.values())[:_EVIDENCE_SHOWN]
