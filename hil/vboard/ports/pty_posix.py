"""A pseudo terminal as a virtual board's port, and Unix sockets: the one module with what only POSIX systems have."""

import errno
import fcntl
import os
import socket
import sys
import termios
import tty
from contextlib import suppress
from pathlib import Path
from typing import Final

from oceanhil.hil.link.posix import baud_of
from oceanhil.hil.vboard.ports.port import HostSide, OutputBuffer
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.protocol.wording import os_reason

_READ_BYTES: Final = 65_536
_IS_LINUX: Final = sys.platform.startswith("linux")


class PtyPort:
    """A symbolic link to the slave side of a pty; the link comes and goes with the cable.

    The process keeps the slave open, so that reading the master is no error while nobody else has it open. Raises
    VirtualBoardError for a link that is not this project's own to replace, MachineRefusedError where none can be made.
    """

    def __init__(self, link: Path, host: HostSide, reactor: Reactor) -> None:
        self._link = link
        self._host = host
        self._reactor = reactor
        self._master = self._slave = -1
        self._out = OutputBuffer(lambda data: os.write(self._master, data))
        self.plug()

    @property
    def url(self) -> str:
        """The link's path from the root, for whoever stands in another folder."""
        return str(self._link.absolute())

    @property
    def host_baud(self) -> int | None:
        """The rate that the program at the other side set, read from the terminal itself."""
        return baud_of(self._slave) if self._slave >= 0 else None

    @property
    def has_listener(self) -> bool | None:
        """False without cable; else not known, because the process itself keeps the slave open."""
        return False if self._master < 0 else None

    def write(self, data: bytes) -> None:
        """Send to whoever reads the pty."""
        if self._master >= 0 and self._out.write(data):
            self._reactor.on_write(self._master, self._flush)

    def unplug(self) -> None:
        """Remove the link and hang up."""
        if self._master >= 0:
            self._remove_link()
            self._reactor.forget(self._master)
            os.close(self._master)
            os.close(self._slave)
            self._master = self._slave = -1
            self._out.clear()

    def plug(self) -> None:
        """Make a new pty and put the link there in one step."""
        if self._master >= 0:
            return
        try:
            _check_free(self._link)
            self._open()
        except OSError as error:
            cause = os_reason(error)
            raise MachineRefusedError(
                f"link {str(self._link)!r} cannot be made: {cause}; choose a folder that exists and that you may write"
            ) from None
        self._reactor.on_read(self._master, self._readable)

    def _open(self) -> None:
        master, slave = os.openpty()
        try:
            tty.setraw(slave)
            _set_default_baud(slave)
            fcntl.fcntl(master, fcntl.F_SETFL, fcntl.fcntl(master, fcntl.F_GETFL) | os.O_NONBLOCK)
            self._prepare(master)
            # From here on somebody may open it.
            _link_atomically(self._link, os.ttyname(slave))
        except OSError:
            os.close(master)
            os.close(slave)
            raise
        self._master, self._slave = master, slave

    def _prepare(self, master: int) -> None:
        """Make a terminal ready that nobody knows of yet."""

    def close(self) -> None:
        """Remove link and pty."""
        self.unplug()

    def _readable(self) -> None:
        try:
            data = os.read(self._master, _READ_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return
        self._take(data)

    def _take(self, data: bytes) -> None:
        self._host.bytes_came(data)

    def _flush(self) -> None:
        if not self._out.flush():
            self._reactor.on_write(self._master, None)

    def _remove_link(self) -> None:
        # Somebody else's by now, if it leads elsewhere.
        if self._link.is_symlink() and str(self._link.readlink()) == os.ttyname(self._slave):
            self._link.unlink()


def _set_default_baud(terminal: int) -> None:
    attributes = termios.tcgetattr(terminal)
    attributes[4] = attributes[5] = termios.B115200
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)


def _check_free(link: Path) -> None:
    """Refuse to replace anything but a link to a pty that is gone."""
    if not link.is_symlink():
        if link.exists():
            raise VirtualBoardError(f"link {str(link)!r} exists and is no link; choose another name for --pty")
        return
    target = link.readlink()
    if not str(target).startswith("/dev/pts/" if _IS_LINUX else "/dev/tty"):
        raise VirtualBoardError(f"link {str(link)!r} leads to {str(target)!r}, no pty; choose another name for --pty")
    if target.exists() and _in_use(target):
        raise MachineRefusedError(f"link {str(link)!r} is in use by another virtual board; choose another name")


def _in_use(slave: Path) -> bool:
    try:
        os.close(os.open(slave, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def _link_atomically(link: Path, target: str) -> None:
    temporary = link.with_name(f".{link.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)


def listen_unix(path: Path) -> socket.socket:
    """Listen at a Unix socket that only this user may use, replacing one that nobody listens to any more.

    Raises VirtualBoardError where something else is, MachineRefusedError where none can be made.
    """
    try:
        _make_free(path)
        return _bound_unix(path)
    except OSError as error:
        cause = os_reason(error)
        raise MachineRefusedError(
            f"control socket {str(path)!r} cannot be made: {cause}; choose a short path in a folder that exists"
        ) from None


def _make_free(path: Path) -> None:
    """Remove a socket that nobody listens to any more."""
    if path.exists() and not path.is_socket():
        raise VirtualBoardError(f"control socket {str(path)!r} exists and is no socket; choose another name")
    if path.is_socket():
        if _answers(path):
            raise MachineRefusedError(f"control socket {str(path)!r} is in use; choose another name for --control")
        path.unlink()


def _bound_unix(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    # The mask, and not chmod afterwards: there is no moment at which others may connect.
    mask = os.umask(0o177)
    try:
        listener.bind(str(path))
        listener.listen()
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(mask)
    listener.settimeout(0)
    return listener


def connect_unix(path: Path, timeout_s: float) -> socket.socket:
    """Connect to a Unix socket; raises OSError."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(timeout_s)
    try:
        client.connect(str(path))
    except OSError:
        client.close()
        raise
    return client


def _answers(path: Path) -> bool:
    with suppress(OSError):
        connect_unix(path, 1).close()
        return True
    return False
