"""What is common to all that is compiled for one family: compiler, API, flags, and the folder where it is kept."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from oceanhil.firmware.compiler import Compiler, keep_whole, kept_folder, make_folder
from oceanhil.firmware.sketches.coverage import COVERAGE_FLAGS
from oceanhil.firmware.sketches.digests import Digests, digest_of
from oceanhil.firmware.sketches.machine import find_sketch_compiler, takes
from oceanhil.firmware.sketches.objects import Objects, Unit
from oceanhil.firmware.sketches.project import Project, sources_below
from oceanhil.firmware.sketches.targets import (
    API_STANDARD,
    C_STANDARD,
    COMMON_FLAGS,
    MACHINE_SOURCE_FLAGS,
    NEVER_SET_FLAGS,
    SKETCH_FLAGS,
    Target,
)

API_DIRECTORY: Final = Path(__file__).resolve().parent.parent / "arduino_host"
"""The cores' API on this machine."""
BATCHES: Final = "batches"
"""The folder, of what is kept, with the sources that take in those of the API."""
_COMMON: Final = "common"
_BOUNDARY: Final = "boundary"


def _tell_nobody(words: str) -> None:
    del words


@dataclass(frozen=True, slots=True)
class SketchBuild:
    """How a sketch is built.

    `words`: what is filled into `{word}` of its macros. `flags`: for every source, those of the API, too, such as a
    sanitizer's; `counts`: whether lines of the sketch and its libraries that are reached are counted; `link_flags`: for
    the linker, after everything else. `api`: the folder of the cores' API. `cache`: the folder in which what is made is
    kept, by default the user's. `tell` is told in words what takes many seconds, as it begins.
    """

    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    flags: tuple[str, ...] = ()
    counts: bool = False
    link_flags: tuple[str, ...] = ()
    api: Path = API_DIRECTORY
    cache: Path | None = None
    tell: Callable[[str], None] = _tell_nobody

    @property
    def kept(self) -> Path:
        """The folder of all that is made for sketches."""
        return kept_folder(self.cache) / "sketches"


class Workshop:
    """One build: what compiles, for which family, and what is known of files so far."""

    def __init__(self, target: Target, how: SketchBuild) -> None:
        self.target = target
        self.how = how
        self.compiler: Compiler = find_sketch_compiler()
        self.digests = Digests()
        self.objects = Objects(self.compiler, how.kept / "objects", self.digests)

    @property
    def api_includes(self) -> tuple[Path, ...]:
        """Where a sketch finds the API's headers: the family's own before those of all."""
        return self.how.api / "api" / self.target.api, self.how.api / "api" / _COMMON

    def api_units(self) -> tuple[Unit, ...]:
        """Give the sources of the API, which are the same for every sketch, those of a folder as one.

        They are in the language of all of them: headers of the newer standard, of which they use nothing, would take
        half as long again to read.
        """
        folders = (*self.api_includes, self.how.api / "machine")
        words = (*self._words(self.target.defines), *(f"-I{each}" for each in folders), *self._last())
        return tuple(
            self.unit(self._batch(folder), (*words, *flags), standard=API_STANDARD)
            for folder, flags in self.api_folders.items()
            if sources_below(folder)
        )

    @property
    def api_folders(self) -> Mapping[Path, tuple[str, ...]]:
        """The folders of the API's sources, for each of which one compiler is started, and what it is told more."""
        sources = self.how.api / "src"
        folders = (_COMMON, *self.target.more, self.target.api)
        # The boundary goes first: the machine knows by it where the sketch ends.
        before = {sources / _BOUNDARY: (), self.how.api / "machine": MACHINE_SOURCE_FLAGS}
        return {**before, **{sources / each: () for each in folders}}

    def _batch(self, folder: Path) -> Path:
        """Give the source that takes in all those of a folder of the API.

        To read the same headers again for each takes four times as long as to compile all. That a name of one means
        nothing else in another is a rule for them, which a test holds them to.
        """
        text = "".join(f'#include "{each}"\n' for each in sources_below(folder))
        file = self.how.kept / BATCHES / digest_of(text) / f"{folder.name}.cpp"
        make_folder(file.parent, self.how.kept)
        if not file.is_file():
            keep_whole(file, text)
        return file

    def sketch_words(self, project: Project, libraries: tuple[Path, ...]) -> tuple[str, ...]:
        """Give the words for everything that is not the API: its headers go before those of libraries."""
        usual = (*self._words(self.target.defines), *self.target.flags)
        usual = tuple(each for each in usual if each not in project.unflags)
        folders = (*project.includes, *self.api_includes, *libraries)
        own = (*SKETCH_FLAGS, *self._never_set, *project.flags, *(COVERAGE_FLAGS if self.how.counts else ()))
        return (*usual, *own, *(f"-I{each}" for each in folders), *self._last())

    def unit(self, source: Path, words: tuple[str, ...], surroundings: str = "", standard: str = "") -> Unit:
        """Give a source with the words of its language: C++ of a `standard`, by default the family's."""
        is_c = source.suffix == ".c"
        other = "-std=gnu++" if is_c else "-std=gnu1"
        fitting = tuple(each for each in words if not each.startswith((other, other.replace("gnu", "c"))))
        language = ("-x", "c", C_STANDARD) if is_c else ("-x", "c++", standard or self.target.standard, "-fno-rtti")
        # The same source gives the same object, whatever the time of day.
        seed = f"-frandom-seed={digest_of(str(source))}"
        words = (*language, *fitting, seed)
        return Unit(source, (*words, *self._notes(source, words)), surroundings)

    def _notes(self, source: Path, words: tuple[str, ...]) -> tuple[str, ...]:
        """Give where the compiler notes what it counts: at a place that is the same whatever texts a case has."""
        if COVERAGE_FLAGS[0] not in words:
            return ()
        folder = self.how.kept / "notes"
        make_folder(folder, self.how.kept)
        return "-dumpbase", str(folder / f"{source.stem}-{digest_of((str(source), words))}")

    def pool_size(self) -> int:
        """Tell how many compilers run at once."""
        return os.cpu_count() or 1

    @cached_property
    def _never_set(self) -> tuple[str, ...]:
        return NEVER_SET_FLAGS if takes(self.compiler, self.how.kept, NEVER_SET_FLAGS) else ()

    def _words(self, defines: tuple[str, ...]) -> tuple[str, ...]:
        return (*COMMON_FLAGS, *self.how.flags, *(f"-D{each}" for each in defines))

    def _last(self) -> tuple[str, ...]:
        """Give the folder of what the API itself stands on, by which a header has two words: it hides nothing."""
        return "-idirafter", str(self.how.api)
