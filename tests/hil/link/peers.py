"""The other end of a line: a pty's master, a TCP server, an RFC 2217 server made of pyserial's own parts."""

import os
import socket
import threading
import tty
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self, cast

from serial.rfc2217 import PortManager
from serial.rfc2217 import Serial as Rfc2217Serial


class Peer(Protocol):
    """A board's side of a line."""

    @property
    def url(self) -> str: ...

    def send(self, data: bytes) -> None: ...

    def receive(self, count: int) -> bytes: ...

    def close(self) -> None: ...


class PtyPeer:
    """A pseudo-terminal; `link` is a symbolic link to it, as the virtual board makes one."""

    def __init__(self, link: Path | None = None) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.url = os.ttyname(self._slave)
        if link is not None:
            link.unlink(missing_ok=True)
            link.symlink_to(self.url)
            self.url = str(link)

    @property
    def slave(self) -> int:
        return self._slave

    def send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._master, data) :]

    def receive(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            got += os.read(self._master, count - len(got))
        return got

    def close(self) -> None:
        if self._master >= 0:
            os.close(self._slave)
            os.close(self._master)
        self._master = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SpiedPeer(PtyPeer):
    """A pty behind `spy://`, which prints the traffic."""

    def __init__(self) -> None:
        super().__init__()
        self.url = f"spy://{self.url}"


class SocketPeer:
    """A TCP server for one client at a time."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        self._client: socket.socket | None = None

    @property
    def client(self) -> socket.socket:
        if self._client is None:
            self._client, _ = self._listener.accept()
        return self._client

    def send(self, data: bytes) -> None:
        self.client.sendall(data)

    def receive(self, count: int) -> bytes:
        return self.client.recv(count, socket.MSG_WAITALL)

    def hang_up(self) -> None:
        self.client.close()
        self._client = None

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._listener.close()


class Wire:
    """What PortManager asks of a serial port; `levels` are the modem lines that the client set, in order."""

    def __init__(self) -> None:
        self.baudrate = 9600
        self.bytesize, self.parity, self.stopbits = 8, "N", 1
        self.xonxoff = self.rtscts = self.break_condition = False
        self.cts = self.dsr = self.ri = self.cd = False
        self.levels: list[tuple[str, bool]] = []

    def __setattr__(self, name: str, value: object) -> None:
        if name in {"dtr", "rts"}:
            self.levels.append((name, bool(value)))
        super().__setattr__(name, value)

    def reset_input_buffer(self) -> None: ...

    def reset_output_buffer(self) -> None: ...


class Rfc2217Peer:
    """An RFC 2217 server for one client; one without lines serves two, and answers to no request for a line."""

    def __init__(self, *, has_lines: bool = True) -> None:
        self._has_lines = has_lines
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._listener.getsockname()[1]}"
        self.wire = Wire()
        self.speeds: list[int] = []
        """At what speed each byte came."""
        self._received = bytearray()
        self._changed = threading.Condition()
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def write(self, data: bytes) -> None:
        # RFC 2217: IAC SB COM-PORT-OPTION SERVER-SET-CONTROL, and DTR or RTS on or off.
        is_about_lines = data[:4] == bytes([255, 250, 44, 105]) and data[4] in {8, 9, 11, 12}
        if self._client is not None and (self._has_lines or not is_about_lines):
            self._client.sendall(data)

    def send(self, data: bytes) -> None:
        self.write(b"".join(self._manager.escape(data)))

    def receive(self, count: int) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: len(self._received) >= count, 10)
            got = bytes(self._received[:count])
            del self._received[:count]
        return got

    def close(self) -> None:
        for each in (self._listener, self._client):
            if each is not None:
                _end(each)
        self._thread.join()

    def _serve(self) -> None:
        self._serve_one()
        if not self._has_lines:
            if self._client is not None:
                _end(self._client)
            self._serve_one()

    def _serve_one(self) -> None:
        try:
            self._client, _ = self._listener.accept()
        except OSError:
            return
        self._manager = PortManager(cast("Rfc2217Serial", self.wire), cast("Rfc2217Serial", self))
        while data := self._read():
            for byte in self._manager.filter(data):
                with self._changed:
                    self._received += byte
                    self.speeds.append(self.wire.baudrate)
                    self._changed.notify_all()

    def _read(self) -> bytes:
        assert self._client is not None
        try:
            return self._client.recv(4096)
        except OSError:
            return b""


def _end(each: socket.socket) -> None:
    # It may not be connected any more.
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
