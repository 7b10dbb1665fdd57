"""Several boards in one file: what stands before each line tells which of them printed it.

Monitors of several ports and `docker compose` head each line with a label: `A| `, `node1  | `, `[COM5] `,
`/dev/ttyUSB0: `. A label is taken for a board's where two to eight of them head nearly all lines of the beginning and
take turns. Levels of a logger (`INFO | `) head lines in the same way and are no boards, and neither are this
platform's tags. Parts of one firmware are named in front of a `> ` as boards are: those with such a label are boards if
most of what they print another one prints too, apart from its numbers.

A board that begins to speak later is one more, by a label of the same form.

A collector writes down otherwise who sent a line, in a field, a column or a head (`senders`). Such names may be those
of programs, parts and levels as well: they are boards' where two of them print what a chip prints when it starts,
or where most of what one prints another one prints too.

In a server's access log the client's address is such a label: what two devices are answered is not one's story. The
addresses of Cloudflare's edge, and a proxy's own, are nobody's: one device comes by many of them.

Lines without a label go on with the board that spoke last, as a crash's do. What is wrong is judged of each board by
itself; that is another module's.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice, pairwise
from typing import Final, NamedTuple

from oceanhil.analysis.diagnosis.captured.envelopes import out_of_envelope
from oceanhil.analysis.diagnosis.captured.lines import without_colours
from oceanhil.analysis.diagnosis.captured.senders import CLOCK, FORMS, Form

HEAD_LINES: Final = 400
"""So many lines tell whether there are labels."""
_BOARDS_MAX: Final = 8
_SHARE_PERCENT: Final = 80
_LINES_EACH: Final = 3
_TURNS: Final = 3
_PORT: Final = r"COM\d{1,3}|(?:/dev/)?(?:tty|cu\.)[\w.-]{2,30}"
# A bar may stand behind any word or two, a colon or brackets at a port only: tags and levels of a logger look the same.
_LABEL: Final = re.compile(
    rf"\s*{CLOCK}((?:[^\W\d_][\w.-]{{0,39}}(?: [\w.-]{{1,20}})? *\|)(?: |$)|\[(?:{_PORT})\]:? ?|(?:{_PORT}) ?[:>|] ?)"
)
_PROMPT: Final = re.compile(rf"\s*{CLOCK}([^\W\d_][\w.-]{{0,39}} ?>) (?=\S)")
_ALIKE_PERCENT: Final = 50
_TEXTS_ALIKE: Final = 3
_VARIES: Final = re.compile(r"[\d\W_]+")
# What a chip's ROM prints; nothing else does.
_START: Final = re.compile(r"\brst:0x|\bets [A-Z][a-z]{2} +\d|\bESP-ROM:|\brst cause:\d")
_EDGE: Final = (
    r"(?!127\.|104\.(?:1[6-9]|2\d)\.|108\.162\.|141\.101\.|162\.15[89]\.|172\.(?:6[4-9]|7[01])\.|173\.245\.|188\.114\."
    r"|198\.41\.)"
)
_ADDRESS: Final = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}:[0-9a-f:]{3,34})"
# As most servers write it, uvicorn, and HAProxy behind a head of syslog's.
_CLIENT: Final = re.compile(
    rf"{_EDGE}({_ADDRESS}) \S+ \S+ (?=\[)|(?:INFO: +)?{_EDGE}({_ADDRESS}):\d{{1,5}} - (?=\")"
    rf"|[^\[]{{0,80}}haproxy\[\d+\]: {_EDGE}({_ADDRESS}):\d{{1,5}} (?=\[)"
)
_NAME: Final = re.compile(r"[\w./-]+")
_LEVELS: Final = frozenset(
    {"trace", "debug", "verbose", "info", "notice", "warn", "warning", "error", "err", "critical", "crit", "fatal"}
    | {"t", "v", "d", "i", "w", "e", "f", "log", "data"}
)


def label_of(line: str) -> tuple[str, str]:
    """Give the label that heads a line, with the bar or brackets it has there, and the rest; empty without one."""
    plain = without_colours(line)
    found = _LABEL.match(plain) or _PROMPT.match(plain)
    if found is not None:
        return " ".join(found[1].split()), plain[found.end() :]
    client = _CLIENT.match(plain)
    return ("", line) if client is None else (client[1] or client[2] or client[3], plain[client.end() :])


class _Printed(NamedTuple):
    """What a board printed, and the label that headed it, empty if none did."""

    label: str
    text: str


def labels_in(head: Sequence[str]) -> frozenset[str]:
    """Give the labels of the boards whose lines these are; none if they are one board's."""
    return _told_apart(head)[1]


def _told_apart(head: Sequence[str]) -> tuple[Callable[[str], _Printed], frozenset[str]]:
    """Give what takes the label off a line, and the labels; the first way that tells boards apart is the one."""
    printed = [_by_label(line) for line in head]
    labels = _taking_turns(printed)
    if labels and (not any(map(_is_prompt, labels)) or _start(printed, labels) or _are_alike(printed, labels)):
        return _by_label, labels
    for form in FORMS:
        by_form = partial(_by_form, form)
        printed = [by_form(line) for line in head]
        labels = _taking_turns(printed)
        if labels and (_start(printed, labels) or _are_alike(printed, labels, _TEXTS_ALIKE)):
            return by_form, labels
    return _by_label, frozenset()


