"""What several reports say in the same words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from hil.conform.contract.result import Change, ChangeKind, ConformReport, ItemResult, Tally, Verdict, tally
from hil.report.words import clip
from protocol.profile import BUILT_IN, Scalar

_OF_RECORDING: Final = "recorded/"
"""Ids of what is told from a recording alone: no server can be asked again."""


def plural(number: int, word: str) -> str:
    """Count things: `1 item`, `2 items`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


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


def totals(counts: Tally) -> tuple[tuple[str, int], ...]:
    """Give each verdict in the words of a sum, with its number."""
    return (
        ("conform", counts.conforms),
        ("differs" if counts.differs == 1 else "differ", counts.differs),
        ("violates" if counts.violates == 1 else "violate", counts.violates),
        ("not testable here", counts.untestable),
        ("flaky", counts.flaky),
    )


def reading_words(readings: Mapping[str, Scalar]) -> str:
    """Write readings as assignments, with words of the server made harmless."""
    return ", ".join(f"{name} = {clip(repr(value))}" for name, value in readings.items())


def change_words(change: Change) -> str:
    """Say how an item changed."""
    if change.kind is ChangeKind.REMOVED:
        return "is no longer in the catalogue"
    assert change.now is not None
    now = _with_reading(change.now, change.readings_now)
    if change.before is None:
        return f"new: {now}"
    return f"was {_with_reading(change.before, change.readings_before)}, now {now}"


def missing(results: Iterable[ItemResult]) -> dict[str, list[ItemResult]]:
    """Group what could not be tried by the capability that is missing; an item may stand under several."""
    groups: dict[str, list[ItemResult]] = {}
    for result in results:
        for name in result.missing:
            groups.setdefault(name, []).append(result)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def shown_results(report: ConformReport) -> Sequence[ItemResult]:
    """Give the results worth a paragraph: what does not conform; beside a baseline what changed or is flaky."""
    if report.compared is None:
        return [result for result in report.results if result.verdict in {Verdict.VIOLATES, Verdict.DIFFERS}]
    changed = {change.id for change in report.compared.changes}
    return [result for result in report.results if result.flaky or result.id in changed]


def next_steps(report: ConformReport, failed: Sequence[str]) -> Iterator[str]:
    """Say what may be done now, most urgent first."""
    counts = tally(report.results)
    if report.left_behind:
        yield "remove by hand what was left behind (above)"
    if failed and not failed[0].startswith(_OF_RECORDING):
        yield f"try one item again: oceanhil conform {report.url}{_options(report)} --only {failed[0]}"
    if report.learned:
        yield "keep the server's readings: --write-profile FILE, then oceanhil serve --profile FILE answers like it"
    if counts.differs and not failed and report.compared is None:
        yield "let differences fail the run: --fail-on contradiction or --fail-on assumption"
    waiting = sum(result.verdict is Verdict.UNTESTABLE for result in report.results if not _is_of_recording(result))
    if waiting and not report.connector:
        yield f"{plural(waiting, 'item')} more with a connector file: --connector FILE"


def _options(report: ConformReport) -> str:
    service = "" if report.service == BUILT_IN else f" --profile {report.service}"
    return f"{service} --connector FILE" if report.connector else service


def _is_of_recording(result: ItemResult) -> bool:
    return result.id.startswith(_OF_RECORDING)


def _with_reading(verdict: Verdict, readings: Mapping[str, Scalar]) -> str:
    return f"{verdict.value} ({reading_words(readings)})" if readings else verdict.value
