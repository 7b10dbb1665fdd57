"""The `.ino` files of a sketch as one C++ file, as Arduino CLI makes it; messages of the compiler name the files.

First comes `#include <Arduino.h>`, then each file in its order behind a `#line`, and before the first function the
prototypes (https://arduino.github.io/arduino-cli/latest/sketch-build-process/#pre-processing).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.prototypes import prototypes_in
from oceanhil.protocol.wording import os_reason

_HEAD: Final = "#include <Arduino.h>\n"
_MARK: Final = re.compile(r'#(?:line)? (\d+) "((?:[^"\\]|\\.)*)"')
_ESCAPED: Final = re.compile(r"\\(.)")
_ENDS: Final = re.compile(r"(?<=\n)")


@dataclass(frozen=True, slots=True)
class Place:
    """A line (from 1) of a file."""

    file: str
    line: int

    @property
    def directive(self) -> str:
        """What tells the compiler that the next line is this one."""
        name = self.file.replace("\\", "\\\\").replace('"', '\\"')
        return f'#line {self.line} "{name}"\n'


def joined(files: tuple[Path, ...], changed: Callable[[str], str] = str) -> str:
    """Give the files as one, without prototypes; `changed` is done to the text of each. Raises SketchError."""
    return _HEAD + "".join(f"{Place(str(each), 1).directive}{changed(source_text(each))}\n" for each in files)


def with_prototypes(text: str, preprocessed: str, files: tuple[Path, ...]) -> str:
    """Give a joined text with its prototypes; `preprocessed` is what the compiler's preprocessor made of it."""
    rows = [*_rows(preprocessed, frozenset(map(str, files)))]
    found = prototypes_in("\n".join(line for _, line in rows).encode())
    if found is None:
        return text
    before = rows[found.before][0]
    declared = "".join(f"{rows[each.row][0].directive}{each.text}\n" for each in found.declared)
    return _inserted(text, before, f"{declared}{before.directive}")


def _rows(preprocessed: str, files: frozenset[str]) -> Iterator[tuple[Place, str]]:
    """Give the lines that come from these files, each with its place."""
    file, line = "", 0
    for row in preprocessed.split("\n"):
        if mark := _MARK.match(row):
            file, line = _ESCAPED.sub(r"\1", mark[2]), int(mark[1])
            continue
        if file in files:
            yield Place(file, line), row
        line += 1


def _inserted(text: str, before: Place, what: str) -> str:
    """Put a text before a place."""
    start = Place(before.file, 1).directive
    head, mark, rest = text.partition(start)
    # By what the compiler counts: a form feed, say, ends no line.
    lines = _ENDS.split(rest)
    return "".join((head, mark, *lines[: before.line - 1], what, *lines[before.line - 1 :]))


def source_text(path: Path) -> str:
    """Give the text of a source, whatever bytes there are in its comments; raises SketchError."""
    try:
        return path.read_text("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise SketchError(f"{path}: cannot be read: {os_reason(error)}") from None
