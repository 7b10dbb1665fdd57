"""Where the lines that a rule asks for stand in a log, and whether what stands round them fits.

What it must not know: causes, and what became of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

import msgspec

from oceanhil.analysis.diagnosis.knowledge import Cause, Rule, any_matches, causes, is_called
from oceanhil.analysis.diagnosis.model import Boot, Signal

_NAMES_REMEMBERED: Final = 4_096


class Match(msgspec.Struct, frozen=True):
    """A rule, and its lines in one boot."""

    rule: Rule
    boot: Boot
    signals: tuple[Signal, ...]

    @property
    def line(self) -> int:
        """Where the last of them stands."""
        return self.signals[-1].last.line


def rules_told_by(boots: Sequence[Boot]) -> Iterator[tuple[Cause, list[Rule]]]:
    """Give the causes, in the file's order, with those of their rules whose last line is in one of the boots.

    Of several hundred rules a log has the last line of a few.
    """
    names = {signal.name for boot in boots for signal in boot.signals}
    told = sorted({place for name in names for place in _places_told_by(name)})
    for number, places in groupby(told, lambda place: place[0]):
        cause = causes()[number]
        yield cause, [cause.rule[rule] for _, rule in places]


@lru_cache(maxsize=_NAMES_REMEMBERED)
def _places_told_by(name: str) -> tuple[tuple[int, int], ...]:
    """Give number of cause and number of rule of each rule that ends with such a line."""
    return tuple(
        (number, place)
        for number, cause in enumerate(causes())
        for place, rule in enumerate(cause.rule)
        if is_called(name, rule.lines[-1])
    )


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
