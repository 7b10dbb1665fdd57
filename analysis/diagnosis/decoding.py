"""Bytes of a captured log to lines, in bounded memory: any common encoding, any line ends, any length.

Monitors write UTF-8 or ASCII; PowerShell's `>` writes UTF-16. A log may begin with the noise of a boot ROM that speaks
at another speed, so undecodable bytes become U+FFFD and nothing is refused.
"""

import codecs
from collections.abc import Iterable, Iterator

HEAD_BYTES = 4_096
_LINE_MAX = 8_192
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\x7fELF", "an ELF program"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3", "a database"),
)


def binary_kind(head: bytes) -> str | None:
    """Name what a file is by its first bytes when that is certainly no log; None otherwise."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def encoding_of(head: bytes) -> str:
    """Guess the encoding from the first `HEAD_BYTES` bytes: its byte order mark, or where its zero bytes stand.

    A mark counts if what it promises is a log, mostly of ASCII: any bytes are letters of some kind in UTF-16.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark) and _is_mostly_ascii(head.decode(encoding, errors="replace")):
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    guess = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) > half * 0.6 and min(even, odd) < half * 0.1 and _is_mostly_ascii(head.decode(guess, "replace")):
        return guess
    return "utf-8"


def _is_mostly_ascii(text: str) -> bool:
    return 2 * sum(character < "\x7f" for character in text) >= len(text)


def decode(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Decode a stream piece by piece; what is not text becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def split_lines(texts: Iterable[str]) -> Iterator[str]:
    r"""Split a stream into lines at `\n`, or at `\r` in a log that has no `\n` at all; a line's far end is cut off.

    Carriage returns inside or at the end of a line stay in it, so that line numbers are those of an editor.
    """
    line_end, carry = "", ""
    for text in texts:
        carry += text
        line_end = line_end or _line_end(carry)
        if line_end:
            *whole, carry = carry.split(line_end)
            yield from whole
        carry = carry[:_LINE_MAX]
    if carry:
        yield carry


def _line_end(text: str) -> str:
    if "\n" in text:
        return "\n"
    # A return at the very end may be the first half of a pair.
    return "\r" if "\r" in text[:-1] else ""
