"""What the dashboard says about a device: its life as a record, then how long ago it was heard from.

The limits of ONLINE, AWAY and OFFLINE are printed in OceanRemote's tutorial 26; exactly 10 s and 300 s are AWAY.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import Enum

from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.protocol.life import DeviceLife, SessionLife


class Status(Enum):
    """A device's status; the value is what the dashboard shows."""

    PENDING = "PENDING"
    """Waiting for its registration, the first one or the one after *regenerate*."""
    ONLINE = "ONLINE"
    AWAY = "AWAY"
    OFFLINE = "OFFLINE"
    """Not heard from for long, or registered and never heard from since."""
    REVOKED = "REVOKED"


def has_live_session(device: Device, settings: LiveSettings, now_us: int) -> bool:
    """Tell whether the device has a session that is not too old at `now_us`."""
    return device.session_life(device.session, now_us, settings.session_ttl_us) is SessionLife.LIVE


def status_of(device: Device, settings: LiveSettings, now_us: int) -> Status:
    """Give the status of `device` at the server's time `now_us`; ONLINE needs a live session."""
    match device.life:
        case DeviceLife.REVOKED:
            return Status.REVOKED
        case DeviceLife.PENDING | DeviceLife.RESERVED:
            return Status.PENDING
    if device.contact_us is None:
        return Status.OFFLINE
    # A contact in the future, by a clock that was set back since, tells as little as one long ago.
    age_us = abs(now_us - device.contact_us)
    if age_us > settings.offline_above_us:
        return Status.OFFLINE
    if age_us < settings.online_below_us and has_live_session(device, settings, now_us):
        return Status.ONLINE
    return Status.AWAY


def count_by_status(devices: Iterable[Device], settings: LiveSettings, now_us: int) -> Mapping[Status, int]:
    """Count devices by their status at the server's time `now_us`; every status is there."""
    counted = Counter(status_of(device, settings, now_us) for device in devices)
    return {status: counted[status] for status in Status}
