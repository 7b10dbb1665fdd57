"""JUnit XML, which CI servers show: suites of test cases, each with what became of it.

Whatever text is put in may hold what XML has no place for, such as what a board printed: it is shown as U+FFFD.
"""

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

# What XML 1.0 has no place for, section 2.2.
_NO_CHARACTER: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNTED: Final = (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))


class JUnitCase:
    """One test case; it has passed unless an outcome is added."""

    def __init__(self, element: ET.Element) -> None:
        """Fill `element`, which stands in its suite already."""
        self._element = element

    def add_failure(self, message: str, *, kind: str = "", text: str = "") -> None:
        """Say that it failed: in a line, of what kind, and with all that is known."""
        self._add("failure", message, kind, text)

    def add_error(self, message: str) -> None:
        """Say that it could not be brought to an end."""
        self._add("error", message)

    def add_skipped(self, message: str, *, kind: str = "") -> None:
        """Say that it was not tried, and why."""
        self._add("skipped", message, kind)

    def add_output(self, text: str) -> None:
        """Add what it printed."""
        ET.SubElement(self._element, "system-out").text = _clean(text)

    def add_properties(self, facts: Mapping[str, str]) -> None:
        """Add facts by name, but for empty ones."""
        _add_properties(self._element, facts)

    def _add(self, outcome: str, message: str, kind: str = "", text: str = "") -> None:
        made = ET.SubElement(self._element, outcome, message=_clean(message))
        if kind:
            made.set("type", _clean(kind))
        if text:
            made.text = _clean(text)


class JUnitSuite:
    """One suite: its cases in the order in which they are added."""

    def __init__(self, name: str, duration_s: float, *, began: str = "") -> None:
        """`began` in RFC 3339; empty where nobody knows."""
        self._element = ET.Element("testsuite", name=_clean(name))
        if began:
            self._element.set("timestamp", _clean(began))
        self._element.set("time", f"{duration_s:.3f}")

    def add_properties(self, facts: Mapping[str, str]) -> None:
        """Add facts about all of it by name, but for empty ones."""
        _add_properties(self._element, facts)

    def add_case(self, of_class: str, name: str) -> JUnitCase:
        """Add a case, which CI servers group by its class."""
        return JUnitCase(ET.SubElement(self._element, "testcase", classname=_clean(of_class), name=_clean(name)))

    def as_text(self) -> str:
        """Write a file with this suite alone, which counts its cases and their outcomes."""
        for name, tag in _COUNTED:
            self._element.set(name, str(sum(1 for _ in self._element.iter(tag))))
        root = ET.Element("testsuites")
        root.append(self._element)
        ET.indent(root)
        return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _add_properties(element: ET.Element, facts: Mapping[str, str]) -> None:
    properties = ET.SubElement(element, "properties")
    for name, value in facts.items():
        if value:
            ET.SubElement(properties, "property", name=_clean(name), value=_clean(value))


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)
