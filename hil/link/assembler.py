r"""Bytes of a port to agent sentences and log lines, without I/O and in bounded memory.

A line ends at `\n` together with the returns before it, or at returns alone when other text follows. Returns before
any text end nothing. So `\r\n`, `\r\r\n`, `\n\r` and a lone `\r` all give the lines that were meant. A line of more
than `LINE_BYTES_MAX` bytes is cut into pieces of that length, never within a UTF-8 character, and every byte is in some
line's `raw`. Zero bytes at either end of a line, as a line gives them when a chip is reset or loses power, are no part
of its text. How the stream was cut into chunks makes no difference, because nothing is decided before the one byte
has come that decides it.
"""

import re
from typing import Final

from oceanhil.hil.link.events import LogLine
from oceanhil.protocol.agent.sentence import AgentReader, Sentence

LINE_BYTES_MAX: Final = 8192
_RETURNS_MAX: Final = 64
_RETURNS: Final = rb"\r{0,%d}+" % _RETURNS_MAX

# After a whole run of text or of returns, what must follow: a line end, the byte that tells that returns stood alone,
# or one byte more than may be held. Possessive, so that a line without an end is looked at once.
_LINE: Final = re.compile(
    rb"(?P<lead>%b)(?:(?P<text>[^\r\n]{1,%d}+)(?:%b\n|\r{1,%d}+(?=[^\n])|(?P<cut>)(?=[^\r\n]))|\n|(?=\r))"
    % (_RETURNS, LINE_BYTES_MAX, _RETURNS, _RETURNS_MAX)
)
_CONTROL: Final = {code: f"\\x{code:02x}" for code in (*range(32), 127) if code not in {9, 27}}
_UTF8_TAIL: Final = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")
_NOISE_BYTES_MIN: Final = 4
_TEXT_MIN: Final = 3


class LineAssembler:
    """Takes the stream chunk by chunk."""

    def __init__(self) -> None:
        self._reader = AgentReader()
        self._held = b""

    @property
    def unfinished(self) -> str:
        """What stands behind the last line end so far."""
        return as_text(self._held)

    def feed(self, data: bytes, t_ns: int) -> list[Sentence | LogLine]:
        """Take bytes that arrived at `t_ns`; give sentences and complete lines in the order of their last bytes."""
        found: list[Sentence | LogLine] = []
        for part in self._reader.feed(data):
            if isinstance(part, bytes):
                self._add(part, t_ns, found)
            else:
                found.append(part)
        return found

    def flush(self, t_ns: int) -> list[LogLine]:
        """Give what is held back as it stands: a line that nobody will finish."""
        found: list[Sentence | LogLine] = []
        self._add(self._reader.flush(), t_ns, found)
        rest, self._held = self._held, b""
        if rest:
            found.append(LogLine(t_ns, as_text(rest.strip(b"\r\0")), rest))
        return [line for line in found if isinstance(line, LogLine)]

    def _add(self, data: bytes, t_ns: int, found: list[Sentence | LogLine]) -> None:
        stream, at = self._held + data, 0
        while line := _LINE.match(stream, at):
            end = line.end()
            if line["cut"] is not None and (tail := _UTF8_TAIL.search(stream, end - 3, end)):
                end = tail.start()
            found.append(
                LogLine(t_ns, as_text(stream[line.end("lead") : end].rstrip(b"\r\n").strip(b"\0")), stream[at:end])
            )
            at = end
        self._held = stream[at:]


def as_text(data: bytes) -> str:
    r"""Decode a line: UTF-8, with `\xNN` for undecodable bytes and for control characters other than tab and escape."""
    text = data.decode("utf-8", "backslashreplace")
    return text if text.isprintable() else text.translate(_CONTROL)


def is_noise(line: LogLine) -> bool:
    """Tell whether more than a quarter of a line's bytes, and four at least, are no text."""
    # Zeros round a stray character or two are what a wrong rate gives.
    if len(line.text) >= _TEXT_MIN and line.raw.isascii() and "\\x" not in line.text:
        return False
    body = line.raw.strip(b"\r\n")
    decoded = body.decode("utf-8", "ignore")
    lost = len(body) - len(decoded.encode())
    wrong = lost + sum(ord(character) in _CONTROL for character in decoded)
    return wrong >= _NOISE_BYTES_MIN and wrong * 4 > len(body)
