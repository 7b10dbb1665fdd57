"""What a sketch consists of for one family: its files, and where else to look; and that of an Arduino folder."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.sketch import INO_SUFFIXES, Layout, Sketch, ino_files

SOURCE_SUFFIXES: Final = frozenset({".c", ".cc", ".cpp", ".cxx"})
HEADER_SUFFIXES: Final = frozenset({".h", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".def", ".ipp", ".tpp"})
LIBRARIES_NAME: Final = "libraries"
_ASSEMBLER: Final = frozenset({".S", ".s", ".asm"})
# A macro of a text, or a variable that begins as one.
_NAMED_TEXT: Final = re.compile(
    rb'#\s*define\s+(\w+)\s+(?:F\()?"|\b(?:char|auto|String|string)\b[\s*]*(?:const\s+)?(\w+)\s*(?:\[\w*\]\s*)?[=({]\s*'
    rb'(?:(?:F|String)\()?R?"'
)


@dataclass(frozen=True, slots=True)
class Project:
    """The files of a sketch for one family.

    `inos` are joined in this order; `sources` are compiled as they are. `includes` are folders of headers for all that
    is compiled. `generation` (of the core) and `flags` are for all of it but the API, `own_flags` for the sketch's own
    files, `unflags` are taken away from what is usual. `libraries` are folders of libraries, or libraries, best first;
    those in `ignored` are not used. `hints` say what else a user can do about a header that is nowhere. `mirror`: where
    `sources` are copies of files below `folder`, if they are. `is_one_file`: nothing else in `folder` is known to be
    the sketch's. `takes_whole`: of a library that says nothing of itself all below its folder is compiled, not its
    folder alone.
    """

    folder: Path
    inos: tuple[Path, ...]
    sources: tuple[Path, ...]
    includes: tuple[Path, ...] = ()
    libraries: tuple[Path, ...] = ()
    generation: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    own_flags: tuple[str, ...] = ()
    unflags: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    hints: tuple[str, ...] = ()
    mirror: Path | None = None
    is_one_file: bool = False
    takes_whole: bool = False

    def headers(self) -> tuple[Path, ...]:
        """Give the sketch's own headers, in order: of a single file those beside it, else all below its folders."""
        if self.is_one_file:
            return tuple(sorted(each for each in self.folder.iterdir() if each.suffix in HEADER_SUFFIXES))
        folders = (self.folder, *(each for each in self.includes if not each.is_relative_to(self.folder)))
        return tuple(each for folder in folders for each in headers_below(folder))

    def quoted(self, source: Path) -> tuple[Path, ...]:
        """Give where `#include "…"` of a source looks besides its own folder: where it, or what it is made of, was."""
        if source in self.sources:
            return () if self.mirror is None else (self.folder / source.parent.relative_to(self.mirror),)
        folders = tuple(dict.fromkeys(each.parent for each in self.inos))
        mirrors = () if self.mirror is None else (self.mirror / each.relative_to(self.folder) for each in folders)
        return (*mirrors, *folders)


def arduino_project(sketch: Sketch) -> Project:
    """Give the files of an Arduino sketch: the folder's `.ino` and sources, and all sources in `src`, at any depth.

    Source: https://arduino.github.io/arduino-cli/latest/sketch-specification/. A single `.ino` that is not named as its
    folder is a sketch by itself. Raises SketchError.
    """
    main = sketch.main
    assert main is not None
    if sketch.layout is Layout.FILE:
        return Project(sketch.folder, (main,), (), libraries=_library_folders(sketch.folder), is_one_file=True)
    others = (each for each in ino_files(sketch.folder) if each != main)
    sources = (*sources_in(sketch.folder), *sources_below(sketch.folder / "src"))
    return Project(sketch.folder, (main, *others), sources, libraries=_library_folders(sketch.folder))


def sources_in(folder: Path) -> tuple[Path, ...]:
    """Give the C and C++ sources right in a folder, in order; raises SketchError for one in assembler."""
    return tuple(_sources(each for each in folder.iterdir() if each.is_file()))


def sources_below(folder: Path, wanted: Callable[[Path], bool] = lambda _: True) -> tuple[Path, ...]:
    """Give those at any depth below a folder that are `wanted`, none if there is no such folder; raises likewise."""
    return tuple(_sources(each for each in files_below(folder) if wanted(each)))


def files_below(folder: Path) -> tuple[Path, ...]:
    """Give the files at any depth below a folder, in order, without hidden ones."""
    found: list[Path] = []
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        if each.name.startswith("."):
            continue
        found += files_below(each) if each.is_dir() else [each]
    return tuple(found)


def headers_below(folder: Path) -> tuple[Path, ...]:
    """Give the headers at any depth below a folder, in order."""
    return tuple(each for each in files_below(folder) if each.suffix in HEADER_SUFFIXES)


def mentions(sketch: Sketch, word: str) -> bool:
    """Tell whether a word stands in a file of the sketch's own, whatever it means there."""
    return any(word.encode() in text for text in _own_texts(sketch))


def texts_named(sketch: Sketch, part: str) -> frozenset[str]:
    """Give the names of constant texts in files of the sketch's own that have `part` in them, small or capital."""
    names = (name.decode() for text in _own_texts(sketch) for found in _NAMED_TEXT.findall(text) for name in found)
    return frozenset(name for name in names if part.lower() in name.lower())


def _own_texts(sketch: Sketch) -> Iterator[bytes]:
    alone = sketch.main if sketch.layout is Layout.FILE else None
    suffixes = {*INO_SUFFIXES, *SOURCE_SUFFIXES, *HEADER_SUFFIXES}
    files = (each for each in files_below(sketch.folder) if each.suffix in suffixes) if alone is None else (alone,)
    return (each.read_bytes() for each in files)


def _sources(files: Iterable[Path]) -> Iterable[Path]:
    for each in sorted(files):
        if each.suffix in _ASSEMBLER:
            raise SketchError(f"{each}: is in the assembler of the board's processor, which this machine is not")
        if each.suffix in SOURCE_SUFFIXES:
            yield each


def _library_folders(folder: Path) -> tuple[Path, ...]:
    """Give the folders of libraries within a sketch's folder and beside it, whether there are such folders or not."""
    return folder / LIBRARIES_NAME, folder.resolve().parent / LIBRARIES_NAME


def inos_below(folder: Path, wanted: Callable[[Path], bool]) -> tuple[Path, ...]:
    """Give the `.ino` files at any depth below a folder that are wanted, in order."""
    return tuple(each for each in files_below(folder) if each.suffix in INO_SUFFIXES and wanted(each))
