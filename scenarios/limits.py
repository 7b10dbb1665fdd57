"""Limits that a scenario sets on measures: `measure: {boot_to_online: "< 6 s"}`, read, bound to a case, and judged.

A limit is judged once, when steps and remedy are over, on what the run as a whole came to: the same number that
reports show. So it stands beside the steps of a file and not among them.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import Final

import msgspec

from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.measures import Measure, Reading, Unit
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.units import UNITS_US, format_duration, parse_duration
from oceanhil.scenarios.variables import Variables, references, substitute
from oceanhil.scenarios.world_terms import Capability

MEASURE: Final = "measure"
"""The key of a file under which limits stand."""
MEASURED: Final = f"{MEASURE}: "
"""How the names of limits begin in reports, where others have a step."""
_BYTES_OF: Final[Mapping[str, int]] = {"": 1, Unit.BYTES.value: 1, "kB": 1_000, "KiB": 1_024}
_NUMBER: Final = r"([0-9]{1,12}) *([A-Za-z]*)"
_COUNT: Final = re.compile(_NUMBER)
_LIMIT: Final = re.compile(r"(<=|>=|<|>|=+|≤|≥)? *(.*)", re.DOTALL)
LIMIT_PATTERN: Final = r"^(<|<=|>|>=) *[0-9]"


class Comparison(Enum):
    """How a measure has to stand to its limit."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    @property
    def is_upper(self) -> bool:
        """True of a limit that measures may not go above."""
        return self in {Comparison.LESS, Comparison.AT_MOST}


class Limit(msgspec.Struct, frozen=True):
    """One limit on one measure, in its unit, with its place in the file and as it is written."""

    measure: Measure
    comparison: Comparison
    number: float
    place: Place
    text: str

    def holds(self, number: float) -> bool:
        """Tell whether a measured number keeps to it."""
        if self.comparison is Comparison.LESS:
            return number < self.number
        if self.comparison is Comparison.AT_MOST:
            return number <= self.number
        return number > self.number if self.comparison is Comparison.MORE else number >= self.number


class Breach(msgspec.Struct, frozen=True):
    """A limit that is broken: what was found, and when, µs since the run began, where it was at one moment."""

    limit: Limit
    found: str
    at_us: int | None = None


class Untold(msgspec.Struct, frozen=True):
    """A limit that nobody can judge: the world does not tell the measure."""

    limit: Limit


class LimitTemplate(msgspec.Struct, frozen=True):
    """A limit as it stands in the file, before variables are replaced."""

    measure: Measure
    node: TextNode


def read_limits(node: Node | None, mistakes: Mistakes) -> tuple[LimitTemplate, ...]:
    """Read the key `measure`: one limit or a list for each measure. Limits without a variable are judged at once."""
    if node is None:
        return ()
    if not isinstance(node, MapNode) or not node.entries:
        example = '{boot_to_online: "< 6 s"}'
        mistakes.add(node.place, f"{MEASURE} is {kind_of(node)}; expected measures and their limits, such as {example}")
        return ()
    known = {measure.value: measure for measure in Measure}
    templates: list[LimitTemplate] = []
    for entry in node.entries:
        measure = known.get(entry.key.text)
        if measure is None:
            hint = suggestion(entry.key.text, known)
            mistakes.add(entry.key.place, f"unknown measure {entry.key.text!r}; {hint}")
            continue
        for item in entry.value.items if isinstance(entry.value, ListNode) else (entry.value,):
            if isinstance(item, TextNode) and not item.is_empty:
                templates.append(LimitTemplate(measure, item))
            else:
                mistakes.add(item.place, f"found {kind_of(item)}; expected a limit such as {_example(measure)}")
    bind_limits([each for each in templates if not any(True for _ in references(each.node))], {}, mistakes)
    return tuple(templates)


def bind_limits(templates: Sequence[LimitTemplate], variables: Variables, mistakes: Mistakes) -> tuple[Limit, ...]:
    """Replace the variables; a limit that is none, or that no run keeps, is noted and left out."""
    limits: list[Limit] = []
    for template in templates:
        unknown = Mistakes()
        node = substitute(template.node, variables, unknown)
        mistakes.add_all(unknown)
        if unknown or not isinstance(node, TextNode):
            continue
        try:
            limits.append(_read(template.measure, node))
        except ValueError as error:
            mistakes.add(node.place, str(error))
    _refuse_contradictions(limits, mistakes)
    return tuple(limits)


