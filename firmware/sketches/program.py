"""The program of a sketch: everything compiled, linked, and the texts of a case put in their place."""

import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from filelock import FileLock

from oceanhil.firmware.compiler import make_folder, unfinished_name
from oceanhil.firmware.sketches.build import SketchBuild, Workshop
from oceanhil.firmware.sketches.coverage import COVERAGE_LINK_FLAGS
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.machine import find_sketch_compiler, refuse_other_machines
from oceanhil.firmware.sketches.messages import compiler_errors, linker_errors, missing_header
from oceanhil.firmware.sketches.objects import Object, Refusal, Unit
from oceanhil.firmware.sketches.overrides import mirrored, overrides_of, own_files, refuse_unused
from oceanhil.firmware.sketches.platformio_project import platformio_project
from oceanhil.firmware.sketches.project import Project, arduino_project
from oceanhil.firmware.sketches.resolution import Resolution
from oceanhil.firmware.sketches.sketch import Layout, Sketch
from oceanhil.firmware.sketches.targets import Target, link_flags, target_of
from oceanhil.firmware.sketches.values import values_of
from oceanhil.protocol.board import Board

_FILLED_MAX: Final = 256
"""How many programs with texts of cases are kept of a sketch; older ones go."""
# A program there is signed: with other texts it would not start.
_SIGNS_PROGRAMS: Final = sys.platform == "darwin"


def build_sketch(sketch: Sketch, board: Board, how: SketchBuild | None = None) -> Path:
    """Give the program of a sketch on a family of boards, built now as far as it is not kept.

    Raises SketchError for what is wrong with the sketch, with file and line; BuildError where nothing can be built.
    """
    how = how or SketchBuild()
    target = target_of(board)
    _refuse_other_boards(sketch, board)
    lock = how.kept / "locks" / digest_of((str(sketch.folder.resolve()), sketch.main, board.value))
    make_folder(how.kept / "objects", how.kept)
    make_folder(lock.parent, how.kept)
    refuse_other_machines(find_sketch_compiler(), how.kept)
    # Whoever wants the same meanwhile finds it made.
    with FileLock(lock):
        return _Program(sketch, target, how).path()


def project_of(sketch: Sketch, target: Target) -> Project:
    """Give the files of a sketch for a family, with what its settings add; raises SketchError."""
    settings = sketch.settings
    plain = arduino_project(sketch) if sketch.layout is not Layout.PLATFORMIO else platformio_project(sketch, target)
    return replace(
        plain,
        includes=(*settings.include, *plain.includes),
        libraries=(*settings.libraries, *plain.libraries),
        flags=(*plain.flags, *settings.flags),
    )


def _refuse_other_boards(sketch: Sketch, board: Board) -> None:
    boards = sketch.settings.boards
    if boards and board not in boards:
        known = ", ".join(each.value for each in boards)
        raise SketchError(f"sketch {sketch.name!r} is not for {board.named}: its 'boards' are {known}")


