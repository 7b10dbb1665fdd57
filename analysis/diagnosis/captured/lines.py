"""Bytes of a captured log to the lines that a device printed, in bounded memory.

Any common encoding, line ends and length are read. Colours, time stamps and prefixes of the common monitors come off
(Arduino IDE `12:01:02.345 -> `, PlatformIO `12:01:02.345 > `, `[12:01:02]`, ISO dates, Tera Term, grabserial, syslog,
Kubernetes, ESP-IDF's `I (512) main: `), and lines that ran together are separated: at a tag, at a prefix of the SDK,
and where a crash or a boot begins. Words of other scripts that patterns know stand there in English (`[words]` of
`signals.toml`).
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from oceanhil.analysis.diagnosis.captured.code_pages import code_page_of
from oceanhil.analysis.diagnosis.knowledge import words

HEAD_BYTES = 4_096
_BEGINNING = 65_536
# A return at the very end may be the first half of a pair.
_BREAK = re.compile(r"\r\n|\n|\r(?!\Z)")
# Of an answer in JSON that has no lines: between two of its objects or lists.
_OF_JSON = re.compile(r"(?<=[\]}]),(?= ?[\[{])")
# So many separate what an interface answers of a log; a device's own answer has fewer.
_OBJECTS_MIN = 3
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
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3", "a database"),
)
LONGEST_LINE = 2_000
_TAGS = r"\[(?:SYSTEM|EEPROM|WiFi|TIME|TLS|REG|SESSION|POLL|INFO)\]"
_COLOUR = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b.?|\[0(?:;\d{1,2})*m")
# Zephyr puts a comma between milliseconds and microseconds.
_CLOCK = r"\d{1,2}:\d\d:\d\d(?:[.,:]\d{1,9}(?:,\d{3})?)?"
# Without seconds it is one only with both digits of an hour of the day, and with text behind it that is no measure.
_MINUTE = r"(?:[01]\d|2[0-3])[:h][0-5]\d"
_NO_DURATION = (
    r"(?=\s*(?:[>|]|-+>)|\s+(?:$|[\[(<{\"'*#]|(?!(?i:h|hrs?|hours?|m|mins?|minut\w+|s|secs?|seconds?|sek\w*|left|remaining"
    r"|elapsed|total|uptime|ago|to|bis|until|and|und|or)\b)[^\W\d]))"
)
# As most of Europe writes it, with the year or without.
_DAY = r"\d{1,2}[./]\d{1,2}[./]?(?:\d{2,4})?"
_SDK = rf"[IWEDV] \((?:\d+|{_CLOCK})\) [\w.-]+:"
# Whose reasons and failures those of Bluetooth are, nothing but the driver's tag tells.
_OF_BLUETOOTH = (
    rf"[IWEDV] \((?:\d+|{_CLOCK})\) (?=(?i:\w*_?(?:nimble|bluedroid|ble|bt|gatt[cs]?|gap)\d?(?:[_.-][\w.-]*)?):)"
)
_STAMP = re.compile(
    rf"\s*(?:[\[(]?(?:\d{{4}}[-/.]\d\d[-/.]\d\d[T ]|{_DAY} )?{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?[\])]?"
    r"(?: std(?:out|err) [FP](?= ))?"
    rf"|(?:<\d{{1,3}}>|\[)?(?:[A-Z][a-z]{{2}} )?[A-Z][a-z]{{2}} +\d{{1,2}} {_CLOCK}(?: \d{{4}})?\]?"
    r"(?: [\w.-]+ [\w./-]+\[\d+\]:)?"
    rf"|<\d{{1,3}}>1 \d{{4}}-\d\d-\d\dT{_CLOCK}(?:Z|[+-]\d\d:\d\d) [\w.-]+ [\w./-]+ [\w-]+ [\w-]+ -"
    r"|\[ *\d+(?:\.\d+)?(?: \d+\.\d+)?\]"
    r"|(?:[tT] ?=|[+@]) {0,4}\d+(?:\.\d+ ?(?:ms|s)?| ?(?:ms|s))(?=[\s:>|])"
    rf"|\[{_DAY},? \d{{1,2}}:\d\d\]"
    rf"|[\[(]{_MINUTE}[\])]"
    rf"|(?:(?:\d{{4}}[-/.]\d\d[-/.]\d\d[T ]|{_DAY} ))?{_MINUTE}(?: (?:Uhr|[AaPp][Mm])\b)?(?:[:,]| -)?{_NO_DURATION}"
    r"|[\w-]+-\d+ +(?=\| )"
    rf"|{_OF_BLUETOOTH}|{_SDK})"
    r"\s*(?:-{1,2}>|[>|])?\s*"
)
_BEGINNINGS = (
    rf"{_TAGS}|(?-i:{_SDK})|\[ *\d+\]\[[IWEDV]\]\[|Guru Meditation Error|\*\*\*ERROR\*\*\*|\*\*\* PANIC|CORRUPT HEAP:"
    r"|abort\(\) was called|assert failed: |Brownout detector was|ets J(?:an|un|ul) +\d|ESP-ROM:|rst:0x|Soft WDT reset"
)
_RUN_TOGETHER = re.compile(rf"(?={_BEGINNINGS})", re.IGNORECASE)
_TAG = re.compile(_TAGS, re.IGNORECASE)
# An ending of a Greek or a Cyrillic word goes with it; other scripts here have none.
_ENDING = r"[\u0370-\u052f]*"
_NOT_ASCII = re.compile(r"[^\x20-\x7e]+")
_SPACES = re.compile(r" {2,}")
_BLANKS = re.compile(r"\s")
# The Arduino IDE shows what is no text as a question mark that is turned round.
_NOISE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd\u2e2e]")
# As this program's own logs write a byte that is no text.
_ESCAPED_NOISE = re.compile(r"\\x[0-9a-f]{2}")


def binary_kind(head: bytes) -> str | None:
    """Name what a file is by its first bytes when that is certainly no log; None otherwise."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def why_no_log(head: bytes) -> str:
    """Say what a file is that is certainly no log by its first bytes, and what to do; empty otherwise."""
    kind = binary_kind(head)
    if kind is None:
        return ""
    advice = "; unpack it first" if kind.endswith("archive") else ""
    return f"the log is {kind}, not text; expected what a serial monitor recorded{advice}"


