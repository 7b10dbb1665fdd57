"""What the dashboard says about a device: its record, and its status, by its life and by how long ago it was heard.

The limits of ONLINE, AWAY and OFFLINE are printed in OceanRemote's tutorial 26; exactly 10 s and 300 s are AWAY.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.views import DeviceView, Generated, StateView, seconds
from oceanhil.protocol.device_status import BY_WORD, DeviceStatus
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.life import DeviceLife, SessionLife


def has_live_session(device: Device, settings: LiveSettings, now_us: int) -> bool:
    """Tell whether the device has a session that is not too old at `now_us`."""
    return device.session_life(device.session, now_us, settings.session_ttl_us) is SessionLife.LIVE


def status_of(device: Device, settings: LiveSettings, now_us: int) -> DeviceStatus:
    """Give the status of `device` at the server's time `now_us`; ONLINE needs a live session."""
    match device.life:
        case DeviceLife.REVOKED:
            return DeviceStatus.REVOKED
        case DeviceLife.PENDING | DeviceLife.RESERVED:
            return DeviceStatus.PENDING
    if device.contact_us is None:
        return DeviceStatus.OFFLINE
    # A contact in the future, by a clock that was set back since, tells as little as one long ago.
    age_us = abs(now_us - device.contact_us)
    if age_us > settings.offline_above_us:
        return DeviceStatus.OFFLINE
    if age_us < settings.online_below_us and has_live_session(device, settings, now_us):
        return DeviceStatus.ONLINE
    return DeviceStatus.AWAY


def count_by_status(devices: Iterable[Device], settings: LiveSettings, now_us: int) -> Mapping[DeviceStatus, int]:
    """Count devices by their status at the server's time `now_us`; every status that is shown is there."""
    counted = Counter(status_of(device, settings, now_us) for device in devices)
    return {status: counted[status] for status in BY_WORD.values()}


def show_device(device: Device, settings: LiveSettings, now_us: int) -> DeviceView:
    """Show `device` at the server's time `now_us`; no token is in it."""
    return DeviceView(
        id=device.id,
        name=device.name,
        board=device.board.value,
        device_id=device.device_id,
        mac=None if device.mac is None else format_mac(device.mac),
        ip=device.ip,
        status=status_of(device, settings, now_us).shown,
        claimed=device.used_us is not None or device.reserved,
        last_contact=_seconds(device.contact_us),
        created_at=seconds(device.created_us),
        token_expires_at=seconds(device.issued_us + settings.registration_ttl_us),
        registered_at=_seconds(device.used_us),
        session_expires_at=None if device.session is None else seconds(device.session_us + settings.session_ttl_us),
        state=StateView(device.state.relay1, device.state.relay2, device.state.temperature, device.state.humidity),
        tags=device.tags,
    )


def show_generated(device: Device, token: str, settings: LiveSettings) -> Generated:
    """Show the record's new registration token in full, with its expiry."""
    return Generated(device.id, token, seconds(device.issued_us + settings.registration_ttl_us))


def _seconds(time_us: int | None) -> int | float | None:
    return None if time_us is None else seconds(time_us)
