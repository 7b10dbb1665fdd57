"""Requests that had left their device before it started anew or lost power, or before its network was changed.

Such a request is judged by when it left. It reaches the server a moment later, and what the server says to it may reach
nobody: the device has noticed before, said that there was no answer, and announced its wait.
"""

from typing import Final

from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.trace import Event, EventKind

UNDER_WAY_US: Final = SECOND_US
"""Longer than a request or its answer is under way; shorter than joining a network, or a first request, takes."""
_FELT: Final = frozenset({EventKind.NETWORK, EventKind.BOOT, EventKind.POWER})


class UnderWay:
    """Follows NETWORK, BOOT and POWER events; a REQUEST that is `in` here left before the last that its device felt."""

    def __init__(self) -> None:
        self._felt_us: dict[str, int] = {}

    def __contains__(self, event: Event) -> bool:
        # Asked of every request by several invariants.
        felt_us, since_us = self._felt_us, event.t_us - UNDER_WAY_US
        return felt_us.get(event.device, since_us) > since_us or felt_us.get("", since_us) > since_us

    def take(self, event: Event) -> None:
        """Take notice of an event of any kind."""
        if event.kind in _FELT:
            self._felt_us[event.device] = event.t_us
