"""`POST /api/device/register/`: a registration token becomes a permanent token, once.

The token is judged first, then the MAC, then the device's clock; nothing is consumed unless all of them pass.
"""

from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies, json_response
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.protocol.device_request import DeviceTime, RegisterBody, is_skewed
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.life import REFUSALS, REGISTRATION, DeviceLife, LifeEvent
from oceanhil.protocol.messages import RegisterReply
from oceanhil.protocol.tokens import TokenKind, find_fault
from oceanhil.protocol.units import SECOND_US


class Registration:
    """Judges registrations and carries them out."""

    __slots__ = ("_registry", "_replies", "_settings")

    def __init__(self, registry: Registry, settings: LiveSettings, replies: Replies) -> None:
        """Register devices in `registry` under `settings`."""
        self._registry = registry
        self._settings = settings
        self._replies = replies

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        """Register the device, or refuse and change nothing; `now_us` is the server's time."""
        device = self._registry.find_registration(body.token)
        if device is None:
            return self._refuse_unregistered(body.token)
        repeated = self._is_repetition(device, body, now_us)
        refusal = None if repeated else self._refuse_token(device, body, now_us)
        if refusal is not None:
            return refusal
        if device_time is not None and is_skewed(device_time, now_us, self._settings.values.max_clock_skew_s):
            return self._replies.refuse_clock(device, now_us // SECOND_US)
        return self._repeat(device) if repeated else self._register(device, body, now_us)

    def _register(self, device: Device, body: RegisterBody, now_us: int) -> Answer:
        loser = self._registry.register(device, body, self._settings.values.permanent_body_length, now_us)
        note = "" if loser is None else "took the MAC over from another record, whose tokens end"
        return _reply(device, note, loser)

    def _repeat(self, device: Device) -> Answer:
        if device.permanent_token is not None:
            return _reply(device, "repeated registration")
        # Only its digest outlived the process that gave it out, so the first answer cannot be given again.
        self._registry.renew_permanent(device, self._settings.values.permanent_body_length)
        return _reply(device, "repeated registration after a restart: a new permanent token, the first one ends")

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        """Tell whether this is a retry after a lost reply that the profile lets pass."""
        window_us = self._settings.idempotent_window_us
        if window_us == 0 or device.used_us is None or device.mac != body.mac:
            return False
        return now_us - device.used_us <= window_us

    def _refuse_token(self, device: Device, body: RegisterBody, now_us: int) -> Answer | None:
        life = device.registration_life(now_us, self._settings.registration_ttl_us)
        if REGISTRATION.after(life, LifeEvent.REGISTER) is None:
            return self._refuse(REFUSALS[life], device)
        if device.life is DeviceLife.RESERVED and device.mac != body.mac:
            return self._replies.refuse(
                ErrorReason.MAC_MISMATCH, device, "the record was claimed by hand for another MAC"
            )
        return None

    def _refuse_unregistered(self, token: str) -> Answer:
        retired = self._registry.retired_as(token, TokenKind.REGISTRATION)
        if retired is None:
            fault = find_fault(token, TokenKind.REGISTRATION, self._settings.values.registration_body_length)
            note = "" if fault is None else f"the registration token {fault.value}"
            return self._replies.refuse(ErrorReason.TOKEN_INVALID, None, note)
        return self._refuse(retired.reason, retired.device)

    def _refuse(self, reason: ErrorReason, device: Device) -> Answer:
        # The sources give both answers for a used token; the other one shares its text with an expired token.
        if reason is ErrorReason.TOKEN_USED and self._settings.values.used_token_status != 410:
            reason = ErrorReason.TOKEN_EXPIRED
        return self._replies.refuse(reason, device)


def _reply(device: Device, note: str, loser: Device | None = None) -> Answer:
    """Answer with what the registration gave; a repetition gets the first answer again, its time included."""
    body = RegisterReply(
        success=True,
        device_id=device.device_id or "",
        permanent_token=device.permanent_token or "",
        server_time=(device.used_us or 0) // SECOND_US,
    )
    return Answer(json_response(body), None, device, note, loser)
