"""Times in which the network loses messages: some, so that an answer may have come to nobody, or all."""

import re
from typing import Final

from oceanhil.protocol.firmware import Firmware
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world_terms import Band, Host

_LOSS: Final = re.compile(r"loss (\d+) ppm")
_SERVER: Final = f"{Host.SERVER.value} "
_BLOCKED: Final = " blocked"
_PATH: Final = "path to the server "
_SOUND: Final = " sound"


class Losses:
    """Follows NETWORK events. Several invariants judge less while `are_likely`."""

    def __init__(self) -> None:
        self.are_likely = False

    def take(self, event: Event) -> None:
        """Take notice of an event of any kind."""
        if event.kind is EventKind.NETWORK and (found := _LOSS.fullmatch(str(event.fields.get("change", "")))):
            self.are_likely = int(found[1]) > 0


class Unreachable:
    """Follows NETWORK and REQUEST events. Nobody's request can arrive while it `holds`, so that none is seen either.

    The access point is another than the one in force at the last request, the server is blocked, or the path to it is
    broken. Of what is seen of a password nobody can tell that it is wrong.
    """

    def __init__(self) -> None:
        self._access_point = self._home = f"access point {Firmware('').wifi_ssid!r}, {Band.GHZ_2_4.value}"
        self._is_blocked = self._is_broken = False

    @property
    def holds(self) -> bool:
        """Whether no request can arrive."""
        return self._is_blocked or self._is_broken or self._access_point != self._home

    def take(self, event: Event) -> None:
        """Take notice of an event of any kind."""
        if event.kind is EventKind.REQUEST:
            self._home = self._access_point
        elif event.kind is EventKind.NETWORK:
            change = str(event.fields.get("change", ""))
            if change.startswith("access point "):
                self._access_point = change
            elif change.startswith(_SERVER):
                self._is_blocked = change.endswith(_BLOCKED)
            elif change.startswith(_PATH):
                self._is_broken = not change.endswith(_SOUND)
