"""A corpus: lives in a folder, a file each, that reached something new; the next run begins with them.

A file is called after what it says (`oceanhil.exploration.written_life`). So two corpora are one when their files lie
in one folder, and several runs may write into it at a time.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.command_errors import EnvironmentRefusedError
from oceanhil.app.output_files import write_output
from oceanhil.exploration.written_life import NoLifeError, name_of, read_life, written_life
from oceanhil.protocol.bounded_text import DataFileError
from oceanhil.protocol.data_files import UntrustedError, read_data
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from pathlib import Path

    from oceanhil.exploration.drawing import Drawing
    from oceanhil.exploration.life import Life

PATTERN: Final = "*.json"
_BYTES_MOST: Final = 100_000
"""Far above any life."""
_DIGITS: Final = 12


class Misread(msgspec.Struct, frozen=True):
    """A file that does not mean here all that it says, and why."""

    file: str
    reason: str


class Corpus(msgspec.Struct):
    """What was in the folder, and what comes into it."""

    folder: Path
    lives: dict[str, Life] = {}
    in_part: list[Misread] = []
    unused: list[Misread] = []
    new: dict[str, Life] = {}
    why_not_kept: str = ""
    """Why nothing can be written into the folder, if that was known before the first life."""

    @property
    def digest(self) -> str:
        """A word for the lives that are led first, another for others; empty: there are none."""
        return sha256("\n".join(self.lives).encode()).hexdigest()[:_DIGITS] if self.lives else ""

    def keep(self, life: Life) -> None:
        """Keep a life, unless it is here."""
        if (name := name_of(life)) not in self.lives:
            self.new[name] = life

    def write(self) -> None:
        """Write what is new, unless it was known that this is in vain; raises EnvironmentRefusedError."""
        for name, life in () if self.why_not_kept else self.new.items():
            write_output(self.folder / f"{name}.json", written_life(life).decode())


def read_corpus(folder: Path, among: Drawing) -> Corpus:
    """Read the lives of a folder, as far as they can be drawn here; raises EnvironmentRefusedError."""
    corpus = Corpus(folder)
    try:
        for path in sorted(folder.glob(PATTERN)):
            _read(path, among, corpus)
    except OSError as error:
        raise EnvironmentRefusedError(f"the corpus {str(folder)!r} cannot be read: {os_reason(error)}") from None
    return corpus


def _read(path: Path, among: Drawing, corpus: Corpus) -> None:
    try:
        found = read_life(_text_of(path), among)
    except NoLifeError as error:
        corpus.unused.append(Misread(path.name, str(error)))
        return
    if found.lost:
        corpus.in_part.append(Misread(path.name, "; ".join(found.lost)))
    corpus.lives[name_of(found.life)] = found.life


def _text_of(path: Path) -> bytes:
    if not path.is_file():
        raise NoLifeError("it is no plain file")
    try:
        return read_data(path, _BYTES_MOST)
    except UntrustedError as error:
        raise NoLifeError(f"it {error.what}") from None
    except DataFileError:
        raise NoLifeError(f"it has more than {_BYTES_MOST:,} bytes") from None
