"""Forms of a secret that look like nothing: hexadecimal, base64, percent encoding, backwards.

What is it: the pieces of all these forms of one secret are hundreds, and hardly a text holds any. So a text is read
first as if it held some: what it then says must be in the secret. That is quickly seen, for secrets are printable
ASCII, and what other texts say, read so, is not.

Which law holds: of each piece of an encoded form but the reverse, in any text, `readings` gives some characters of the
secret that stand next to each other there, as long as `is_printable`.
"""

import base64
import re
from binascii import a2b_base64
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

ENCODED_PIECE: Final = 10
STRIDE: Final = 5
"""Of every encoded form each fifth piece is known: fifteen characters in a row hold one."""

_RUN: Final = re.compile(rf"[A-Za-z0-9+/]{{{ENCODED_PIECE},}}")
# Two hexadecimal digits of printable ASCII, 0x20 to 0x7E.
_BYTE: Final = "[2-7][0-9A-Fa-f]"
# Ten digits in a row hold four bytes whole; ten characters of bytes that are parted hold two, with what parts them in
# front and behind. Whatever follows is looked at only, so that all of them are found, and the beginning found fast.
_DIGITS: Final = re.compile(rf"[2-7](?=[0-9A-Fa-f](?:{_BYTE}){{3}})")
_PARTED: Final = re.compile(rf"[ :%](?={_BYTE}[ :%]{_BYTE}[ :%])")
# The four characters that base64 (RFC 4648, section 4) makes of three bytes of printable ASCII.
_QUAD: Final = re.compile(r"[I-Za-f](?=[C-HS-Xi-nyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/])")


def is_printable(secret: str) -> bool:
    """Tell whether a secret is printable ASCII: encoded pieces of others have no readings."""
    return secret.isascii() and secret.isprintable()


def readings(text: str) -> Iterator[str]:
    """Give what `text` says, a few characters at a time, where it is taken for something encoded."""
    for found in _PARTED.finditer(text):
        yield _from_hex(text[found.end() : found.end() + 2] + text[found.end() + 3 : found.end() + 5])
    for run in _RUN.findall(text):
        for found in _DIGITS.finditer(run):
            yield _from_hex(run[found.start() : found.start() + 8])
        for found in _QUAD.finditer(run):
            yield a2b_base64(run[found.start() : found.start() + 4]).decode("ascii")


def _from_hex(digits: str) -> str:
    return bytes.fromhex(digits).decode("ascii")


@lru_cache(4096)
def encoded(hidden: str, what: str) -> Mapping[str, str]:
    """Give all pieces of all encoded forms of `hidden`, and of what each is a piece: `what`, and the form."""
    raw = hidden.encode()
    forms = {
        "hexadecimal": [raw.hex(), raw.hex().upper(), raw.hex(" "), raw.hex(":"), raw.hex(":").upper()],
        "base64": [base64.b64encode(raw[at:]).decode().rstrip("=") for at in range(3)],
        "percent encoding": ["".join(f"%{each:02x}" for each in raw), "".join(f"%{each:02X}" for each in raw)],
        "reverse": [backwards(hidden)],
    }
    return {
        text[begin : begin + ENCODED_PIECE]: f"{what} in {name}"
        for name, texts in forms.items()
        for text in texts
        for begin in range(0, len(text) - ENCODED_PIECE + 1, STRIDE)
    }


def backwards(hidden: str) -> str:
    """Give the one form that has no readings, for it looks like any other text."""
    return hidden[::-1]