class _Program:
    """One build of one sketch for one family."""

    def __init__(self, sketch: Sketch, target: Target, how: SketchBuild) -> None:
        self._name = sketch.name
        self._how = how
        self._workshop = Workshop(target, how)
        self._defines = sketch.settings.defines
        self._project = project = project_of(sketch, target)
        overrides = overrides_of(project, sketch.settings.defines)
        self._values = values_of(overrides.macros(sketch.settings.defines), how.words)
        defines = (f"{name}={text}" for name, text in self._values.asked.items())
        whole = mirrored(project, overrides, how.kept)
        self._resolution = Resolution(self._workshop, whole, sketch.name, defines, overrides.applied)

    def path(self) -> Path:
        units = self._resolution.units()
        self._refuse_unused()
        objects = (*self._compiled(units), *self._api())
        return self._filled(self._linked(objects))

    def _refuse_unused(self) -> None:
        libraries = (file for each in self._resolution.used for file in (*each.headers(), *each.sources()))
        refuse_unused(self._defines, chain(own_files(self._project), libraries))

    def _api(self) -> tuple[Path, ...]:
        units = self._workshop.api_units()
        return tuple(each.path for each in self._made((unit, {}) for unit in units))

    def _compiled(self, units: tuple[Unit, ...]) -> tuple[Path, ...]:
        """Compile all units, those that are to be tried with real texts at once with the others."""
        values = self._values
        self._made([(unit, values.compiled) for unit in units] + [(unit, values.real) for unit in self._untried(units)])
        made = self._made((unit, values.compiled) for unit in units)
        return tuple(self._right(unit, each) for unit, each in zip(units, made, strict=True))

    def _untried(self, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """Give the units that seem to use a varying text and were not tried with this shape of texts."""
        names = frozenset(self._values.stand_ins)
        likely = (each for each in units if self._workshop.digests.names(each.source, names))
        return tuple(each for each in likely if not self._is_tried(each))

    def _is_tried(self, unit: Unit) -> bool:
        found = self._workshop.objects.known(unit, self._values.compiled)
        return found is not None and self._verdict(found).is_file()

    def _right(self, unit: Unit, made: Object) -> Path:
        """Give the object that is linked: one to be filled in, or one with the real texts where that would be wrong."""
        if not made.uses & self._values.stand_ins.keys():
            return made.path
        verdict = self._verdict(made)
        if not verdict.is_file():
            real = self._made([(unit, self._values.real)])[0]
            is_same = self._values.filled(made.path.read_bytes()) == real.path.read_bytes()
            verdict.write_text("whole" if is_same else "apart", "ascii")
        is_whole = verdict.read_text("ascii") == "whole" and not _SIGNS_PROGRAMS
        return made.path if is_whole else self._made([(unit, self._values.real)])[0].path

    def _verdict(self, made: Object) -> Path:
        """Give the file that says whether texts of this shape can be filled in."""
        return made.path.with_name(f"{made.path.stem}-{digest_of(self._values.shape(made.uses))}.verdict")

    def _made(self, jobs: Iterable[tuple[Unit, Mapping[str, str]]]) -> list[Object]:
        with ThreadPoolExecutor(self._workshop.pool_size()) as pool:
            made = list(pool.map(lambda job: self._workshop.objects.made(*job), jobs))
        refused = [each.messages for each in made if isinstance(each, Refusal)]
        if refused:
            raise SketchError(self._told(refused))
        return [each for each in made if isinstance(each, Object)]

    def _told(self, refused: list[str]) -> str:
        missing = next((found for each in refused if (found := missing_header(each))), None)
        return self._resolution.not_found(missing) if missing else compiler_errors(dict.fromkeys(refused))

    def _linked(self, objects: tuple[Path, ...]) -> Path:
        counting = COVERAGE_LINK_FLAGS if self._how.counts else ()
        flags = (*self._how.flags, *counting)
        words = (*link_flags(), *flags, *map(str, objects), *self._how.link_flags)
        file = self._how.kept / "programs" / digest_of(words) / self._name
        if file.is_file():
            return file
        make_folder(file.parent, self._how.kept)
        outcome = self._workshop.compiler.make(words, file)
        if not outcome.is_good:
            raise SketchError(linker_errors(outcome.messages))
        return file

    def _filled(self, program: Path) -> Path:
        """Give a copy of the program with the texts of this case."""
        if not self._values.stand_ins:
            return program
        file = program.parent / digest_of(sorted(self._values.varying.items())) / self._name
        if file.is_file():
            os.utime(file.parent)
            return file
        make_folder(file.parent, self._how.kept)
        unfinished = unfinished_name(file)
        unfinished.write_bytes(self._values.filled(program.read_bytes()))
        shutil.copymode(program, unfinished)
        unfinished.replace(file)
        _forget_oldest(program.parent)
        return file


def _forget_oldest(folder: Path) -> None:
    """Keep the copies that were wanted last."""
    copies = sorted((each for each in folder.iterdir() if each.is_dir()), key=lambda each: -each.stat().st_mtime_ns)
    for each in copies[_FILLED_MAX:]:
        shutil.rmtree(each, ignore_errors=True)
