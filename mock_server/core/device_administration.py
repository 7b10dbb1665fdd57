"""What the dashboard does with devices: make, regenerate, revoke, delete, claim, switch and show them.

`oceanhil.mock_server.core.admin.devices` offers it over HTTP. Every `now_us` is the transport's wall clock in Unix
microseconds.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from oceanhil.mock_server.core.admin_error import ConflictError, UnknownNameError
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.mock_server.core.names import read_name
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.shared_operations import Finder, SharedOperations
from oceanhil.mock_server.core.state import admin_state
from oceanhil.mock_server.core.status import count_by_status, show_device, show_generated, status_of
from oceanhil.mock_server.core.tags import read_tags
from oceanhil.mock_server.core.views import DeviceView, Generated
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.life import DEVICE, DeviceLife, LifeEvent


class DeviceAdministration(SharedOperations):
    """The dashboard's actions on the devices of one server."""

    _settings: LiveSettings
    _registry: Registry

    def finders(self) -> Mapping[str, Finder]:
        """Give what finds the ids in paths: those of devices, too."""
        return {**super().finders(), "devices": self._find}

    def create_device(self, board: Board, name: str, now_us: int, tags: Sequence[str] = ()) -> Generated:
        """Make a pending device with a fresh registration token ("generate firmware")."""
        at_us = self._clock.at(now_us)
        said, known = read_name(name, self.conceal), read_tags(tags, self.conceal)
        device, token = self._registry.create(board, said, self._settings.values, at_us, known)
        return self._generated(device, token, at_us)

    def regenerate(self, identity: str, now_us: int) -> Generated:
        """Give the device a new registration token; its old tokens end, it is pending and may have another MAC."""
        at_us, device = self._clock.at(now_us), self._find(identity)
        token = self._registry.regenerate(device, self._settings.values, at_us)
        return self._generated(device, token, at_us)

    def revoke(self, identity: str, now_us: int) -> DeviceView:
        """End the device's tokens and session at once; revoking again changes nothing."""
        device = self._find(identity)
        self._registry.revoke(device)
        return self._changed(device, now_us)

    def delete(self, identity: str, now_us: int) -> None:
        """Remove the device: every token it ever had becomes unknown."""
        device = self._find(identity)
        self._registry.delete(device)
        self._hub.emit(Event(EventKind.DELETED, self._clock.at(now_us), {"id": device.id}))

    def claim(self, identity: str, mac: bytes, device_id: str, now_us: int) -> DeviceView:
        """Claim a pending device by hand for one piece of hardware (tutorial 27: for conflicts, in rare cases).

        The record takes the MAC, from another record if need be, whose tokens then end. It stays pending, and its
        registration token registers only from that MAC. Raises ConflictError unless the device is pending.
        """
        device = self._find(identity)
        if DEVICE.after(device.life, LifeEvent.CLAIM) is None:
            revoked = device.life is DeviceLife.REVOKED
            state = "revoked" if revoked else f"registered with {format_mac(device.mac or b'')}"
            raise ConflictError(f"device {device.id!r} is {state}, expected a pending one; regenerate its token first")
        loser = self._registry.claim(device, mac, device_id)
        if loser is not None:
            self._changed(loser, now_us)
        return self._changed(device, now_us)

    def set_state(self, identity: str, fields: Mapping[str, object], now_us: int) -> DeviceView:
        """Switch relays, or set what the sensors show; raises WrongValueError naming a wrong or unknown field."""
        device = self._find(identity)
        self._registry.change(device, state=admin_state(device.state, fields))
        return self._changed(device, now_us)

    def set_tags(self, identity: str, tags: Sequence[str], now_us: int) -> DeviceView:
        """Give the device these tags instead of those it had; raises WrongValueError for one that is no tag."""
        device = self._find(identity)
        self._registry.change(device, tags=read_tags(tags, self.conceal))
        return self._changed(device, now_us)

    def device(self, identity: str, now_us: int) -> DeviceView:
        """Show one device; raises UnknownNameError."""
        return self._view(self._find(identity), self._clock.at(now_us))

    def contact(self, identity: str, now_us: int) -> tuple[DeviceStatus, int | None]:
        """Give a device's status and when it was last heard from (Unix µs); raises UnknownNameError."""
        device = self._find(identity)
        return status_of(device, self._settings, self._clock.at(now_us)), device.contact_us

    def devices(self, now_us: int, *, after: str = "", limit: int | None = None, tag: str = "") -> Sequence[DeviceView]:
        """Show devices, oldest first: all, or at most `limit`, from the one behind `after` on, and only those tagged.

        Raises UnknownNameError if `after` is no device's id.
        """
        at_us = self._clock.at(now_us)
        first = self._find(after) if after else None
        wanted = self.conceal(tag)
        newer = self._registry.newer_than(first)
        found = islice((each for each in newer if wanted in each.tags) if wanted else newer, limit)
        return [self._view(device, at_us) for device in found]

    @property
    def device_count(self) -> int:
        """How many devices there are."""
        return len(self._registry.devices)

    def count_devices(self, now_us: int) -> Mapping[DeviceStatus, int]:
        """Count the devices of each status."""
        return count_by_status(self._registry.devices.values(), self._settings, self._clock.at(now_us))

    def _find(self, identity: str) -> Device:
        device = self._registry.devices.get(identity)
        if device is None:
            raise UnknownNameError(
                f"no device has the id {self.conceal(identity)!r}; list them with GET /_admin/devices"
            )
        return device

    def _generated(self, device: Device, token: str, at_us: int) -> Generated:
        self._tell_device(device, at_us)
        return show_generated(device, token, self._settings)

    def _changed(self, device: Device, now_us: int) -> DeviceView:
        at_us = self._clock.at(now_us)
        self._tell_device(device, at_us)
        return self._view(device, at_us)

    def _view(self, device: Device, at_us: int) -> DeviceView:
        return show_device(device, self._settings, at_us)

    def _tell_device(self, device: Device, at_us: int) -> None:
        if self._hub.is_heard:
            self._hub.emit(Event(EventKind.DEVICE, at_us, self._view(device, at_us)))
