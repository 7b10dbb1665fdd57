"""The files that a world is made of, so that nothing is written over them: a sketch with its settings, an image."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.settings import find_settings
from oceanhil.protocol.world_name import OwnWorld, WorldChoice

_OF_A_SKETCH: Final = frozenset(
    {".ino", ".pde", ".c", ".cc", ".cpp", ".cxx", ".s", ".h", ".hh", ".hpp", ".ipp", ".toml", ".ini", ".properties"}
)
"""Endings of what is written by hand; a report in the same folder is none of it, and may be written again."""


def files_of_world(chosen: str, start: Path) -> Sequence[Path]:
    """Give the files that world `NAME:ARGUMENT` reads where it was chosen in `start`.

    None of a world that has no argument, or whose argument leads to nothing: whoever makes the world says why.
    """
    name, argument = WorldChoice.read(chosen)
    if not argument:
        return ()
    if name == OwnWorld.SKETCH:
        return tuple(_of_sketch(argument, start))
    image = start / Path(argument).expanduser()
    return (image,) if image.is_file() else ()


def _of_sketch(name_or_path: str, start: Path) -> Iterator[Path]:
    if (settings := find_settings(start)) is not None:
        yield settings
    try:
        sketch = find_sketch(name_or_path, start)
    except SketchError:
        return
    roots = [sketch.folder, *sketch.settings.include, *sketch.settings.libraries]
    for place, folders, names in (each for root in roots for each in os.walk(root)):
        folders[:] = [folder for folder in folders if not folder.startswith(".")]
        yield from (Path(place, each) for each in names if Path(each).suffix.lower() in _OF_A_SKETCH)
