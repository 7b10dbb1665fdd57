"""Whose request this is, before it is judged: fault rules may name a device."""

from collections.abc import Collection

from mock_server.core.bodies import ShapeError, decode_object
from mock_server.core.device import Device
from mock_server.core.device_side import query_token
from mock_server.core.registry import Registry
from protocol.http import HttpRequest
from protocol.settings import WireNames


def owner_of(request: HttpRequest, registry: Registry, wire: WireNames) -> Device | None:
    """Give the device whose token, live or retired, `request` carries."""
    tokens = (request.headers.get(wire.token_header), query_token(request.query), _fields(request).get("token"))
    owners = (_owner(registry, token) for token in tokens if isinstance(token, str))
    return next((device for device in owners if device is not None), None)


def names_of(request: HttpRequest, registry: Registry, wire: WireNames) -> Collection[str]:
    """Give every name of the device that sent `request`: admin id, registered device ID, the one it claims to have."""
    device = owner_of(request, registry, wire)
    own = () if device is None else (device.id, device.device_id)
    return {name for name in (*own, _fields(request).get("device_id")) if isinstance(name, str)}


def _fields(request: HttpRequest) -> dict[str, object]:
    if request.method != "POST":
        return {}
    try:
        return dict(decode_object(request.body))
    except ShapeError:
        return {}


def _owner(registry: Registry, token: str) -> Device | None:
    device = registry.by_permanent.get(token) or registry.by_registration.get(token)
    if device is not None:
        return device
    retired = registry.retired.get(token)
    return None if retired is None else retired.device
