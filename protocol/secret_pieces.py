"""Finding known secrets in a text: whole, in pieces, backwards, or in hexadecimal, base64 or percent encoding.

What is it: `oceanhil.protocol.redact` finds what looks like a token. This finds what is one, because it was issued, in
forms that look like nothing. Of a secret its first characters may be shown (SHOWN_CHARACTERS of a token, fewer of a
session); whatever holds six characters in a row of which one is hidden shows too much, unless all are decimal digits,
or all belong to the beginning of another secret that stands there: of thousands of sessions, in sixteen letters, some
have six in common.

Which laws hold: a text without six characters of a secret, or fifteen of an encoded one, is clean; a clean text costs
one look in a set of texts, for devices print the same lines again and again. What a text looks like is found out once
for all secrets, and only one that looks like some secret is compared piece by piece.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from oceanhil.protocol.secret_forms import ENCODED_PIECE, STRIDE, backwards, encoded, is_printable, readings

_PIECE: Final = 6
_SIGN: Final = 4
_END: Final = 4
_GAPS: Final = ("…", "...", "**")
_CLEAN_MOST: Final = 20_000
_LINE_MOST: Final = 256
"""Longer texts are no lines that come again: what they look like is not kept."""


class SecretPieces:
    """The secrets of one run, and which pieces of them a text holds."""

    def __init__(self) -> None:
        # What was added, in order: secret, what it is, how much of it may be shown; None for a password.
        self._added: list[tuple[str, str, int | None]] = []
        self._tables = _Tables()
        self._windows = _Windows()
        # A text is compared with all pieces if it holds one of these signs or an end behind a gap, or if it reads as
        # some of what is hidden.
        self._signs: set[str] = set()
        self._ends: dict[str, str] = {}
        self._hidden = ""
        self._is_printable = True
        self._words: dict[str, str] = {}
        self._learned = 0
        self._known: set[str] = set()
        # What may be shown of the secrets, in all lengths that a piece fits into, and the longest of them.
        self._beginnings: set[str] = set()
        self._shown_most = 0
        self._clean = _NO_SECRETS
        self.plain: set[str] = self._clean.plain
        """Texts that there is nothing to cut out of, as far as that is known."""

    def add_password(self, secret: str, what: str) -> None:
        """Know of a secret that people chose: a part of it may be a word of any line, so only all of it counts."""
        if secret not in self._known and len(secret) >= _PIECE:
            self._know(secret, what, None)

    def add(self, secret: str, what: str, shown: int) -> None:
        """Know of a secret from now on; `what` names it in findings, its first `shown` characters are no secret."""
        if secret in self._known or len(secret) < shown + _PIECE:
            return
        self._know(secret, what, shown)

    def _know(self, secret: str, what: str, shown: int | None) -> None:
        self._added.append((secret, what, shown))
        self._known.add(secret)
        if shown is not None:
            self._beginnings.update(secret[:end] for end in range(_PIECE, shown + 1))
            self._shown_most = max(self._shown_most, shown)
        self._clean = _clean_with(self._clean, secret, what, shown)
        self.plain = self._clean.plain

    def _learn(self) -> None:
        """Find out what texts have to be looked at for the secrets that were added since the last look."""
        for secret, what, shown in self._added[self._learned :]:
            if shown is None:
                self._words[secret] = what
            else:
                self._ends[secret[-_END:]] = f"the end of {what}"
            self._signs |= _signs_of(secret, shown)
            self._hidden += f"\n{secret[shown or 0 :]}"
            self._is_printable = self._is_printable and is_printable(secret)
        self._learned = len(self._added)

    def __reduce__(self) -> tuple[object, ...]:
        """Give what was added: the tables are made again from it, faster than they are copied."""
        return _pieces_of, (tuple(self._added),)

    def found_in(self, text: str) -> tuple[int, str] | None:
        """Say where in `text` a piece of a secret begins, and of which; None if there is none."""
        clean = self._clean.texts
        if text in clean:
            return None
        found = (self._piece(text) or self._end(text)) if self._may_be_in(text) else None
        if found is None:
            if len(clean) >= _CLEAN_MOST:
                clean.clear()
            clean.add(text)
        return found

    def note_plain(self, text: str) -> None:
        """Keep a text as `plain`: no piece of these secrets was found in it, nor what looks like a secret."""
        if len(self.plain) >= _CLEAN_MOST:
            self.plain.clear()
        self.plain.add(text)

    def hidden_in(self, data: bytes) -> Iterator[range]:
        """Give where in `data` plain bytes of secrets stand that must not be shown: overlapping places, in no order."""
        pieces, passwords = self._windows.of(self._added)
        for begin in range(len(data) - _PIECE + 1):
            if data[begin : begin + _PIECE] in pieces:
                yield range(begin, begin + _PIECE)
        for password in passwords:
            at = -1
            while (at := data.find(password, at + 1)) >= 0:
                yield range(at, at + len(password))

    def _may_be_in(self, text: str) -> bool:
        """Tell whether `text` is worth a closer look."""
        if self._learned < len(self._added):
            self._learn()
        look = _look_of(text) if len(text) <= _LINE_MOST else _Look(text)
        return (
            look.shows(self._signs)
            or any(map(self._ends.__contains__, look.ends))
            or any(map(self._hidden.__contains__, look.readings))
            or any(map(text.__contains__, self._words))
            or not self._is_printable
        )

    def _piece(self, text: str) -> tuple[int, str] | None:
        for word, what in self._words.items():
            if word in text:
                return text.index(word), what
        plain, forms = self._tables.of(self._added)
        for begin in range(len(text) - _PIECE + 1):
            found = plain.get(text[begin : begin + _PIECE])
            if found and not self._is_beginning(text, begin):
                return begin, found
            if found := forms.get(text[begin : begin + ENCODED_PIECE]):
                return begin, found
        return None

    def _is_beginning(self, text: str, at: int) -> bool:
        """Tell whether the piece there lies within what may be shown of a secret."""
        return any(
            text[begin:end] in self._beginnings
            for begin in range(max(0, at + _PIECE - self._shown_most), at + 1)
            for end in range(at + _PIECE, begin + self._shown_most + 1)
        )

    def _end(self, text: str) -> tuple[int, str] | None:
        for at, end in _ends_in(text):
            if found := self._ends.get(end):
                return at, found
        return None


def _pieces_of(added: Iterable[tuple[str, str, int | None]]) -> SecretPieces:
    pieces = SecretPieces()
    for secret, what, shown in added:
        if shown is None:
            pieces.add_password(secret, what)
        else:
            pieces.add(secret, what, shown)
    return pieces


class _Tables:
    """All pieces of secrets, and of what each is one: plain and encoded. They are made when a text needs them."""

    def __init__(self) -> None:
        self._plain: dict[str, str] = {}
        self._encoded: dict[str, str] = {}
        self._count = 0

    def of(self, added: Sequence[tuple[str, str, int | None]]) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Give the pieces of these secrets; the first ones are those of the call before."""
        for secret, what, shown in added[self._count :]:
            if shown is not None:
                self._plain.update(_plain(secret, what, shown))
            self._encoded.update(encoded(secret[shown or 0 :], what))
        self._count = len(added)
        return self._plain, self._encoded


