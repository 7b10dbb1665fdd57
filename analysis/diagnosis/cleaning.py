"""Lines as a monitor recorded them, made the lines that a device printed.

Takes off colours, time stamps and prefixes of the common monitors (Arduino IDE `12:01:02.345 -> `, PlatformIO
`12:01:02.345 > `, `[12:01:02]`, ISO dates, Tera Term, grabserial, syslog, ESP-IDF's `I (512) main: `), and separates
lines that ran together: at a tag, at a prefix of the SDK, and where a crash or a boot begins.
"""

import re
from collections.abc import Iterable

LONGEST_LINE = 2_000
_TAGS = r"\[(?:SYSTEM|EEPROM|WiFi|TIME|TLS|REG|SESSION|POLL|INFO)\]"
_COLOUR = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b.?|\[0(?:;\d{1,2})*m")
_CLOCK = r"\d{1,2}:\d\d:\d\d(?:[.,:]\d{1,9})?"
_SDK = rf"[IWEDV] \((?:\d+|{_CLOCK})\) [\w.-]+:"
_STAMP = re.compile(
    rf"\s*(?:\[?(?:\d{{4}}-\d\d-\d\d[T ])?{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?\]?"
    rf"|\[?(?:[A-Z][a-z]{{2}} )?[A-Z][a-z]{{2}} +\d{{1,2}} {_CLOCK}(?: \d{{4}})?\]?(?: [\w.-]+ [\w./-]+\[\d+\]:)?"
    r"|\[ *\d+(?:\.\d+)?(?: \d+\.\d+)?\]"
    r"|[\w-]+-\d+ +(?=\| )"
    rf"|{_SDK})"
    r"\s*(?:-{1,2}>|[>|])?\s*"
)
_BEGINNINGS = (
    rf"{_TAGS}|(?-i:{_SDK})|\[ *\d+\]\[[IWEDV]\]\[|Guru Meditation Error|\*\*\*ERROR\*\*\*|\*\*\* PANIC|CORRUPT HEAP:"
    r"|abort\(\) was called|assert failed: |Brownout detector was|ets J(?:an|un|ul) +\d|ESP-ROM:|rst:0x|Soft WDT reset"
)
_RUN_TOGETHER = re.compile(rf"(?={_BEGINNINGS})", re.IGNORECASE)
_TAG = re.compile(_TAGS, re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^\x20-\x7e]+")
_SPACES = re.compile(r" {2,}")
_PASSWORD = re.compile(r"(?i)\b(pass(?:word|phrase)?|psk|pwd)\b(\W{1,4})\S.*")


def printed_lines(recorded: str) -> Iterable[str]:
    """Give what the device printed in one recorded line; several when the monitor lost a line break.

    The texts have plain ASCII, single spaces, and tags as OceanRemote's pages write them; empty ones are left out.
    """
    # Zero bytes are what is left of UTF-16 in a file that began in another encoding.
    line = recorded[:LONGEST_LINE].replace("\x00", "")
    if "\x1b" in line or "[0" in line:
        line = _COLOUR.sub("", line)
    for text in line.split("\r"):
        for part in _RUN_TOGETHER.split(text):
            if printed := _plain(_with_known_tag(_without_stamps(part))):
                yield printed


def without_passwords(text: str) -> str:
    """Cut what follows the word password: firmware under test sometimes prints it."""
    return _PASSWORD.sub(r"\1\2…", text)


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


def _plain(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = _NOT_ASCII.sub(" ", text)
    return _SPACES.sub(" ", text).strip()
