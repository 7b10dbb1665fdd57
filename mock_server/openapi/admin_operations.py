"""The operations of the admin side, by their keys in the route table: what their types and handlers do not say.

A new route of `mock_server.core.admin.routes` needs an entry here; its types live in `core/views.py` (what is shown)
and `core/admin/forms.py` (what is sent). `tests/mock_server/openapi` says what is missing.
"""

from collections.abc import Mapping

from oceanhil.mock_server.core.admin.forms import (
    Claim,
    ClockChange,
    DeviceList,
    Done,
    FaultList,
    FaultLogView,
    NewDevice,
    Removed,
    Seed,
    SeedInForce,
    StateChange,
)
from oceanhil.mock_server.core.admin.readiness import ReadyView
from oceanhil.mock_server.core.admin.watching import EVENT_STREAM
from oceanhil.mock_server.core.fault_rules import FaultRule
from oceanhil.mock_server.core.views import ClockView, DeviceView, FaultView, Generated, HealthView, JournalView
from oceanhil.mock_server.openapi.operation import AdminRefusal, Curl, Json, Link, Operation, Parameter, Tag

Key = tuple[tuple[str, ...], str]

_BODY = (AdminRefusal.WRONG, AdminRefusal.TOO_LARGE, AdminRefusal.MEDIA_TYPE)
_UNKNOWN = (AdminRefusal.UNKNOWN,)
_COUNT: Json = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
_SINCE = Parameter("since", "query", "Only what comes after this number.", {**_COUNT, "default": 0}, example=0)
_ID = {"path.id": "$request.path.id"}
_NEW_ID = {"path.id": "$response.body#/id"}
_RULE: Json = {
    "match": {"path": "/api/device/state/", "method": "GET"},
    "fault": {"kind": "status", "status": 503, "retry_after": 30},
    "times": 2,
}
_STATE: Json = {"relay1": True}
_HARDWARE: Json = {"mac_address": "24:6F:28:AA:BB:CC", "device_id": "ESP32_246F28AABBCC"}
_REGISTRATION = {"token": "$response.body#/registration_token"}
_CLOCK: Json = {"now": 1767312001, "offset": 86401, "frozen": False}
_GENERATED: Json = {
    "id": "52e6b438",
    "registration_token": "oc_reg_k30pyfTDeaiDnMRZQR6omC9fcxwMvsoEkgwPSvCkvkI",
    "expires_at": 1767312000,
}
_ON_NEW = (
    Link("registerDevice", body=_REGISTRATION),
    *(Link(target, _NEW_ID) for target in ("showDevice", "claimDevice", "setDeviceState", "regenerateToken")),
    *(Link(target, _NEW_ID) for target in ("revokeToken", "deleteDevice")),
)

