"""Reading the entries of an HAR file one after another: the file may be larger than memory.

An HAR file is one JSON value, so its outer objects are walked through by hand; each entry is left to `json`.
"""

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO, Final

from oceanhil.protocol.recording import RecordingError

LONGEST_CHARACTERS: Final = 32 * 1_048_576
"""Of one entry."""
_CHUNK_BYTES = 65_536
_SPACE = " \t\r\n"
# An error this near to the end of what was read may be none as soon as more is there: an escape, a word, a number.
_NEAR_END = 16
_decoder = json.JSONDecoder()


class CutShortError(Exception):
    """The file ends before its JSON does."""


class JsonText:
    """A window that slides over a JSON text; every method may raise CutShortError and RecordingError."""

    def __init__(self, file: BinaryIO) -> None:
        """Read from the beginning of `file`, UTF-8 with or without a byte order mark."""
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._is_whole = False

    def members(self) -> Iterator[str]:
        """Give each name of an object; whoever asks reads or skips the value before the next one."""
        self._take("{")
        if self._next() == "}":
            return self._take("}")
        while True:
            name = self.value()
            if not isinstance(name, str):
                raise RecordingError("is not valid JSON: a name is no text; expected an HAR file")
            self._take(":")
            yield name
            if self._next() == "}":
                return self._take("}")
            self._take(",")

    def elements(self) -> Iterator[object]:
        """Give each value of an array."""
        self._take("[")
        if self._next() == "]":
            return self._take("]")
        while True:
            yield self.value()
            if self._next() == "]":
                return self._take("]")
            self._take(",")

    def value(self) -> object:
        """Read one whole value."""
        self._next()
        while True:
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                self._more_or_wrong(error)
                continue
            except RecursionError:
                raise RecordingError("is nested too deeply; expected an HAR file") from None
            except ValueError:  # a number too long for Python
                raise RecordingError("has a number that is too long; expected an HAR file") from None
            if end < len(self._text) or self._is_whole:
                self._at = end
                return value
            self._read()

    def _more_or_wrong(self, error: json.JSONDecodeError) -> None:
        may_be_cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END
        if not may_be_cut:
            raise RecordingError(f"is not valid JSON: {error.msg.lower()}; expected an HAR file") from None
        if self._is_whole:
            raise CutShortError
        if len(self._text) - self._at > LONGEST_CHARACTERS:
            raise RecordingError(f"has an entry longer than {LONGEST_CHARACTERS} characters; leave bodies out of it")
        self._read()

    def _next(self) -> str:
        """Go to the next character that is no space, and show it."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if self._is_whole:
                raise CutShortError
            self._read()

    def _take(self, wanted: str) -> None:
        found = self._next()
        if found != wanted:
            raise RecordingError(f"is not valid JSON: {found!r} where {wanted!r} was expected; expected an HAR file")
        self._at += 1

    def _read(self) -> None:
        """Read as much again as is there already: so a long entry is not looked through too often."""
        rest = self._text[self._at :]
        data = self._file.read(max(_CHUNK_BYTES, len(rest)))
        self._is_whole = not data
        try:
            self._text = rest + self._decode.decode(data, final=not data)
        except UnicodeDecodeError:
            if self._is_whole:
                raise CutShortError from None
            raise RecordingError("is not UTF-8 text; expected an HAR file") from None
        self._at = 0
