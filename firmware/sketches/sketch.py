"""A sketch as a user names it: which folder or file it is, and what `oceanhil.toml` says about it.

What a folder of a sketch looks like: https://arduino.github.io/arduino-cli/latest/sketch-specification/.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from oceanhil.firmware.sketches.data_folder import DataFolder
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.wiring import Button, RelayPins, Sensor
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy

Define = str | int | float
"""The value of a macro: a text is a string literal; in it, `{word}` is what a case puts there."""
INO_SUFFIXES: Final = (".ino", ".pde")
PLATFORMIO_FILE: Final = "platformio.ini"


class Layout(Enum):
    """How a sketch's files lie."""

    FOLDER = "a folder of Arduino's"
    FILE = "a single .ino file"
    PLATFORMIO = "a project of PlatformIO's"


@dataclass(frozen=True, slots=True)
class SketchSettings:
    """What `[sketch.NAME]` says; paths are whole.

    `boards`: the families it is for, empty: all. `include`: folders of headers. `libraries`: folders of libraries, or
    libraries. `flags`: for the compiler. `lines`: events by the regular expression of the console line that tells
    of them. `heap`: the bytes that are free when it begins, None: as many as its board has. `agent`: whether it has
    the agent, and so tells of each load and save. `record`: the documented layout and place of its record; None:
    they are its own. `poll_interval_s`: the seconds from poll to poll, 0: those of the profile. `own_time_client`:
    whether it asks for the time without the core's SNTP client. `relays`, `sensor`, `button`: what is wired to its
    pins. `files`: what lies on the board's file system when it is new. `places`: where each of `defines` stands, as
    file:line.
    """

    boards: tuple[Board, ...] = ()
    defines: Mapping[str, Define] = field(default_factory=lambda: MappingProxyType({}))
    include: tuple[Path, ...] = ()
    libraries: tuple[Path, ...] = ()
    flags: tuple[str, ...] = ()
    lines: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    heap: int | None = None
    agent: bool = False
    record: StorePolicy | None = None
    poll_interval_s: int = 0
    own_time_client: bool = False
    relays: RelayPins | None = None
    sensor: Sensor | None = None
    button: Button | None = None
    files: DataFolder | None = None
    places: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def heap_of(self, board_bytes: int) -> int:
        """Give the bytes that are free on a board that has so many."""
        return board_bytes if self.heap is None else min(self.heap, board_bytes)


NO_SETTINGS: Final = SketchSettings()


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sketch that was found; `main` is the `.ino` that comes first, None in a project of PlatformIO's."""

    name: str
    folder: Path
    layout: Layout
    main: Path | None = None
    settings: SketchSettings = NO_SETTINGS


def recognised(path: Path, name: str, settings: SketchSettings = NO_SETTINGS) -> Sketch:
    """Tell what kind of sketch is at `path`, under the name that its user gives it; raises SketchError."""
    if path.is_file():
        return _file(path, name, settings)
    if not path.is_dir():
        raise SketchError(f"sketch {str(path)!r}: there is no such folder or file; check the path")
    main = _main(path)
    if main is not None:
        return Sketch(name, path, Layout.FOLDER, main, settings)
    if (path / PLATFORMIO_FILE).is_file():
        return Sketch(name, path, Layout.PLATFORMIO, None, settings)
    raise SketchError(f"sketch {str(path)!r}: {_what_is_there(path)}")


def ino_files(folder: Path) -> tuple[Path, ...]:
    """Give the `.ino` and `.pde` files right in a folder, in alphabetical order."""
    return tuple(sorted(each for each in folder.iterdir() if each.suffix in INO_SUFFIXES and each.is_file()))


def _file(path: Path, name: str, settings: SketchSettings) -> Sketch:
    if path.name == PLATFORMIO_FILE:
        return Sketch(name, path.parent, Layout.PLATFORMIO, None, settings)
    if path.suffix not in INO_SUFFIXES:
        hint = _one_above(path) or "name one"
        raise SketchError(f"sketch {str(path)!r}: expected a folder, an .ino file or a {PLATFORMIO_FILE}; {hint}")
    layout = Layout.FOLDER if path.stem == path.parent.name else Layout.FILE
    return Sketch(name, path.parent, layout, path, settings)


def _main(folder: Path) -> Path | None:
    """Give the `.ino` that comes first: that of the folder's name, else the only one that it can be.

    A clone may be called anything, and a download is called as the repository with its branch, `blink-main`.
    """
    named = _named(folder)
    if named is not None or (folder / PLATFORMIO_FILE).is_file():
        return named
    found = ino_files(folder)
    possible = [each for each in found if folder.resolve().name.startswith(f"{each.stem}-")] or found
    return possible[0] if len(possible) == 1 else None


def _named(folder: Path) -> Path | None:
    named = (folder / f"{folder.resolve().name}{suffix}" for suffix in INO_SUFFIXES)
    return next((each for each in named if each.is_file()), None)


def _what_is_there(folder: Path) -> str:
    """Say why a folder is no sketch, and what would make it one."""
    found, expected = ino_files(folder), f"{folder.resolve().name}.ino"
    if found:
        several = f"there are {len(found)} sketches in it, {_listed(found)}"
        return f"{several}; call the one that comes first {expected!r}, or name one of them, which is compiled alone"
    below = tuple(each for each in sorted(folder.iterdir()) if each.is_dir() and _is_sketch(each))
    in_it = f"there is one in {_listed(below)}; name that" if below else ""
    hint = in_it or _one_above(folder) or f"put {expected!r} there, or name another"
    return f"there is no sketch in it, looked for {expected!r} and {PLATFORMIO_FILE!r}; {hint}"


def _one_above(path: Path) -> str:
    """Say where the nearest sketch above a path is, of which it may be a part, as `src` is; empty if there is none."""
    above = next((each for each in path.resolve().parents if _is_sketch(each)), None)
    return "" if above is None else f"there is one above, in {str(above)!r}; name that"


def _is_sketch(folder: Path) -> bool:
    return _named(folder) is not None or (folder / PLATFORMIO_FILE).is_file()


def _listed(paths: tuple[Path, ...]) -> str:
    shown = ", ".join(repr(path.name) for path in paths[:5])
    return f"{shown} and {len(paths) - 5} more" if len(paths) > 5 else shown
