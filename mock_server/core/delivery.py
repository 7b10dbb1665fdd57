"""What the core hands to a transport: an answer, and what is to go wrong while it travels."""

from enum import Enum

import msgspec

from protocol.errors import ErrorReason
from protocol.http import HttpResponse


class DisturbanceKind(Enum):
    """A fault of server or network; the value is its name in a fault rule."""

    STATUS = "status"
    """Another answer instead of the real one; the request was not processed. Already in `response`."""
    DELAY = "delay"
    """The answer is held back for `seconds`; the request was processed on arrival."""
    DROP_REQUEST = "drop_request"
    """Connection closed, request not processed."""
    DROP_RESPONSE = "drop_response"
    """Request processed, then connection closed without an answer."""
    TRUNCATE = "truncate"
    """`Content-Length` of the whole body, only `keep_bytes` of it, then closed."""
    CORRUPT = "corrupt"
    """Some bytes of the body are wrong. Already in `response`."""
    RESET = "reset"
    """TCP RST as the request arrives; not processed."""
    SLOW = "slow"
    """The body trickles at `bytes_per_second`."""


class Disturbance(msgspec.Struct, frozen=True, gc=False):
    """What a transport must do to an answer; fields that do not belong to the kind are zero."""

    kind: DisturbanceKind
    seconds: float = 0.0
    keep_bytes: int = 0
    bytes_per_second: float = 0.0


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """The outcome of one request.

    `response` is None when none may be sent (the connection ends instead). For HEAD it holds the body of the GET: a
    transport sends its length only. `reason` says why the request was refused, None if it was not; `device` is the
    admin id of the device it concerned, or empty.
    """

    response: HttpResponse | None
    reason: ErrorReason | None = None
    device: str = ""
    disturbance: Disturbance | None = None
