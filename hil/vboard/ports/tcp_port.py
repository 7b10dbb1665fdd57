"""A TCP socket as a virtual board's port, raw (`socket://`) or with RFC 2217 (`rfc2217://`): one listener at a time."""

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from oceanhil.hil.vboard.ports.port import HostSide, OutputBuffer
from oceanhil.hil.vboard.ports.tcp_address import LOOPBACK, parse_address
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError
from oceanhil.host.addresses import host_and_port
from oceanhil.protocol.wording import os_reason

_READ_BYTES: Final = 65_536


class ConversationError(Exception):
    """The other side does not keep to the protocol."""


class Conversation(Protocol):
    """How bytes of the board are written on the socket, and what the bytes from there mean."""

    @property
    def host_baud(self) -> int | None:
        """The rate the client chose."""

    def board_bytes(self, data: bytes) -> bytes:
        """Give the bytes on the socket for bytes of the board."""

    def socket_bytes(self, data: bytes) -> None:
        """Take bytes from the socket; raises ConversationError."""

    def end(self) -> None:
        """Hear that the client is gone."""


class RawConversation:
    """The socket carries the line's bytes as they are."""

    host_baud: int | None = None

    def __init__(self, host: HostSide) -> None:
        self._host = host

    def board_bytes(self, data: bytes) -> bytes:
        """Change nothing."""
        return data

    def socket_bytes(self, data: bytes) -> None:
        """Pass on."""
        self._host.bytes_came(data)

    def end(self) -> None:
        """Nothing: the socket carries no lines."""


class TcpPort:
    """Listens at `address` (`PORT` on loopback, or `HOST:PORT`; port 0: any); clients come one after another.

    `converse` is called for each client with a function that writes to its socket. What the board sends while nobody
    is connected is lost, as on a line that nobody listens to. Raises VirtualBoardError, MachineRefusedError.
    """

    def __init__(
        self, address: str, scheme: str, converse: Callable[[Callable[[bytes], None]], Conversation], reactor: Reactor
    ) -> None:
        self._host, self._port = parse_address(address)
        self._scheme = scheme
        self._converse = converse
        self._reactor = reactor
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._conversation: Conversation | None = None
        self._out = OutputBuffer(self._send)
        self.plug()

    @property
    def url(self) -> str:
        """`socket://HOST:PORT` or `rfc2217://HOST:PORT`."""
        return f"{self._scheme}://{host_and_port(self._host, self._port)}"

    @property
    def host_baud(self) -> int | None:
        """What the client set, if the protocol carries it."""
        return self._conversation.host_baud if self._conversation else None

    @property
    def has_listener(self) -> bool:
        """True while a client is connected."""
        return self._client is not None

    def write(self, data: bytes) -> None:
        """Send to the client, if there is one."""
        if self._conversation is not None:
            self._write_raw(self._conversation.board_bytes(data))

    def unplug(self) -> None:
        """Close client and listener."""
        self._drop_client()
        if self._listener is not None:
            self._reactor.forget(self._listener)
            self._listener.close()
            self._listener = None

    def plug(self) -> None:
        """Listen; after the first time at the same port again."""
        if self._listener is None:
            self._listener = listen(self._host, self._port)
            self._port = int(self._listener.getsockname()[1])
            self._reactor.on_read(self._listener, self._accept)

    def close(self) -> None:
        """Close everything."""
        self.unplug()

    def _accept(self) -> None:
        assert self._listener is not None
        with suppress(OSError):
            client, _ = self._listener.accept()
            if self._client is not None:
                # A serial port has one user; the second is told by the connection's end.
                client.close()
                return
            client.settimeout(0)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._client = client
            self._conversation = self._converse(self._write_raw)
            self._reactor.on_read(client, self._readable)

    def _readable(self) -> None:
        assert self._client is not None
        assert self._conversation is not None
        try:
            data = self._client.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        try:
            self._conversation.socket_bytes(data)
        except ConversationError:
            data = b""
        if not data:
            self._drop_client()

    def _write_raw(self, data: bytes) -> None:
        if self._client is not None and self._out.write(data):
            self._reactor.on_write(self._client, self._flush)

    def _flush(self) -> None:
        if self._client is not None and not self._out.flush():
            self._reactor.on_write(self._client, None)

    def _send(self, data: bytes) -> int:
        assert self._client is not None
        try:
            return self._client.send(data)
        except BlockingIOError:
            raise
        except OSError:
            # The client is gone; its end of file will say so. Until then its bytes are nobody's.
            return len(data)

    def _drop_client(self) -> None:
        if self._client is not None:
            self._reactor.forget(self._client)
            self._client.close()
        if self._conversation is not None:
            self._conversation.end()
        self._client = self._conversation = None
        self._out.clear()


def listen(host: str, port: int) -> socket.socket:
    """Give a listening socket; raises MachineRefusedError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise MachineRefusedError(_why_not(error, host, port)) from None
    listener.settimeout(0)
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there, or choose another (0 takes any)"
    if isinstance(error, PermissionError):
        return f"port {port} may not be used by this user; choose one above 1023"
    cause = os_reason(error)
    return f"cannot listen on {host!r}, port {port}: {cause}; expected an address of this machine such as {LOOPBACK!r}"
