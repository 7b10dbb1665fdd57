"""The three kinds of token, how each is written, what can be wrong with one, and what happens to it on its way.

Registration tokens are `oc_reg_` and a body of base64url characters, permanent tokens `oc_perm_` and a body, session
tokens are hexadecimal (pages "Token Invalid or Expired" and docs.oceanremote.net/api). Body lengths are values of the
profile: the sources disagree about them.
"""

import hashlib
import random
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from enum import Enum

SHOWN_CHARACTERS = 12
LONGEST_TOKEN = 64
_BODY = re.compile(r"[A-Za-z0-9_-]*")
_USABLE = re.compile(rf"[!-~]{{1,{LONGEST_TOKEN}}}")


class TokenKind(Enum):
    """A kind of token; the value is its prefix."""

    REGISTRATION = "oc_reg_"
    PERMANENT = "oc_perm_"
    SESSION = ""


class TokenFault(Enum):
    """What is wrong with a token as a text, in the order in which it is looked for."""

    EMPTY = "empty"
    LINE_BREAK = "contains a line break"
    SPACE = "contains a space"
    PREFIX = "does not start with its prefix"
    ALPHABET = "has a character outside A-Z a-z 0-9 - _"
    LENGTH = "has the wrong length"


def find_fault(token: str, kind: TokenKind, body_length: int) -> TokenFault | None:
    """Say what is wrong with `token` as a `kind` whose body has `body_length` characters; None if nothing is."""
    if not token:
        return TokenFault.EMPTY
    if "\n" in token or "\r" in token:
        return TokenFault.LINE_BREAK
    if any(character.isspace() for character in token):
        return TokenFault.SPACE
    if not token.startswith(kind.value):
        return TokenFault.PREFIX
    body = token[len(kind.value) :]
    if _BODY.fullmatch(body) is None:
        return TokenFault.ALPHABET
    return None if len(body) == body_length else TokenFault.LENGTH


def make_token(kind: TokenKind, rng: random.Random, body_length: int) -> str:
    """Draw a new token of `kind` with `body_length` characters after the prefix from `rng`."""
    if kind is TokenKind.SESSION:
        return f"{rng.getrandbits(4 * body_length):0{body_length}x}"
    bits = rng.getrandbits(6 * body_length)
    digits = urlsafe_b64encode(bits.to_bytes(-(-body_length // 4) * 3, "big")).decode()
    prefix: str = kind.value
    # Base64 begins with padding and the highest bits; a body begins with the lowest.
    return prefix + digits[::-1][:body_length]


def is_usable(token: str) -> bool:
    """Tell whether a device can keep and send a token: 1 to 64 visible ASCII characters.

    Sixty-four is the longest that the page "Token Invalid or Expired" names; anything else would break the header.
    """
    return _USABLE.fullmatch(token) is not None


def shorten(secret: str) -> str:
    """Give what may be shown of a secret: its first 12 characters, then `…` if there were more."""
    return secret if len(secret) <= SHOWN_CHARACTERS else secret[:SHOWN_CHARACTERS] + "…"


def digest_of(token: str) -> bytes:
    """Give the 32 bytes by which a token is found without being kept: SHA-256 (FIPS 180-4).

    Tokens are drawn from at least as many random bits as anyone could try, so a fast hash without salt is enough. Any
    text has a digest, also one with undecodable bytes in it.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


class TokenDamage(Enum):
    """A way to damage a token."""

    CHARACTER = "character"
    """One character in the middle is another one."""
    CUT = "cut"
    """The end is missing, as behind a column that is too narrow."""
    QUOTED = "quoted"
    """It stands in the quotes of the file it was pasted from."""


def damaged(token: str, damage: TokenDamage) -> str:
    """Give `token` as it looks afterwards."""
    return _WAYS[damage](token)


def _other_character(token: str) -> str:
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    return f"{token[:middle]}{other}{token[middle + 1 :]}"


_WAYS: Mapping[TokenDamage, Callable[[str], str]] = {
    TokenDamage.CHARACTER: _other_character,
    TokenDamage.CUT: lambda token: token[: -len(token) // 4],
    TokenDamage.QUOTED: lambda token: f'"{token}"',
}
