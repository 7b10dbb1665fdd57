"""What the core hands to a transport: an answer, and what is to go wrong while it travels."""

from enum import Enum
from typing import Self

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.faults import AnswerChange, FaultKind, Malformation
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.units import SECOND_US


class Ending(Enum):
    """What becomes of the connection after what is sent."""

    KEEP = "keep"
    """It goes on as it would undisturbed."""
    FIN = "fin"
    RST = "rst"
    HOLD = "hold"
    """It stays open and silent until the client, or a stop of the server, ends it."""


class AnswerDisturbance(msgspec.Struct, frozen=True, gc=False):
    """What a transport must do to an answer: everything that struck it, put together.

    `kinds` in the order in which they act. `keep_bytes` is how much of the body is sent, None: all.
    `bytes_per_second` None: at once; it holds for the head too if `is_head_slow`. `piece_bytes` is the most that is
    sent in one TCP segment. `writing` is a change of how a well-formed answer is written. `changed` says in words what
    the answer says otherwise than the server meant it, for those who show it; empty where it says the same.
    """

    kinds: tuple[FaultKind, ...]
    delay_s: float = 0.0
    keep_bytes: int | None = None
    bytes_per_second: float | None = None
    is_head_slow: bool = False
    piece_bytes: int | None = None
    malformation: Malformation | None = None
    ending: Ending = Ending.KEEP
    writing: AnswerChange | None = None
    changed: str = ""

    @property
    def name(self) -> str:
        """What struck, in one word: the kinds in the order in which they act."""
        return name_of(self.kinds)

    def late_us(self, body_bytes: int) -> int:
        """Give how much later than usual (µs) the last of `body_bytes` leaves; a head's own bytes do not count."""
        slow_s = body_bytes / self.bytes_per_second if self.bytes_per_second is not None else 0.0
        return round((self.delay_s + slow_s) * SECOND_US)

    def in_time(self) -> Self | None:
        """Give what is left for a transport where `late_us` has passed already; None: nothing."""
        left = msgspec.structs.replace(self, delay_s=0.0, bytes_per_second=None, is_head_slow=False)
        # What struck, and what it changed, is told of; it does nothing.
        return None if left == type(self)(self.kinds, changed=self.changed) else left


class Delivery(msgspec.Struct, frozen=True, gc=False):
    """The outcome of one request.

    `response` is None when none may be sent (the connection ends instead). For HEAD it holds the body of the GET: a
    transport sends its length only. `reason` says why the request was refused, None if it was not; `device` is the
    admin id of the device it concerned, or empty.
    """

    response: HttpResponse | None
    reason: ErrorReason | None = None
    device: str = ""
    disturbance: AnswerDisturbance | None = None


def name_of(kinds: tuple[FaultKind, ...]) -> str:
    """Give the kinds that struck one request as the journal names them."""
    return "+".join(kind.value for kind in kinds)
