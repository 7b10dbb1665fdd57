"""A device record: what the server knows about one device of a user."""

import msgspec

from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.board import Board
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.tokens import digest_of

INITIAL_STATE = DeviceState()


class Device(msgspec.Struct, gc=False):
    """One record, pending from its creation until its registration token registers a device; times in Unix µs.

    Tokens are kept as digests. Outside the garbage collector: it refers to plain values only, and there may be a
    hundred thousand.
    """

    id: str
    name: str
    board: Board
    created_us: int
    registration: bytes
    """Digest of the newest registration token."""
    issued_us: int
    used_us: int | None = None
    """When the registration token registered a device; None while the record is pending."""
    permanent: bytes | None = None
    """Digest of the live permanent token, as long as only that is known of it."""
    permanent_token: str | None = None
    """The live permanent token itself, if this process gave it out or has seen it since; never stored."""
    revoked: bool = False
    reserved: bool = False
    """Claimed by hand: only the claimed MAC may use the registration token."""
    mac: bytes | None = None
    device_id: str | None = None
    ip: str | None = None
    contact_us: int | None = None
    state: DeviceState = INITIAL_STATE
    retired: tuple[bytes, ...] = ()
    """Digests of the tokens it once had."""
    session: str | None = None
    session_us: int = 0
    poll: Delivery | None = None
    """The ready answer to a poll; None when it must be made again."""

    @property
    def permanent_digest(self) -> bytes | None:
        """Digest of the live permanent token, None if there is none."""
        return self.permanent if self.permanent_token is None else digest_of(self.permanent_token)
