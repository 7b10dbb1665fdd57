r"""Cutting secrets out of any text: at most the first 12 characters of anything that looks like a token stay.

A token is found by its look, known to the server or not, and also where it was percent-encoded (once or several
times) or written with JSON's `\u` escapes. Besides the prefixed kinds, every long run of hexadecimal digits (session
tokens) or of base64url characters (a token pasted without its prefix, a UUID) counts as one. A prefixed token goes on
behind a character that was pasted into it by mistake. Time grows with the length of the text, whatever stands in it.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from oceanhil.protocol.tokens import SHOWN_CHARACTERS

_HEX_RUN = 16
_BASE64URL_RUN = 32
# Only from the first of several backslashes, else a long run of them would be searched again from each one.
_ESCAPE = r"(?<!\\)\\+u"
SHORTEST: Final = 8
"""Shorter keys are not looked for: too many harmless words would be cut. Off loopback no key is as short."""
_CUT: Final = "…"
_LINE: Final = 256


def _encoded(character: str) -> str:
    code = f"{ord(character):02x}"
    return rf"(?:{re.escape(character)}|%(?:25)*{code}|{_ESCAPE}00{code})"


def _word(text: str) -> str:
    return "".join(_encoded(character) for character in text)


_TAIL = rf"(?:[A-Za-z0-9_-]|%(?:25)*[0-9A-Fa-f]{{2}}|{_ESCAPE}[0-9A-Fa-f]{{4}})"
_HEX_CODE = "(?:3[0-9]|[46][1-6])"
_HEX_DIGIT = rf"(?:[0-9a-f]|%(?:25)*{_HEX_CODE}|{_ESCAPE}00{_HEX_CODE})"
_PASTED = r"(?:[\s+%/=.!*~]|[^\x00-\x7f…]|\\+[nrt])"
_REST = rf"(?:{_PASTED}{{1,2}}(?={_TAIL}{{{SHOWN_CHARACTERS + 1}}}){_TAIL}*)*"
_KIND = rf"{_word('oc_')}(?:{_word('reg')}|{_word('perm')}|{_word('sess')}){_encoded('_')}"
_PREFIXED = rf"{_KIND}{_TAIL}*{_REST}"
_PREFIX = re.compile(_KIND, re.IGNORECASE)
_TOKEN = re.compile(
    rf"{_PREFIXED}|{_TAIL}{{{_BASE64URL_RUN},}}|{_HEX_DIGIT}{{{_HEX_RUN},}}",
    re.IGNORECASE,
)

# Whatever is cut is a run of these, longer than what may be shown; most texts have none, and this finds out faster.
_BY_PREFIX = re.compile(rf"{_PREFIXED}|{_HEX_DIGIT}{{{_HEX_RUN},}}", re.IGNORECASE)
# A name, however long, is made of words and numbers, names of chips (esp32s3, rp2350b) and the ids that boards give
# themselves of their MAC; a token that is drawn by lot is not. Each word ends at a separator and is read in one way
# only: of a text that is no name after all, every way to read each of its words would be tried with all of the others.
_CHIP = r"(?:[a-z]{2,5}|[A-Z]{2,5})[0-9]{1,4}[A-Za-z]{1,2}[0-9]{1,2}"
_BOARD_ID = r"(?:ESP32|ESP8266|PICOW)_[0-9A-F]{12}"
_PLAIN_WORD = r"(?:[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,}){0,9}|[A-Z]{2,}|[A-Za-z])?[0-9]{0,4}[a-z]?"
_WORD_IN_NAME = rf"(?>(?:{_BOARD_ID}|{_CHIP}|{_PLAIN_WORD})(?=[_-]|\Z))"
_WORDS = re.compile(rf"(?![Oo][Cc]_)(?:{_WORD_IN_NAME}[_-])+{_WORD_IN_NAME}")

# Regardless of case, as tokens are found: a long s counts as an s then, the Kelvin sign as a k.
_RUN = re.compile(rf"[A-Za-z0-9_%\\-]{{{SHOWN_CHARACTERS + 1}}}", re.IGNORECASE)
# A token without escapes shows one of these; the name of a device, which is a long run, does not: faster again.
_MARK = re.compile(rf"[%\\]|oc_|[A-Za-z0-9_-]{{{_BASE64URL_RUN}}}|[0-9a-f]{{{_HEX_RUN}}}", re.IGNORECASE)


def secret_pattern(secret: str) -> re.Pattern[str]:
    """Give a pattern that finds one known secret, plain or with any of its characters encoded; case does not matter."""
    return re.compile(_word(secret), re.IGNORECASE)


def may_hold_secret(text: str) -> bool:
    """Tell whether `text` is worth a closer look: False for most, and then there is nothing in it to cut."""
    return len(text) > SHOWN_CHARACTERS and (_has_run(text) if len(text) <= _LINE else _RUN.search(text) is not None)


@lru_cache(512)
def _has_run(line: str) -> bool:
    """Look at a line of a console, which comes again and again."""
    return _RUN.search(line) is not None


def redact(text: str) -> str:
    """Give `text` with everything that looks like a token cut to its first 12 characters and `…`."""
    return _TOKEN.sub(_cut, text) if _is_worth_a_look(text) else text


def replace_marked(text: str, name: Callable[[str], str]) -> str:
    """Give `text` with what a prefix or hexadecimal digits mark as a token replaced by what `name` makes of it.

    Other long words are left alone.
    """
    return _BY_PREFIX.sub(lambda found: name(found.group()) if _is_secret(found.group()) else found.group(), text)


def leaks(text: str) -> list[str]:
    """List what `redact` would cut out of `text`: whole secrets, for the invariant that none is ever shown."""
    if not _is_worth_a_look(text):
        return []
    return [found.group() for found in _TOKEN.finditer(text) if _is_secret(found.group())]


def has_prefix(found: str) -> bool:
    """Tell whether one of what `leaks` lists says itself, encoded or not, that it is a token; others may be hashes."""
    return _PREFIX.search(found) is not None


def _is_worth_a_look(text: str) -> bool:
    return may_hold_secret(text) and _MARK.search(text) is not None


def _cut(found: re.Match[str]) -> str:
    secret = found.group()
    return _shown(secret) if _is_secret(secret) else secret


def _shown(secret: str) -> str:
    return secret[:SHOWN_CHARACTERS] + "…" if len(secret) > SHOWN_CHARACTERS else secret


def _is_secret(found: str) -> bool:
    # A name has a separator: looking for one costs least.
    has_separator = "_" in found or "-" in found
    return len(found) > SHOWN_CHARACTERS and not (has_separator and _WORDS.fullmatch(found))


class Concealer:
    """Cuts secrets out of texts, also where they are percent-encoded or escaped as in JSON."""

    __slots__ = ("without_key",)

    def __init__(self) -> None:
        """Know of tokens only."""
        self.without_key: Callable[[str], str] = str
        """Gives a text without the key, if there is one; tokens stay for whoever shows it."""

    def add(self, key: str) -> None:
        """Cut `key` too from now on, if it is not too short; it takes the place of an earlier one."""
        if len(key) >= SHORTEST:
            self.without_key = partial(secret_pattern(key).sub, _CUT)

    def __call__(self, text: str) -> str:
        """Give `text` without the key, and with tokens cut as everywhere; what UTF-8 cannot carry is escaped."""
        return redact(self.without_key(text).encode("utf-8", "backslashreplace").decode("utf-8"))
