"""Where a virtual board's SNTP client gets its time: a time server over UDP, or this machine's clock."""

import secrets
import socket
import time
from collections.abc import Callable
from typing import Final

from oceanhil.protocol import sntp_packet
from oceanhil.protocol.sntp_packet import SntpError

TimeSource = Callable[[float], int | None]
"""Gives Unix µs, or None when there is no believable answer within so many seconds; may block that long."""
_NONCE_BITS: Final = 64


def machine_time(timeout_s: float) -> int | None:
    """Give this machine's time."""
    del timeout_s
    return time.time_ns() // 1000


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