def _by_label(line: str) -> _Printed:
    return _Printed(*label_of(out_of_envelope(line)))


def _by_form(form: Form, line: str) -> _Printed:
    sent = form(line)
    return _Printed(sent.sender, out_of_envelope(sent.rest))


def _taking_turns(printed: Sequence[_Printed]) -> frozenset[str]:
    """Give the labels that head nearly all lines, two to eight of them, each in its turn; none otherwise."""
    counts = Counter(each.label for each in printed if each.label and each.text.strip())
    # What heads a line or two may be anything, a board too that has only begun to speak.
    labels = frozenset(label for label, times in counts.items() if times >= _LINES_EACH)
    headed = [each.label for each in printed if each.label in labels]
    turns = sum(before != now for before, now in pairwise(headed))
    is_likely = (
        2 <= len(labels) <= _BOARDS_MAX
        and turns >= max(_TURNS, len(labels))
        and 100 * len(headed) >= _SHARE_PERCENT * sum(bool(each.label or each.text.strip()) for each in printed)
    )
    return labels if is_likely and not all(map(_is_level, labels)) else frozenset()


def _is_prompt(label: str) -> bool:
    return label.endswith(">") and re.fullmatch(_PORT, label.rstrip(" >")) is None


def _start(printed: Iterable[_Printed], labels: Collection[str]) -> bool:
    """Tell whether two of the labels head what a chip prints when it starts."""
    return len({each.label for each in printed if each.label in labels and _START.search(each.text)}) > 1


def _are_alike(printed: Iterable[_Printed], labels: Collection[str], texts_min: int = 0) -> bool:
    """Tell whether most lines that the labels head are, but for their numbers, those of two labels or more.

    There must be so many texts of several words that two of them have.
    """
    words = [
        (each.label, text)
        for each in printed
        if each.label in labels and (text := _VARIES.sub(" ", each.text.replace(each.label, " ")).strip())
    ]
    said_by: dict[str, set[str]] = {}
    for label, text in words:
        said_by.setdefault(text, set()).add(label)
    shared = {text for text, by in said_by.items() if len(by) > 1}
    is_often = 100 * sum(text in shared for _, text in words) >= _ALIKE_PERCENT * max(len(words), 1)
    return is_often and sum(" " in text for text in shared) >= texts_min


class Labelled(NamedTuple):
    """A line of a log, of which board, and with its number in the file."""

    label: str
    number: int
    printed: str


def lines_of_boards(lines: Iterable[str]) -> Iterator[Labelled]:
    """Tell of every line which board printed it, numbered from 1; the label is empty in a log of one board.

    Lines come out of a collector's envelopes.

    A board that begins to speak late has a label of the same form as the others, twice at least. Its first line is
    given when it has spoken again; other lines come in their order.
    """
    rest = iter(lines)
    head = list(islice(rest, HEAD_LINES))
    taken_off, told_apart = _told_apart(head)
    labels = set(told_apart)
    if not labels:
        yield from (Labelled("", number, out_of_envelope(line)) for number, line in enumerate(chain(head, rest), 1))
        return
    forms = frozenset(map(_form_of, labels))
    speaks = min(labels)
    waiting: dict[str, Labelled] = {}
    for number, line in enumerate(chain(head, rest), 1):
        label, printed = taken_off(line)
        if label not in labels and _may_be_late(label, forms) and len(labels) + len(waiting) < _BOARDS_MAX:
            if label not in waiting:
                waiting[label] = Labelled(speaks, number, line)
                continue
            first = waiting.pop(label)
            labels.add(label)
            yield Labelled(label, first.number, taken_off(first.printed).text)
        if label not in labels:
            label, printed = speaks, out_of_envelope(line)
        speaks = label
        yield Labelled(label, number, printed)
    yield from (Labelled(each.label, each.number, out_of_envelope(each.printed)) for each in waiting.values())


def without_only_label(lines: Sequence[str]) -> Sequence[str]:
    """Give the lines of one board without the label that heads nearly all of them, as a monitor of one port puts it."""
    counts = Counter(label for line in lines if (label := label_of(line)[0]) and not _is_level(label))
    (label, times), *_ = counts.most_common(1) or [("", 0)]
    if not label or 100 * times < _SHARE_PERCENT * sum(bool(line.strip()) for line in lines):
        return lines
    return [rest if found == label else line for line in lines for found, rest in (label_of(line),)]


def _may_be_late(label: str, forms: frozenset[str]) -> bool:
    return bool(label) and _form_of(label) in forms and not _is_level(label)


def _form_of(label: str) -> str:
    """Give what all labels of one monitor have in common."""
    return _NAME.sub("x", label)


def _is_level(label: str) -> bool:
    return label.strip("| ").lower() in _LEVELS
