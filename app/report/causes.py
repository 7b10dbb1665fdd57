"""Failures by cause: of cases that fail for one reason, one is looked at and the others are counted.

What two failures must have in common to be of one cause: the invariant or the limit that is broken (of secrets also
whether they were printed or sent); or a line that differs from the expected one in its wording alone; or else the last
complaint of the device that nothing has made good since, or what was seen last (of counted requests, what was
expected), with all that differs from case to case cut out of it (numbers but for the status of an answer, tokens, names
in quotes). That is coarse on purpose. Fifty cases that fail at fifty steps because the device says `[TIME] Clock skew
+11833 s` are one cause; that two causes now and then end in the same last line costs a look at a second case, and every
case keeps its name and its replay ID.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from itertools import takewhile
from typing import Generic, Protocol, TypeVar

import msgspec

from oceanhil.app.report.complaints import standing_complaint
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.devices.steps import requests
from oceanhil.scenarios.devices.steps.nearest_line import nearly_met
from oceanhil.scenarios.devices.steps.online import NO_POLL_AFTER, ExpectOnline
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.limits import MEASURED
from oceanhil.scenarios.result import Failure, Outcome, Result
from oceanhil.scenarios.ringcentral.steps import answers
from oceanhil.scenarios.run import LOOKED_PAST
from oceanhil.scenarios.trace import documented_words

_DIFFERS = (
    # How many answers are listed behind a count differs with the count, and so does the word for what is counted.
    (re.compile(r"(\b[\d,]+ times?)(?:, at most [^:]+)?: .+ at \d.*"), r"\1"),
    (re.compile(r"(\b[\d,]+, answered) .+ at \d.*"), r"\1"),
    (re.compile(r"\b1 (time|request|poll|line|byte|sector)\b"), r"1 \1s"),
    (re.compile(r"oc_[a-z]+_[\w…-]*"), "a token"),
    (re.compile(r"'[^']*'"), "…"),
    (re.compile(r"(?:\d+ d )?\d+:\d\d:\d\d\.\d{3}"), "a time"),
    (re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}"), "a MAC"),
    (re.compile(r"\b\d+(?:\.\d+)?(?:d|h|m|s|ms|us)\b(?: \d+(?:\.\d+)?(?:d|h|m|s|ms|us)\b)*"), "a time"),
)
_STATUS_OR_NUMBER = re.compile(
    r"(?P<says>HTTP Response: |-> )(?P<status>-?\d{1,3})\b|[+-]?\d+(?:[.:,]\d+)*(?: (?:ms|s|min|h)\b)?(?: N)*"
)
_NO_ANSWER, _SERVER_FAILS = "no answer", "5xx"
# Whoever prints a secret and whoever sends it to a stranger have two things to mend.
_DOES_WITH_SECRETS = re.compile(r"\S+ (printed|sent|gave) ")
_ONLY_WHAT_DIFFERS = re.compile(r"(?:a token|a time|a MAC|N|…)(?:[ ,;]+(?:a token|a time|a MAC|N|…))*")
_DIGIT = re.compile(r"\d")
_BETWEEN_LINES = " | "
_ANNOUNCES = "Next attempt"
_COUNTS = frozenset({requests.ExpectCount.name, answers.ExpectCount.name})
_UNKNOWN = "no reason given"
_HIDES_FROM = 10
_BEGINNING_WORDS = 3
"""A device, what it did, and in one word to whom or what: that breach and no other."""


class Red(Protocol):
    """A case that is red, whoever ran it."""

    @property
    def failure(self) -> Failure | None:
        """The step or invariant that failed; None when none did."""

    @property
    def reason(self) -> str:
        """Why it is red where nothing failed."""

    @property
    def simulated_us(self) -> int:
        """How much time passed inside the world."""


R = TypeVar("R", bound=Red)


class Cause(msgspec.Struct, Generic[R], frozen=True):
    """Failures of one cause, in `words`; the clearest comes first, the others in the order in which they ran."""

    words: str
    results: tuple[R, ...]

    @property
    def clearest(self) -> R:
        """The case to look at."""
        return self.results[0]

    @property
    def heading(self) -> str:
        """The cause in a sentence with what the clearest case shows; `words` are cut to what all have in common."""
        differ = len({_heading(each) for each in self.results}) > 1
        return _heading(self.clearest) + (", or the like" if differ else "")


def cause_of(red: Red) -> str:
    """Give the words for the cause of a failure; two failures of one cause have the same."""
    failure = red.failure
    if failure is None:
        return _alike(red.reason or _UNKNOWN)
    if failure.step.startswith(MEASURED):
        # What was found is a number, another one in each case.
        return failure.expected
    if failure.invariant:
        done = _DOES_WITH_SECRETS.match(failure.found) if failure.invariant == InvariantId.I1.value else None
        return f"{failure.invariant}{f' ({done[1]})' if done else ''}: {failure.expected}"
    if nearest := nearly_met(failure.found):
        return f"expected {failure.expected}, {nearest}"
    return _told(failure)


def way_of(red: Red) -> str:
    """Give in which way a case fails, without what differs from run to run: more of it than its cause says.

    Of a broken invariant that is what was found, of a step the step itself as well: two ways may be of one cause. What
    a step expected is not in it: limits may follow what the run itself counted, and the step has those of the file.
    """
    failure = red.failure
    if failure is None or failure.step.startswith(MEASURED):
        return cause_of(red)
    if failure.invariant:
        return f"{failure.invariant}: {_alike(failure.found)}"
    words = nearly_met(failure.found) or _seen(failure)
    return words if words.startswith(failure.step) else f"{failure.step}, found {words}"


def _heading(red: Red) -> str:
    words, failure = cause_of(red), red.failure
    if failure is None:
        return (red.reason or _UNKNOWN).splitlines()[0]
    if failure.invariant or failure.expected in words:
        return words
    lines = _lines(failure)
    if complaint := standing_complaint(lines):
        return f"nothing made this good: {complaint}"
    return f"what came last: {last}" if (last := _last(lines)) else f"{failure.step} was not met"


def detail_of(red: Red) -> str:
    """Give what the heading of its cause leaves open of a case: how an invariant was broken, or what a step expected.

    With that goes what there was instead. Empty where the heading says it all, or nothing failed.
    """
    failure = red.failure
    if failure is None:
        return ""
    if failure.invariant:
        return failure.found
    heading, sign = _heading(red), _sign(_lines(failure))
    if failure.expected in heading:
        return ""
    return f"expected {failure.expected}" + (f", found {sign}" if sign not in heading else "")


def pointed_to(cause: Cause[Result]) -> Sequence[str]:
    """Give to what the logs of these cases point, a line each, the most frequent first; in how many, if not in all.

    Nothing of a broken invariant: it judges what a device did, whatever led to it.
    """
    logs = [each.log_cause for each in cause.results if each.failure is not None and not each.failure.invariant]
    titles = Counter(each.title for each in logs if each is not None).most_common()
    count = len(cause.results)
    return [
        f"points to: {title}" + ("" if times == count else f" ({times:,} of {plural(count, 'case')})")
        for title, times in titles
    ]


def past_of(cause: Cause[Result], failed: int) -> str:
    """Give what `--past` takes to look past this cause; empty where it keeps too little from being seen.

    That is of an invariant that most of the `failed` cases break: each of them ended there.
    """
    failure, count = cause.clearest.failure, len(cause.results)
    if failure is None or not failure.invariant or count < _HIDES_FROM or 2 * count < failed:
        return ""
    if LOOKED_PAST in cause.clearest.facts:
        return ""
    begun = [each.failure.found.split()[:_BEGINNING_WORDS] for each in cause.results if each.failure is not None]
    # In some case another device may do it first: what all of them begin with is past in all of them.
    # A figure differs from breach to breach, also from those of one case that are seen only behind the first.
    alike = takewhile(lambda words: len(set(words)) == 1 and not _DIGIT.search(words[0]), zip(*begun, strict=False))
    begins = " ".join(words[0] for words in alike)
    return f"{failure.invariant}: {begins}" if begins else failure.invariant


def failure_causes(results: Iterable[Result]) -> tuple[Cause[Result], ...]:
    """Sort the failed of `results` that were not known to fail by cause, in the order of `causes_of`."""
    return causes_of(result for result in results if result.outcome is Outcome.FAILED and not result.is_known)


def causes_of(reds: Iterable[R]) -> tuple[Cause[R], ...]:
    """Sort cases that are all red by cause, the most frequent first, of two alike the one with the clearer case."""
    found: dict[str, list[R]] = {}
    for red in reds:
        found.setdefault(cause_of(red), []).append(red)
    causes = (Cause(words, clearest_first(each)) for words, each in found.items())
    return tuple(sorted(causes, key=lambda cause: (-len(cause.results), *vagueness(cause.clearest))))


def vagueness(red: Red) -> tuple[int, int]:
    """Rank a failure: an invariant's says most, then a step that names a thing; of two alike the shorter run."""
    failure = red.failure
    if failure is None:
        return 3, red.simulated_us
    return 0 if failure.invariant else 2 if failure.step_name == ExpectOnline.name else 1, red.simulated_us


