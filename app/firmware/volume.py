"""The drive that a Pico shows while its boot loader runs: finding it, checking it, and copying a UF2 file onto it.

UF2 specification, "Files exposed by bootloaders" (`INFO_UF2.TXT` with `Board-ID:`); the RP2040 calls itself `RPI-RP2`
(RP2040 datasheet, "USB Mass Storage Interface").
"""

import os
import re
import string
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from oceanhil.app.firmware.errors import VolumeError

_INFO: Final = "INFO_UF2.TXT"
_BOARD_ID = re.compile(r"^Board-ID:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_EXPECTED: Final = "RPI-RP2"
_NEXT: Final = "hold BOOTSEL while you plug the Pico in, or name the drive with --volume"


def mounted() -> Iterator[Path]:
    """Give the folders where removable drives usually are, on this system."""
    if sys.platform == "win32":
        yield from (Path(f"{letter}:\\") for letter in string.ascii_uppercase[3:])
        return
    for pattern in ("media/*", "media/*/*", "run/media/*/*", "Volumes/*", "mnt/*"):
        yield from Path("/").glob(pattern)


def board_id(volume: Path) -> str | None:
    """Read which boot loader shows this drive; None for any other folder."""
    try:
        found = _BOARD_ID.search((volume / _INFO).read_text("utf-8", "replace"))
    except OSError:
        return None
    return found[1] if found else None


def find_volume(folders: Iterable[Path]) -> Path:
    """Give the drive of the one RP2040 in its boot loader; raises VolumeError for none and for several."""
    found = [folder for folder in folders if board_id(folder) == _EXPECTED]
    if not found:
        raise VolumeError(f"no Pico in its boot loader is here (no drive {_EXPECTED!r}); {_NEXT}")
    if len(found) > 1:
        names = ", ".join(repr(str(folder)) for folder in found)
        raise VolumeError(f"several Picos are in their boot loaders: {names}; choose one with --volume")
    return found[0]


def check_volume(volume: Path) -> None:
    """Raise VolumeError unless it is the drive of an RP2040."""
    found = board_id(volume)
    if found is None:
        raise VolumeError(f"{str(volume)!r} is not the drive of a boot loader: it has no {_INFO!r}; {_NEXT}")
    if found != _EXPECTED:
        raise VolumeError(f"{str(volume)!r} belongs to a {found!r}, expected {_EXPECTED!r}; nothing was written")


def copy_onto(volume: Path, data: bytes) -> None:
    """Write a UF2 file; the board starts it, and its drive is gone, as soon as it has the last block."""
    check_volume(volume)
    has_all = False
    try:
        with (volume / "firmware.uf2").open("wb", buffering=0) as file:
            written = file.write(data)
            has_all = written == len(data)
            os.fsync(file.fileno())
    except OSError as error:
        if not has_all or volume.exists():
            cause = (error.strerror or type(error).__name__).lower()
            raise VolumeError(f"{str(volume)!r} cannot be written: {cause}; {_NEXT}") from None
    if not has_all:
        raise VolumeError(f"{str(volume)!r} did not take the whole file; {_NEXT}")