def encoding_of(head: bytes) -> str:
    """Guess the encoding from the first `HEAD_BYTES` bytes: its byte order mark, where its zero bytes stand, its words.

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
    return code_page_of(head)


def _is_mostly_ascii(text: str) -> bool:
    return 2 * sum(character < "\x7f" for character in text) >= len(text)


def decode(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Decode a stream piece by piece; what is not text becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def split_lines(texts: Iterable[str]) -> Iterator[str]:
    r"""Split a stream into lines at `\n`; at `\r` too in a log whose first 64 Ki characters have no `\n`.

    A line's far end is cut off. Carriage returns inside or at the end of a line stay in it otherwise, so that line
    numbers are those of an editor: a bar that goes on and on in its line is one line. A log that is one long line of
    JSON, as an interface of a collector answers, is split between its objects and lists.
    """
    pieces = iter(texts)
    carry = _beginning(pieces)
    break_ = _break_of(carry[:_BEGINNING])
    for text in chain([""], pieces):
        carry += text
        *whole, carry = carry.split("\n") if break_ is None else break_.split(carry)
        yield from whole
        carry = carry[:_LINE_MAX]
    if break_ is _BREAK:
        carry = carry.removesuffix("\r")
    if carry:
        yield carry


def _break_of(beginning: str) -> re.Pattern[str] | None:
    r"""Give what ends the lines of a log that begins so; None if it is `\n`."""
    if "\n" not in beginning and "\r" in beginning:
        return _BREAK
    is_json = beginning[:1] in ("[", "{") and "\n" not in beginning.rstrip()
    is_long = len(beginning) > LONGEST_LINE or sum(1 for _ in _OF_JSON.finditer(beginning)) >= _OBJECTS_MIN
    return _OF_JSON if is_json and is_long else None


def _beginning(pieces: Iterator[str]) -> str:
    carry = ""
    for text in pieces:
        carry += text
        if len(carry) >= _BEGINNING or "\n" in text:
            break
    return carry


def printed_lines(recorded: str) -> Iterable[str]:
    """Give what the device printed in one recorded line; several when the monitor lost a line break.

    The texts have plain ASCII, single spaces, and tags as OceanRemote's pages write them; empty ones are left out.
    """
    return (plain for plain, _ in lines_with_letters(recorded))


def lines_with_letters(recorded: str) -> Iterable[tuple[str, str]]:
    """Give the same, each with the text in the letters in which it stands in the log."""
    # Zero bytes are what is left of UTF-16 in a file that began in another encoding.
    line = recorded[:LONGEST_LINE].replace("\x00", "")
    for text in without_colours(line).split("\r"):
        for part in _RUN_TOGETHER.split(text):
            written = _with_known_tag(_without_stamps(part))
            if printed := _plain(written):
                yield printed, written


def without_colours(line: str) -> str:
    """Take off what moves a terminal's cursor or colours its text."""
    return _COLOUR.sub("", line) if "\x1b" in line or "[0" in line else line


def as_it_stands(text: str) -> str:
    """Give a text in whatever letters as a terminal may show it: without what moves its cursor or hides in it."""
    if not text.isprintable():
        text = "".join(character for character in _BLANKS.sub(" ", text) if character.isprintable())
    return _SPACES.sub(" ", text).strip()


def tag_of(text: str) -> str:
    """Give the tag that a line of `printed_lines` begins with, such as `REG`; empty without one."""
    found = _TAG.match(text)
    return found.group()[1:-1] if found else ""


def _without_stamps(text: str) -> str:
    for _ in range(2):
        found = _STAMP.match(text)
        if found is None:
            break
        text = text[found.end() :]
    return text


def _with_known_tag(text: str) -> str:
    found = _TAG.match(text)
    if found is None:
        return text
    tag = found.group().upper()
    return ("[WiFi]" if tag == "[WIFI]" else tag) + " " + text[found.end() :]


@cache
def _in_other_scripts() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?P<{word}>(?:{pattern}){_ENDING})" for word, pattern in words().items()), re.IGNORECASE
    )


def _plain(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = _NOT_ASCII.sub(" ", _in_other_scripts().sub(lambda found: f" {found.lastgroup} ", text))
    return _SPACES.sub(" ", text).strip()


class LineCount:
    """How many lines a log has so far, how many of them are `damaged`, and how much is noise that no text has."""

    def __init__(self) -> None:
        self.lines = self.damaged = 0
        self._characters = self._noise = 0

    def take(self, line: str) -> None:
        """Count a recorded line."""
        self.lines += 1
        self._characters += len(line)
        noise = 0 if line.isascii() and line.isprintable() else len(_NOISE.findall(line))
        self._noise += noise
        if noise or _ESCAPED_NOISE.search(line):
            self.damaged += 1

    @property
    def noise_percent(self) -> int:
        """The share of characters that no text has."""
        return 100 * self._noise // max(self._characters, 1)
