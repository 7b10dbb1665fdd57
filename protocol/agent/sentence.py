r"""One sentence of the agent protocol as bytes and as data, and sentences taken out of a stream.

`$HIL,17,EEPROM,READ,0,64*47\r\n`: kind, sequence number, words, and the exclusive-or of every byte between `$` and `*`
as two hex digits (the framing of NMEA 0183). Words are printable ASCII; everything else in them, and `$ % * ,`, is
percent-encoded as UTF-8 bytes.
"""

import re
from enum import Enum
from functools import reduce
from operator import xor
from typing import Final

import msgspec

MAX_SENTENCE_BYTES: Final = 640
"""The longest sentence, from `$` to the line feed."""
MAX_DATA_BYTES: Final = 256
"""The most bytes a data word carries; two hex digits each."""
MAX_SEQUENCE: Final = 9999

_FORM = re.compile(rb"\$(HIL|HOK|HER|HEV),(0|[1-9][0-9]{0,3})((?:,[ -#%-)+-~]*)?)\*([0-9A-Fa-f]{2})\r?\n")
# What is left of a board's sentence that was damaged: one of its first bytes may be wrong.
_REMNANT: Final = re.compile(rb"\$(?:HOK|HER|HEV),|(?:HOK|HER|HEV),[0-9]{1,4}[,*]")
_PLAIN = re.compile(r"[ -#&-)+\--~]*")
# Whole: up to the line feed, whatever its words and checksum are. Begun: all of it could still become a whole one.
_WHOLE: Final = re.compile(rb"\$(?:HIL|HOK|HER|HEV),[ -#%-~]*\r?\n")
_BEGUN: Final = re.compile(rb"\$(?:H(?:[IO]|E|(?:IL|OK|ER|EV)(?:,[ -#%-~]*\r?)?)?)?\Z")


class SentenceError(ValueError):
    """These bytes are no sentence, or this sentence cannot be written."""


class SentenceKind(Enum):
    """Who speaks and what for; the value stands in the sentence."""

    COMMAND = "HIL"
    OK = "HOK"
    ERROR = "HER"
    EVENT = "HEV"


REPLIES: Final = frozenset({SentenceKind.OK, SentenceKind.ERROR})
"""What a board answers a command with."""


class Sentence(msgspec.Struct, frozen=True):
    """A sentence: its kind, its sequence number (0 to 9999; a reply repeats its command's) and its words as text."""

    kind: SentenceKind
    sequence: int
    words: tuple[str, ...] = ()


def checksum(content: bytes) -> int:
    """Give the exclusive-or of all bytes."""
    return reduce(xor, content, 0)


def encode(sentence: Sentence) -> bytes:
    r"""Write a sentence with its `\r\n`; raises SentenceError when it is too long or its sequence number is none."""
    if not 0 <= sentence.sequence <= MAX_SEQUENCE:
        raise SentenceError(f"sequence number {sentence.sequence!r}, expected 0 to {MAX_SEQUENCE}")
    fields = (sentence.kind.value, str(sentence.sequence), *map(escape, sentence.words))
    content = ",".join(fields).encode("ascii")
    line = b"$%s*%02X\r\n" % (content, checksum(content))
    if len(line) > MAX_SENTENCE_BYTES:
        raise SentenceError(f"a sentence of {len(line)} bytes, expected {MAX_SENTENCE_BYTES} at most")
    return line


def decode(line: bytes) -> Sentence:
    r"""Read one whole sentence, `$` first and `\r\n` or `\n` last; raises SentenceError that says what is wrong."""
    if len(line) > MAX_SENTENCE_BYTES:
        raise SentenceError(f"a sentence of {len(line)} bytes, expected {MAX_SENTENCE_BYTES} at most")
    form = _FORM.fullmatch(line)
    if form is None:
        raise SentenceError(f"{line[:12]!r} has not the form of a sentence")
    found, wanted = int(form[4], 16), checksum(line[1 : form.start(4) - 1])
    if found != wanted:
        raise SentenceError(f"checksum {found:02X}, expected {wanted:02X}")
    words = form[3].decode("ascii").split(",")[1:]
    return Sentence(SentenceKind(form[1].decode("ascii")), int(form[2]), tuple(map(unescape, words)))


