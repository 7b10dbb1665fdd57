"""Object files, each kept by all that went into it: the source, the headers that it took in, flags, macros, compiler.

Two steps find one. What is known before compiling gives the name of a file that lists the headers of the last time;
these and their contents give the name of the object. A header that has changed changes the second name, so whichever
headers it takes in now, nothing stale is found. A header that newly stands in front of another, or that `__has_include`
asks for, is in `Unit.surroundings`.

A macro that differs from case to case counts only where its name stands in one of these files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.firmware.compiler import Compiler, keep_whole, unfinished_name
from oceanhil.firmware.sketches.digests import Digests, digest_of
from oceanhil.firmware.sketches.forgetting import mark_wanted

_ESCAPED: Final = re.compile(r"\\(.)")
_NAME: Final = re.compile(r"(?:\\.|[^\s\\])+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A source, and the words with which it is compiled; `surroundings`: a digest of what else could be included."""

    source: Path
    words: tuple[str, ...]
    surroundings: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """An object file, and which of the macros its sources name."""

    path: Path
    uses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that does not compile: what the compiler says."""

    messages: str


class _Taken(msgspec.Struct, frozen=True):
    """The files that a source took in, the source first."""

    files: list[str]


class Objects:
    """Object files in a folder, made where they are missing. Threads may share one."""

    def __init__(self, compiler: Compiler, folder: Path, digests: Digests) -> None:
        self._compiler = compiler
        self._folder = folder
        self._digests = digests
        self._identity = (compiler.command, _stamp(compiler))

    def known(self, unit: Unit, defines: Mapping[str, str]) -> Object | None:
        """Give the object of a source with these macros, if it is there."""
        listed = self._listed(unit)
        if not listed.is_file():
            return None
        taken = msgspec.json.decode(listed.read_bytes(), type=_Taken)
        found = self._named(listed, [Path(each) for each in taken.files], defines)
        if not found.path.is_file():
            return None
        mark_wanted(listed)
        mark_wanted(found.path)
        return found

    def made(self, unit: Unit, defines: Mapping[str, str]) -> Object | Refusal:
        """Give the object of a source with these macros, compiled now if it is not there."""
        return self.known(unit, defines) or self._compiled(unit, defines)

    def _compiled(self, unit: Unit, defines: Mapping[str, str]) -> Object | Refusal:
        listed = self._listed(unit)
        made, rules = (unfinished_name(listed.with_suffix(suffix)) for suffix in (".o", ".mk"))
        macros = (f"-D{name}={text}" for name, text in defines.items())
        outcome = self._compiler.make((*unit.words, *macros, "-MMD", "-MF", str(rules), "-c", str(unit.source)), made)
        if not outcome.is_good:
            rules.unlink(missing_ok=True)
            return Refusal(outcome.messages)
        files = taken_files(rules.read_text("utf-8", "surrogateescape"))
        rules.unlink()
        keep_whole(listed, msgspec.json.encode(_Taken([str(each) for each in files])))
        found = self._named(listed, files, defines)
        made.replace(found.path)
        return found

    def _listed(self, unit: Unit) -> Path:
        content = self._digests.file(unit.source)
        key = digest_of((self._identity, unit.words, str(unit.source), content, unit.surroundings))
        return self._folder / f"{unit.source.stem}-{key}.json"

    def _named(self, listed: Path, files: list[Path], defines: Mapping[str, str]) -> Object:
        names = frozenset(defines)
        uses: frozenset[str] = frozenset().union(*(self._digests.names(each, names) for each in files))
        key = digest_of((listed.stem, self._digests.files(files), sorted((name, defines[name]) for name in uses)))
        return Object(self._folder / f"{listed.stem}-{key}.o", uses)


def taken_files(rules: str) -> list[Path]:
    """Give the files that a rule for make, as `-MMD` writes it, names after the colon."""
    _, _, names = rules.replace("\\\n", " ").partition(": ")
    return [Path(_ESCAPED.sub(r"\1", name).replace("$$", "$")) for name in _NAME.findall(names)]


def _stamp(compiler: Compiler) -> tuple[int, int]:
    """Tell a compiler from the one that an update puts in its place."""
    try:
        status = Path(compiler.command[0]).stat()
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
