"""Where a TCP socket listens, as options and addresses say it."""

from typing import Final

from oceanhil.hil.vboard.vboard_errors import VirtualBoardError

LOOPBACK: Final = "127.0.0.1"


def parse_address(address: str) -> tuple[str, int]:
    """Split `PORT` or `HOST:PORT`; raises VirtualBoardError for anything else."""
    host, _, port = address.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise VirtualBoardError(f"address {address!r} is no port, expected PORT or HOST:PORT with a port up to 65535")
    try:
        host.encode("idna")
    except UnicodeError:
        raise VirtualBoardError(f"address {address!r} has no host's name in it, expected PORT or HOST:PORT") from None
    return host.strip("[]") or LOOPBACK, int(port)
