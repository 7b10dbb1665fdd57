"""Finding known secrets in a text: whole, in pieces, backwards, or in hexadecimal, base64 or percent encoding.

What is it: `oceanhil.protocol.redact` finds what looks like a token. This finds what is one, because it was issued, in
forms that look like nothing. Of a secret its first characters may be shown (SHOWN_CHARACTERS of a token, fewer of a
session); whatever holds six characters in a row of which one is hidden shows too much, unless all are decimal digits.

Which laws hold: a text without six characters of a secret, or fifteen of an encoded one, is clean; a clean text costs
one look in a set of texts, for devices print the same lines again and again.
"""

import base64
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

_PIECE: Final = 6
_ENCODED_PIECE: Final = 10
_STRIDE: Final = 5
"""Of every encoded form each fifth piece is known: fifteen characters in a row hold one."""
_END: Final = 4
_GAPS: Final = ("…", "...", "**")
_CLEAN_MOST: Final = 20_000


class SecretPieces:
    """The secrets of one run, and which pieces of them a text holds."""

    def __init__(self) -> None:
        # What was added, in order: secret, what it is, how much of it may be shown; None for a password.
        self._added: list[tuple[str, str, int | None]] = []
        self._plain: dict[str, str] = {}
        self._encoded: dict[str, str] = {}
        self._ends: dict[str, str] = {}
        self._words: dict[str, str] = {}
        self._known: set[str] = set()
        self._clean = _NO_SECRETS

    def add_password(self, secret: str, what: str) -> None:
        """Know of a secret that people chose: a part of it may be a word of any line, so only all of it counts."""
        if secret not in self._known and len(secret) >= _PIECE:
            self._words[secret] = what
            self._know(secret, what, None)

    def add(self, secret: str, what: str, shown: int) -> None:
        """Know of a secret from now on; `what` names it in findings, its first `shown` characters are no secret."""
        if secret in self._known or len(secret) < shown + _PIECE:
            return
        self._plain.update(_plain(secret, what, shown))
        self._ends[secret[-_END:]] = f"the end of {what}"
        self._know(secret, what, shown)

    def _know(self, secret: str, what: str, shown: int | None) -> None:
        self._added.append((secret, what, shown))
        self._known.add(secret)
        self._clean = _clean_with(self._clean, secret, what, shown)
        self._encoded.update(_encoded(secret[shown or 0 :], what))

    def __reduce__(self) -> tuple[object, ...]:
        """Give what was added: the tables are made again from it, faster than they are copied."""
        return _pieces_of, (tuple(self._added),)

    def found_in(self, text: str) -> tuple[int, str] | None:
        """Say where in `text` a piece of a secret begins, and of which; None if there is none."""
        clean = self._clean.texts
        if text in clean:
            return None
        found = self._piece(text) or self._end(text)
        if found is None:
            if len(clean) >= _CLEAN_MOST:
                clean.clear()
            clean.add(text)
        return found

    def _piece(self, text: str) -> tuple[int, str] | None:
        for word, what in self._words.items():
            if word in text:
                return text.index(word), what
        plain, encoded = self._plain, self._encoded
        begins = range(len(text) - _PIECE + 1)
        # Nearly every text is clean, and sets find that out in a third of the time.
        if plain.keys().isdisjoint({text[begin : begin + _PIECE] for begin in begins}) and encoded.keys().isdisjoint(
            {text[begin : begin + _ENCODED_PIECE] for begin in begins}
        ):
            return None
        for begin in begins:
            if found := plain.get(text[begin : begin + _PIECE]) or encoded.get(text[begin : begin + _ENCODED_PIECE]):
                return begin, found
        return None

    def _end(self, text: str) -> tuple[int, str] | None:
        for gap in _GAPS:
            at = text.find(gap)
            if at >= 0 and (found := self._ends.get(text[at + len(gap) : at + len(gap) + _END])):
                return at + len(gap), found
        return None


def _pieces_of(added: Iterable[tuple[str, str, int | None]]) -> SecretPieces:
    pieces = SecretPieces()
    for secret, what, shown in added:
        if shown is None:
            pieces.add_password(secret, what)
        else:
            pieces.add(secret, what, shown)
    return pieces


# Thousands of runs of a sweep issue the same secrets, one after the other, and print the same lines.


class _Clean(msgspec.Struct, frozen=True, eq=False):
    """Texts in which none of the secrets known so far was found: the same for all runs that know the same ones."""

    texts: set[str] = msgspec.field(default_factory=set)


_NO_SECRETS: Final = _Clean()


@lru_cache(4096)
def _clean_with(_before: _Clean, _secret: str, _what: str, _shown: int | None) -> _Clean:
    """Give the texts that are clean of one secret more; the same ones for the same secrets."""
    return _Clean()


@lru_cache(4096)
def _plain(secret: str, what: str, shown: int) -> Mapping[str, str]:
    begins = range(max(0, shown + 1 - _PIECE), len(secret) - _PIECE + 1)
    pieces = (secret[begin : begin + _PIECE] for begin in begins)
    # Six decimal digits are a part of many a number: of thousands of sessions one has those of the time of day.
    return {piece: f"a piece of {what}" for piece in pieces if not piece.isdecimal()}


@lru_cache(4096)
def _encoded(hidden: str, what: str) -> Mapping[str, str]:
    raw = hidden.encode()
    forms = {
        "hexadecimal": [raw.hex(), raw.hex().upper(), raw.hex(" "), raw.hex(":"), raw.hex(":").upper()],
        "base64": [base64.b64encode(raw[at:]).decode().rstrip("=") for at in range(3)],
        "percent encoding": ["".join(f"%{each:02x}" for each in raw), "".join(f"%{each:02X}" for each in raw)],
        "reverse": [hidden[::-1]],
    }
    return {
        text[begin : begin + _ENCODED_PIECE]: f"{what} in {name}"
        for name, texts in forms.items()
        for text in texts
        for begin in range(0, len(text) - _ENCODED_PIECE + 1, _STRIDE)
    }