def is_unended(line: bytes) -> bool:
    """Tell whether a line of a log is a board's whole sentence, but for the line feed that ends one."""
    return b"\n" not in line and _is_of_board(_read(line.strip(b"\r\0") + b"\n"))


def is_remnant(line: bytes) -> bool:
    """Tell whether a line of a log looks like a board's sentence that was damaged on its way."""
    return _REMNANT.search(line) is not None and not is_unended(line)


def _is_of_board(sentence: Sentence | None) -> bool:
    return sentence is not None and sentence.kind is not SentenceKind.COMMAND


def escape(word: str) -> str:
    """Percent-encode what may not stand in a word; raises SentenceError for text that is not Unicode."""
    if _PLAIN.fullmatch(word):
        return word
    try:
        data = word.encode("utf-8")
    except UnicodeEncodeError:
        raise SentenceError(f"{word[:12]!r} is not text") from None
    return "".join(chr(byte) if _PLAIN.fullmatch(chr(byte)) else f"%{byte:02X}" for byte in data)


def unescape(word: str) -> str:
    """Undo `escape`; raises SentenceError for a `%` without two hex digits and for bytes that are no UTF-8."""
    if "%" not in word:
        return word
    try:
        return re.sub(rb"%(.{0,2})", _escaped_byte, word.encode("ascii")).decode("utf-8")
    except UnicodeDecodeError:
        raise SentenceError(f"{word[:12]!r} is no UTF-8 when its escapes are read") from None


def _escaped_byte(escaped: re.Match[bytes]) -> bytes:
    if re.fullmatch(rb"[0-9A-Fa-f]{2}", escaped[1]) is None:
        raise SentenceError(f"{escaped[0]!r} in a word, expected '%' and two hex digits")
    return bytes.fromhex(escaped[1].decode("ascii"))


class AgentReader:
    """Takes sentences out of a byte stream in which they stand between, and in the middle of, the lines of a log.

    A sans-I/O reader for one direction of one line. It holds back only bytes that may still become a sentence, fewer
    than MAX_SENTENCE_BYTES. A sentence with a wrong checksum is log text, and so is one that another `$` interrupts:
    the reader starts anew at that `$`.
    """

    def __init__(self) -> None:
        self._held = b""

    @property
    def held_bytes(self) -> int:
        """How many bytes are held back."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Sentence | bytes]:
        """Take the next bytes; give sentences and the log bytes between them, in the order of the stream."""
        stream = self._held + data if self._held else data
        self._held = b""
        found: list[Sentence | bytes] = []
        log_from = at = 0
        while (at := stream.find(b"$", at)) >= 0:
            whole = _WHOLE.match(stream, at)
            sentence = None if whole is None else _read(whole[0])
            if whole is not None and sentence is not None:
                _add(found, stream[log_from:at])
                found.append(sentence)
                log_from = at = whole.end()
            elif whole is None and len(stream) - at < MAX_SENTENCE_BYTES and _BEGUN.match(stream, at):
                self._held = stream[at:]
                _add(found, stream[log_from:at])
                return found
            else:
                at += 1
        _add(found, stream[log_from:])
        return found

    def flush(self) -> bytes:
        """Give up what is held back: the stream has ended, or has been silent for so long that no more will come."""
        held, self._held = self._held, b""
        return held


def _add(found: list[Sentence | bytes], log: bytes) -> None:
    if log:
        found.append(log)


def _read(line: bytes) -> Sentence | None:
    try:
        return decode(line)
    except SentenceError:
        return None
