"""Several boards in one file: what stands before each line tells which of them printed it.

Monitors of several ports and `docker compose` head each line with a label: `A| `, `node1  | `, `[COM5] `,
`/dev/ttyUSB0: `. A label is taken for a board's where two to eight of them head nearly all lines of the beginning and
take turns. Levels of a logger (`INFO | `) head lines in the same way and are no boards, and neither are this
platform's tags.

Lines without a label go on with the board that spoke last, as a crash's do. What is wrong is judged of each board by
itself; that is another module's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import Final

HEAD_LINES: Final = 400
"""So many lines tell whether there are labels."""
_BOARDS_MAX: Final = 8
_SHARE_PERCENT: Final = 80
_LINES_EACH: Final = 3
_TURNS: Final = 3
_PORT: Final = r"COM\d{1,3}|(?:/dev/)?(?:tty|cu\.)[\w.-]{2,30}"
_CLOCK: Final = r"(?:\[?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?Z?\]? ?(?:-{1,2}>|>)? ?)?"
# A bar may stand behind any word, a colon or brackets at a port only: a tag and a level of a logger look the same.
_LABEL: Final = re.compile(
    rf"\s*{_CLOCK}((?:[A-Za-z][\w.-]{{0,23}} *\|)(?: |$)|\[(?:{_PORT})\]:? ?|(?:{_PORT}) ?[:>|] ?)"
)
_LEVELS: Final = frozenset(
    {"trace", "debug", "verbose", "info", "notice", "warn", "warning", "error", "err", "critical", "crit", "fatal"}
    | {"t", "v", "d", "i", "w", "e", "f", "log", "data"}
)


def label_of(line: str) -> tuple[str, str]:
    """Give the label that heads a line, with the bar or brackets it has there, and the rest; empty without one."""
    found = _LABEL.match(line)
    return ("", line) if found is None else (" ".join(found[1].split()), line[found.end() :])


def labels_in(head: Sequence[str]) -> frozenset[str]:
    """Give the labels of the boards whose lines these are; none if they are one board's."""
    headed = [label for line in head if line.strip() and (label := label_of(line)[0])]
    counts = Counter(headed)
    labels = frozenset(counts)
    turns = sum(before != now for before, now in pairwise(headed))
    is_likely = (
        2 <= len(labels) <= _BOARDS_MAX
        and min(counts.values()) >= _LINES_EACH
        and turns >= max(_TURNS, len(labels))
        and 100 * len(headed) >= _SHARE_PERCENT * sum(bool(line.strip()) for line in head)
    )
    return labels if is_likely and not {label.strip("| ").lower() for label in labels} <= _LEVELS else frozenset()


def look_ahead(lines: Iterable[str]) -> tuple[frozenset[str], Iterator[str]]:
    """Give the labels of the boards in a log, and all of its lines."""
    rest = iter(lines)
    head = list(islice(rest, HEAD_LINES))
    return labels_in(head), chain(head, rest)
