"""`GET|POST /api/device/state/`: the device's poll and its reports, and API reads without a session.

A request with the device's live session is a contact of the device; a read with the token alone is none. A report needs
the session: without one nobody can tell it from a forged one.
"""

from collections.abc import Mapping

from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import INITIAL_STATE, Device
from oceanhil.mock_server.core.device_session import find_device, refuse_token
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies, json_response
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.protocol.device_request import ShapeError, merged_state
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.life import REFUSALS
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.redact import redact
from oceanhil.protocol.suggestion import suggestion

# Shared by all devices that never reported anything.
_INITIAL = json_response(INITIAL_STATE)
_ACCEPTED = json_response({"success": True})
SETTABLE = ("relay1", "relay2", "temperature", "humidity")


class StateAccess:
    """Judges requests for a device's state, and answers or applies them."""

    __slots__ = ("_registry", "_replies", "_settings")

    def __init__(self, registry: Registry, settings: LiveSettings, replies: Replies) -> None:
        """Serve the devices in `registry` under `settings`."""
        self._registry = registry
        self._settings = settings
        self._replies = replies

    def read(self, token: str | None, session: str | None, now_us: int) -> Answer:
        """Answer a poll, or an API read if `session` is None."""
        device = find_device(self._registry, token)
        if device is None:
            return refuse_token(self._registry, self._replies, token)
        if session is not None:
            refusal = self._refuse_session(device, session, now_us)
            if refusal is not None:
                return refusal
            self._registry.heard_from(device, now_us)
        return Answer(poll_response(device), None, device)

    def report(self, token: str | None, session: str | None, state: Mapping[str, object], now_us: int) -> Answer:
        """Take over what the device reports; `state` has been checked by `merged_state` before."""
        device = find_device(self._registry, token)
        if device is None:
            return refuse_token(self._registry, self._replies, token)
        refusal = self._refuse_session(device, session, now_us)
        if refusal is not None:
            return refusal
        self._registry.heard_from(device, now_us)
        self._registry.change(device, state=merged_state(device.state, state))
        return Answer(_ACCEPTED, None, device)

    def _refuse_session(self, device: Device, session: str | None, now_us: int) -> Answer | None:
        reason = REFUSALS.get(device.session_life(session, now_us, self._settings.session_ttl_us))
        return None if reason is None else self._replies.refuse(reason, device)


def admin_state(state: DeviceState, fields: Mapping[str, object]) -> DeviceState:
    """Lay what the dashboard sets over `state`; raises WrongValueError for a wrong or unknown field."""
    for name in fields:
        if name not in SETTABLE:
            raise WrongValueError(redact(f"unknown field {name!r}; {suggestion(name, SETTABLE)}"))
    try:
        return merged_state(state, fields)
    except ShapeError as error:
        raise WrongValueError(error.message) from None


def poll_delivery(device: Device) -> Delivery:
    """Give the answer to a poll of `device`, made once for each state."""
    delivery = device.poll
    if delivery is None:
        response = _INITIAL if device.state is INITIAL_STATE else json_response(device.state)
        delivery = Delivery(response, None, device.id)
        device.poll = delivery
    return delivery


def poll_response(device: Device) -> HttpResponse:
    """Give the response of `poll_delivery`."""
    response = poll_delivery(device).response
    assert response is not None
    return response
