"""What a handler of a request gives back."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """A response that says success: `value` and `data` of it, how often it is sent, and what is done after it.

    `afterwards` returns bytes to send, already framed. `times` 0 sends nothing.
    """

    value: int = 0
    data: bytes = b""
    times: int = 1
    afterwards: Callable[[], bytes] | None = None
