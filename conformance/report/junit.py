"""The report as JUnit XML, which CI servers show: a test case for each item.

What does not conform but does not fail the run is no failure there either: it is told in the case's output.
"""

from collections.abc import Collection, Iterator
from typing import Final

from oceanhil.conformance.contract.result import ConformReport, ItemResult, ItemVerdict
from oceanhil.conformance.report.words import (
    flaky_words,
    place_words,
    reading_words,
    received_words,
    verdict_with_outcome,
)
from oceanhil.host.junit import JUnitCase, JUnitSuite

_RUN: Final = "run"


def junit_text(report: ConformReport, failed: Collection[str]) -> str:
    """Write the report; `failed` are the ids of the items that fail the run."""
    suite = JUnitSuite(f"oceanhil conform {report.service}", report.duration_s, began=report.started)
    suite.add_properties(
        {
            "url": report.url,
            "service": report.service,
            "profile": report.profile,
            "connector": report.connector,
            "version": report.version,
            "seed": str(report.seed),
        }
    )
    for result in report.results:
        _add_result(_case(suite, report, result.id), result, is_failed=result.id in failed)
    if report.left_behind:
        left = _case(suite, report, f"{_RUN}/leaves-the-server-as-it-was")
        # What only lies there is listed; a clock that stands still is of harm to everybody.
        if report.is_impaired:
            left.add_failure("; ".join(report.left_behind))
        left.add_output("\n".join(report.left_behind))
    for identity in report.not_tried:
        _case(suite, report, identity).add_skipped("not tried: the run was broken off")
    if report.broken_off:
        _case(suite, report, f"{_RUN}/reaches-its-end").add_error(report.broken_off)
    return suite.as_text()


def _case(suite: JUnitSuite, report: ConformReport, identity: str) -> JUnitCase:
    topic, _, name = identity.partition("/")
    return suite.add_case(f"{report.service}.{topic}", name)


def _add_result(case: JUnitCase, result: ItemResult, *, is_failed: bool) -> None:
    case.add_properties(dict(_facts(result)))
    if result.verdict is ItemVerdict.UNTESTABLE:
        words, kind = f"not testable here: {result.found or ', '.join(result.missing)}", ", ".join(result.missing)
        if is_failed:
            case.add_failure(words, kind=kind)
        else:
            case.add_skipped(words, kind=kind)
    elif is_failed:
        words = f"{verdict_with_outcome(result)}: expected {result.expected}, found {result.found}"
        case.add_failure(words, kind=result.verdict.value, text=_story(result))
    elif result.verdict is not ItemVerdict.CONFORMS or result.flaky:
        case.add_output(_story(result))


def _facts(result: ItemResult) -> Iterator[tuple[str, str]]:
    yield "id", result.id
    yield "title", result.title
    yield "verdict", result.verdict.value
    yield "outcome", result.outcome.value
    if received := received_words(result):
        yield "received", received
    yield "kind", result.kind.value
    yield "source", result.source
    yield "links", " ".join(link.url for link in result.links)
    yield "severity", result.severity.value
    yield "style", result.style.value
    if result.flaky:
        yield "flaky", "true"
    if result.attempts > 1:
        yield "attempts", str(result.attempts)
    if result.readings:
        yield "readings", reading_words(result.readings)


def _story(result: ItemResult) -> str:
    lines = [result.title, f"source: {result.source} ({result.kind.value}, {result.severity.value})"]
    lines += [f"expected: {result.expected}", f"found: {result.found}"]
    lines.append(f"outcome: {verdict_with_outcome(result)}; received: {received_words(result) or 'no answer to show'}")
    lines += [f"where: {line}" for line in place_words(result)]
    if result.flaky:
        lines.append(f"flaky: {flaky_words(result)}")
    if result.readings:
        lines.append(f"reading: {reading_words(result.readings)}")
    for shown in result.exchanges:
        if shown.decisive:
            lines += ["", shown.curl, "", shown.sent, "", shown.received]
    return "\n".join(lines)
