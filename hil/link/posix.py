"""What only POSIX systems have: both modem lines in one call, lines kept at close, groups of device files.

A module of its own: elsewhere it cannot be imported.
"""

import fcntl
import grp
import struct
import termios
from contextlib import suppress
from pathlib import Path

import serial

TerminalError = termios.error

_WORD = struct.Struct("i")


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
    group_id = Path(path).stat().st_gid
    try:
        group = grp.getgrgid(group_id).gr_name
    except KeyError:
        group = str(group_id)
    if group_id == 0:
        return 'it belongs to root alone: add a udev rule such as SUBSYSTEM=="tty", GROUP="dialout", MODE="0660"'
    return f"it belongs to group {group!r}: run `sudo usermod -aG {group} $USER` and log in again, or add a udev rule"
