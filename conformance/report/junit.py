"""The report as JUnit XML, which CI servers show: a test case for each item.

What does not conform but does not fail the run is no failure there either: it is told in the case's output.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final
from xml.etree import ElementTree as ET

from oceanhil.conformance.contract.result import ConformReport, ItemResult, ItemVerdict
from oceanhil.conformance.report.words import (
    flaky_words,
    place_words,
    reading_words,
    received_words,
    verdict_with_outcome,
)

# What XML 1.0 has no place for, section 2.2.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RUN: Final = "run"


def junit_text(report: ConformReport, failed: Collection[str]) -> str:
    """Write the report; `failed` are the ids of the items that fail the run."""
    suite = ET.Element("testsuite", name=f"oceanhil conform {report.service}", timestamp=report.started)
    suite.set("time", f"{report.duration_s:.3f}")
    facts = {
        "url": report.url,
        "service": report.service,
        "profile": report.profile,
        "connector": report.connector,
        "version": report.version,
        "seed": str(report.seed),
    }
    _add_properties(suite, facts)
    for result in report.results:
        suite.append(_case(report, result, is_failed=result.id in failed))
    if report.left_behind:
        left = _named(report, f"{_RUN}/leaves-the-server-as-it-was")
        # What only lies there is listed; a clock that stands still is of harm to everybody.
        if report.is_impaired:
            _add(left, "failure", "; ".join(report.left_behind))
        ET.SubElement(left, "system-out").text = _clean("\n".join(report.left_behind))
        suite.append(left)
    for identity in report.not_tried:
        _add(_named(report, identity), "skipped", "not tried: the run was broken off", into=suite)
    if report.broken_off:
        _add(_named(report, f"{_RUN}/reaches-its-end"), "error", report.broken_off, into=suite)
    for tag, count in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(tag, str(sum(1 for _ in suite.iter(count))))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(report: ConformReport, result: ItemResult, *, is_failed: bool) -> ET.Element:
    case = _named(report, result.id)
    _add_properties(case, dict(_facts(result)))
    if result.verdict is ItemVerdict.UNTESTABLE:
        words = f"not testable here: {result.found or ', '.join(result.missing)}"
        _add(case, "failure" if is_failed else "skipped", words, kind=", ".join(result.missing))
    elif is_failed:
        words = f"{verdict_with_outcome(result)}: expected {result.expected}, found {result.found}"
        _add(case, "failure", words, kind=result.verdict.value, text=_story(result))
    elif result.verdict is not ItemVerdict.CONFORMS or result.flaky:
        ET.SubElement(case, "system-out").text = _clean(_story(result))
    return case


def _named(report: ConformReport, identity: str) -> ET.Element:
    topic, _, name = identity.partition("/")
    return ET.Element("testcase", classname=_clean(f"{report.service}.{topic}"), name=_clean(name))


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


def _add(
    case: ET.Element, tag: str, message: str, *, kind: str = "", text: str = "", into: ET.Element | None = None
) -> None:
    made = ET.SubElement(case, tag, message=_clean(message))
    if kind:
        made.set("type", _clean(kind))
    if text:
        made.text = _clean(text)
    if into is not None:
        into.append(case)


def _add_properties(element: ET.Element, facts: dict[str, str]) -> None:
    properties = ET.SubElement(element, "properties")
    for name, value in facts.items():
        if value:
            ET.SubElement(properties, "property", name=name, value=_clean(value))


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)
