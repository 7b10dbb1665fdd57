"""What `oceanhil.toml` says of a sketch, held against the files that are there: before anything is compiled."""

from collections.abc import Iterator
from pathlib import Path

from oceanhil.boards import OWN_NAMES, board_named
from oceanhil.firmware.sketches.case_words import CASE_WORDS
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.overrides import own_files, refuse_unused
from oceanhil.firmware.sketches.program import project_of
from oceanhil.firmware.sketches.project import HEADER_SUFFIXES, SOURCE_SUFFIXES, Project, files_below
from oceanhil.firmware.sketches.sketch import Sketch
from oceanhil.firmware.sketches.targets import target_of


def refuse_wrong_settings(sketch: Sketch) -> None:
    """Raise SketchError for a macro that no file of the sketch or of a library names, or a text not in `files`.

    Which libraries a sketch uses is known once it is compiled, and then asked again.
    """
    settings = sketch.settings
    if settings.files is not None:
        settings.files.files({word: word for word in CASE_WORDS})
    projects = tuple(_projects(sketch)) if settings.defines else ()
    if projects:
        own = (each for project in projects for each in own_files(project))
        libraries = (each for project in projects for each in _files_of_libraries(project))
        seen: set[Path] = set()
        refuse_unused(settings, _each_once(own, seen), _each_once(libraries, seen))


def _each_once(files: Iterator[Path], seen: set[Path]) -> Iterator[Path]:
    for each in files:
        if each not in seen:
            seen.add(each)
            yield each


def _projects(sketch: Sketch) -> Iterator[Project]:
    """Give its files for each family that it can be compiled for; why it cannot for another is told by a case on it."""
    for board in sketch.settings.boards or (board_named(name) for name in OWN_NAMES):
        try:
            yield project_of(sketch, target_of(board))
        except SketchError:
            continue


def _files_of_libraries(project: Project) -> Iterator[Path]:
    for folder in project.libraries:
        yield from (each for each in files_below(folder) if each.suffix in SOURCE_SUFFIXES | HEADER_SUFFIXES)
