"""A small SNTP server in a thread: tells whatever time it is told to, for boards whose clock a test moves."""

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from oceanhil.hil.vboard.vboard_errors import MachineRefusedError
from oceanhil.protocol import sntp_packet

_PACKET_BYTES_MAX: Final = 512


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
            cause = (error.strerror or "unknown error").lower()
            raise MachineRefusedError(f"time server at {host!r}, port {port}: {cause}; 0 takes any port") from None
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self._is_ending = False
        self._thread = threading.Thread(target=self._serve, name="time-server", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """`HOST:PORT`, as `--time-server` takes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

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
