"""The four requests of a device, at the paths and with the headers of a profile."""

from collections.abc import Mapping

from oceanhil.mock_server.core.operation import Curl, Json, Link, Mark, Operation, Parameter, Tag
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.messages import (
    DeviceState,
    RegisterReply,
    RegisterRequest,
    SessionReply,
    SessionRequest,
    StateReport,
)
from oceanhil.protocol.profile import Kind, Profile

_PERMANENT = "oc_perm_4ncnd1FmxUZdEktDU2l4oXvTnHIz1ZvNYDVmJo1oAYR"
_SESSION = "1738f7d93d9c172411e20b8f6b0d549b"
_DEVICE = {"device_id": "ESP32_246F28AABBCC", "mac_address": "24:6F:28:AA:BB:CC"}
_REGISTRATION = {"token": "oc_reg_k30pyfTDeaiDnMRZQR6omC9fcxwMvsoEkgwPSvCkvkI", **_DEVICE, "ip": "192.168.1.50"}
_TIME_FORM = {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"}
_SHAPE = (ErrorReason.BAD_REQUEST, ErrorReason.TOO_LARGE, ErrorReason.UNSUPPORTED_MEDIA_TYPE)
_GATE = (ErrorReason.MAINTENANCE, ErrorReason.RATE_LIMITED)
_TOKEN = (ErrorReason.TOKEN_INVALID, ErrorReason.TOKEN_REVOKED)
_SESSION_LIFE = (ErrorReason.SESSION_UNKNOWN, ErrorReason.SESSION_EXPIRED)


def device_operations(profile: Profile) -> Mapping[tuple[str, str], Operation]:
    """Give the operations by path and method."""
    wire = profile.wire
    return {
        (wire.register_path, "POST"): _register(profile),
        (wire.session_path, "POST"): _open_session(profile),
        (wire.state_path, "GET"): _poll(profile),
        (wire.state_path, "POST"): _report(profile),
    }


def header_name(name: str) -> str:
    """Write a header's name as people do: `X-Device-Token`."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _register(profile: Profile) -> Operation:
    token = header_name(profile.wire.token_header)
    return Operation(
        id="registerDevice",
        tag=Tag.DEVICE,
        summary="Register: registration token in, permanent token out, once",
        about="The token is judged first, then the MAC, then the device's clock. A refusal consumes nothing.",
        mark=Mark(Kind.ASSUMPTION, "FLASH prints path and fields; method, JSON and answer are assumed"),
        request=RegisterRequest,
        request_examples=(_REGISTRATION,),
        reply=RegisterReply,
        reply_example={"success": True, **_named(_DEVICE), "permanent_token": _PERMANENT, "server_time": 1767225600},
        parameters=(_device_time(profile),),
        refusals=(
            *_SHAPE,
            *_GATE,
            *_TOKEN,
            ErrorReason.TOKEN_EXPIRED,
            ErrorReason.TOKEN_USED,
            ErrorReason.MAC_MISMATCH,
            ErrorReason.CLOCK_SKEW,
        ),
        links=(
            Link(
                "openSession",
                {f"header.{token}": "$response.body#/permanent_token"},
                {name: f"$request.body#/{name}" for name in _DEVICE},
            ),
            Link("pollState", {f"header.{token}": "$response.body#/permanent_token"}),
        ),
        curl=Curl(
            profile.wire.register_path,
            '{"token": "$registration_token", "device_id": "ESP32_246F28AABBCC",'
            ' "mac_address": "24:6F:28:AA:BB:CC", "ip": "192.168.1.50"}',
            keeps={"permanent_token": "permanent_token"},
        ),
        is_guarded=False,
    )


def _open_session(profile: Profile) -> Operation:
    token, session = (header_name(name) for name in (profile.wire.token_header, profile.wire.session_header))
    live = {f"header.{token}": f"$request.header.{token}", f"header.{session}": "$response.body#/session_id"}
    return Operation(
        id="openSession",
        tag=Tag.DEVICE,
        summary="Open a session, or renew it",
        about="A contact of the device. A new session ends the old one; a refusal leaves it alone.",
        mark=Mark(Kind.ASSUMPTION, "no page prints it; the token's header is a fact (API)"),
        request=SessionRequest,
        request_examples=(_DEVICE,),
        reply=SessionReply,
        reply_example={"success": True, "expires_in": 3600, "server_time": 1767225600, "session_id": _SESSION},
        parameters=(_token(profile, is_required=True), _device_time(profile)),
        refusals=(*_SHAPE, *_GATE, *_TOKEN, ErrorReason.MAC_MISMATCH, ErrorReason.CLOCK_SKEW),
        links=(Link("pollState", live), Link("reportState", live)),
        curl=Curl(
            profile.wire.session_path,
            '{"device_id": "ESP32_246F28AABBCC", "mac_address": "24:6F:28:AA:BB:CC"}',
            {token: "$permanent_token"},
            keeps={"session_id": "session_id"},
        ),
        is_guarded=False,
    )


def _poll(profile: Profile) -> Operation:
    return Operation(
        id="pollState",
        tag=Tag.DEVICE,
        summary="Poll: what the relays are to be",
        about="With the device's session it is a contact of the device; without one an API read, which is none.",
        mark=Mark(Kind.FACT, "API"),
        reply=DeviceState,
        reply_example={"success": True, "relay1": False, "relay2": True, "temperature": 23.5, "humidity": 62.0},
        parameters=(*_poll_tokens(profile), _session(profile, is_required=False)),
        refusals=(ErrorReason.TOO_LARGE, *_GATE, *_TOKEN, *_SESSION_LIFE),
        curl=Curl(profile.wire.state_path, headers=_credentials(profile)),
        is_guarded=False,
    )


def _report(profile: Profile) -> Operation:
    return Operation(
        id="reportState",
        tag=Tag.DEVICE,
        summary="Report relays and sensors",
        about="Needs the session: without one nobody can tell a report from a forged one.",
        mark=Mark(Kind.ASSUMPTION, "no page"),
        request=StateReport,
        request_examples=({"temperature": 23.5, "humidity": 62.0},),
        reply="Done",
        reply_example={"success": True},
        parameters=(_token(profile, is_required=True), _session(profile, is_required=True)),
        refusals=(*_SHAPE, *_GATE, *_TOKEN, *_SESSION_LIFE),
        curl=Curl(profile.wire.state_path, '{"temperature": 23.5, "humidity": 62.0}', _credentials(profile)),
        is_guarded=False,
    )


def _named(device: Json) -> Json:
    return {"device_id": device["device_id"]}


def _credentials(profile: Profile) -> Mapping[str, str]:
    wire = profile.wire
    return {header_name(wire.token_header): "$permanent_token", header_name(wire.session_header): "$session_id"}


def _token(profile: Profile, *, is_required: bool) -> Parameter:
    name = profile.wire.token_header
    form: Json = {"type": "string"}
    return Parameter(
        header_name(name), "header", "The permanent token.", form, is_required, example=_PERMANENT,
        mark=_wire_mark(profile, "token_header"),
    )  # fmt: skip


def _session(profile: Profile, *, is_required: bool) -> Parameter:
    name = profile.wire.session_header
    return Parameter(
        header_name(name), "header", "The session.", {"type": "string"}, is_required, example=_SESSION,
        mark=_wire_mark(profile, "session_header"),
    )  # fmt: skip


def _device_time(profile: Profile) -> Parameter:
    about = f"The device's own time in Unix seconds; refused if more than {profile.server.max_clock_skew_s} s off."
    return Parameter(
        header_name(profile.wire.time_header), "header", about, _TIME_FORM, profile.server.require_device_time,
        mark=_wire_mark(profile, "time_header"),
    )  # fmt: skip


def _poll_tokens(profile: Profile) -> tuple[Parameter, ...]:
    """Give the places in which a poll may carry its token: pages print both, for reading only."""
    if not profile.server.accept_query_token:
        return (_token(profile, is_required=True),)
    known = profile.document.server["accept_query_token"]
    about = "The permanent token, if no header carries it. Do not: proxies and logs keep it."
    query = Parameter(
        "token", "query", about, {"type": "string"}, is_deprecated=True, mark=Mark(known.kind, known.source)
    )
    return (_token(profile, is_required=False), query)


def _wire_mark(profile: Profile, name: str) -> Mark:
    known = profile.document.wire[name]
    return Mark(known.kind, known.source)
