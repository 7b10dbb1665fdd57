"""Lines that were cut in two on their way, put together again.

A reader's buffer ends in the middle of a line, a terminal wraps one at its margin, the other core's output comes in
between. Pieces are joined only where the whole is a line that is known and its beginning alone is none, so that lines
that are whole stay as they are.
"""

import re
from collections import deque
from collections.abc import Iterator

import msgspec

from oceanhil.analysis.diagnosis.captured.lines import tag_of
from oceanhil.analysis.diagnosis.knowledge import Need
from oceanhil.analysis.diagnosis.model import LineKind
from oceanhil.analysis.diagnosis.wording.signals import Meaning, meaning_of
from oceanhil.protocol.lines import Line, Recognised, recognise

PIECES_MAX = 4
"""Of one line: its text in three pieces, or in two with a line of the other core between them."""
_LONGEST = 400
_A_LETTER = "x"
_SHORT = frozenset({"wifi-connecting", "device-id-short", "device-id-blank", "reg-token-empty", "reg-token-malformed"})
# Whole lines that are the beginning of others too.
_BEGINNINGS = frozenset(
    line.template for line in Line if any(other.template.startswith(f"{line.template} ") for other in Line)
)
_KINDS_WITHOUT_TAG = frozenset({LineKind.SERVER, LineKind.TLS, LineKind.NETWORK})
# A crash whose reason is not there yet; pico-sdk's panic() prints it in the next line.
_CUT_REASON = re.compile(r"panic'ed(?: \([^)]*)?$|Guru Meditation Error:?[^()']*$|^\*\*\* PANIC \*\*\*$")


class Piece(msgspec.Struct, frozen=True):
    """Text as `printed_lines` gives it, and the number of the recorded line where it stood.

    `letters` is the same in the log's own letters; of what was put together nobody knows them. `own` is what the
    firmware printed where that means the text in words of its own.
    """

    line: int
    text: str
    letters: str = ""
    own: str = ""


class Mender:
    """Puts together what one board printed, piece after piece."""

    def __init__(self) -> None:
        self._waiting: deque[Piece] = deque()

    def take(self, piece: Piece) -> Piece | None:
        """Take a piece; gives the next line, if it is known to be whole, at the place of its beginning."""
        self._waiting.append(piece)
        return _first_of(self._waiting) if len(self._waiting) == PIECES_MAX else None

    def rest(self) -> Iterator[Piece]:
        """Give what is left at the end."""
        while self._waiting:
            yield _first_of(self._waiting)


def _first_of(waiting: deque[Piece]) -> Piece:
    first = waiting.popleft()
    if not _may_go_on(first.text):
        return first
    for taken in _candidates(first, waiting):
        if whole := _whole(first.text, [waiting[index].text for index in taken]):
            for index in reversed(taken):
                del waiting[index]
            return Piece(first.line, whole)
    return first


def _candidates(first: Piece, waiting: deque[Piece]) -> Iterator[tuple[int, ...]]:
    """Give the pieces that may be the rest: the next ones, or the one behind what interrupted the line."""
    for number in range(1, len(waiting) + 1 if first.text.startswith("[") else min(len(waiting), 1) + 1):
        yield tuple(range(number))
    if len(waiting) > 1 and (waiting[0].line == first.line or meaning_of(waiting[0].text) is not None):
        yield (1,)


def _may_go_on(text: str) -> bool:
    if tag_of(text):
        return recognise(text) is None or _is_unfinished(text) or text in _BEGINNINGS
    return meaning_of(text) is None or _CUT_REASON.search(text) is not None


def _whole(first: str, rest: list[str]) -> str:
    """Give the joined line if it is one; empty otherwise. A space at the cut may have been lost."""
    if any(tag_of(text) for text in rest):
        return ""
    rest_means = any(meaning_of(text) is not None for text in rest)
    for between in (" ", "") if first.endswith("*") else ("", " "):
        joined = first + between + between.join(rest)
        if len(joined) > _LONGEST or not _is_whole(first, joined, rest_means=rest_means):
            continue
        if between or not _is_told_by(joined[len(first) :], joined):
            return joined
    return ""


def _is_told_by(rest: str, joined: str) -> bool:
    """Tell whether any letter in front of the rest would make it mean the same: then it is not cut there.

    A word that says that the rest is somebody else's matter is none any more behind a letter.
    """
    return meaning_of(f"{_A_LETTER}{rest}") == meaning_of(joined)


def _is_whole(first: str, joined: str, *, rest_means: bool) -> bool:
    """Tell whether the joined line is known, and its beginning alone is not, or not yet what it becomes.

    Where the rest means something by itself, only a line of ours that is known to the letter is put together from it.
    """
    before, after = meaning_of(first), meaning_of(joined)
    if after is None or (after == before and not _CUT_REASON.search(first)):
        return False
    if tag_of(joined):
        return _is_whole_tagged(first, joined, after, rest_means=rest_means)
    return not rest_means and after.need is not Need.DEVICE and (before is None or after.name == before.name)


def _is_whole_tagged(first: str, joined: str, after: Meaning, *, rest_means: bool) -> bool:
    known, known_before = recognise(joined), recognise(first)
    if known is not None and known_before is None:
        return not after.name.endswith("-other")
    if rest_means or after.is_vague or after.name in _SHORT:
        return False
    if known is None:
        return after.kind in _KINDS_WITHOUT_TAG and known_before is None
    return not _is_open(known) or (known_before is not None and _is_unfinished(first))


def _is_open(known: Recognised) -> bool:
    """Tell whether a line ends in a field, so that more of it would fit too."""
    return known.line.template.endswith("}")


def _is_unfinished(first: str) -> bool:
    meaning = meaning_of(first)
    return meaning is None or meaning.is_vague or meaning.name in _SHORT
