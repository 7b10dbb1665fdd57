"""The time on a virtual board's network: where its SNTP client gets it, and a server that tells it."""

import secrets
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from oceanhil.hil.vboard.vboard_errors import MachineRefusedError
from oceanhil.host.addresses import host_and_port
from oceanhil.host.wall_clock import wall_us
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.sntp_packet import SntpError
from oceanhil.protocol.wording import os_reason

TimeSource = Callable[[float], int | None]
"""Gives Unix µs, or None when there is no believable answer within so many seconds; may block that long."""
_NONCE_BITS: Final = 64
_PACKET_BYTES_MAX: Final = 512


def machine_time(timeout_s: float) -> int | None:
    """Give this machine's time."""
    del timeout_s
    return wall_us()


def sntp_time(host: str, port: int, timeout_s: float) -> int | None:
    """Ask the time server at `host`:`port` once."""
    nonce = secrets.randbits(_NONCE_BITS)
    deadline_s = time.monotonic() + timeout_s
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect(address)
            asked.send(sntp_packet.request(nonce))
            while (left_s := deadline_s - time.monotonic()) > 0:
                asked.settimeout(left_s)
                try:
                    return sntp_packet.read_answer(asked.recv(512), nonce)
                except SntpError:
                    # A late answer to an earlier request, or somebody's packet: the right one may still come.
                    continue
    except (OSError, UnicodeError):
        # UnicodeError: a name that can be no host's, such as one with two dots in a row.
        return None
    return None


class TimeServer:
    """Answers SNTP requests (RFC 4330) at `host`:`port` (0: any) with `now_unix_us()`, called in the server's thread.

    While `now_unix_us` gives None it answers nothing. Raises MachineRefusedError for a port it cannot have.
    """

    def __init__(self, now_unix_us: Callable[[], int | None], host: str = "127.0.0.1", port: int = 0) -> None:
        self._now_unix_us = now_unix_us
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind((host, port))
        except OSError as error:
            self._socket.close()
            cause = os_reason(error)
            raise MachineRefusedError(f"time server at {host!r}, port {port}: {cause}; 0 takes any port") from None
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self._is_ending = False
        self._thread = threading.Thread(target=self._serve, name="time-server", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """`HOST:PORT`, as `--time-server` takes it."""
        return host_and_port(self.host, self.port)

    def close(self) -> None:
        """Stop answering."""
        if self._is_ending:
            return
        self._is_ending = True
        # An empty packet to itself ends the wait on every platform; closing the socket does not.
        with socket.socket(self._socket.family, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        """Serve until the block ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.close()

    def _serve(self) -> None:
        while True:
            try:
                asked, peer = self._socket.recvfrom(_PACKET_BYTES_MAX)
            except ConnectionError:
                # Windows reports here that an earlier answer found nobody.
                continue
            if self._is_ending:
                return
            self._answer(asked, peer)

    def _answer(self, asked: bytes, peer: tuple[str, int]) -> None:
        unix_us = self._now_unix_us()
        if unix_us is None:
            return
        try:
            self._socket.sendto(sntp_packet.answer(asked, unix_us), peer)
        except (sntp_packet.SntpError, OSError):
            return
