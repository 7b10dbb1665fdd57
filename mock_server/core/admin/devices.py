"""What the dashboard does with devices."""

import sys

import msgspec

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.admin.forms import (
    Claim,
    DeviceList,
    NewDevice,
    Removed,
    StateChange,
    TagChange,
)
from oceanhil.mock_server.core.admin.operation import BODY, COUNT, UNKNOWN, operation
from oceanhil.mock_server.core.device_administration import DeviceAdministration
from oceanhil.mock_server.core.operation import AdminRefusal, Curl, Json, Link, Operation, Parameter, Tag
from oceanhil.mock_server.core.views import DeviceView, Generated
from oceanhil.protocol.device_request import read_device_id, read_mac

ALL = sys.maxsize
_ID = {"path.id": "$request.path.id"}
_NEW_ID = {"path.id": "$response.body#/id"}
_REGISTER = Link("registerDevice", body={"token": "$response.body#/registration_token"})
_GENERATED: Json = {
    "id": "52e6b438",
    "registration_token": "oc_reg_k30pyfTDeaiDnMRZQR6omC9fcxwMvsoEkgwPSvCkvkI",
    "expires_at": 1767312000,
}
_ON_NEW = (
    _REGISTER,
    *(
        Link(target, _NEW_ID)
        for target in ("showDevice", "claimDevice", "setDeviceState", "setDeviceTags", "regenerateToken")
    ),
    *(Link(target, _NEW_ID) for target in ("revokeToken", "deleteDevice")),
)


@operation("GET", "devices", Operation(
    id="listDevices", tag=Tag.DEVICES,
    parameters=(
        Parameter("after", "query", "Only those made after the one with this admin id.", {"type": "string"}),
        Parameter("limit", "query", "Only so many; all, if left out.", COUNT, example=100),
        Parameter("tag", "query", "Only those with this tag.", {"type": "string"}),
    ),
    refusals=(AdminRefusal.WRONG, AdminRefusal.UNKNOWN), curl=Curl("/_admin/devices?limit=100"),
))  # fmt: skip
def list_all(call: Call[DeviceAdministration, None]) -> DeviceList:
    """List devices, oldest first."""
    after, limit = call.word("after") or "", call.count("limit", ALL)
    return DeviceList(call.core.devices(call.now_us, after=after, limit=limit, tag=call.word("tag") or ""))


@operation("POST", "devices", Operation(
    id="createDevice", tag=Tag.DEVICES, request_examples=({"board": "esp32", "name": "bench"},), status=201,
    reply_example=_GENERATED, refusals=BODY, links=_ON_NEW,
    curl=Curl(
        "/_admin/devices", '{"board": "esp32", "name": "bench"}',
        keeps={"device": "id", "registration_token": "registration_token"},
    ),
))  # fmt: skip
def create(call: Call[DeviceAdministration, NewDevice]) -> Generated:
    """Generate firmware: a pending device and its registration token.

    The only answer, beside that of *regenerate*, that shows a registration token.
    """
    form = call.form
    name = form.board.value if isinstance(form.name, msgspec.UnsetType) else form.name
    tags = () if isinstance(form.tags, msgspec.UnsetType) else form.tags
    return call.core.create_device(form.board, name, call.now_us, tags)


@operation("GET", "devices/*", Operation(
    id="showDevice", tag=Tag.DEVICES, refusals=UNKNOWN, curl=Curl("/_admin/devices/$device"),
))  # fmt: skip
def show(call: Call[DeviceAdministration, None]) -> DeviceView:
    """Show one device.

    No token is shown.
    """
    return call.core.device(call.identity, call.now_us)


@operation("POST", "devices/*/claim", Operation(
    id="claimDevice", tag=Tag.DEVICES,
    request_examples=({"mac_address": "24:6F:28:AA:BB:CC", "device_id": "ESP32_246F28AABBCC"},),
    refusals=(*UNKNOWN, AdminRefusal.CONFLICT, *BODY),
    curl=Curl(
        "/_admin/devices/$device/claim",
        '{"mac_address": "24:6F:28:AA:BB:CC", "device_id": "ESP32_246F28AABBCC"}',
    ),
))  # fmt: skip
def claim(call: Call[DeviceAdministration, Claim]) -> DeviceView:
    """Claim a pending device by hand for one piece of hardware.

    From then on only this MAC can register it. A record that had the MAC before loses its tokens.
    """
    fields = msgspec.to_builtins(call.form)
    return call.core.claim(call.identity, read_mac(fields), read_device_id(fields), call.now_us)


@operation("PUT", "devices/*/state", Operation(
    id="setDeviceState", tag=Tag.DEVICES, request_examples=({"relay1": True},), refusals=(*UNKNOWN, *BODY),
    curl=Curl("/_admin/devices/$device/state", '{"relay1": true}'),
))  # fmt: skip
def set_state(call: Call[DeviceAdministration, StateChange]) -> DeviceView:
    """Switch relays, set what sensors show."""
    return call.core.set_state(call.identity, msgspec.to_builtins(call.form), call.now_us)


@operation("PUT", "devices/*/tags", Operation(
    id="setDeviceTags", tag=Tag.DEVICES, request_examples=({"tags": ["greenhouse", "rack-3"]},),
    refusals=(*UNKNOWN, *BODY), curl=Curl("/_admin/devices/$device/tags", '{"tags": ["greenhouse", "rack-3"]}'),
))  # fmt: skip
def set_tags(call: Call[DeviceAdministration, TagChange]) -> DeviceView:
    """Give the device these tags instead of those it had."""
    return call.core.set_tags(call.identity, call.form.tags, call.now_us)


@operation("POST", "devices/*/regenerate", Operation(
    id="regenerateToken", tag=Tag.DEVICES, reply_example=_GENERATED, refusals=UNKNOWN, links=(_REGISTER,),
    curl=Curl("/_admin/devices/$device/regenerate"),
))  # fmt: skip
def regenerate(call: Call[DeviceAdministration, None]) -> Generated:
    """Give a new registration token; the old tokens end."""
    return call.core.regenerate(call.identity, call.now_us)


@operation("POST", "devices/*/revoke", Operation(
    id="revokeToken", tag=Tag.DEVICES, refusals=UNKNOWN, links=(Link("regenerateToken", _ID),),
    curl=Curl("/_admin/devices/$device/revoke"),
))  # fmt: skip
def revoke(call: Call[DeviceAdministration, None]) -> DeviceView:
    """End the device's tokens and session at once."""
    return call.core.revoke(call.identity, call.now_us)


@operation("DELETE", "devices/*", Operation(
    id="deleteDevice", tag=Tag.DEVICES, refusals=UNKNOWN, links=(Link("showDevice", _ID),),
    curl=Curl("/_admin/devices/$device"),
))  # fmt: skip
def delete(call: Call[DeviceAdministration, None]) -> Removed:
    """Delete a device and every token of it."""
    call.core.delete(call.identity, call.now_us)
    return Removed(id=call.identity)


DEVICES = (
    list_all,
    create,
    show,
    claim,
    set_state,
    set_tags,
    regenerate,
    revoke,
    delete,
)
"""In the order in which they are described, and in which their examples work one after the other."""
