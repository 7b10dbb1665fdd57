"""What text must be in a line for a pattern to match it, so that most patterns need not be tried on most lines.

Read from the pattern itself, in the part of the syntax that `signals.toml` uses; where nothing can be told, the empty
text is required, which is in every line. Thousands of lines a second depend on this: a search for 150 patterns in every
line of a log takes twenty times as long.
"""

import re
from collections.abc import Iterator

_GROUP = re.compile(r"\((?:\?(?:P<\w+>|[a-z-]*:|[a-z]+\)))?")
_LOOK = re.compile(r"\(\?(?:[!=]|<[!=])")
_QUANTIFIER = re.compile(r"[*+?]|\{(\d*)(?:,\d*)?\}")
_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ANYTHING = frozenset({""})
_LITERAL_ESCAPES = frozenset(".()[]{}*+?|^$/\\-")


def required_in(pattern: str) -> frozenset[str]:
    """Give texts in lower case of which one at least is in every line, in lower case too, that `pattern` matches."""
    return frozenset().union(*(_required_in_sequence(part) for part in _alternatives(pattern)))


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
    if pattern[position] == "\\":
        return position + 2
    found = _SET.match(pattern, position)
    return found.end() if found else position + 1


def _required_in_sequence(sequence: str) -> frozenset[str]:
    return max(_elements(sequence), key=lambda texts: min(map(len, texts)), default=_ANYTHING)


def _elements(sequence: str) -> Iterator[frozenset[str]]:
    """Give what each stretch of plain text and each group in a sequence requires."""
    run, position = "", 0
    while position < len(sequence):
        end = _end_of_item(sequence, position)
        quantifier = _QUANTIFIER.match(sequence, end)
        optional = quantifier is not None and (quantifier[0] in "*?" or quantifier[1] in ("", "0"))
        literal = "" if optional else _literal(sequence[position:end])
        if not literal:
            yield frozenset({run})
            run = ""
            if not optional and sequence[position] == "(":
                yield _required_in_group(sequence[position:end])
        run += literal
        if quantifier is not None:
            yield frozenset({run})
            run = ""
        position = end if quantifier is None else quantifier.end()
    yield frozenset({run})


def _required_in_group(group: str) -> frozenset[str]:
    opening = _GROUP.match(group)
    if opening is None or _LOOK.match(group) or opening.end() == len(group):
        return _ANYTHING
    return required_in(group[opening.end() : -1])


def _end_of_item(sequence: str, position: int) -> int:
    end, depth = _after(sequence, position), int(sequence[position] == "(")
    while depth:
        depth += (sequence[end] == "(") - (sequence[end] == ")")
        end = _after(sequence, end)
    return end


def _literal(item: str) -> str:
    if item.startswith("\\"):
        return item[1:] if item[1:] in _LITERAL_ESCAPES else ""
    return "" if item[0] in "([^$." else item.lower()
