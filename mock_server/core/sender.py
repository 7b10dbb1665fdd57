"""Whose request this is, before it is judged: fault rules may name a device."""

from collections.abc import Collection

import msgspec

from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.registry import Registry
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_request import ShapeError, decode_object, query_token
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.settings import WireNames


class Sender(msgspec.Struct, frozen=True):
    """Whose request it is: every name of the device, and its board if that is known."""

    names: Collection[str] = ()
    board: Board | None = None

    def is_meant(self, device: str | None, board: Board | None) -> bool:
        """Tell whether this is `device` and a `board`; None is any."""
        return (device is None or device in self.names) and (board is None or board is self.board)


def owner_of(request: HttpRequest, registry: Registry, wire: WireNames) -> Device | None:
    """Give the device whose token, live or retired, `request` carries."""
    tokens = (request.headers.get(wire.token_header), query_token(request.query), _fields(request).get("token"))
    owners = (registry.owner(token) for token in tokens if isinstance(token, str))
    return next((device for device in owners if device is not None), None)


def sender_of(request: HttpRequest, registry: Registry, wire: WireNames) -> Sender:
    """Give the device that sent `request`; its names are admin id, registered device ID, the one it claims to have."""
    device = owner_of(request, registry, wire)
    own = () if device is None else (device.id, device.device_id)
    names = {name for name in (*own, _fields(request).get("device_id")) if isinstance(name, str)}
    return Sender(names, None if device is None else device.board)


def _fields(request: HttpRequest) -> dict[str, object]:
    if request.method != "POST":
        return {}
    try:
        return dict(decode_object(request.body))
    except ShapeError:
        return {}
