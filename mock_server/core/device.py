"""A device record: what the server knows about one device of a user."""

import msgspec

from mock_server.core.delivery import Delivery
from protocol.board import Board
from protocol.messages import DeviceState

INITIAL_STATE = DeviceState()


class Device(msgspec.Struct, gc=False):
    """One record, pending from its creation until its registration token registers a device; times in Unix µs.

    Outside the garbage collector: it refers to plain values only, and there may be a hundred thousand.
    """

    id: str
    name: str
    board: Board
    created_us: int
    registration_token: str
    issued_us: int
    used_us: int | None = None
    """When the registration token registered a device; None while the record is pending."""
    permanent_token: str | None = None
    revoked: bool = False
    reserved: bool = False
    """Claimed by hand: only the claimed MAC may use the registration token."""
    mac: bytes | None = None
    device_id: str | None = None
    ip: str | None = None
    session: str | None = None
    session_us: int = 0
    contact_us: int | None = None
    state: DeviceState = INITIAL_STATE
    poll: Delivery | None = None
    """The ready answer to a poll; None when it must be made again."""
