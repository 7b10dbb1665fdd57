"""Which libraries a sketch uses, and its `.ino` files as the one source that they are compiled as.

The compiler's preprocessor is asked, source by source, as Arduino CLI does: whatever header it stops at, the library
that has it is taken in, its sources are asked in turn, and it goes on. A list of `#include` lines would be quicker to
have and would be wrong: it knows no `#if`, and would take in a library that another board needs. The lines are looked
at all the same, for what need not be asked: sources that name no header of a library that is not used already.

Source: https://arduino.github.io/arduino-cli/latest/sketch-build-process/#dependency-resolution.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from oceanhil.firmware.compiler import keep_whole, make_folder
from oceanhil.firmware.sketches.absent_parts import absent_part, absent_part_of
from oceanhil.firmware.sketches.build import Workshop
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.joining import joined, with_prototypes
from oceanhil.firmware.sketches.libraries import Candidate, Library, best_for, libraries_in, library_at
from oceanhil.firmware.sketches.messages import MissingHeader, compiler_errors, missing_header
from oceanhil.firmware.sketches.objects import Unit
from oceanhil.firmware.sketches.project import Project, files_below

_INCLUDE: Final = re.compile(rb"^[ \t]*#[ \t]*include(?:_next)?[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
_ABSENT: Final = ", which the simulated board does not have; leave it out here"


class _Found(msgspec.Struct, frozen=True):
    """What was found for a sketch: folders of libraries, the joined source, and a digest of the libraries' files."""

    libraries: list[str]
    joined: str
    state: str


