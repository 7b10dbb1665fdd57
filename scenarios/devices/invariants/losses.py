"""Times in which the network loses messages: some, so that an answer may have come to nobody, or all."""

from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import AccessPointChange, host_in, is_access_point, is_path_sound, loss_ppm_in
from oceanhil.protocol.surroundings import Host
from oceanhil.scenarios.trace import Event, EventKind


class Losses:
    """Follows NETWORK events. Several invariants judge less while `are_likely`."""

    def __init__(self) -> None:
        self.are_likely = False

    def take(self, event: Event) -> None:
        """Take notice of an event of any kind."""
        if event.kind is EventKind.NETWORK:
            loss_ppm = loss_ppm_in(str(event.fields.get("change", "")))
            self.are_likely = self.are_likely if loss_ppm is None else loss_ppm > 0


class Unreachable:
    """Follows NETWORK and REQUEST events. Nobody's request can arrive while it `holds`, so that none is seen either.

    The access point is another than the one in force at the last request, the server is blocked, or the path to it is
    broken. Of what is seen of a password nobody can tell that it is wrong.
    """

    def __init__(self) -> None:
        self._access_point = self._home = AccessPointChange(Firmware("").wifi_ssid, "").words
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
            self._take_change(str(event.fields.get("change", "")))

    def _take_change(self, change: str) -> None:
        if is_access_point(change):
            self._access_point = change
        elif (found := host_in(change)) is not None and found.host is Host.SERVER:
            self._is_blocked = found.blocked
        elif (is_sound := is_path_sound(change)) is not None:
            self._is_broken = not is_sound
