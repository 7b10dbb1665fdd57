"""Devices as the contract's items have them, and what firmware in the field needs of the server's answers."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from oceanhil.protocol.identity import format_mac
from oceanhil.remote.connector.control import Obtained
from oceanhil.remote.evidence.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device says it is: six octets, the id made from them, its address."""

    mac: bytes
    device_id: str
    ip: str = "192.168.1.50"

    @property
    def mac_text(self) -> str:
        """The MAC as firmware sends it."""
        return format_mac(self.mac)


class GivenToken(msgspec.Struct, frozen=True):
    """All of the answer to a registration that firmware in the field needs."""

    permanent_token: str


class GivenSession(msgspec.Struct, frozen=True):
    """All of the answer to a session request that firmware in the field needs."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A device that has registered: the server's id of it, who it is, its tokens, and the exchange that gave them."""

    id: str
    identity: Identity
    registration_token: str
    permanent_token: str
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a device."""

    device: Registered
    session_id: str


@dataclass(frozen=True, slots=True)
class LostMac:
    """What became of devices whose MAC another one took over."""

    session: Session
    """The last session of one that had used its token in every way."""
    refuses_unused: bool
    """Whether the token of one that had never used it is refused."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made for later: how to look at it then, and the exchanges that made it."""

    look: Callable[[], None]
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A pending device with whose token registrations were refused: the last of them, and how many there were."""

    obtained: Obtained
    last: Exchange
    count: int
