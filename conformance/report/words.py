"""What several reports say in the same words."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from oceanhil.conformance.contract.item import Severity
from oceanhil.conformance.contract.received import Received, ReceivedOutcome
from oceanhil.conformance.contract.result import (
    Change,
    ChangeKind,
    ConformReport,
    Excused,
    ItemResult,
    ItemVerdict,
    Tally,
    seen_words,
    tally,
)
from oceanhil.conformance.report.asked import NOTHING_KNOWN, Asked
from oceanhil.host.durations import span
from oceanhil.host.visible_text import clip
from oceanhil.protocol.profile import BUILT_IN, Scalar
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural
from oceanhil.remote.connector.control import is_of_the_server, operations_of

_TOPICS_MAX: Final = 5
_REASONS_MAX: Final = 3
_OPERATIONS_MAX: Final = 5
_DEVICES_MAX: Final = 8
_OF_RECORDING: Final = "recorded/"
"""Ids of what is told from a recording alone: no server can be asked again."""


def headline(report: ConformReport) -> str:
    """Sum a run up in a sentence without a full stop."""
    counts = tally(report.results)
    tried = len(report.results) - counts.untestable
    if report.broken_off:
        return f"Broken off after {plural(len(report.results), 'item')}"
    if not tried:
        return "Nothing could be tried"
    if counts.violates or counts.differs:
        return f"{plural(tried - counts.conforms, 'item')} of {tried:,} not as expected"
    return f"All {plural(tried, 'item')} conform" if tried > 1 else "The item conforms"


def took_words(report: ConformReport) -> str:
    """Say how long it took; of a recording how long that is."""
    took = span(round(report.duration_s * SECOND_US))
    return f"a recording of {took}" if report.is_recorded else took


def totals(counts: Tally) -> tuple[tuple[str, int], ...]:
    """Give each verdict in the words of a sum, with its number."""
    return (
        (verdict_word(ItemVerdict.CONFORMS, counts.conforms), counts.conforms),
        (verdict_word(ItemVerdict.DIFFERS, counts.differs), counts.differs),
        (verdict_word(ItemVerdict.VIOLATES, counts.violates), counts.violates),
        ("not testable here", counts.untestable),
        ("flaky", counts.flaky),
    )


def verdict_word(verdict: ItemVerdict, number: int) -> str:
    """Give the word for so many items of a verdict: "1 conforms", "2 conform"."""
    return verdict.value if number == 1 or verdict is ItemVerdict.UNTESTABLE else verdict.value.removesuffix("s")


def reading_words(readings: Mapping[str, Scalar]) -> str:
    """Write readings as assignments, with words of the server made harmless."""
    return ", ".join(f"{name} = {clip(repr(value))}" for name, value in readings.items())


def change_words(change: Change) -> str:
    """Say how an item changed."""
    if change.kind is ChangeKind.REMOVED:
        return "is no longer in the catalogue"
    assert change.now is not None
    is_alike = _is_alike(change)
    now = _told(change.now, change.outcome_now, change.received_now, change.readings_now, has_fields=is_alike)
    if change.before is None:
        return f"new: {now}"
    was = change.received_before
    before = _told(change.before, change.outcome_before, was, change.readings_before, has_fields=is_alike)
    more = "; fails at every level: what was received went over to the wrong side" if change.crosses else ""
    return f"was {before}, now {now}{f'; {clip(change.words)}' if change.words else ''}{more}"


def excused_words(excused: Excused) -> str:
    """Say why a flaky item fails nothing, and how long."""
    return f"flaky as it was since {excused.since}, fails from {excused.until} on: {clip(excused.words)}"


def verdict_with_outcome(result: ItemResult) -> str:
    """Give the verdict and, where it does not conform, the outcome: `differs, accepted`."""
    return _outcome_words(result.verdict, result.outcome)


def outcome_words(result: ItemResult) -> str:
    """Give the outcome of what does not conform; empty for others."""
    return _outcome_words(result.verdict, result.outcome).partition(", ")[2]


def flaky_words(result: ItemResult) -> str:
    """Say how often which outcome was seen."""
    told = f": {clip(seen_words(result.seen))}" if result.seen else ""
    behind = f"; none again right behind {result.behind}: see whether that fells the server" if result.behind else ""
    return f"{result.attempts} trials came out differently; this is the worst of them{told}{behind}"


def received_words(result: ItemResult) -> str:
    """Say what was received, as it is compared with a baseline; empty where nothing is kept."""
    if result.received is None:
        return ""
    return clip(f"{result.received.in_words}{_contents(result.received)}")


def _contents(received: Received, nothing: str = "") -> str:
    """Say what was in an answer: its fields, or what it is if it has none; `nothing` is said of an empty one."""
    if len(received.fields) == 1 and received.fields[0].startswith("("):
        return f" {received.fields[0]}"
    return f" with {', '.join(received.fields)}" if received.fields else nothing


def place_words(result: ItemResult) -> Sequence[str]:
    """Say in which exchanges of a recording it does not hold, a line for each device."""
    lines = [clip(place.in_words) for place in result.places[:_DEVICES_MAX]]
    rest = len(result.places) - _DEVICES_MAX
    return [*lines, f"and {plural(rest, 'device')} more (all: JSON report)"] if rest > 0 else lines


def missing(results: Iterable[ItemResult]) -> dict[str, list[ItemResult]]:
    """Group what could not be tried by the capability that is missing; an item may stand under several."""
    groups: dict[str, list[ItemResult]] = {}
    for result in results:
        for name in result.missing:
            groups.setdefault(name, []).append(result)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def topics_of(results: Sequence[ItemResult]) -> str:
    """Count items by topic, the topics with the most of them first."""
    counts = Counter(result.topic for result in results)
    named = [f"{topic} {number}" for topic, number in counts.most_common(_TOPICS_MAX)]
    rest = len(counts) - len(named)
    more = [f"and {plural(rest, 'topic')} more"] if rest else []
    return f"{plural(len(results), 'item')} ({', '.join([*named, *more])})"


def alike_words(others: Sequence[ItemResult]) -> str:
    """Say how many more of a topic came out as the one that is told at length."""
    return f"{len(others)} more of {others[0].topic}, with the same answer"


def severities_of(results: Iterable[ItemResult]) -> str:
    """Count items by severity, the worst first: `critical 3, minor 40`."""
    counts = Counter(result.severity for result in results)
    return ", ".join(f"{severity.value} {counts[severity]}" for severity in Severity if counts[severity])


def reasons_of(results: Iterable[ItemResult]) -> Sequence[str]:
    """Say why these could not be tried, each reason once: of those that lack least, as the rest is told elsewhere."""
    with_reason = [result for result in results if result.found]
    fewest = min((len(result.missing) for result in with_reason), default=0)
    reasons = list(dict.fromkeys(result.found for result in with_reason if len(result.missing) == fewest))
    rest = len(reasons) - _REASONS_MAX
    return [*reasons[:_REASONS_MAX], f"and {plural(rest, 'other reason')}"] if rest > 0 else reasons


def given_up(results: Iterable[ItemResult]) -> Sequence[str]:
    """Name the operations that failed until they were given up."""
    return sorted({name for result in results if result.given_up for name in result.missing})


def shown_results(report: ConformReport) -> Sequence[ItemResult]:
    """Give the results worth a paragraph: what does not conform; beside a baseline what changed or is flaky.

    Worst first: what costs devices most, of that what breaks a fact; of the same kind in the order in which it was
    tried.
    """
    if report.compared is None:
        shown = [result for result in report.results if result.verdict in {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS}]
    else:
        changed = {change.id for change in report.compared.changes}
        shown = [result for result in report.results if result.flaky or result.id in changed]
    severities = [*Severity]
    return sorted(shown, key=lambda each: (severities.index(each.severity), each.verdict is not ItemVerdict.VIOLATES))


def next_steps(report: ConformReport, failed: Sequence[str], asked: Asked = NOTHING_KNOWN) -> Iterator[str]:
    """Say what may be done now, most urgent first; `asked` is how the run was called."""
    counts = tally(report.results)
    if report.left_behind:
        yield f"remove what was left behind{', as said above' if report.connector else ' (above) by hand'}"
    if failed and not failed[0].startswith(_OF_RECORDING):
        yield f"try one item again: oceanhil conform {report.url}{asked.options or _options(report)} --only {failed[0]}"
    if report.learned and asked.profile:
        yield f"have the server's readings answered: oceanhil serve --profile {shlex.quote(asked.profile)}"
    elif report.learned:
        yield "keep the server's readings: --write-profile FILE, then oceanhil serve --profile FILE answers like it"
    if counts.differs and not failed and report.compared is None:
        yield "let differences fail the run: --fail-on contradiction or --fail-on assumption"
    needed = [_waits_for(result) for result in report.results if not _is_of_recording(result)]
    waiting = [names for names in needed if names]
    if waiting and not report.connector:
        how = "--connector FILE; docs/connectors.md of the repository"
        yield f"{plural(len(waiting), 'item')} more with a connector file ({how}): {_what_it_adds(waiting)}"


def _waits_for(result: ItemResult) -> frozenset[str]:
    """Give the operations for want of which an item could not be tried; none if operations alone do not help."""
    missing = frozenset(result.missing if result.verdict is ItemVerdict.UNTESTABLE else ())
    return frozenset() if any(is_of_the_server(name) for name in missing) else missing


def _what_it_adds(needed: Sequence[frozenset[str]]) -> str:
    """Say which operations add how many items, those first that add the most to what is there then."""
    there: set[str] = set()
    said: list[str] = []
    while left := {name for names in needed for name in names - there}:
        adds = {name: sum(bool(names - there) and names <= there | {name} for names in needed) for name in left}
        best = max(sorted(left), key=lambda name: (adds[name], sum(name in names for names in needed)))
        there.add(best)
        said.append(f"{operations_of(best)} {adds[best]}")
    rest = len(said) - _OPERATIONS_MAX
    return ", then ".join(said[:_OPERATIONS_MAX]) + (f", and {rest} more" if rest > 0 else "")


def _options(report: ConformReport) -> str:
    service = "" if report.service == BUILT_IN else f" --profile {report.service}"
    return f"{service} --connector FILE" if report.connector else service


def _is_of_recording(result: ItemResult) -> bool:
    return result.id.startswith(_OF_RECORDING)


def _outcome_words(verdict: ItemVerdict, outcome: ReceivedOutcome) -> str:
    is_said = verdict in {ItemVerdict.DIFFERS, ItemVerdict.VIOLATES} and outcome is not ReceivedOutcome.UNKNOWN
    return f"{verdict.value}, {outcome.value}" if is_said else verdict.value


def _is_alike(change: Change) -> bool:
    """Tell whether two answers differ in the names of their fields alone."""
    was, now = change.received_before, change.received_now
    return was is not None and now is not None and was != now and was.kernel == now.kernel


def _told(
    verdict: ItemVerdict,
    outcome: ReceivedOutcome,
    received: Received | None,
    readings: Mapping[str, Scalar],
    *,
    has_fields: bool,
) -> str:
    """Write verdict, outcome and what was received."""
    parts = []
    if received is not None and verdict is not ItemVerdict.UNTESTABLE:
        fields = _contents(received, " with no fields") if has_fields else ""
        parts.append(clip(f"{received.in_words}{fields}"))
    if readings:
        parts.append(reading_words(readings))
    words = _outcome_words(verdict, outcome)
    return f"{words} ({'; '.join(parts)})" if parts else words
