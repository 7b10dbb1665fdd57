"""The folder of files that goes onto a board's file system beside the sketch: `data`, as uploaders call it.

What a file of it has as text may be a case's: so a network, or a token, that stands in a configuration is that of the
case.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from oceanhil.firmware.sketches.case_words import with_words
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.protocol.wording import os_reason


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A folder of files, and what of their text takes the place of which: `{word}` in it is what a case puts there."""

    path: Path
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def files(self, words: Mapping[str, str]) -> Mapping[str, bytes]:
        """Give the files of a case by their paths in the folder, as POSIX has them.

        Raises SketchError where the folder or a file cannot be read, or no file has a text, or a case has not its word.
        """
        try:
            found = sorted(each for each in self.path.rglob("*") if each.is_file())
            files = {each.relative_to(self.path).as_posix(): each.read_bytes() for each in found}
        except OSError as error:
            raise SketchError(f"files: {error.filename or self.path}: {os_reason(error)}") from None
        if not files:
            raise SketchError(f"files: there is no file in {str(self.path)!r}; name the folder that has them")
        for text, new in self.texts.items():
            old, filled = text.encode(), with_words("file_texts", new, words)
            if not any(old in data for data in files.values()):
                raise SketchError(f"file_texts: no file in {str(self.path)!r} has the text {text!r}; check it")
            files = {name: data.replace(old, _as_in(name, filled)) for name, data in files.items()}
        return files


def _as_in(name: str, text: bytes) -> bytes:
    """Give a text as it stands between the quotes of a file of that name: in JSON some letters are escaped."""
    if not name.endswith(".json"):
        return text
    return json.dumps(text.decode(errors="surrogateescape"), ensure_ascii=False)[1:-1].encode(errors="surrogateescape")
