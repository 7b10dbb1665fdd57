"""Where the lines that a rule asks for stand in a log, and whether what stands round them fits.

What it must not know: causes, and what became of them.
"""

from collections.abc import Iterable, Sequence

import msgspec

from oceanhil.analysis.diagnosis.knowledge import Rule, any_matches, is_called
from oceanhil.analysis.diagnosis.model import Boot, Signal


class Match(msgspec.Struct, frozen=True):
    """A rule, and its lines in one boot."""

    rule: Rule
    boot: Boot
    signals: tuple[Signal, ...]

    @property
    def line(self) -> int:
        """Where the last of them stands."""
        return self.signals[-1].last.line


def matches(rule: Rule, boots: Sequence[Boot]) -> Iterable[Match]:
    """Give where a rule holds, the latest boot first."""
    for boot in reversed(boots):
        signals = in_order(rule, boot.signals)
        if signals is not None and context_fits(rule, boot, signals[0], signals[-1]):
            yield Match(rule, boot, signals)


def in_order(rule: Rule, signals: Sequence[Signal]) -> tuple[Signal, ...] | None:
    """Find the rule's lines from the end backwards, so that the latest occurrence is taken."""
    found: list[Signal] = []
    position = len(rule.lines) - 1
    wanted = rule.lines[position]
    for signal in reversed(signals):
        if is_called(signal.name, wanted) and (found or signal.times >= rule.times):
            found.append(signal)
            if not position:
                return tuple(reversed(found))
            position -= 1
            wanted = rule.lines[position]
    return None


def context_fits(rule: Rule, boot: Boot, first: Signal, last: Signal) -> bool:
    """Tell whether what a rule asks for, or rules out, of what is round its lines is so."""
    between = {signal.name for signal in boot.signals if first.last.line < signal.first.line < last.last.line}
    earlier_here = {signal.name for signal in boot.signals if signal.first.line < first.first.line}
    earlier = earlier_here | boot.earlier
    return (
        all(any_matches(earlier, wanted) for wanted in rule.before)
        and not any(any_matches(earlier, unwanted) for unwanted in rule.never_before)
        and not any(any_matches(between, unwanted) for unwanted in rule.not_between)
        and not any(any_matches(boot.names(), unwanted) for unwanted in rule.unless)
    )
