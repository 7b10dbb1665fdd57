"""Libraries on disk: what each consists of, and which one a header belongs to.

Sources: https://arduino.github.io/arduino-cli/latest/library-specification/ (layouts, `library.properties`),
https://arduino.github.io/arduino-cli/latest/sketch-build-process/#dependency-resolution (which of several is taken),
and https://docs.platformio.org/en/latest/manifests/library-json/ (`library.json`).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.platformio_project import flag_words, kept_flags, source_filter
from oceanhil.firmware.sketches.project import HEADER_SUFFIXES, SOURCE_SUFFIXES, files_below, headers_below
from oceanhil.protocol.bounded_text import DataFileError, json_document
from oceanhil.protocol.data_files import read_text
from oceanhil.protocol.wording import os_reason

_PROPERTIES: Final = "library.properties"
_MANIFEST: Final = "library.json"
_ANY: Final = "*"
_NOT_COMPILED: Final = frozenset({"example", "examples", "test", "tests"})
_OF_ARDUINO: Final = re.compile(rb'^#include\s+"Arduino\.h"', re.MULTILINE)
# Suffixes of folders that were unpacked from an archive of a branch.
_BRANCHES: Final = ("-master", "-main")


class _Build(msgspec.Struct, frozen=True, rename="camel"):
    """What `library.json` says of building."""

    src_dir: str = ""
    include_dir: str = ""
    src_filter: str | list[str] = ""
    flags: str | list[str] = ""
    unflags: str | list[str] = ""


class _Manifest(msgspec.Struct, frozen=True):
    """What is read of `library.json`; dependencies are a list or a table, of which only the names are wanted."""

    name: str = ""
    build: _Build = _Build()
    dependencies: list[dict[str, object] | str] | dict[str, object] | str = []

    @property
    def depends(self) -> tuple[str, ...]:
        """The names of the libraries that this one needs."""
        if isinstance(self.dependencies, str):
            return (self.dependencies,)
        return tuple(str(each.get("name", "")) if isinstance(each, dict) else each for each in self.dependencies)


@dataclass(frozen=True, slots=True)
class Library:
    """A library: its folder, what it calls itself, and what the files beside its sources say.

    `includes`: where its headers are, for whoever uses it; `architectures`: for which it says it is; `is_whole`: all
    below the folder of its sources is compiled, but examples and tests; `flags`: what it tells the compiler of its own
    sources, `unflags`: what of the usual these are spared.
    """

    folder: Path
    name: str
    includes: tuple[Path, ...]
    own_includes: tuple[Path, ...]
    architectures: frozenset[str]
    depends: tuple[str, ...]
    is_precompiled: bool
    source_folder: Path
    build: _Build
    is_whole: bool = False
    flags: tuple[str, ...] = ()
    unflags: tuple[str, ...] = ()

    @property
    def own_words(self) -> tuple[str, ...]:
        """The compiler's words for its own sources alone."""
        return (*(f"-I{each}" for each in self.own_includes), *self.flags)

    def has(self, header: str) -> bool:
        """Tell whether `#include <header>` finds it here."""
        return any((folder / header).is_file() for folder in self.includes)

    def sources(self) -> tuple[Path, ...]:
        """Give what is compiled of it, in order."""
        wanted = _wanted(self.source_folder, self.build.src_filter)
        found = (each for each in self._files() if each.suffix in SOURCE_SUFFIXES and wanted(each))
        return tuple(sorted(found))

    def headers(self) -> tuple[Path, ...]:
        """Give all headers that its sources can reach, in order."""
        folders = (*self.includes, *self.own_includes)
        return tuple(sorted({each for folder in folders for each in headers_below(folder)}))

    def _files(self) -> Iterator[Path]:
        if self.is_whole:
            for each in self.source_folder.iterdir():
                if each.name.lower() not in _NOT_COMPILED and not each.name.startswith("."):
                    yield from files_below(each) if each.is_dir() else (each,)
            return
        if self.source_folder != self.folder or self.build.src_dir:
            yield from files_below(self.source_folder)
            return
        for folder in (self.folder, *self.own_includes):
            yield from (each for each in folder.iterdir() if each.is_file())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A library in one of the places that were given; `is_chosen`: it is the place itself."""

    library: Library
    is_chosen: bool = False


def libraries_in(
    places: Iterable[Path], ignored: frozenset[str] = frozenset(), *, takes_whole: bool = False
) -> tuple[Candidate, ...]:
    """Give every library of some folders, each of which holds libraries or is one, by place and name.

    `takes_whole`: as PlatformIO takes them, see `library_at`. Raises SketchError for one whose description cannot be
    read.
    """
    found = (each for place in places for each in _candidates(place, takes_whole=takes_whole))
    return tuple(each for each in found if not {each.library.name, each.library.folder.name} & ignored)


def best_for(header: str, candidates: Iterable[Candidate], architecture: str) -> Library | None:
    """Give the library that `#include <header>` means on an architecture, of equals the first; None if none has it."""
    having = [each for each in candidates if each.library.has(header)]
    return min(having, key=lambda each: _rank(each, header, architecture)).library if having else None


def library_at(folder: Path, *, takes_whole: bool = False) -> Library:
    """Read the library in a folder; raises SketchError for one whose description cannot be read.

    `takes_whole`: one that says nothing of itself is all below its folder, as PlatformIO takes it.
    """
    properties, manifest = _properties(folder / _PROPERTIES), _manifest(folder / _MANIFEST)
    sources = _source_folder(folder, manifest.build, is_described=bool(properties) or (folder / _MANIFEST).is_file())
    include = folder / (manifest.build.include_dir or "include")
    # Arduino's own tools read nothing of this in a library of theirs.
    build = manifest.build if takes_whole or not properties else _Build()
    flags = kept_flags(folder, _words(build.flags, folder / _MANIFEST))
    others = (Path(each.removeprefix("-I")) for each in flags if each.startswith("-I"))
    return Library(
        folder=folder,
        name=properties.get("name") or manifest.name or folder.name,
        includes=tuple(dict.fromkeys(each for each in (sources, include, *others) if each.is_dir())),
        own_includes=(folder / "utility",) if sources == folder and (folder / "utility").is_dir() else (),
        architectures=frozenset(_listed(properties.get("architectures", _ANY))),
        depends=(*_listed(properties.get("depends", "")), *manifest.depends),
        is_precompiled=properties.get("precompiled", "false") in {"true", "full"},
        source_folder=sources,
        build=manifest.build,
        is_whole=takes_whole and not _says_something(folder),
        flags=tuple(each for each in flags if not each.startswith("-I")),
        unflags=tuple(_words(build.unflags, folder / _MANIFEST)),
    )


def _words(text: str | list[str], place: Path) -> list[str]:
    return flag_words(text if isinstance(text, str) else " ".join(text), str(place))


def _says_something(folder: Path) -> bool:
    """Tell whether PlatformIO takes a library for one of Arduino's, or for one that describes itself.

    One that includes `"Arduino.h"` in these marks is (platformio/builder/tools/piolib.py, get_used_frameworks).
    """
    if any((folder / each).is_file() for each in (_PROPERTIES, _MANIFEST, "keywords.txt", "module.json")):
        return True
    files = (each for each in files_below(folder) if each.suffix in {*SOURCE_SUFFIXES, *HEADER_SUFFIXES})
    return any(_OF_ARDUINO.search(each.read_bytes()) for each in files)


def _candidates(place: Path, *, takes_whole: bool) -> Iterator[Candidate]:
    if _is_library(place):
        yield Candidate(library_at(place, takes_whole=takes_whole), is_chosen=True)
        return
    for folder in sorted(place.iterdir()) if place.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith(".") and _is_library(folder):
            yield Candidate(library_at(folder, takes_whole=takes_whole))


def _is_library(folder: Path) -> bool:
    described = (folder / _PROPERTIES).is_file() or (folder / _MANIFEST).is_file()
    return described or any(_has_headers(each) for each in (folder, folder / "src", folder / "include"))


def _has_headers(folder: Path) -> bool:
    return folder.is_dir() and any(each.suffix in HEADER_SUFFIXES for each in folder.iterdir())


def _source_folder(folder: Path, build: _Build, *, is_described: bool) -> Path:
    """Give where the sources are: `src` in a library that describes itself, else the folder and its `utility`."""
    if build.src_dir:
        return folder / build.src_dir
    own = folder / "src"
    return own if own.is_dir() and (is_described or not _has_headers(folder)) else folder


def _wanted(sources: Path, text: str | list[str]) -> Callable[[Path], bool]:
    if not text:
        return lambda _: True
    return source_filter(sources, text if isinstance(text, str) else " ".join(text))


def _rank(candidate: Candidate, header: str, architecture: str) -> tuple[object, ...]:
    """Give what libraries with the same header are compared by: the lowest is taken."""
    library = candidate.library
    return (
        not candidate.is_chosen,
        not library.architectures & {_ANY, architecture},
        _likeness(library.folder.name, PurePosixPath(header).stem),
        architecture not in library.architectures,
    )


def _likeness(folder: str, header: str) -> int:
    """Tell how well a folder's name fits a header's: 0 is best."""
    folder, header = folder.lower(), header.lower()
    rules = (
        folder == header,
        folder in {f"{header}{branch}" for branch in _BRANCHES},
        folder.startswith(header),
        folder.endswith(header),
        header in folder,
        True,
    )
    return rules.index(True)


def _properties(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    lines = (line for line in _text(path).splitlines() if not line.lstrip().startswith("#"))
    parts = (line.partition("=") for line in lines)
    return {key.strip(): value.strip() for key, sign, value in parts if sign}


def _manifest(path: Path) -> _Manifest:
    if not path.is_file():
        return _Manifest()
    try:
        return json_document(_text(path), _Manifest)
    except DataFileError as error:
        raise SketchError(f"{path}: {error.what}") from None


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except OSError as error:
        raise SketchError(f"{path}: cannot be read: {os_reason(error)}") from None
    except DataFileError as error:
        raise SketchError(f"{path}: cannot be read: it {error.what}") from None


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
