"""Firmware put onto a board: an ESP through its boot loader, a Pico by the drive that its boot loader shows.

UF2 specification, "Files exposed by bootloaders" (`INFO_UF2.TXT` with `Board-ID:`); the RP2040 calls itself `RPI-RP2`
(RP2040 datasheet, "USB Mass Storage Interface").
"""

import os
import re
import string
import sys
from collections.abc import Callable, Iterable, Iterator
from os.path import realpath
from pathlib import Path
from typing import Final

from oceanhil.app.firmware.tool_errors import DriveError, FirmwareToolError
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.boards.open_board import opened
from oceanhil.hil.download.board_flash import download_session
from oceanhil.hil.download.download_errors import ChipMismatchError
from oceanhil.hil.download.esptool import ChipReport
from oceanhil.hil.download.image_source import Parts
from oceanhil.hil.link.modem import ModemPolicy, default_policy
from oceanhil.hil.link.spec import plugged_in
from oceanhil.host.owners import this_owner
from oceanhil.protocol.board import Board
from oceanhil.protocol.wording import os_reason

_OVER_NETWORK_WITH_LINES: Final = "rfc2217://"


def entry_of_port(port: str, board: Board) -> BoardEntry:
    """Give what an inventory would say of a board at `port`; reset lines are used where the port can have them."""
    return BoardEntry(name=port, kind=board, lines=_lines_of(port, board), power=PowerBy.NONE, port=port)


def flash_board(entry: BoardEntry, parts: Parts, report: Callable[[ChipReport], None]) -> None:
    """Write parts (byte offset, bytes) to a board that nobody else holds, and let it run.

    `report` is told the chip before anything is written. Raises FirmwareToolError for another chip, BoardBusyError and
    LeaseError, LinkError, VirtualBoardError, DownloadError.
    """
    lease = BoardLease(open_leases(), entry, this_owner(purpose="firmware flash"))
    try:
        with lease, opened(lease.entry) as board, download_session(board) as session:
            report(session.identify())
            session.flash_image(parts)
    except ChipMismatchError as error:
        raise FirmwareToolError(
            f"board {entry.name!r} is an {error.found}, the firmware is for {error.expected}; nothing was written"
        ) from None


def _lines_of(port: str, board: Board) -> ModemPolicy:
    """A port that USB knows nothing of, such as a pty, has no lines to pull."""
    if port.startswith(_OVER_NETWORK_WITH_LINES):
        return default_policy(board)
    real = realpath(port)
    found = next((each for each in plugged_in() if each.device in {port, real}), None)
    return ModemPolicy.NONE if found is None else default_policy(board, found.vid_pid)


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
    """Give the drive of the one RP2040 in its boot loader; raises DriveError for none and for several."""
    found = [folder for folder in folders if board_id(folder) == _EXPECTED]
    if not found:
        raise DriveError(f"no Pico in its boot loader is here (no drive {_EXPECTED!r}); {_NEXT}")
    if len(found) > 1:
        names = ", ".join(repr(str(folder)) for folder in found)
        raise DriveError(f"several Picos are in their boot loaders: {names}; choose one with --volume")
    return found[0]


def check_volume(volume: Path) -> None:
    """Raise DriveError unless it is the drive of an RP2040."""
    found = board_id(volume)
    if found is None:
        raise DriveError(f"{str(volume)!r} is not the drive of a boot loader: it has no {_INFO!r}; {_NEXT}")
    if found != _EXPECTED:
        raise DriveError(f"{str(volume)!r} belongs to a {found!r}, expected {_EXPECTED!r}; nothing was written")


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
            cause = os_reason(error)
            raise DriveError(f"{str(volume)!r} cannot be written: {cause}; {_NEXT}") from None
    if not has_all:
        raise DriveError(f"{str(volume)!r} did not take the whole file; {_NEXT}")
