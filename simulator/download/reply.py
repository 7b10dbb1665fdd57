"""What comes of a request: a reply, or a refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Reply:
    """A response that says success: `value` and `data` of it, how often it is sent, and what is done after it.

    `afterwards` returns bytes to send, already framed. `times` 0 sends nothing.
    """

    value: int = 0
    data: bytes = b""
    times: int = 1
    afterwards: Callable[[], bytes] | None = None


class Fault(Enum):
    """Why a loader refused a request; the number of each is the dialect's."""

    UNKNOWN = "operation unknown to this loader"
    LENGTH = "length field, or parameters, wrong"
    CHECKSUM = "checksum wrong"
    BLOCK_SIZE = "block larger than announced or than the loader's buffer"
    ORDER = "block out of sequence"
    NOT_BEGUN = "data without a begin"
    TOO_LITTLE = "data ended early"
    TOO_MUCH = "more data than announced"
    DEFLATE = "compressed stream damaged"
    FLASH = "flash not attached, or address outside it"
    WRITE = "cells do not hold what was written"
    READ_LENGTH = "too much asked for in one read"


class RefusedError(Exception):
    """A request is refused with `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