def clearest_first(reds: Sequence[R]) -> tuple[R, ...]:
    """Sort cases of one cause: the one to look at, and the others in their order."""
    first = min(range(len(reds)), key=lambda index: vagueness(reds[index]))
    return (reds[first], *reds[:first], *reds[first + 1 :])


def _told(failure: Failure) -> str:
    lines = _lines(failure)
    if failure.step_name in _COUNTS and not standing_complaint(lines):
        # How many there were, and when, is another matter in each case.
        return f"expected {failure.expected}"
    return _seen(failure)


def _seen(failure: Failure) -> str:
    """Give what tells most of what was found, without what differs from case to case; the step where nothing was."""
    told = _alike(_sign(_lines(failure)) or failure.step)
    # A word alone, such as what storage was found to be, or a bare time, says nothing without what was asked.
    return f"{failure.step_name}: {told}" if told.isalpha() or _ONLY_WHAT_DIFFERS.fullmatch(told) else told


def _sign(lines: Sequence[str]) -> str:
    """Give what tells most of what was found: the complaint that nothing made good, or else what came last."""
    return standing_complaint(lines) or _last(lines)


def _lines(failure: Failure) -> Sequence[str]:
    lines = map(documented_words, failure.found.split(_BETWEEN_LINES))
    return [line for line in lines if line.strip() and _ANNOUNCES not in line]


def _last(lines: Sequence[str]) -> str:
    """Give the last of what was found that announces no next attempt.

    What two worlds did side by side stands below the line that tells of it; a cause has one line. That no poll was
    accepted is so of whoever is not online: why, what the device said before that may tell.
    """
    if not lines:
        return ""
    last = lines[-1].strip().splitlines()[0]
    if last != NO_POLL_AFTER or len(lines) == 1:
        return last
    return f"{_last(lines[:-1])}; {last}"


def _alike(text: str) -> str:
    for pattern, word in _DIFFERS:
        text = pattern.sub(word, text)
    return " ".join(_STATUS_OR_NUMBER.sub(_without_number, text).split())


def _without_number(found: re.Match[str]) -> str:
    """Give what stands for a number; of an answer that is its kind, for who is refused for good need not wait.

    A server fails with 502 and 503 in turn, and which number stands for no answer is up to the firmware.
    """
    if found["status"] is None:
        return "N"
    status = int(found["status"])
    kind = _NO_ANSWER if status <= 0 else _SERVER_FAILS if status >= HTTPStatus.INTERNAL_SERVER_ERROR else str(status)
    return f"{found['says']}{kind}"
