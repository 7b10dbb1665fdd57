"""Failures by cause: of cases that fail for one reason, one is looked at and the others are counted.

What two failures must have in common to be of one cause: the invariant that is broken; or else what was seen last, the
last line that the device wrote before it gave up, say, with all that differs from case to case cut out of it (numbers,
tokens, names in quotes). That is coarse on purpose. Fifty cases that fail at fifty steps because the device says
`[TIME] Clock skew +11833 s` are one cause; that two causes now and then end in the same last line costs a look at a
second case, and every case keeps its name and its replay ID.
"""

import re
from collections.abc import Iterable

import msgspec

from oceanhil.scenarios.result import Failure, Outcome, Result

_DIFFERS = (
    (re.compile(r"oc_[a-z]+_[\w…-]*"), "a token"),
    (re.compile(r"'[^']*'"), "…"),
    (re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}"), "a MAC"),
    (re.compile(r"[+-]?\d+(?:[.:,]\d+)*(?: (?:ms|s|min|h)\b)?(?: N)*"), "N"),
)
_BETWEEN_LINES = " | "
_ANNOUNCES = "Next attempt"
_VAGUE = "expect.online"
_UNKNOWN = "no reason given"


class Cause(msgspec.Struct, frozen=True):
    """Failures of one cause, in `words`; the clearest comes first, the others in the order in which they ran."""

    words: str
    results: tuple[Result, ...]

    @property
    def clearest(self) -> Result:
        """The case to look at."""
        return self.results[0]


def cause_of(result: Result) -> str:
    """Give the words for the cause of a failure; two failures of one cause have the same."""
    failure = result.failure
    if failure is None:
        return _alike(result.reason or _UNKNOWN)
    return f"{failure.invariant}: {failure.expected}" if failure.invariant else _alike(_last_seen(failure))


def failure_causes(results: Iterable[Result]) -> tuple[Cause, ...]:
    """Sort the failed of `results` by cause, the most frequent first."""
    found: dict[str, list[Result]] = {}
    for result in results:
        if result.outcome is Outcome.FAILED:
            found.setdefault(cause_of(result), []).append(result)
    causes = (Cause(words, _clearest_first(each)) for words, each in found.items())
    return tuple(sorted(causes, key=lambda cause: (-len(cause.results), *vagueness(cause.clearest))))


def vagueness(result: Result) -> tuple[int, int]:
    """Rank a failure: an invariant's says most, then a step that names a thing; of two alike the shorter run."""
    failure = result.failure
    if failure is None:
        return 3, result.simulated_us
    return 0 if failure.invariant else 2 if failure.step.startswith(_VAGUE) else 1, result.simulated_us


def _clearest_first(results: list[Result]) -> tuple[Result, ...]:
    first = min(range(len(results)), key=lambda index: vagueness(results[index]))
    return (results[first], *results[:first], *results[first + 1 :])


def _last_seen(failure: Failure) -> str:
    """Give the last line of what was found; when a device announces its next attempt, it has said why before."""
    lines = failure.found.split(_BETWEEN_LINES)
    return next((line for line in reversed(lines) if line.strip() and _ANNOUNCES not in line), failure.step)


def _alike(text: str) -> str:
    for pattern, word in _DIFFERS:
        text = pattern.sub(word, text)
    return " ".join(text.split())
