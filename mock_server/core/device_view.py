"""Device records as the admin side shows them."""

from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.status import status_of
from oceanhil.mock_server.core.views import DeviceView, Generated, StateView, seconds
from oceanhil.protocol.identity import format_mac


def show_device(device: Device, settings: LiveSettings, now_us: int) -> DeviceView:
    """Show `device` at the server's time `now_us`; no token is in it."""
    return DeviceView(
        id=device.id,
        name=device.name,
        board=device.board.value,
        device_id=device.device_id,
        mac=None if device.mac is None else format_mac(device.mac),
        ip=device.ip,
        status=status_of(device, settings, now_us).value,
        claimed=device.used_us is not None or device.reserved,
        last_contact=_seconds(device.contact_us),
        created_at=seconds(device.created_us),
        token_expires_at=seconds(device.issued_us + settings.registration_ttl_us),
        registered_at=_seconds(device.used_us),
        session_expires_at=None if device.session is None else seconds(device.session_us + settings.session_ttl_us),
        state=StateView(device.state.relay1, device.state.relay2, device.state.temperature, device.state.humidity),
    )


def show_generated(device: Device, token: str, settings: LiveSettings) -> Generated:
    """Show the record's new registration token in full, with its expiry."""
    return Generated(device.id, token, seconds(device.issued_us + settings.registration_ttl_us))


def _seconds(time_us: int | None) -> int | float | None:
    return None if time_us is None else seconds(time_us)
