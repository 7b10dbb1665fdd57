"""Findings as JUnit XML, which CI servers show: a test case for each finding, and one for the exploration itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from oceanhil.app.exploring.findings_text import (
    corpus_text,
    finding_block,
    same_places,
    summary,
    troubles_text,
)
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.app.exploring.exploration import Explored
    from oceanhil.app.exploring.plan import Plan

# What XML 1.0 has no place for, section 2.2.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLASS: Final = "oceanhil.explore"


def junit_text(explored: Explored, plan: Plan, folder: Path) -> str:
    """Write it."""
    suite = ET.Element("testsuite", name="oceanhil explore", time=f"{explored.wall_s:.3f}")
    whole = ET.SubElement(suite, "testcase", classname=_CLASS, name="lives")
    troubles = tuple(troubles_text(explored))
    said = (*corpus_text(explored), *troubles, summary(explored, plan))
    ET.SubElement(whole, "system-out").text = _clean("\n".join(said))
    # A life that asks for what the world cannot do is no failure of anybody, unless all of them do.
    if explored.is_vain or explored.broken_off:
        ET.SubElement(whole, "error", message=_clean("; ".join(troubles)))
    for met in explored.met:
        case = ET.SubElement(suite, "testcase", classname=f"{_CLASS}.{met.known.law}", name=met.known.finding)
        ET.SubElement(
            case,
            "skipped",
            message=_clean(f"known, in {plural(met.lives, 'life')}: {met.known.because}".removesuffix(": ")),
        )
    same = same_places(explored.new)
    for finding in explored.new:
        case = ET.SubElement(suite, "testcase", classname=f"{_CLASS}.{finding.breach.law}", name=finding.id)
        message = f"expected {finding.statement}, found {finding.failure.found}"
        failure = ET.SubElement(case, "failure", message=_clean(message))
        failure.text = _clean(finding_block(finding, plan, folder, same.get(finding.id, "")))
    counted = (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    for name, tag in counted:
        suite.set(name, str(sum(1 for _ in suite.iter(tag))))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)
