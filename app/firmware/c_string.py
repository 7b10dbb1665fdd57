"""Any bytes as a C string literal, and back.

ISO C 6.4.4.4: an octal escape takes up to three digits, so with all three written no digit that follows can become part
of it; a hexadecimal one has no end. A question mark is escaped because two of them may begin a trigraph (5.2.1.1).
"""

import re
from typing import Final

_ESCAPED: Final = frozenset(b'"\\?')
_PRINTABLE: Final = range(0x20, 0x7F)
_PIECE = re.compile(rb'\\([0-7]{1,3})|\\x([0-9a-fA-F]+)|\\([abfnrtv"\'?\\])|([^"\\\n])')
_LETTERS: Final = dict(zip(b"abfnrtv\"'?\\", b"\a\b\f\n\r\t\v\"'?\\", strict=True))
_LONGEST_CODE: Final = 0xFF


def to_c_string(data: bytes) -> str:
    """Give the literal with its quotes, in plain ASCII on one line; its size in C is that of `data` and one NUL."""
    return '"' + "".join(map(_escaped, data)) + '"'


def from_c_string(literal: str) -> bytes:
    """Give the bytes of one literal with its quotes; raises ValueError if it is none."""
    text = literal.encode("utf-8")
    if len(text) < 2 or text[:1] != b'"' or text[-1:] != b'"':
        raise ValueError(f"{literal!r} is not a string literal of C")
    data, position, end = bytearray(), 1, len(text) - 1
    while position < end:
        piece = _PIECE.match(text, position, end)
        if piece is None:
            raise ValueError(f"{literal!r} is not a string literal of C: see its byte {position}")
        data += _byte_of(piece, literal)
        position = piece.end()
    return bytes(data)


def _escaped(code: int) -> str:
    if code in _ESCAPED:
        return f"\\{code:c}"
    return chr(code) if code in _PRINTABLE else f"\\{code:03o}"


def _byte_of(piece: re.Match[bytes], literal: str) -> bytes:
    octal, hexadecimal, letter, plain = piece.groups()
    if plain is not None:
        return bytes(plain)
    if letter is not None:
        return bytes([_LETTERS[letter[0]]])
    code = int(octal, 8) if octal is not None else int(hexadecimal, 16)
    if code > _LONGEST_CODE:
        raise ValueError(f"{literal!r} has an escape beyond one byte")
    return bytes([code])
