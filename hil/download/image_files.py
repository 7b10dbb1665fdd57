"""Application images as build tools leave them.

Either one file with the application, or a folder with `flasher_args.json`, which ESP-IDF's build writes beside the
images it names: `{"flash_files": {"0x10000": "app.bin", …}}` (ESP-IDF Programming Guide, "Build System").
"""

from pathlib import Path
from typing import Final

import msgspec

from oceanhil.boards import family
from oceanhil.hil.download.download_errors import ImageError
from oceanhil.protocol.board import Board
from oceanhil.protocol.formats.esp_image import MAGIC

Parts = tuple[tuple[int, bytes], ...]

_ARGUMENTS_NAME: Final = "flasher_args.json"


class _FlasherArguments(msgspec.Struct, frozen=True):
    """The one part of the file that says what goes where."""

    flash_files: dict[str, str]


def read_parts(board: Board, path: Path) -> Parts:
    """Read images from a file or a folder; raises ImageError with what is wrong with them."""
    if not path.exists():
        raise ImageError(f"there is no image at {str(path)!r}: the image command must write it to '{{output}}'")
    loader = family(board).loader
    parts = _from_folder(path) if path.is_dir() else ((_offset(board), _read(path)),)
    for offset, data in parts:
        if loader is not None and offset == loader.application_offset and data[:1] != bytes([MAGIC]):
            raise ImageError(f"{str(path)!r} holds no ESP application image: expected its first byte to be 0xe9")
    return parts


def _from_folder(folder: Path) -> Parts:
    arguments = folder / _ARGUMENTS_NAME
    try:
        named = msgspec.json.decode(_read(arguments), type=_FlasherArguments).flash_files
        return tuple(sorted((int(offset, 0), _read(folder / name)) for offset, name in named.items()))
    except (msgspec.DecodeError, ValueError) as error:
        raise ImageError(f"{str(arguments)!r} cannot be understood: {error}") from None


def _offset(board: Board) -> int:
    loader = family(board).loader
    if loader is None:
        raise ImageError(f"an image file for {board.value} cannot be written over serial; flash it by the agent")
    return loader.application_offset


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        cause = (error.strerror or type(error).__name__).lower()
        raise ImageError(f"image {str(path)!r} cannot be read: {cause}") from None
