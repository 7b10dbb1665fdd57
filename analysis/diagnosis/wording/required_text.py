"""What text must be in a line for a pattern to match it, read from the pattern.

It knows the part of the syntax that `signals.toml` uses. Where nothing can be told, nothing is required. All texts are
in lower case, and so must be the line in which they are looked for.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

import msgspec

Requirement = Callable[[str], bool]
"""Tells whether a line in lower case has what a pattern requires of it."""
_ANY_CASE, _ANY_CASE_IN = "(?i)", "(?i:"
# What a look ahead or behind finds is in the line too.
_GROUP: Final = re.compile(r"\((?:\?(?:P<\w+>|[a-z-]*:|[a-z]+\)|<?=))?")
_RULES_OUT: Final = re.compile(r"\(\?<?!")
# With what makes it lazy or possessive.
_QUANTIFIER: Final = re.compile(r"(?:[*+?]|\{(\d*)(?:,\d*)?\})[?+]?")
# A character by its number, or whatever one letter stands for.
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|.)")
_SET: Final = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ANYTHING: Final = frozenset({""})
_LITERAL_ESCAPES: Final = frozenset(".()[]{}*+?|^$/\\-")


class _Group(msgspec.Struct, frozen=True):
    """Alternatives, each with all that it requires: texts, and groups of which an alternative must be there."""

    alternatives: tuple[tuple["str | _Group", ...], ...]


def required_in(pattern: str) -> frozenset[str]:
    """Give texts of which one at least is in every line that `pattern` matches: the longest that can be told."""
    return next(iter(_clauses_of(_group_of(pattern))), _ANYTHING)


def requirement_of(pattern: str) -> Requirement:
    """Give a test for what else `pattern` requires of a line, far quicker than the pattern itself."""
    _, *further = _clauses_of(_group_of(pattern)) or [_ANYTHING]
    clauses = sorted(further, key=len)

    def is_met(lowered: str) -> bool:
        has = lowered.__contains__
        return all(any(map(has, clause)) for clause in clauses)

    return is_met


def alternatives_of(pattern: str) -> Iterator[str]:
    """Give the alternatives of a pattern, each a pattern by itself; one with fields stays whole."""
    if "(?P<" in pattern:
        yield pattern
        return
    flag = _ANY_CASE if pattern.startswith(_ANY_CASE) else ""
    for each in _alternatives(pattern.removeprefix(flag)):
        if each.startswith(_ANY_CASE_IN) and _end_of_item(each, 0) == len(each):
            yield from (f"{_ANY_CASE_IN}{inner})" for inner in _alternatives(each[len(_ANY_CASE_IN) : -1]))
        else:
            yield flag + each


def _clauses_of(group: _Group) -> list[frozenset[str]]:
    """Give sets of texts, the best first, of each of which a line has one, whichever of the alternatives it is.

    What is best in one alternative is put together with what is best in the others, and so on.
    """
    each = [sorted(chain.from_iterable(map(_clauses_of_part, parts)), key=_worth) for parts in group.alternatives]
    return [frozenset[str]().union(*clauses) for clauses in zip(*each, strict=False)]


def _clauses_of_part(part: "str | _Group") -> Iterable[frozenset[str]]:
    return (frozenset({part}),) if isinstance(part, str) else _clauses_of(part)


def _worth(clause: frozenset[str]) -> int:
    return -min(map(len, clause))


def _group_of(pattern: str) -> _Group:
    return _Group(tuple(tuple(_parts(each)) for each in _alternatives(pattern)))


def _alternatives(pattern: str) -> Iterator[str]:
    start = depth = position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "|" and not depth:
            yield pattern[start:position]
            start = position + 1
        depth += (character == "(") - (character == ")")
        position = _after(pattern, position)
    yield pattern[start:]


def _after(pattern: str, position: int) -> int:
    """Skip one character, or an escaped one, or a whole set."""
    found = (_ESCAPE if pattern[position] == "\\" else _SET).match(pattern, position)
    return found.end() if found else position + 1


def _parts(sequence: str) -> Iterator[str | _Group]:
    """Give each stretch of plain text in a sequence, and what each of its groups requires."""
    run, position = "", 0
    while position < len(sequence):
        end = _end_of_item(sequence, position)
        quantifier = _QUANTIFIER.match(sequence, end)
        optional = quantifier is not None and (quantifier[0][0] in "*?" or quantifier[1] in ("", "0"))
        literal = "" if optional else _literal(sequence[position:end])
        if run and not literal:
            yield run
            run = ""
        if not (literal or optional) and sequence[position] == "(":
            yield from _in_group(sequence[position:end])
        run += literal
        if run and quantifier is not None:
            yield run
            run = ""
        position = end if quantifier is None else quantifier.end()
    if run:
        yield run


def _in_group(group: str) -> Iterator[_Group]:
    opening = _GROUP.match(group)
    if opening is not None and not _RULES_OUT.match(group) and opening.end() < len(group):
        yield _group_of(group[opening.end() : -1])


def _end_of_item(sequence: str, position: int) -> int:
    end, depth = _after(sequence, position), int(sequence[position] == "(")
    while depth:
        depth += (sequence[end] == "(") - (sequence[end] == ")")
        end = _after(sequence, end)
    return end


def _literal(item: str) -> str:
    if by_number := _ESCAPE.fullmatch(item):
        if by_number[1]:
            return chr(int(by_number[1], 16)).lower()
        return item[1:] if item[1:] in _LITERAL_ESCAPES else ""
    return "" if item[0] in "([^$." else item.lower()
