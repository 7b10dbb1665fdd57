r"""Cutting secrets out of any text: at most the first 12 characters of anything that looks like a token stay.

A token is found by its look, known to the server or not, and also where it was percent-encoded (once or several
times) or written with JSON's `\u` escapes. Besides the prefixed kinds, every long run of hexadecimal digits (session
tokens) or of base64url characters (a token pasted without its prefix) counts as one.
"""

import re

from protocol.tokens import SHOWN_CHARACTERS

_HEX_RUN = 16
_BASE64URL_RUN = 32


def _encoded(character: str) -> str:
    code = f"{ord(character):02x}"
    return rf"(?:{re.escape(character)}|%(?:25)*{code}|\\+u00{code})"


def _word(text: str) -> str:
    return "".join(_encoded(character) for character in text)


_TAIL = r"(?:[A-Za-z0-9_-]|%(?:25)*[0-9A-Fa-f]{2}|\\+u[0-9A-Fa-f]{4})"
_PREFIXED = rf"{_word('oc_')}(?:{_word('reg')}|{_word('perm')}|{_word('sess')}){_encoded('_')}{_TAIL}*"
_TOKEN = re.compile(
    rf"{_PREFIXED}|[0-9a-f]{{{_HEX_RUN},}}|{_TAIL}{{{_BASE64URL_RUN},}}",
    re.IGNORECASE,
)


def redact(text: str) -> str:
    """Give `text` with everything that looks like a token cut to its first 12 characters and `…`."""
    return _TOKEN.sub(_cut, text)


def leaks(text: str) -> list[str]:
    """List what `redact` would cut out of `text`: whole secrets, for the invariant that none is ever shown."""
    return [found.group() for found in _TOKEN.finditer(text) if len(found.group()) > SHOWN_CHARACTERS]


def _cut(found: re.Match[str]) -> str:
    secret = found.group()
    return secret if len(secret) <= SHOWN_CHARACTERS else secret[:SHOWN_CHARACTERS] + "…"