class Resolution:
    """Looks for what one sketch uses; `defines`: its macros; `changed` is done to the text of each `.ino`."""

    def __init__(
        self, workshop: Workshop, project: Project, name: str, defines: Iterable[str], changed: Callable[[str], str]
    ) -> None:
        self._workshop = workshop
        self._project = project
        self._name = name
        self._changed = changed
        self._defines = tuple(f"-D{each}" for each in defines)
        self.used: list[Library] = []

    def units(self) -> tuple[Unit, ...]:
        """Give all that is compiled besides the API; raises SketchError for a header that nobody has."""
        known = self._known()
        main = self._searched() if known is None else known
        around = self._surroundings()
        own = (*((Path(main),) if main else ()), *self._project.sources)
        units = [self._unit(each, self._own_words(each), around) for each in own]
        for library in self.used:
            units += [self._unit(each, library.own_words, around, library.unflags) for each in library.sources()]
        return tuple(units)

    def _known(self) -> str | None:
        """Give the joined source of the last time, and take its libraries; None if something of theirs has changed."""
        if not self._memory.is_file():
            return None
        found = msgspec.json.decode(self._memory.read_bytes(), type=_Found)
        used = [self._library_at(folder) for each in found.libraries if (folder := Path(each)).is_dir()]
        if self._state(used) != found.state or (found.joined and not Path(found.joined).is_file()):
            return None
        self.used = used
        return found.joined

    def _library_at(self, folder: Path) -> Library:
        return library_at(folder, takes_whole=self._project.takes_whole)

    def _searched(self) -> str:
        main = str(self._joined()) if self._project.inos else ""
        self._follow(self._project.sources, self._own_headers)
        for library in self.used:  # which grows meanwhile
            self._follow(library.sources(), library.headers(), library)
        found = _Found([str(each.folder) for each in self.used], main, self._state(self.used))
        make_folder(self._memory.parent, self._workshop.how.kept)
        keep_whole(self._memory, msgspec.json.encode(found))
        return main

    @cached_property
    def _memory(self) -> Path:
        """The file of what was found: named by the sketch's files, the API's, flags, and what libraries there are."""
        project, workshop = self._project, self._workshop
        api = files_below(workshop.how.api / "api")
        files = workshop.digests.files((*project.inos, *project.sources, *self._own_headers, *api))
        places = [sorted(str(each) for each in place.iterdir()) for place in project.libraries if place.is_dir()]
        words = workshop.sketch_words(project, ())
        key = digest_of((workshop.compiler.command, project, files, places, words, self._defines))
        return workshop.how.kept / "found" / f"{key}.json"

    def _state(self, libraries: Iterable[Library]) -> str:
        files = (file for each in libraries for file in (*each.sources(), *each.headers()))
        return self._workshop.digests.files(files)

    @cached_property
    def _candidates(self) -> tuple[Candidate, ...]:
        return libraries_in(self._project.libraries, self._project.ignored, takes_whole=self._project.takes_whole)

    def _joined(self) -> Path:
        """Join the `.ino` files; the last thing that the preprocessor makes of them says which prototypes they need."""
        inos = self._project.inos
        text = joined(inos, self._changed)
        plain = self._written(text)
        preprocessed = self._ask(plain, self._own_words(plain))
        return self._written(with_prototypes(text, preprocessed, inos))

    def _follow(self, sources: tuple[Path, ...], headers: tuple[Path, ...], library: Library | None = None) -> None:
        for source in sources:
            if self._may_need_another((source, *headers)):
                if library is None:
                    self._ask(source, self._own_words(source))
                else:
                    self._ask(source, library.own_words, library.unflags)

    def _may_need_another(self, files: Iterable[Path]) -> bool:
        names = {name.decode("utf-8", "replace") for each in files for name in _INCLUDE.findall(each.read_bytes())}
        others = [each for each in self._candidates if each.library not in self.used]
        return any(best_for(name, others, self._workshop.target.architecture) for name in names)

    def _ask(self, source: Path, words: tuple[str, ...], unflags: tuple[str, ...] = ()) -> str:
        """Run the preprocessor until it lacks nothing, taking in libraries; give what it makes of the source."""
        while True:
            unit = self._unit(source, words, unflags=unflags)
            outcome = self._workshop.compiler.run((*unit.words, *self._defines, "-E", str(source)))
            missing = missing_header(outcome.messages)
            if outcome.is_good:
                return outcome.output
            if missing is None:
                raise SketchError(compiler_errors([outcome.messages]))
            self._take_in(missing)

    def _take_in(self, missing: MissingHeader) -> None:
        library = best_for(missing.header, self._candidates, self._workshop.target.architecture)
        if library is None or library in self.used:
            raise SketchError(self.not_found(missing))
        if library.is_precompiled:
            raise SketchError(
                f"{missing.file}:{missing.line}: {missing.header!r} is of the library {library.name!r} in"
                f" {str(library.folder)!r}, which comes as machine code for boards and cannot be built here"
            )
        self.used.append(library)

    def not_found(self, missing: MissingHeader) -> str:
        """Say of a header that nobody has it, where it was looked for, and what to do."""
        places = [self._workshop.how.api / "api", *self._project.includes, *self._project.libraries]
        looked = ", ".join(_place(each) for each in places)
        own = self._project.libraries[-1]
        advice = (f"put its library into {str(own)!r}, or name the library's folder in 'libraries' of oceanhil.toml",)
        hints = "; ".join((*advice, *self._project.hints, *self._depends(missing)))
        where = f"{missing.file}:{missing.line}"
        if part := absent_part(missing.header):
            return f"{where}: error: {missing.header!r} is for {part}{_ABSENT}"
        if part := absent_part_of(missing.file):
            source = Path(missing.file).name
            return f"{where}: error: {source!r} is for {part}{_ABSENT}"
        if other := self._elsewhere(missing):
            return (
                f"{where}: error: nobody has the header {missing.header!r}, but there is {str(other)!r}; "
                f"{_how_to_reach(other, PurePosixPath(missing.header), Path(missing.file).parent)}"
            )
        return f"{where}: error: nobody has the header {missing.header!r}, looked in {looked}; {hints}"

    def _elsewhere(self, missing: MissingHeader) -> Path | None:
        """Give a header of that name that is not searched for where it lies, or has another but for capitals."""
        beside = (each for each in Path(missing.file).parent.glob("*") if each.is_file())
        api = (each for folder in self._workshop.api_includes for each in folder.glob("*.h"))
        known = (beside, self._own_headers, *(each.headers() for each in self.used), api)
        wanted = PurePosixPath(missing.header)
        folder = Path(missing.file).parent
        return next((each for group in known for each in group if _how_to_reach(each, wanted, folder)), None)

    def _depends(self, missing: MissingHeader) -> tuple[str, ...]:
        """Say what the library that includes a header says of its needs."""
        file = Path(missing.file)
        library = next((each for each in self.used if file.is_relative_to(each.folder)), None)
        if library is None or not library.depends:
            return ()
        return (f"{library.name!r} says that it needs {', '.join(map(repr, library.depends))}",)

    def _own_words(self, source: Path) -> tuple[str, ...]:
        """Give the words for the sketch's own files; the joined one lies elsewhere than what it includes."""
        quoted = self._project.quoted(source)
        return (*self._project.own_flags, *(word for each in quoted for word in ("-iquote", str(each))))

    def _unit(
        self, source: Path, words: tuple[str, ...], surroundings: str = "", unflags: tuple[str, ...] = ()
    ) -> Unit:
        includes = tuple(folder for library in self.used for folder in library.includes)
        usual = self._workshop.sketch_words(self._project, includes)
        every = (*(each for each in usual if each not in unflags), *words)
        return self._workshop.unit(source, every, surroundings)

    def _surroundings(self) -> str:
        headers = (self._own_headers, *(each.headers() for each in self.used))
        return digest_of([str(each) for group in headers for each in group])

    @cached_property
    def _own_headers(self) -> tuple[Path, ...]:
        return self._project.headers()

    def _written(self, text: str) -> Path:
        """Keep a joined text, under a name of its content."""
        kept = self._workshop.how.kept
        file = kept / "joined" / digest_of(text) / f"{self._name}.ino.cpp"
        make_folder(file.parent, kept)
        if not file.is_file():
            keep_whole(file, text)
        return file


def _how_to_reach(header: Path, wanted: PurePosixPath, folder: Path) -> str:
    """Say how a header is included by the name that was wanted, or one that is nearly that; empty if it is another.

    `folder`: where the file lies that includes it.
    """
    count = len(wanted.parts)
    tail = PurePosixPath(*header.parts[-count:])
    if header == folder / wanted:
        return f'write #include "{wanted}", for with < and > no compiler of a board looks in the sketch\'s own folder'
    if tail == wanted:
        return f"name the folder {str(header.parents[count - 1])!r} in 'include' of oceanhil.toml"
    if header.name.lower() != wanted.name.lower():
        return ""
    right = tail if str(tail).lower() == str(wanted).lower() else wanted.with_name(header.name)
    return "" if right == wanted else f"write {str(right)!r}, for here capitals count"


def _place(folder: Path) -> str:
    return repr(str(folder)) if folder.is_dir() else f"{str(folder)!r} (not there)"
