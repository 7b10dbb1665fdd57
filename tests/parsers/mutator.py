"""Damage to valid files: bits, cuts, copies, splices, extremes of numbers, nesting, and characters that few expect."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

_NUMBERS: Final = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_WORDS: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_.-]{2,}")
_EXTREMES: Final = (
    b"0",
    b"-1",
    b"-0",
    b"1e999",
    b"-1e999",
    b"1e-999",
    b"nan",
    b"inf",
    b"0x7fffffff",
    b"2147483648",
    b"4294967296",
    b"9223372036854775807",
    b"9223372036854775808",
    b"18446744073709551616",
    b"9" * 400,
    b"9" * 5000,
    b"0." + b"3" * 400,
    b"1_000",
    b"\xd9\xa3",
)
_PIECES: Final = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"\r\n",
    b"\r",
    b"\n",
    b"\x1b]52;c;AAAA\x07",
    b"\xe2\x80\xae",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b'""',
    b"''",
    b"[" * 40,
    b"{" * 40,
    b"- " * 40,
    b"*x",
    b"&x ",
    b"!!python/object:os.system",
    b"<<: *x",
    b"%",
    b"{}{}",
    b"${HOME}",
    b"../" * 8,
    b"x" * 3000,
    b"=",
    b",",
    b":",
    b"#",
)
_LARGEST: Final = 1 << 20


def mutate(samples: Sequence[bytes], chance: random.Random) -> bytes:
    """Damage one of `samples`, from one to six times; now and then it stays whole or is no sample at all."""
    data = bytearray(chance.choice(samples))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = bytearray(chance.choice(_DAMAGE)(data, samples, chance))
    return bytes(data[:_LARGEST])


def _place(data: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    for _time in range(chance.choice((1, 1, 4, 30))):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _set(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    for _time in range(chance.choice((1, 2, 8))):
        if data:
            data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(data)


def _cut(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    return bytes(data[: _place(data, chance)] if chance.random() < 0.7 else data[_place(data, chance) :])


def _drop(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    start = _place(data, chance)
    return bytes(data[:start] + data[start + chance.choice((1, 2, 8, 60, 600)) :])


def _repeat(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    start = _place(data, chance)
    piece = data[start : start + chance.choice((1, 4, 20, 200))]
    return bytes(data[:start] + piece * chance.choice((1, 2, 30)) + data[start:])


def _splice(data: bytearray, samples: Sequence[bytes], chance: random.Random) -> bytes:
    other = chance.choice(samples)
    start = chance.randrange(len(other) + 1)
    piece = other[start : start + chance.choice((8, 80, 800, 8000))]
    at = _place(data, chance)
    return bytes(data[:at]) + piece + bytes(data[at + (len(piece) if chance.random() < 0.5 else 0) :])


def _insert(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    at = _place(data, chance)
    return bytes(data[:at]) + chance.choice(_PIECES) + bytes(data[at:])


def _number(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    return _in_place_of(_NUMBERS, data, chance, lambda: chance.choice(_EXTREMES))


def _word(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    words = _WORDS.findall(bytes(data[:100_000])) or [b"x"]
    return _in_place_of(_WORDS, data, chance, lambda: chance.choice((*words, b"", b"null", b"7", b"true")))


def _in_place_of(what: re.Pattern[bytes], data: bytearray, chance: random.Random, other: Callable[[], bytes]) -> bytes:
    found = list(what.finditer(bytes(data[:100_000])))
    if not found:
        return bytes(data)
    one = chance.choice(found)
    return bytes(data[: one.start()]) + other() + bytes(data[one.end() :])


def _lines(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    lines = bytes(data).splitlines(keepends=True)
    if len(lines) < 2:
        return bytes(data)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(one, lines[other])
        case 2:
            del lines[one]
        case _:
            lines[one] = b" " * chance.choice((1, 2, 7)) + lines[one]
    return b"".join(lines)


def _crlf(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    return bytes(data).replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\0\n", b"")))


def _wide(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    return bytes(data).decode("latin-1").encode(chance.choice(("utf-16", "utf-16-be", "utf-32", "utf-8-sig")))


def _nothing(data: bytearray, _: Sequence[bytes], chance: random.Random) -> bytes:
    return chance.choice((b"", b"\n", b"\0" * 4096, chance.randbytes(chance.choice((3, 300, 9000))), bytes(data)))


_DAMAGE: Final = (
    _flip,
    _flip,
    _set,
    _cut,
    _drop,
    _repeat,
    _splice,
    _insert,
    _insert,
    _number,
    _number,
    _word,
    _word,
    _lines,
    _lines,
    _crlf,
    _wide,
    _nothing,
)
