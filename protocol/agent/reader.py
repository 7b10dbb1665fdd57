"""Takes sentences out of a byte stream in which they stand between, and in the middle of, the lines of a log."""

import re
from typing import Final

from oceanhil.protocol.agent.sentence import MAX_SENTENCE_BYTES, Sentence, SentenceError, decode

# Whole: up to the line feed, whatever its words and checksum are. Begun: all of it could still become a whole one.
_WHOLE: Final = re.compile(rb"\$(?:HIL|HOK|HER|HEV),[ -#%-~]*\r?\n")
_BEGUN: Final = re.compile(rb"\$(?:H(?:[IO]|E|(?:IL|OK|ER|EV)(?:,[ -#%-~]*\r?)?)?)?\Z")


class AgentReader:
    """A sans-I/O reader for one direction of one line.

    It holds back only bytes that may still become a sentence, fewer than MAX_SENTENCE_BYTES. A sentence with a wrong
    checksum is log text, and so is one that another `$` interrupts: the reader starts anew at that `$`.
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
