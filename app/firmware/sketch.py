"""A rendered sketch: a folder that Arduino CLI, the Arduino IDE and PlatformIO build, its sources and secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.app.firmware.secrets_header import EXAMPLE_NAME, HEADER_NAME, render, secrets_in
from oceanhil.app.firmware.tool_errors import FolderError
from oceanhil.app.firmware.values import Values
from oceanhil.boards import UnknownBoardError, board_named, families
from oceanhil.firmware.build import FIRMWARE_DIRECTORY
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.board import Board
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.wording import os_reason

SKETCH_NAME: Final = "oceanremote"
LIBRARIES_NAME: Final = "libraries"
_LIBRARY_SOURCES: Final = Path(LIBRARIES_NAME, "OceanRemote", "src")
_ENVIRONMENT = re.compile(r"^\[env:(\w+)\]", re.MULTILINE)
# What tools leave beside sources.
_LEFT_OUT: Final = frozenset({"build", "__pycache__", HEADER_NAME})


@dataclass(frozen=True, slots=True)
class SketchSources:
    """A folder `arduino` with sketch and library, and a folder `core`."""

    folder: Path = FIRMWARE_DIRECTORY

    def example(self) -> str:
        """Read the example of the secrets; raises FolderError where this installation has no sketch."""
        try:
            return (self.folder / "arduino" / SKETCH_NAME / EXAMPLE_NAME).read_text("utf-8")
        except OSError:
            raise FolderError(
                "this installation has no sketch in it; install it again, or run from a checkout of its repository"
            ) from None

    def families(self) -> list[Board]:
        """List the families that the library has a port to: those with an environment in its platformio.ini."""
        try:
            project = (self.folder / "arduino" / "platformio.ini").read_text("utf-8")
        except OSError:
            return []
        environments = _ENVIRONMENT.findall(project)
        return [each.board for each in families() if each.build.environment in environments]

    def files(self) -> Mapping[Path, Path]:
        """Map each file's place in a rendered folder to where it is now.

        In the repository the library refers to the core by one-line files of the same names; here the core itself takes
        their places, so that the folder builds wherever it is copied to.
        """
        core = self.folder / "core"
        placed = _below(self.folder / "arduino", Path())
        placed |= _below(core / "src", _LIBRARY_SOURCES)
        placed |= _below(core / "include", _LIBRARY_SOURCES)
        return placed


def _below(folder: Path, place: Path) -> dict[Path, Path]:
    found = ((path, path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())
    return {place / name: path for path, name in found if not _is_left_out(name)}


def _is_left_out(name: Path) -> bool:
    return any(part in _LEFT_OUT or part.startswith(".") for part in name.parts)


MARK_NAME: Final = "oceanhil.json"
_SECRET_MODE: Final = 0o600


class _Mark(msgspec.Struct, frozen=True):
    """What a rendered folder says of itself."""

    board: str


@dataclass(frozen=True, slots=True)
class Sketch:
    """A rendered folder, and the board family it was made for."""

    folder: Path
    board: Board

    @property
    def source(self) -> Path:
        """The sketch itself: a folder named like the `.ino` in it, as Arduino wants."""
        return self.folder / SKETCH_NAME

    @property
    def libraries(self) -> Path:
        """The libraries that come with it."""
        return self.folder / LIBRARIES_NAME

    @property
    def output(self) -> Path:
        """Where Arduino CLI is told to put images."""
        return self.folder / "build"

    def secrets(self) -> tuple[bytes, ...]:
        """Read what must not be shown; raises FolderError."""
        return secrets_in(_read(self.source / HEADER_NAME))


def render_sketch(
    folder: Path, board: Board, values: Values, *, force: bool = False, sources: SketchSources | None = None
) -> Sketch:
    """Write a sketch; raises FolderError, for a folder with something in it unless `force`.

    With `force` its files are written over, and others in the folder stay. The secrets are readable by their owner
    alone (mode 0600 where the system knows modes) from the moment they exist.
    """
    sources = sources or SketchSources()
    header = render(sources.example(), values)
    if board not in (known := sources.families()):
        names = ", ".join(each.value for each in known)
        raise FolderError(f"there is no firmware for a {board.value} yet; there is one for {names}")
    sketch = Sketch(folder, board)
    try:
        _be_free(folder, force=force)
        _copy(sources.files(), folder)
        replace_whole(sketch.source / HEADER_NAME, header.encode(), mode=_SECRET_MODE)
        replace_whole(folder / ".gitignore", f"{HEADER_NAME}\nbuild/\n.pio/\n".encode())
        replace_whole(folder / MARK_NAME, msgspec.json.encode(_Mark(board.value)) + b"\n")
    except OSError as error:
        cause = os_reason(error)
        raise FolderError(f"{str(folder)!r} cannot be written: {cause}; choose another --output") from None
    return sketch


def open_sketch(folder: Path) -> Sketch:
    """Read a rendered folder; raises FolderError for any other."""
    try:
        board = board_named(msgspec.json.decode(_read(folder / MARK_NAME), type=_Mark).board)
    except (*NOT_JSON, UnknownBoardError) as error:
        raise FolderError(f"{str(folder / MARK_NAME)!r} cannot be understood: {error}; render it again") from None
    return Sketch(folder, board)


def is_sketch(folder: Path) -> bool:
    """Tell whether a folder was rendered here."""
    return (folder / MARK_NAME).is_file()


def _be_free(folder: Path, *, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{str(folder)!r} is a file; choose another --output")
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise FolderError(f"{str(folder)!r} has something in it; choose another --output, or give --force")


def _copy(files: Mapping[Path, Path], folder: Path) -> None:
    for name, path in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(place, path.read_bytes(), is_durable=False)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else "not readable text"
        raise FolderError(
            f"{str(path)!r} cannot be read: {cause.lower()}; expected a folder that 'oceanhil firmware new' wrote"
        ) from None