class _Windows:
    """What of secrets must not be shown, in bytes: all pieces of one length in one set, and whole passwords.

    A run of days issues a secret each hour. To look each window of a message up costs the same however many there are.
    """

    def __init__(self) -> None:
        self._pieces: set[bytes] = set()
        self._passwords: list[bytes] = []
        self._count = 0

    def of(self, added: Sequence[tuple[str, str, int | None]]) -> tuple[Collection[bytes], Collection[bytes]]:
        """Give pieces and passwords of these secrets; the first ones are those of the call before."""
        for secret, _, shown in added[self._count :]:
            raw = secret.encode("latin-1", "replace")
            if shown is None:
                self._passwords.append(raw)
            else:
                self._pieces.update(raw[at : at + _PIECE] for at in range(shown, len(raw) - _PIECE + 1))
        self._count = len(added)
        return self._pieces, self._passwords


class _Look:
    """What a text looks like, whatever the secrets are."""

    __slots__ = ("_signs", "_text", "_was_asked", "ends", "readings")

    def __init__(self, text: str) -> None:
        self.ends = frozenset([end for _, end in _ends_in(text)])
        self.readings = tuple(readings(text))
        self._text = text
        self._was_asked = False
        self._signs: frozenset[str] = frozenset()

    def shows(self, signs: Collection[str]) -> bool:
        """Tell whether one of these signs is in the text: those of a text that comes again are kept."""
        # Of few secrets each sign is looked for; of hundreds, as a run of weeks issues them, that takes milliseconds.
        if not self._was_asked and len(signs) <= len(self._text):
            self._was_asked = True
            return any(map(self._text.__contains__, signs))
        if not self._signs:
            begins = range(max(1, len(self._text) - _SIGN + 1))
            self._signs = frozenset([self._text[begin : begin + _SIGN] for begin in begins])
        return not self._signs.isdisjoint(signs)


def _ends_in(text: str) -> Iterator[tuple[int, str]]:
    """Give what stands behind each kind of gap, and where."""
    for gap in _GAPS:
        at = text.find(gap)
        if at >= 0:
            yield at + len(gap), text[at + len(gap) : at + len(gap) + _END]


# Most lines of the console come again in every run, whatever its secrets are.
_look_of = lru_cache(512)(_Look)


# Thousands of runs of a sweep issue the same secrets, one after the other, and print the same lines.
class _Clean(msgspec.Struct, frozen=True, eq=False):
    """Texts in which none of the secrets known so far was found: the same for all runs that know the same ones."""

    texts: set[str] = msgspec.field(default_factory=set)
    plain: set[str] = msgspec.field(default_factory=set)


_NO_SECRETS: Final = _Clean()


@lru_cache(4096)
def _clean_with(_before: _Clean, _secret: str, _what: str, _shown: int | None) -> _Clean:
    """Give the texts that are clean of one secret more; the same ones for the same secrets."""
    return _Clean()


@lru_cache(4096)
def _signs_of(secret: str, shown: int | None) -> frozenset[str]:
    """Give four characters of whatever piece of a secret, plain or backwards, that a text may hold."""
    reverse = backwards(secret[shown or 0 :])
    signs = [reverse[begin : begin + _SIGN] for begin in range(0, len(reverse) - ENCODED_PIECE + 1, STRIDE)]
    if shown is not None:
        # Six characters hold four that begin at a third place; the first of these have a hidden one, as all must have.
        begins = range(max(0, shown + 1 - _SIGN), len(secret) - _SIGN + 1, _PIECE - _SIGN + 1)
        signs += [secret[begin : begin + _SIGN] for begin in begins]
    return frozenset(signs)


@lru_cache(4096)
def _plain(secret: str, what: str, shown: int) -> Mapping[str, str]:
    # Six decimal digits are a part of many a number: of thousands of sessions one has those of the time of day.
    begins = range(max(0, shown + 1 - _PIECE), len(secret) - _PIECE + 1)
    pieces = (secret[begin : begin + _PIECE] for begin in begins)
    return {piece: f"a piece of {what}" for piece in pieces if not piece.isdecimal()}
