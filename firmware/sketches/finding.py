"""From the name or the path of a sketch to the sketch."""

from collections.abc import Mapping
from pathlib import Path

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.settings import FILE_NAME, SketchEntry, find_settings, read_settings
from oceanhil.firmware.sketches.sketch import NO_SETTINGS, Sketch, SketchSettings, recognised


def find_sketch(name_or_path: str, start: Path) -> Sketch:
    """Find a sketch: `[sketch.NAME]` of the `oceanhil.toml` in `start` or above it, else a path that begins at `start`.

    A path gets the settings that this file, or the one in the sketch's own folder or above, has for it. Raises
    SketchError that says what was looked for.
    """
    file = find_settings(start)
    entries = {} if file is None else read_settings(file)
    if entry := entries.get(name_or_path):
        return recognised(entry.path, name_or_path, entry.settings)
    path = start / Path(name_or_path).expanduser()
    if not path.exists():
        told = f"{_not_found(name_or_path, start, file, entries)}, and no folder or file {str(path)!r}"
        raise SketchError(f"sketch {name_or_path!r}: {told}")
    whole = path.resolve()
    name = whole.stem if whole.is_file() else whole.name
    return recognised(path, name, _settings_of(whole, file))


def is_sketch_sought_in(start: Path, name_or_path: str) -> bool:
    """Tell whether a sketch is sought by the settings in `start` or above it, or lies there at this path."""
    return find_settings(start) is not None or (start / Path(name_or_path).expanduser()).exists()


def _settings_of(path: Path, file: Path | None) -> SketchSettings:
    """Give what is said of the sketch at a whole path in `file`, or in the file that is nearest to the sketch."""
    for each in (file, find_settings(path.parent if path.is_file() else path)):
        entries = {} if each is None else read_settings(each)
        for entry in entries.values():
            if entry.path.resolve() == path:
                return entry.settings
    return NO_SETTINGS


def _not_found(name: str, start: Path, file: Path | None, entries: Mapping[str, SketchEntry]) -> str:
    if file is None:
        return f"no {FILE_NAME} in {str(start)!r} or above"
    known = f"it has {', '.join(map(repr, entries))}" if entries else "it has no sketch"
    return f"no [sketch.{name}] in {str(file)!r} ({known})"
