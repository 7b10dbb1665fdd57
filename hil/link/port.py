"""Opening a port with pyserial: without resetting the board, for this program alone, and with errors that help."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import serial

from oceanhil.hil.link.modem import OPENED, Lines, ModemPolicy
from oceanhil.hil.link.port_errors import (
    LinkError,
    NoModemLinesError,
    PortBusyError,
    PortForbiddenError,
    PortMissingError,
    PortSettingsError,
)
from oceanhil.hil.link.remote import has_lines, open_remote, set_remote_lines
from oceanhil.hil.link.spec import PortSpec, listed, plugged_in
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from oceanhil.hil.link.posix import PseudoTerminal

WRITE_TIMEOUT_S: Final = 5.0
_ON_POSIX: Final = os.name == "posix"
CAN_RELAY: Final = _ON_POSIX
"""Whether `relay_posix` can be imported."""
_KEPT_AT_CLOSE: Final = frozenset({ModemPolicy.CLASSIC, ModemPolicy.USB_JTAG})
_MISSING: Final = frozenset({errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO})
_BUSY: Final = frozenset({errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM})
_NOT_CONFIGURED: Final = re.compile(r"Could not configure port: \((\d+)")
_NETWORK: Final = frozenset({"socket", "rfc2217"})
_NO_LINES: Final = frozenset({errno.ENOTTY, errno.EINVAL, errno.EOPNOTSUPP})


def setting_errors() -> tuple[type[Exception], ...]:
    """List what a port raises that cannot do what it is told, or goes away meanwhile."""
    return (ValueError, *terminal_errors())


def terminal_errors() -> tuple[type[Exception], ...]:
    """List what a port raises when it goes away: OSError, which pyserial's own error is, and termios's."""
    if not _ON_POSIX:
        return (OSError,)
    from oceanhil.hil.link.posix import TerminalError

    return (OSError, TerminalError)


def open_port(spec: PortSpec, url: str) -> serial.Serial:
    """Open `url`, asserting DTR and RTS as the system does anyway; raises a LinkError that says what to do."""
    try:
        port = serial.serial_for_url(url, baudrate=spec.baud, exclusive=True, do_not_open=True)
        if not is_rfc2217(url):
            port.write_timeout = WRITE_TIMEOUT_S
        port.dtr, port.rts = OPENED.dtr, OPENED.rts
        _open(port, url)
    except setting_errors() as error:
        raise _explained(url, spec.baud, error) from None
    if _ON_POSIX and is_native(port):
        from oceanhil.hil.link.posix import answer_soon, keep_lines_at_close

        answer_soon(port)
        if spec.lines in _KEPT_AT_CLOSE:
            keep_lines_at_close(port.fileno())
    return port


def set_lines(port: serial.Serial, url: str, lines: Lines) -> None:
    """Set both lines, at once where the machine can; raises NoModemLinesError."""
    if url.partition("://")[0] == "socket":
        raise NoModemLinesError(f"{url!r} has no reset lines: a plain TCP stream carries none; use rfc2217://")
    if is_rfc2217(url):
        if not has_lines(port, url):
            raise NoModemLinesError(
                f"{url!r} has no reset lines: the port of the RFC 2217 server has no modem lines (it is a"
                " pseudo-terminal or a bare UART); use the agent, or set lines = 'none' in the inventory"
            )
        set_remote_lines(port, lines)
        return
    try:
        if _ON_POSIX and is_native(port):
            from oceanhil.hil.link.posix import set_both_lines

            set_both_lines(port.fileno(), dtr=lines.dtr, rts=lines.rts)
            return
        if port.dtr != lines.dtr:
            port.dtr = lines.dtr
        if port.rts != lines.rts:
            port.rts = lines.rts
    except OSError as error:
        if error.errno not in _NO_LINES:
            raise
        raise NoModemLinesError(
            f"{url!r} has no reset lines (it is a pseudo-terminal or a bare UART); "
            "use the agent, or set lines = 'none' in the inventory"
        ) from None


def terminal_of(url: str) -> PseudoTerminal | None:
    """Give the pseudo-terminal that a name leads to at present, if it is one of this machine's."""
    if not _ON_POSIX:
        return None
    from oceanhil.hil.link.posix import PseudoTerminal

    return PseudoTerminal.of(url)


def is_native(port: serial.Serial) -> bool:
    """Tell a port of this machine from one behind a network or a loop."""
    return isinstance(port, serial.Serial)


def is_rfc2217(url: str) -> bool:
    """Tell whether a URL is of a remote port by RFC 2217."""
    return url.partition("://")[0] == "rfc2217"


def _open(port: serial.Serial, url: str) -> None:
    if is_rfc2217(url):
        open_remote(port, url)
    else:
        port.open()


def _explained(url: str, baud: int, error: Exception) -> LinkError:
    number = _errno_of(error)
    if number in _BUSY:
        return PortBusyError(f"{url!r} is in use by another program, such as a serial monitor; close it there")
    if number in _FORBIDDEN:
        return PortForbiddenError(_forbidden(url))
    if number in _MISSING:
        return PortMissingError(f"no port {url!r}; plugged in: {listed(plugged_in())}")
    if number in {errno.ENOTTY, errno.EISDIR, errno.EINVAL}:
        return PortSettingsError(
            f"{url!r} is no serial port, or cannot do {baud} baud; plugged in: {listed(plugged_in())}"
        )
    if isinstance(error, ValueError):
        return PortSettingsError(f"cannot use {url!r} at {baud} baud: {error}")
    if url.partition("://")[0] in _NETWORK and isinstance(error.__context__, OSError):
        # pyserial quotes the system's error behind the URL once more.
        reason = os_reason(error.__context__)
        return PortMissingError(f"cannot open {url!r}: {reason}; see that what serves the port runs there")
    return PortMissingError(f"cannot open {url!r}: {error}")


def _errno_of(error: Exception) -> int | None:
    text = str(error)
    # Where pyserial only quotes the system's error; on Windows, denied access means that someone else has the port.
    if "FileNotFoundError" in text or "no ports found" in text:
        return errno.ENOENT
    if "PermissionError" in text:
        return errno.EBUSY
    if refused := _NOT_CONFIGURED.match(text):
        return int(refused[1])
    first = error.args[0] if error.args else None
    return first if isinstance(first, int) else None


def _forbidden(url: str) -> str:
    if not _ON_POSIX or not Path(url).exists():
        return f"this user may not open {url!r}"
    from oceanhil.hil.link.posix import owner_hint

    return f"this user may not open {url!r}; {owner_hint(url)}"