def needs_of_limits(limits: Sequence[Limit]) -> frozenset[Capability]:
    """What a world must be able to do to tell what is limited."""
    return frozenset(limit.measure.needs for limit in limits if limit.measure.needs is not None)


def judge_limits(limits: Sequence[Limit], readings: Mapping[Measure, Reading]) -> Breach | Untold | None:
    """Give the first limit that is broken, else the first that nobody can judge; None if all are kept."""
    judged = [_judge(limit, readings) for limit in limits]
    broken = next((each for each in judged if isinstance(each, Breach)), None)
    return broken or next((each for each in judged if each is not None), None)


def _judge(limit: Limit, readings: Mapping[Measure, Reading]) -> Breach | Untold | None:
    measure, reading = limit.measure, readings.get(limit.measure)
    if reading is None:
        is_told = measure.needs is None or any(each.needs is measure.needs for each in readings)
        return Breach(limit, f"nothing to measure: {measure.lacking}") if is_told else Untold(limit)
    if reading.is_short(measure):
        needed = format_duration(measure.per_us)
        return Breach(limit, f"{reading.said(measure)}; it takes {needed} with power: add 'time.run: {needed}'")
    return None if limit.holds(reading.number) else Breach(limit, reading.said(measure), reading.at_us)


def _read(measure: Measure, node: TextNode) -> Limit:
    found = _LIMIT.fullmatch(node.text.strip())
    assert found is not None
    sign, text = found[1] or "", found[2]
    if sign not in {each.value for each in Comparison}:
        was = f"{sign!r} is no comparison" if sign else f"limit {node.text!r} lacks a comparison"
        raise ValueError(f"{was}; expected <, <=, > or >=, such as {_example(measure)}")
    comparison = Comparison(sign)
    number = _time(measure, text) if measure.is_time else _count(measure, text)
    if not number and comparison is Comparison.LESS:
        raise ValueError(f"no run keeps {measure.value} {node.text!r}: nothing is below 0; expected more")
    if not number and comparison is Comparison.AT_LEAST:
        raise ValueError(f"every run keeps {measure.value} {node.text!r}; expected more, or leave it out")
    return Limit(measure, comparison, number, node.place, f"{measure.value} {comparison.value} {text}")


def _time(measure: Measure, text: str) -> float:
    length_us = parse_duration(text)
    if length_us < 0:
        raise ValueError(f"limit {text!r} is negative; expected 0s or more")
    return length_us / UNITS_US[measure.unit.value]


def _count(measure: Measure, text: str) -> int:
    units = _BYTES_OF if measure.unit is Unit.BYTES else {"": 1}
    found = _COUNT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no limit of {measure.value}; expected one such as {_example(measure)}")
    if found[2] not in units:
        known = ", ".join(unit for unit in units if unit)
        which = f"expected one of {known}" if known else "it is a count and has none"
        raise ValueError(f"unknown unit {found[2]!r} of {measure.value}; {which}, such as {_example(measure)}")
    return int(found[1]) * units[found[2]]


def _example(measure: Measure) -> str:
    if measure.is_time:
        return "'< 6 s'"
    return "'> 20 KiB'" if measure.unit is Unit.BYTES else "'< 800'"


def _refuse_contradictions(limits: Sequence[Limit], mistakes: Mistakes) -> None:
    """Note two limits of one measure in one direction, and two that nothing keeps."""
    for one, other in pairwise(sorted(limits, key=lambda limit: limit.measure.value)):
        if one.measure is not other.measure:
            continue
        if one.comparison.is_upper is other.comparison.is_upper:
            which = "upper" if one.comparison.is_upper else "lower"
            mistakes.add(other.place, f"{one.measure.value} has two {which} limits; leave one out")
        elif not any(one.holds(number) and other.holds(number) for number in _tried(one.number, other.number)):
            mistakes.add(other.place, f"nothing is both {one.text} and {other.text}; mend one of them")


def _tried(one: float, other: float) -> tuple[float, float, float]:
    return (one, (one + other) / 2, other)
