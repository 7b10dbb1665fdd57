"""Ending a connection, by FIN or by RST."""

import asyncio
import socket
import struct
import sys

# Linger for zero seconds: closing sends RST instead of FIN. Winsock's struct linger has two shorts.
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


def hang_up(transport: asyncio.Transport, *, is_reset: bool) -> None:
    """End a connection, by RST or by FIN."""
    if not is_reset:
        transport.close()
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
