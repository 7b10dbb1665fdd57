"""A connection that a sketch asks for: to whom, secured or not, and what the platform's ports speak."""

from enum import IntEnum
from struct import Struct
from typing import Final, NamedTuple

from oceanhil.protocol.units import MS_US

_OPEN: Final = Struct("<IIHB")
PLAIN_PORTS: Final = frozenset({80, 8080})
SECURE_PORTS: Final = frozenset({443, 8443})


class Tls(IntEnum):
    """How a connection is secured."""

    NONE = 0
    VERIFIED = 1
    UNVERIFIED = 2
    UNDATED = 3
    """The certificate is looked at, but not its dates."""


_TLS: Final = {each.value: each for each in Tls}
"""To look one up takes less than to call `Tls`, and each connection does it."""


class Wanted(NamedTuple):
    """A connection that a sketch wants."""

    connect_us: int
    handshake_us: int
    port: int
    tls: Tls
    host: str

    @property
    def has_no_handshake(self) -> bool:
        """Whether a handshake is begun where plain HTTP is spoken, and so cannot come to its end."""
        return self.tls is not Tls.NONE and self.port in PLAIN_PORTS


def wanted_in(data: bytes) -> Wanted:
    """Read what a sketch's process asks."""
    connect_ms, handshake_ms, port, tls = _OPEN.unpack_from(data)
    host = data[_OPEN.size :].decode("utf-8", "replace")
    return Wanted(connect_ms * MS_US, handshake_ms * MS_US, port, _TLS[tls], host)
