"""What only POSIX systems have: both modem lines in one call, lines kept at close, device files and whose they are.

A module of its own: elsewhere it cannot be imported.
"""

import fcntl
import grp
import stat
import struct
import sys
import termios
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import serial

TerminalError = termios.error

_WORD = struct.Struct("i")
_RULE: Final = 'SUBSYSTEM=="tty", GROUP="dialout", MODE="0660"'
_GROUP_MAY: Final = stat.S_IRGRP | stat.S_IWGRP
_PTYS = Path("/dev/pts")
_IS_LINUX: Final = sys.platform.startswith("linux")
# <asm-generic/termbits.h>: struct termios2 of Linux, which holds any rate as a number beside the classic codes.
_TCGETS2: Final = 0x802C542A
_TERMIOS2: Final = struct.Struct("=4I20s2I")


@dataclass(frozen=True, slots=True)
class PseudoTerminal:
    """Which pseudo-terminal a name leads to, on Linux: its number goes to whoever asks next, once it is gone (pts(4)).

    `made_ns` is when the terminal was made, `linked_ns` when each of the symbolic links on the way to it was.
    """

    made_ns: int
    linked_ns: tuple[int, ...]

    @classmethod
    def of(cls, url: str) -> Self | None:
        """Look where `url` leads; None if that is no pseudo-terminal, or not there."""
        path = Path(url)
        try:
            target = path.resolve()
            if target.parent != _PTYS:
                return None
            return cls(target.stat().st_ctime_ns, tuple(link.lstat().st_ctime_ns for link in _links(path)))
        except OSError:
            return None

    def is_strangers_of(self, before: Self) -> bool:
        """Tell another program's terminal, behind a name that nobody has made anew since `before` was seen there."""
        return self.made_ns != before.made_ns and self.linked_ns == before.linked_ns


def _links(path: Path) -> Iterator[Path]:
    while path.is_symlink():
        yield path
        path = path.parent / path.readlink()


def set_both_lines(descriptor: int, *, dtr: bool, rts: bool) -> None:
    """Set DTR and RTS at once, so that no state in between is on the wire; OSError (ENOTTY) on what has none."""
    (levels,) = _WORD.unpack(fcntl.ioctl(descriptor, termios.TIOCMGET, bytes(_WORD.size)))
    levels &= ~(termios.TIOCM_DTR | termios.TIOCM_RTS)
    levels |= termios.TIOCM_DTR * dtr | termios.TIOCM_RTS * rts
    fcntl.ioctl(descriptor, termios.TIOCMSET, _WORD.pack(levels))


def keep_lines_at_close(descriptor: int) -> None:
    """Clear HUPCL (termios(3)): else the last close drops both lines, and where RTS falls last that is a reset.

    A driver that cannot is no reason not to open its port; the same holds for `answer_soon`.
    """
    with suppress(TerminalError):
        attributes = termios.tcgetattr(descriptor)
        attributes[2] &= ~termios.HUPCL
        termios.tcsetattr(descriptor, termios.TCSANOW, attributes)


def answer_soon(port: serial.Serial) -> None:
    """Ask the driver not to collect bytes: an FTDI bridge else keeps them for 16 ms to fill a packet. Linux only."""
    with suppress(NotImplementedError, ValueError, OSError):
        port.set_low_latency_mode(low_latency_settings=True)


def owner_hint(path: str) -> str:
    """Say how a user gets at a device file that is not his."""
    facts = Path(path).stat()
    group_id = facts.st_gid
    if group_id and facts.st_mode & _GROUP_MAY != _GROUP_MAY:
        return f"its mode {stat.filemode(facts.st_mode)} lets no group open it: add a udev rule such as {_RULE}"
    try:
        group = grp.getgrgid(group_id).gr_name
    except KeyError:
        group = str(group_id)
    if group_id == 0:
        return f"it belongs to root alone: add a udev rule such as {_RULE}"
    return f"it belongs to group {group!r}: run `sudo usermod -aG {group} $USER` and log in again, or add a udev rule"


def baud_of(terminal: int) -> int | None:
    """Read the rate of a terminal in baud, custom ones such as 74,880 too; None for a rate that has no number."""
    if _IS_LINUX:
        return _TERMIOS2.unpack(fcntl.ioctl(terminal, _TCGETS2, bytes(_TERMIOS2.size)))[-1] or None
    # The BSDs, macOS among them, keep the number itself.
    return int(termios.tcgetattr(terminal)[5]) or None
