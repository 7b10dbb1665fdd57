"""`POST /api/device/session/`: a permanent token opens a session for the MAC it is bound to.

Judged in this order: token, MAC, device ID, the device's clock. A refusal leaves the running session alone.
"""

from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies, json_response
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.protocol.device_request import DeviceTime, SessionBody, is_skewed
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.messages import SessionReply
from oceanhil.protocol.tokens import TokenKind
from oceanhil.protocol.units import SECOND_US


class Sessions:
    """Judges session requests and opens sessions."""

    __slots__ = ("_registry", "_replies", "_settings")

    def __init__(self, registry: Registry, settings: LiveSettings, replies: Replies) -> None:
        """Open sessions of the devices in `registry` under `settings`."""
        self._registry = registry
        self._settings = settings
        self._replies = replies

    def answer(self, token: str | None, body: SessionBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        """Open a session, which is a contact of the device, or refuse and change nothing."""
        device = find_device(self._registry, token)
        if device is None:
            return refuse_token(self._registry, self._replies, token)
        refusal = self._refuse_identity(device, body)
        if refusal is not None:
            return refusal
        if device_time is not None and is_skewed(device_time, now_us, self._settings.values.max_clock_skew_s):
            return self._replies.refuse_clock(device, now_us // SECOND_US)
        return self._open(device, now_us)

    def _open(self, device: Device, now_us: int) -> Answer:
        values = self._settings.values
        session = self._registry.open_session(device, values.session_token_length, now_us)
        reply = SessionReply(
            success=True, expires_in=values.session_ttl_s, server_time=now_us // SECOND_US, session_id=session
        )
        return Answer(json_response(reply), None, device)

    def _refuse_identity(self, device: Device, body: SessionBody) -> Answer | None:
        if device.mac != body.mac:
            return self._replies.refuse(ErrorReason.MAC_MISMATCH, device)
        if self._settings.values.check_device_id and device.device_id != body.device_id:
            note = "the device ID is not the one that was registered"
            return self._replies.refuse(ErrorReason.TOKEN_INVALID, device, note)
        return None


def find_device(registry: Registry, token: str | None) -> Device | None:
    """Give the device whose live permanent token `token` is."""
    return None if token is None else registry.find(token)


def refuse_token(registry: Registry, replies: Replies, token: str | None) -> Answer:
    """Refuse a token that is no live permanent token: revoked if it once was one, else invalid."""
    if token is None:
        return replies.refuse(ErrorReason.TOKEN_INVALID, None, "no permanent token was sent")
    retired = registry.retired_as(token, TokenKind.PERMANENT)
    if retired is not None:
        return replies.refuse(retired.reason, retired.device)
    return replies.refuse(ErrorReason.TOKEN_INVALID)
