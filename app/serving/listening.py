"""Opening the sockets that `oceanhil serve` was told to: all of them, or none and a reason."""

import errno
import socket
import ssl
from collections.abc import Sequence
from contextlib import ExitStack

from oceanhil.app.commands.errors import EnvironmentRefusedError
from oceanhil.mock_server.network.listener import Listener, bind, open_listener


def open_listeners(
    hosts: Sequence[str], ports: Sequence[tuple[str, int, ssl.SSLContext | None]], stack: ExitStack
) -> list[Listener]:
    """Listen at every host, at all `ports` (option that sets it, port, TLS); `stack` closes what was opened.

    Raises EnvironmentRefusedError.
    """
    found = []
    for host in hosts:
        for option, port, tls in ports:
            try:
                listener = open_listener(host, port, tls)
            except OSError as error:
                raise EnvironmentRefusedError(_why_not(error, host, port, option)) from None
            stack.callback(listener.socket.close)
            found.append(listener)
    return found


def open_time_sockets(hosts: Sequence[str], port: int, stack: ExitStack) -> list[socket.socket]:
    """Bind a datagram socket at every host; `stack` closes what was opened. Raises EnvironmentRefusedError."""
    found = []
    for host in hosts:
        try:
            bound = bind(host, port, socket.SOCK_DGRAM)
        except OSError as error:
            raise EnvironmentRefusedError(_why_not(error, host, port, "--sntp-port")) from None
        stack.callback(bound.close)
        found.append(bound)
    return found


def _why_not(error: OSError, host: str, port: int, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there, or choose another with {option} (0 takes any)"
    if isinstance(error, PermissionError):
        return f"port {port} may not be used by this user; choose one above 1023 with {option}{_right_to_123(port)}"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"host {host!r} is no address of this machine; try --host 127.0.0.1"
    if error.errno == errno.EAFNOSUPPORT:
        return f"host {host!r} is an IPv6 address, which this machine has switched off; try --host 127.0.0.1"
    return f"cannot listen on {host!r}, port {port}: {error.strerror or error}"


def _right_to_123(port: int) -> str:
    return ", or get the right to it (docs/point-a-board.md, 'Time')" if port == 123 else ""
