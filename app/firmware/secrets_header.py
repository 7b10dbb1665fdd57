"""`secrets.h`: the example beside the sketch with a user's values in place of its own, as C string literals and back.

ISO C 6.4.4.4: an octal escape takes up to three digits, so with all three written no digit that follows can become part
of it; a hexadecimal one has no end. A question mark is escaped because two of them may begin a trigraph (5.2.1.1).
"""

import re
from collections.abc import Iterable
from typing import Final

from oceanhil.app.firmware.tool_errors import FolderError
from oceanhil.app.firmware.values import Values

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


EXAMPLE_NAME: Final = "secrets.example.h"
HEADER_NAME: Final = "secrets.h"
_DEFINE = re.compile(r'^([ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+)("(?:[^"\\\n]|\\.)*")', re.MULTILINE)
_ROOT_CERTIFICATE: Final = "OCEANREMOTE_ROOT_CERTIFICATE"
_AGENT: Final = "OCEANREMOTE_AGENT"
_SECRET_ENDINGS: Final = ("PASSWORD", "TOKEN")


def render(example: str, values: Values) -> str:
    """Give the header; raises FolderError if the example has not exactly one define for each value.

    A define is recognised by how its name ends; others, and the servers where none was given, are left as they are.
    """
    endings = {"SSID": values.ssid, "PASSWORD": values.password, "TOKEN": values.token}
    if values.server:
        endings |= {"REGISTER_SERVER": values.server, "API_SERVER": values.server}
    filled: list[str] = []

    def fill(found: re.Match[str]) -> str:
        ending = next((each for each in endings if found[2].endswith(f"_{each}")), None)
        if ending is None:
            return found[0]
        filled.append(ending)
        return found[1] + to_c_string(endings[ending])

    header = _DEFINE.sub(fill, example)
    wrong = [ending for ending in endings if filled.count(ending) != 1]
    if wrong:
        raise FolderError(
            f"{EXAMPLE_NAME!r} has not one '#define …_{wrong[0]} \"…\"', which this program fills in; is the"
            " installation whole?"
        )
    if values.root_certificate:
        header += f"#define {_ROOT_CERTIFICATE} {to_c_string(values.root_certificate)}\n"
    return _with_agent(header) if values.agent else header


def _with_agent(header: str) -> str:
    """Take the define of the agent out of its comment."""
    left_out = f"// #define {_AGENT}\n"
    if header.count(left_out) != 1:
        raise FolderError(f"{EXAMPLE_NAME!r} has not one {left_out.strip()!r}, for --agent; is the installation whole?")
    return header.replace(left_out, f"#define {_AGENT}\n")


def secrets_in(header: str) -> tuple[bytes, ...]:
    """Give the values of a header that must not be shown: password and token, the empty one left out."""
    found = ((name, _value(literal)) for _, name, literal in _DEFINE.findall(header) if name.endswith(_SECRET_ENDINGS))
    return tuple(value for _, value in found if value)


def hide(text: str, secrets: Iterable[bytes]) -> str:
    """Cut secrets out of what a build tool prints, as such and as literals: a compiler quotes the line it dislikes.

    Nothing is guessed by its look: a linker's long names would be cut with it.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        for form in (to_c_string(secret)[1:-1], secret.decode("utf-8", "replace")):
            text = text.replace(form, "<secret>")
    return text


def _value(literal: str) -> bytes:
    try:
        return from_c_string(literal)
    except ValueError:
        return literal[1:-1].encode()
