"""What `--against` came to over a whole session: how many results agree with the other world, and why others cannot.

Read from `Result.agreement`, the headline that `oceanhil.app.run.comparison` writes for each case.
"""

import re
from collections.abc import Iterable, Mapping
from enum import Enum

import msgspec

from oceanhil.scenarios.result import Outcome, Result

_HEADLINE = re.compile(r"(agrees with|differs from|not compared with) (\S+?)(?=[ ;]|: |$)(?:: (.*))?", re.DOTALL)


class Comparison(Enum):
    """What the comparison of one case came to."""

    AGREES = "agrees with"
    DIFFERS = "differs from"
    NOT_COMPARED = "not compared with"


class Agreements(msgspec.Struct, frozen=True):
    """The results of a session that was compared with the world `other`; reasons with the most cases come first."""

    other: str
    agree: int
    differ: int
    not_compared: Mapping[str, tuple[Result, ...]]

    @property
    def left_out(self) -> int:
        """How many were not compared."""
        return sum(map(len, self.not_compared.values()))

    @property
    def not_in_other(self) -> Mapping[str, tuple[Result, ...]]:
        """The reasons of what ran in this world and could not be compared all the same."""
        return {
            reason: results
            for reason, results in self.not_compared.items()
            if any(result.outcome not in {Outcome.SKIPPED, Outcome.ERROR} for result in results)
        }

    @property
    def headline(self) -> str:
        """All of it in one line, without the reasons."""
        return f"{self.agree:,} agree with {self.other}, {self.differ:,} differ, {self.left_out:,} not compared"


def comparison_of(result: Result) -> Comparison | None:
    """Tell what the comparison came to; None where none was asked for."""
    found = _HEADLINE.match(result.agreement)
    return None if found is None else Comparison(found[1])


def count_agreements(results: Iterable[Result]) -> Agreements | None:
    """Count what the comparisons came to; None where none was asked for."""
    other = ""
    numbers = dict.fromkeys(Comparison, 0)
    reasons: dict[str, list[Result]] = {}
    for result in results:
        found = _HEADLINE.match(result.agreement)
        if found is None:
            continue
        kind, other = Comparison(found[1]), found[2]
        numbers[kind] += 1
        if kind is Comparison.NOT_COMPARED:
            reasons.setdefault(found[3] or "no reason given", []).append(result)
    if not other:
        return None
    ranked = sorted(reasons.items(), key=lambda item: -len(item[1]))
    by_reason = {reason: tuple(left_out) for reason, left_out in ranked}
    return Agreements(other, numbers[Comparison.AGREES], numbers[Comparison.DIFFERS], by_reason)