ADMIN_OPERATIONS: Mapping[Key, Operation] = {
    (("health",), "GET"): Operation(
        id="health", tag=Tag.SERVER, summary="Say that the server is there", reply=HealthView,
        curl=Curl("/_admin/health"),
    ),
    (("ready",), "GET"): Operation(
        id="ready", tag=Tag.SERVER, summary="Say whether the server does its whole work now", reply=ReadyView,
        refusals=(AdminRefusal.STARTING, AdminRefusal.STOPPING, AdminRefusal.READ_ONLY, AdminRefusal.UNREADABLE),
        curl=Curl("/_admin/ready"),
    ),
    (("devices",), "GET"): Operation(
        id="listDevices", tag=Tag.DEVICES, summary="List devices, oldest first", reply=DeviceList,
        parameters=(
            Parameter("after", "query", "Only those made after the one with this admin id.", {"type": "string"}),
            Parameter("limit", "query", "Only so many; all, if left out.", _COUNT, example=100),
        ),
        refusals=(AdminRefusal.WRONG, AdminRefusal.UNKNOWN), curl=Curl("/_admin/devices?limit=100"),
    ),
    (("devices",), "POST"): Operation(
        id="createDevice", tag=Tag.DEVICES, summary="Generate firmware: a pending device and its registration token",
        about="The only answer, beside that of *regenerate*, that shows a registration token.",
        request=NewDevice, request_examples=({"board": "esp32", "name": "bench"},), reply=Generated, status=201,
        reply_example=_GENERATED, refusals=_BODY, links=_ON_NEW,
        curl=Curl(
            "/_admin/devices", '{"board": "esp32", "name": "bench"}',
            keeps={"device": "id", "registration_token": "registration_token"},
        ),
    ),
    (("devices", "*"), "GET"): Operation(
        id="showDevice", tag=Tag.DEVICES, summary="Show one device", about="No token is shown.", reply=DeviceView,
        refusals=_UNKNOWN, curl=Curl("/_admin/devices/$device"),
    ),
    (("devices", "*", "claim"), "POST"): Operation(
        id="claimDevice", tag=Tag.DEVICES, summary="Claim a pending device by hand for one piece of hardware",
        about="From then on only this MAC can register it. A record that had the MAC before loses its tokens.",
        request=Claim, request_examples=(_HARDWARE,), reply=DeviceView,
        refusals=(*_UNKNOWN, AdminRefusal.CONFLICT, *_BODY),
        curl=Curl(
            "/_admin/devices/$device/claim",
            '{"mac_address": "24:6F:28:AA:BB:CC", "device_id": "ESP32_246F28AABBCC"}',
        ),
    ),
    (("devices", "*", "state"), "PUT"): Operation(
        id="setDeviceState", tag=Tag.DEVICES, summary="Switch relays, set what sensors show", request=StateChange,
        request_examples=(_STATE,), reply=DeviceView, refusals=(*_UNKNOWN, *_BODY),
        curl=Curl("/_admin/devices/$device/state", '{"relay1": true}'),
    ),
    (("devices", "*", "regenerate"), "POST"): Operation(
        id="regenerateToken", tag=Tag.DEVICES, summary="Give a new registration token; the old tokens end",
        reply=Generated, reply_example=_GENERATED, refusals=_UNKNOWN,
        links=(Link("registerDevice", body=_REGISTRATION),), curl=Curl("/_admin/devices/$device/regenerate"),
    ),
    (("devices", "*", "revoke"), "POST"): Operation(
        id="revokeToken", tag=Tag.DEVICES, summary="End the device's tokens and session at once", reply=DeviceView,
        refusals=_UNKNOWN, links=(Link("regenerateToken", _ID),), curl=Curl("/_admin/devices/$device/revoke"),
    ),
    (("devices", "*"), "DELETE"): Operation(
        id="deleteDevice", tag=Tag.DEVICES, summary="Delete a device and every token of it", reply=Removed,
        refusals=_UNKNOWN, links=(Link("showDevice", _ID),), curl=Curl("/_admin/devices/$device"),
    ),
    (("clock",), "GET"): Operation(
        id="showClock", tag=Tag.CLOCK, summary="Read the server's clock", reply=ClockView, reply_example=_CLOCK,
        curl=Curl("/_admin/clock"),
    ),
    (("clock",), "PUT"): Operation(
        id="setClock", tag=Tag.CLOCK, summary="Move the server's clock, or let it stand still",
        about="Token ages, sessions, status and the clock rule are judged by it.",
        request=ClockChange, request_examples=({"advance": 86401}, {"offset": 0, "freeze": True}), reply=ClockView,
        reply_example=_CLOCK, refusals=(*_BODY, AdminRefusal.CONFLICT),
        curl=Curl("/_admin/clock", '{"advance": 3600}'),
    ),
    (("settings",), "GET"): Operation(
        id="showSettings", tag=Tag.SETTINGS, summary="Read the settings in force", reply="Settings",
        curl=Curl("/_admin/settings"),
    ),
    (("settings",), "PUT"): Operation(
        id="changeSettings", tag=Tag.SETTINGS, summary="Change settings: all that are sent, or none",
        request="SettingsChange", request_examples=({"session_ttl_s": 60},), reply="Settings", refusals=_BODY,
        curl=Curl("/_admin/settings", '{"session_ttl_s": 60}'),
    ),
    (("faults",), "GET"): Operation(
        id="listFaults", tag=Tag.FAULTS, summary="List the fault rules", reply=FaultList, curl=Curl("/_admin/faults"),
    ),
    (("faults",), "POST"): Operation(
        id="addFault", tag=Tag.FAULTS, summary="Break something on purpose",
        about="While a rule is in force, the requests that match it may be answered in any way, or not at all.",
        request=FaultRule, request_examples=(_RULE,), reply=FaultView, status=201, refusals=_BODY,
        links=(Link("removeFault", _NEW_ID),),
        curl=Curl(
            "/_admin/faults", '{"match": {"path": "/nowhere"}, "fault": {"kind": "delay", "seconds": 2}, "times": 1}',
            keeps={"fault": "id"},
        ),
    ),
    (("faults", "log"), "GET"): Operation(
        id="showFaultLog", tag=Tag.FAULTS, summary="Read what was injected", reply=FaultLogView, parameters=(_SINCE,),
        refusals=(AdminRefusal.WRONG,), curl=Curl("/_admin/faults/log?since=0"),
    ),
    (("faults", "*"), "DELETE"): Operation(
        id="removeFault", tag=Tag.FAULTS, summary="Remove one fault rule", reply=Removed,
        reply_example={"success": True, "id": "f1"}, refusals=_UNKNOWN, curl=Curl("/_admin/faults/$fault"),
    ),
    (("faults",), "DELETE"): Operation(
        id="clearFaults", tag=Tag.FAULTS, summary="Remove all fault rules", reply=Done, curl=Curl("/_admin/faults"),
    ),
    (("journal",), "GET"): Operation(
        id="showJournal", tag=Tag.WATCHING, summary="Read what devices asked and what they were told",
        about="At most 12 characters of anything that looks like a token are shown.", reply=JournalView,
        parameters=(
            _SINCE,
            Parameter("last", "query", "Only the newest so many.", _COUNT, example=10),
            Parameter("device", "query", "Only of the device with this admin id.", {"type": "string"}),
        ),
        refusals=(AdminRefusal.WRONG,), curl=Curl("/_admin/journal?last=10"),
    ),
    (("events",), "GET"): Operation(
        id="watchEvents", tag=Tag.WATCHING, summary="Follow what happens, as server-sent events",
        about="A stream without end; a comment line keeps a silent one alive.", reply="EventStream",
        media_type=EVENT_STREAM, curl=Curl("/_admin/events", options="--no-buffer --max-time 1"),
    ),
    (("restart",), "POST"): Operation(
        id="restart", tag=Tag.SERVER, summary="End all sessions, as a restart of the server does", reply=Done,
        curl=Curl("/_admin/restart"),
    ),
    (("reset",), "POST"): Operation(
        id="reset", tag=Tag.SERVER, summary="Begin anew: no devices, settings and clock as at the start, a seed",
        request=Seed, needs_body=False, request_examples=({"seed": 7},), reply=SeedInForce,
        reply_example={"success": True, "seed": 7}, refusals=_BODY, curl=Curl("/_admin/reset", '{"seed": 7}'),
    ),
}  # fmt: skip
