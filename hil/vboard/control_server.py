"""The board's end of the control channel: several clients, each request answered before the next is done.

Who has said all that it has to say, as `nc -N` does at the end of its input, may still listen: what was asked is done
and answered, and the connection ends behind that.
"""

import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from oceanhil.hil.vboard import control
from oceanhil.hil.vboard.control import Late, Refusal, Request, State
from oceanhil.hil.vboard.control_address import TcpAddress, UnixAddress, parse_control_address
from oceanhil.hil.vboard.ports.tcp_port import listen
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.host.addresses import host_and_port
from oceanhil.protocol.loopback import is_loopback
from oceanhil.protocol.not_json import NOT_JSON

_READ_BYTES: Final = 65_536
_SEND_TIMEOUT_S: Final = 10

Handler = Callable[[Request], State]
"""Does a request; raises VirtualBoardError if it cannot be done."""


class ControlServer:
    """Listens at `unix:PATH` or `tcp:HOST:PORT` (loopback only; port 0: any). Raises VirtualBoardError."""

    def __init__(self, address: str, handle: Handler, late: Callable[[int], None], reactor: Reactor) -> None:
        self._handle = handle
        self._late = late
        self._reactor = reactor
        self._clients: list[_Client] = []
        self._is_busy = False
        self._path: Path | None = None
        parsed = parse_control_address(address)
        if isinstance(parsed, UnixAddress):
            from oceanhil.hil.vboard.ports.pty_posix import listen_unix

            self._path = parsed.path
            self._listener = listen_unix(self._path)
            self.address = address
        else:
            self._listener, self.address = _listen_tcp(parsed)
        reactor.on_read(self._listener, self._accept)

    def drain(self) -> None:
        """Take in what clients have sent and hear notices of lateness; everything else waits for its turn."""
        for client in tuple(self._clients):
            self._take_in(client)

    def close(self) -> None:
        """Close everything."""
        for client in tuple(self._clients):
            self._drop(client)
        self._reactor.forget(self._listener)
        self._listener.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        with suppress(OSError):
            connection, _ = self._listener.accept()
            connection.settimeout(0)
            if connection.family != getattr(socket, "AF_UNIX", None):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client = _Client(connection)
            self._clients.append(client)
            self._reactor.on_read(connection, lambda: self._readable(client))

    def _readable(self, client: "_Client") -> None:
        self._take_in(client)
        if self._is_busy:
            return
        self._is_busy = True
        try:
            self._answer_all()
        finally:
            self._is_busy = False

    def _answer_all(self) -> None:
        """Answer whatever waits, also what came on other connections while a request was being done.

        Only then is let go who says no more: before, one of its requests may be the one under way.
        """
        while waiting := [client for client in self._clients if client.lines]:
            for client in waiting:
                # It may have hung up while another one's request was being done.
                if client.lines:
                    self._answer(client, client.lines.popleft())
        for client in tuple(self._clients):
            if client.is_at_end:
                self._drop(client)

    def _answer(self, client: "_Client", line: bytes) -> None:
        answer: State | Refusal
        try:
            answer = self._handle(control.REQUESTS.decode(line))
        except NOT_JSON as error:
            shown = line[:80].decode("utf-8", "replace")
            answer = Refusal(f"request {shown!r} is wrong: {str(error).lower()}")
        except (VirtualBoardError, ValueError) as error:
            answer = Refusal(str(error))
        if not client.send(control.encode(answer)) and not client.is_at_end:
            self._drop(client)

    def _take_in(self, client: "_Client") -> None:
        if not client.receive(self._hear_late):
            self._drop(client)
        elif client.is_at_end:
            # Its end can be read for ever.
            self._reactor.on_read(client.connection, None)

    def _hear_late(self, notice: Late) -> None:
        self._late(notice.late_us)

    def _drop(self, client: "_Client") -> None:
        if client in self._clients:
            self._clients.remove(client)
            self._reactor.forget(client.connection)
            client.connection.close()
            client.lines.clear()


class _Client:
    """One connection, and the requests on it that wait."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.lines: deque[bytes] = deque()
        self.is_at_end = False
        """Whether it says no more."""
        self._is_deaf = False
        self._begun = b""

    def receive(self, hear_late: Callable[[Late], None]) -> bool:
        """Take in what is there, be it the end; False if the client talks without end."""
        while True:
            try:
                data = self.connection.recv(_READ_BYTES)
            except BlockingIOError:
                return True
            except OSError:
                data = b""
            if not data:
                self.is_at_end = True
                return True
            *lines, self._begun = (self._begun + data).split(b"\n")
            for line in lines:
                if not self._hear(line, hear_late):
                    self.lines.append(line)
            if len(self._begun) > control.LINE_BYTES_MAX:
                return False
            if len(data) < _READ_BYTES:
                return True

    def send(self, data: bytes) -> bool:
        """Send an answer; False if the client does not listen: it is gone, or has let too much wait."""
        if self._is_deaf:
            return False
        try:
            sent = self.connection.send(data)
            if sent < len(data):
                self.connection.settimeout(_SEND_TIMEOUT_S)
                self.connection.sendall(data[sent:])
                self.connection.settimeout(0)
        except OSError:
            self._is_deaf = True
        return not self._is_deaf

    def _hear(self, line: bytes, hear_late: Callable[[Late], None]) -> bool:
        if b'"late"' not in line:
            return not line.strip()
        try:
            request = control.REQUESTS.decode(line)
        except NOT_JSON:
            return False
        if isinstance(request, Late):
            hear_late(request)
            return True
        return False


def _listen_tcp(address: TcpAddress) -> tuple[socket.socket, str]:
    if not is_loopback(address.host):
        place = host_and_port(address.host, address.port)
        raise VirtualBoardError(f"control address {place!r} is reachable from outside, expected 127.0.0.1:PORT")
    listener = listen(address.host, address.port)
    return listener, str(TcpAddress(address.host, listener.getsockname()[1]))
