"""The program of a sketch: everything compiled, linked, and the texts of a case put in their place."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock

from oceanhil.boards import family
from oceanhil.firmware.compiler import keep_whole, make_folder
from oceanhil.firmware.sketches.build import SketchBuild, Workshop
from oceanhil.firmware.sketches.core_generation import generation_hint, words_of_generation
from oceanhil.firmware.sketches.coverage import COVERAGE_LINK_FLAGS
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.flag_files import flags_beside
from oceanhil.firmware.sketches.forgetting import forget_unwanted, mark_wanted
from oceanhil.firmware.sketches.machine import find_sketch_compiler, refuse_other_machines
from oceanhil.firmware.sketches.messages import compiler_errors, linker_errors, missing_header
from oceanhil.firmware.sketches.objects import Object, Refusal, Unit
from oceanhil.firmware.sketches.overrides import mirrored, overrides_of, own_files, refuse_other_forms, refuse_unused
from oceanhil.firmware.sketches.own_names import with_own_names
from oceanhil.firmware.sketches.platformio_project import platformio_project
from oceanhil.firmware.sketches.project import Project, arduino_project
from oceanhil.firmware.sketches.resolution import Resolution
from oceanhil.firmware.sketches.sketch import Layout, Sketch
from oceanhil.firmware.sketches.targets import Target, link_flags, target_of
from oceanhil.firmware.sketches.texts import Places, SketchProgram, Text, places_of
from oceanhil.firmware.sketches.values import Values, values_of
from oceanhil.protocol.board import Board
from oceanhil.protocol.wording import plural

Made = TypeVar("Made")
_PATIENCE_S: Final = 10.0
"""How long nothing is said while files are compiled: with sanitizers, on a busy machine, that takes minutes."""
_FILLED_MAX: Final = 256
"""How many programs with texts of cases are kept of a sketch; older ones go."""
_LINKED_BY: Final = "names of its own, inline too; files of the board"
"""What is done to objects before they are linked: a program that was linked otherwise is another."""
# A program there is signed: with other texts it would not start.
_SIGNS_PROGRAMS: Final = sys.platform == "darwin"


class SketchPrograms:
    """The programs of one sketch, whose files are looked at once for each family: when the first program is asked for.

    So what changes in them later is not noticed. `how`: without `words`, which each program has of its own.
    """

    def __init__(self, sketch: Sketch, how: SketchBuild | None = None) -> None:
        self._sketch = sketch
        self._how = how or SketchBuild()
        self._resolved: dict[Board, _ResolvedSketch] = {}

    def path(self, board: Board, words: Mapping[str, str]) -> Path:
        """Give the program for a family of boards with a case's words in it, built now as far as it is not kept.

        Raises SketchError for what is wrong with the sketch, with file and line; BuildError where nothing can be built.
        """
        return self._with(board, words, lambda resolved: resolved.path(words))

    def program(self, board: Board, words: Mapping[str, str]) -> SketchProgram:
        """Give the program for a family with the texts that its boots are to have; raises as `path` does."""
        known = self._resolved[board].known(words) if board in self._resolved else None
        return known or self._with(board, words, lambda resolved: resolved.program(words))

    def _with(self, board: Board, words: Mapping[str, str], do: "Callable[[_ResolvedSketch], Made]") -> "Made":
        sketch, kept = self._sketch, self._how.kept
        # What is refused for its board leaves no folders.
        target_of(board)
        _refuse_other_boards(sketch, board)
        lock = kept / "locks" / digest_of((str(sketch.folder.resolve()), sketch.main, board.value))
        make_folder(kept / "objects", kept)
        make_folder(lock.parent, kept)
        # Whoever wants the same meanwhile finds it made.
        with FileLock(lock):
            if board not in self._resolved:
                refuse_other_machines(find_sketch_compiler(), kept)
                self._resolved[board] = _ResolvedSketch(sketch, board, self._how, words)
            return do(self._resolved[board])


def build_sketch(sketch: Sketch, board: Board, how: SketchBuild | None = None) -> Path:
    """Give the program of a sketch on a family of boards as it is now; raises as `SketchPrograms.path` does."""
    how = how or SketchBuild()
    return SketchPrograms(sketch, how).path(board, how.words)


def project_of(sketch: Sketch, target: Target) -> Project:
    """Give the files of a sketch for a family, with what its settings add; raises SketchError."""
    settings = sketch.settings
    plain = arduino_project(sketch) if sketch.layout is not Layout.PLATFORMIO else platformio_project(sketch, target)
    flags = (*plain.generation, *plain.flags, *flags_beside(sketch, target), *settings.flags)
    return replace(
        plain,
        includes=(*settings.include, *plain.includes),
        libraries=(*settings.libraries, *plain.libraries),
        flags=(*flags, *(words_of_generation(flags) if target.api == "esp32" else ())),
    )


def _refuse_other_boards(sketch: Sketch, board: Board) -> None:
    boards = sketch.settings.boards
    if boards and board not in boards:
        known = ", ".join(each.value for each in boards)
        raise SketchError(f"sketch {sketch.name!r} is not for {board.named}: its 'boards' are {known}")


def _with_texts(program: Path, places: Places, values: Values) -> SketchProgram:
    texts = (Text(each, values.varying[name]) for name, addresses in places.items() for each in addresses)
    return SketchProgram(program, tuple(texts))


class _ResolvedSketch:
    """One sketch for one family: what is compiled for it is known, and each of its programs is linked once."""

    def __init__(self, sketch: Sketch, board: Board, how: SketchBuild, words: Mapping[str, str]) -> None:
        self._name = sketch.name
        self._board = board
        self._how = how
        target = target_of(board)
        self._workshop = Workshop(target, how)
        project = project_of(sketch, target)
        overrides = overrides_of(project, sketch.settings.defines)
        refuse_other_forms(sketch.settings, own_files(project), overrides)
        self._defines = overrides.macros(sketch.settings.defines)
        # The preprocessor is shown no text of a case: the same is found for all of them.
        asked = (f"{name}={text}" for name, text in values_of(self._defines, words).asked.items())
        whole = mirrored(project, overrides, how.kept)
        self._resolution = Resolution(self._workshop, whole, sketch.name, asked, overrides.applied)
        self._units = self._resolution.units()
        libraries = (file for each in self._resolution.used for file in (*each.headers(), *each.sources()))
        refuse_unused(sketch.settings, own_files(project), libraries)
        self._linked: dict[str, Path] = {}
        self._places: dict[Path, Places | None] = {}

    def path(self, words: Mapping[str, str]) -> Path:
        """Give the program with these words in it."""
        values = values_of(self._defines, words)
        return self._filled(self._program(values), values)

    def known(self, words: Mapping[str, str]) -> SketchProgram | None:
        """Give what `program` gives if no file has to be written or read for it, so that nobody is in the way."""
        values = values_of(self._defines, words)
        program = self._kept(values)
        places = None if program is None else self._places.get(program)
        return None if program is None or places is None else _with_texts(program, places, values)

    def program(self, words: Mapping[str, str]) -> SketchProgram:
        """Give the program, and these words' texts with their places; they are in its file where it must be so."""
        values = values_of(self._defines, words)
        program = self._program(values)
        if program not in self._places:
            self._places[program] = places_of(program.read_bytes(), values.stand_ins)
        places = self._places[program]
        return SketchProgram(self._filled(program, values)) if places is None else _with_texts(program, places, values)

    def _kept(self, values: Values) -> Path | None:
        """Give the program that was linked before for these values."""
        linked = (self._linked.get(key) for key in (values.kind, values.own))
        return next((each for each in linked if each is not None and each.is_file()), None)

    def _program(self, values: Values) -> Path:
        """Give the program that a case's texts are put into: one for all texts of a kind, as far as that is right."""
        if kept := self._kept(values):
            return kept
        own, api, is_for_all = self._compiled(values)
        program = self._link(own, api)
        self._linked[values.kind if is_for_all else values.own] = program
        return program

    def _compiled(self, values: Values) -> tuple[tuple[Path, ...], tuple[Path, ...], bool]:
        """Compile the sketch and the API, and what is to be tried with real texts at once with them.

        Gives the objects of either, and tells whether what comes of it can be filled with every text of the kind.
        """
        own = [(unit, values.compiled) for unit in self._units]
        tried = [(unit, values.real) for unit in self._untried(values)]
        no_macros: Mapping[str, str] = {}
        api = [(unit, no_macros) for unit in self._workshop.api_units()]
        # First: who has a mistake in the sketch is not to wait for the core.
        made = self._made([*own, *tried])
        if any(self._workshop.objects.known(*each) is None for each in api):
            # Some ten seconds and more, after which every sketch has it; a sketch itself takes about one.
            self._how.tell(f"compiling the {family(self._board).title} core (once)…")
        # The family's own sources, the last, take longest by far: they begin first.
        core = self._made(reversed(api))
        right = [self._right(unit, each, values) for (unit, _), each in zip(own, made, strict=False)]
        objects = tuple(path for path, _ in right)
        return objects, tuple(each.path for each in reversed(core)), all(whole for _, whole in right)

    def _untried(self, values: Values) -> tuple[Unit, ...]:
        """Give the units that seem to use a varying text and were not tried with this shape of texts."""
        names = frozenset(values.stand_ins)
        likely = (each for each in self._units if self._workshop.digests.names(each.source, names))
        return tuple(each for each in likely if not self._is_tried(each, values))

    def _is_tried(self, unit: Unit, values: Values) -> bool:
        found = self._workshop.objects.known(unit, values.compiled)
        return found is not None and self._verdict(found, values).is_file()

    def _right(self, unit: Unit, made: Object, values: Values) -> tuple[Path, bool]:
        """Give the object that is linked: one to be filled in, or one with the real texts where that would be wrong."""
        if not made.uses & values.stand_ins.keys():
            return made.path, True
        verdict = self._verdict(made, values)
        if not verdict.is_file():
            real = self._made([(unit, values.real)])[0]
            is_same = values.filled(made.path.read_bytes()) == real.path.read_bytes()
            verdict.write_text("whole" if is_same else "apart", "ascii")
        is_whole = verdict.read_text("ascii") == "whole" and not _SIGNS_PROGRAMS
        return (made.path, True) if is_whole else (self._made([(unit, values.real)])[0].path, False)

    @staticmethod
    def _verdict(made: Object, values: Values) -> Path:
        """Give the file that says whether texts of this shape can be filled in."""
        return made.path.with_name(f"{made.path.stem}-{digest_of(values.shape(made.uses))}.verdict")

    def _made(self, jobs: Iterable[tuple[Unit, Mapping[str, str]]]) -> list[Object]:
        """Compile these at the same time; raises SketchError with what the compiler says of all that it refuses."""
        with ThreadPoolExecutor(self._workshop.pool_size()) as pool:
            running = [pool.submit(self._workshop.objects.made, *job) for job in jobs]
            try:
                while (so_far := wait(running, _PATIENCE_S)).not_done:
                    said = f"{len(so_far.done)} of {plural(len(running), 'file')} done"
                    self._how.tell(f"compiling {self._name!r}: {said}…")
            finally:
                # Who ends this, as Ctrl-C does, waits for the files that are being compiled only.
                pool.shutdown(wait=False, cancel_futures=True)
        made = [each.result() for each in running]
        refused = [each.messages for each in made if isinstance(each, Refusal)]
        if refused:
            raise SketchError(self._told(refused))
        return [each for each in made if isinstance(each, Object)]

    def _told(self, refused: list[str]) -> str:
        missing = next((found for each in refused if (found := missing_header(each))), None)
        if missing:
            return self._resolution.not_found(missing)
        hint = generation_hint(refused) if self._workshop.target.api == "esp32" else ""
        return compiler_errors(dict.fromkeys(refused)) + hint

    def _link(self, own: tuple[Path, ...], api: tuple[Path, ...]) -> Path:
        counting = COVERAGE_LINK_FLAGS if self._how.counts else ()
        flags = (*link_flags(self._workshop.target), *self._how.flags, *counting)
        key = (*flags, *map(str, own), *map(str, api), *self._how.link_flags)
        file = self._how.kept / "programs" / digest_of((_LINKED_BY, key)) / self._name
        if file.is_file():
            mark_wanted(file.parent)
            return file
        make_folder(file.parent, self._how.kept)
        words = (*flags, *map(str, (*with_own_names(own, api), *api)), *self._how.link_flags)
        outcome = self._workshop.compiler.make(words, file)
        if not outcome.is_good:
            raise SketchError(linker_errors(outcome.messages))
        # By the clock of the file system, which has written the other times, too.
        forget_unwanted(self._how.kept, file.stat().st_mtime)
        return file

    def _filled(self, program: Path, values: Values) -> Path:
        """Give a copy of the program with the texts of this case."""
        if not values.stand_ins:
            return program
        file = program.parent / digest_of(sorted(values.varying.items())) / self._name
        if file.is_file():
            os.utime(file.parent)
            return file
        make_folder(file.parent, self._how.kept)
        mode = stat.S_IMODE(program.stat().st_mode)
        keep_whole(file, values.filled(program.read_bytes()), mode=mode)
        _forget_oldest(program.parent)
        return file


def _forget_oldest(folder: Path) -> None:
    """Keep the copies that were wanted last."""
    copies = sorted((each for each in folder.iterdir() if each.is_dir()), key=lambda each: -each.stat().st_mtime_ns)
    for each in copies[_FILLED_MAX:]:
        shutil.rmtree(each, ignore_errors=True)
