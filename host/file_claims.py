"""Which files a command reads and writes, and the one rule about them: what is read is never written over.

Two names are one file when the system says so: hard links, symbolic links, another spelling, a mount, `/dev/fd/3`.
Where neither is there yet, their places are compared, as the file system that will hold them compares names.
"""

import os
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

_Identity = tuple[int, int, str]
EMPTY_PATH: Final = "the path is empty, as a variable that is not set is; leave the option out, or name a place"
"""What is wrong with a text that would, as a path, be the folder in which the command runs."""
TRACE_FILES: Final = ("*@*.jsonl", "*@*.log")
"""Files that a run writes into a folder of traces: they are named after its cases."""
ALBUM_FILE: Final = "album.html"
"""No page of moments is called that: replay ids have an `@`."""
MOMENT_FILES: Final = ("*@*.html", ALBUM_FILE)

ALLURE_FILES: Final = ("*-result.json", "*-container.json", "*-attachment*")
SQLITE_LOGS: Final = ("-wal", "-shm", "-journal")
"""What SQLite has beside a database file, as endings of its name; found there, it becomes part of the file."""
HISTORY_FILES: Final = ("history.sqlite", "history.sqlite-journal")
COVERAGE_FILES: Final = ("coverage.lcov", "index*.html", "index*.css")
_STREAMS: Final = ((1, "standard output"), (2, "standard error"))


class ClashError(ValueError):
    """An output that cannot be written without loss; the text names both files and says what to do."""


class Use(Enum):
    """What is done with a file or a folder."""

    READ = "read"
    WRITTEN = "written"
    FOLDER = "folder of output"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class _Claim:
    what: str
    path: Path
    use: Use
    identity: _Identity | None
    real: str
    patterns: Sequence[str] = ()


class FileClaims:
    """The files of one call, each declared before anything is written; every new one is held against all others."""

    def __init__(self) -> None:
        self._claims: list[_Claim] = []
        # Those of `_claims` that are not only read: two that are read never clash, and a run reads hundreds.
        self._outputs: list[_Claim] = []

    @classmethod
    def of_process(cls) -> "FileClaims":
        """Begin with the files that the shell has already opened for standard output and standard error."""
        claims = cls()
        for number, what in _STREAMS:
            try:
                found = os.fstat(number)
            except OSError:
                continue
            if stat.S_ISREG(found.st_mode):
                claims._keep(_Claim(what, Path(what), Use.STREAM, _file_identity(found), ""))
        return claims

    def read(self, what: str, path: Path) -> None:
        """Declare what is read, the option or file named `what`; one that is not there cannot be lost.

        Raises ClashError.
        """
        identity = _existing(path)
        if identity is not None:
            self._add(_Claim(what, path, Use.READ, identity, os.path.realpath(path)))

    def write(self, what: str, path: Path) -> None:
        """Declare a file that is written or replaced; raises ClashError, for a folder too."""
        found = _status(path)
        if found is not None and stat.S_ISDIR(found.st_mode):
            raise ClashError(f"{what} {str(path)!r} is a folder, expected a file; name a file in it")
        if found is None or not stat.S_ISCHR(found.st_mode):
            self._add(_Claim(what, path, Use.WRITTEN, _existing(path) or _to_be(path), os.path.realpath(path)))

    def write_into(self, what: str, folder: Path, patterns: Sequence[str]) -> None:
        """Declare a folder into which files are written whose names fit one of `patterns`, such as `*.log`.

        Raises ClashError, for a file too.
        """
        found = _status(folder)
        if found is not None and not stat.S_ISDIR(found.st_mode):
            raise ClashError(f"{what} {str(folder)!r} is a file, expected a folder; name another one")
        identity = _existing(folder) or _to_be(folder)
        self._add(_Claim(what, folder, Use.FOLDER, identity, os.path.realpath(folder), patterns))

    def _add(self, new: _Claim) -> None:
        for old in self._outputs if new.use is Use.READ else self._claims:
            if (old.what, old.use, old.identity) == (new.what, new.use, new.identity):
                continue
            for one, other in ((old, new), (new, old)):
                _check(one, other)
        self._keep(new)

    def _keep(self, claim: _Claim) -> None:
        self._claims.append(claim)
        if claim.use is not Use.READ:
            self._outputs.append(claim)


def _check(one: _Claim, other: _Claim) -> None:
    """Raise ClashError if writing `one` harms `other`; it is called both ways round."""
    if one.use is Use.STREAM and other.use is Use.READ and one.identity == other.identity:
        raise ClashError(f"{one.what} goes to {str(other.path)!r}, which is read ({other.what}): choose another file")
    if one.use is Use.WRITTEN and other.use is not Use.STREAM:
        _check_file(one, other)
    if one.use is Use.FOLDER and other.use in {Use.READ, Use.WRITTEN}:
        _check_folder(one, other)


def _check_file(one: _Claim, other: _Claim) -> None:
    name = f"{one.what} {str(one.path)!r}"
    if one.identity is not None and one.identity == other.identity:
        if other.use is Use.READ:
            also = "" if str(one.path) == str(other.path) else f" {str(other.path)!r}"
            raise ClashError(
                f"{name} is the input itself ({other.what}{also}); an input is never overwritten: choose another name"
            )
        raise ClashError(f"{name} is the same file as {other.what} {str(other.path)!r}; give each a place of its own")
    if other.use is not Use.READ and other.real.startswith(one.real + os.sep):
        raise ClashError(f"{name} is to be a file, and {other.what} {str(other.path)!r} lies in it; choose other names")


def _check_folder(folder: _Claim, other: _Claim) -> None:
    if not other.real.startswith(folder.real.rstrip(os.sep) + os.sep):
        return
    name = os.path.relpath(other.real, folder.real)
    if any(fnmatchcase(name, pattern) for pattern in folder.patterns):
        raise ClashError(
            f"{folder.what} {str(folder.path)!r} takes files of this name, and {other.what} {str(other.path)!r} "
            "is one; choose another folder"
        )


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def _existing(path: Path) -> _Identity | None:
    """Say what a file is; None for one that is not there, and for devices, which keep nothing that could be lost."""
    found = _status(path)
    if found is None or stat.S_ISCHR(found.st_mode):
        return None
    return _file_identity(found) if found.st_ino else (0, 0, os.path.normcase(os.path.realpath(path)))


def _file_identity(found: os.stat_result) -> _Identity:
    return found.st_dev, found.st_ino, ""


def _to_be(path: Path) -> _Identity:
    """Say what a file will be that is not there yet: a name in the nearest folder that is."""
    place = Path(os.path.realpath(path))
    folder = next((each for each in place.parents if _status(each) is not None), place)
    identity = _existing(folder) or (0, 0, str(folder))
    rest = unicodedata.normalize("NFC", os.path.relpath(place, folder))
    return identity[0], identity[1], identity[2] + os.sep + (rest.casefold() if _ignores_case(folder) else rest)


def _ignores_case(folder: Path) -> bool:
    """Tell whether the file system of `folder` takes capitals and small letters for one."""
    for each in (folder, *folder.parents):
        other = each.with_name(each.name.swapcase()) if each.name else each
        if other != each:
            return _existing(other) is not None and _existing(other) == _existing(each)
    return os.name == "nt"
