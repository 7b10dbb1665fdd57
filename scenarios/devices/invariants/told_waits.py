"""What I10 knows of the waits that a server has told with a 503: until when it wants to be left alone, and by whom.

What it must not know: failures without such a word, and what a device announces.
"""

from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.under_way import UNDER_WAY_US
from oceanhil.scenarios.trace import Event
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration

_UNAVAILABLE: Final = int(HTTPStatus.SERVICE_UNAVAILABLE)
"""A 429 has I8; with no other status does `Retry-After` bind a device (docs/protocol.md)."""


class _Told(msgspec.Struct, frozen=True):
    """A wait that a server has told."""

    at_us: int
    wait_us: int


class ToldWaits:
    """Follows the requests of all devices, each of a device and of a kind that waits by itself."""

    def __init__(self, believed_s: int) -> None:
        """`believed_s`: a longer wait counts as this."""
        self._believed_s = believed_s
        self._told: dict[tuple[str, str], _Told] = {}

    def broken_by(self, event: Event, kind: str) -> str:
        """Say how a request comes too soon; empty where it does not."""
        told = self._told.get((event.device, kind))
        if told is None or event.t_us - told.at_us >= told.wait_us:
            return ""
        waited, asked = format_duration(event.t_us - told.at_us), format_duration(told.wait_us)
        return f"{event.device} asked again {waited} after a 503 that asked to wait {asked}"

    def note(self, event: Event, kind: str, request: TracedRequest, *, may_be_lost: bool) -> None:
        """Take notice of what a request was answered; an answer that may be lost on the way binds nobody."""
        self._told.pop((event.device, kind), None)
        is_told = request.status == _UNAVAILABLE and request.is_as_told and not may_be_lost
        if is_told and request.retry_after is not None:
            wait_us = min(request.retry_after, self._believed_s) * SECOND_US
            self._told[event.device, kind] = _Told(event.t_us, wait_us)

    def disturb(self, change: Event) -> None:
        """Expect nothing of those whose answer may have been under way when this was done to the network."""
        self._told = {key: told for key, told in self._told.items() if change.t_us - told.at_us >= UNDER_WAY_US}

    def forget(self, device: str, kind: str = "") -> None:
        """Expect nothing of who has started anew, cannot be heard, or never got the answer to such a request."""
        gone = [key for key in self._told if key[0] == device and kind in {"", key[1]}]
        for key in gone:
            del self._told[key]
