"""The built-in profile: every value with its kind and its source, and nothing taken for a fact that is none."""

import msgspec
import pytest

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Kind, ProfileError, Scalar, check_value, load_profile
from oceanhil.protocol.settings import DeviceSettings, ServerSettings, WireNames
from tests.together import together

PROFILE = load_profile()
VALUES = PROFILE.document.values()
CONTRADICTIONS: dict[str, tuple[Scalar, ...]] = {
    "server.used_token_status": (410, 401),
    "server.registration_body_length": (43, 44),
    "server.permanent_body_length": (43, 24),
    "server.accept_query_token": (True, False),
    "server.online_below_s": (10,),
    "wire.register_host": ("www.oceanremote.net", "oceanremote.net"),
    "wire.api_host": ("oceanremote.net", "www.oceanremote.net"),
}
ASSUMPTIONS: dict[str, Scalar] = {
    "server.idempotent_register_window": 0,
    "server.require_device_time": False,
    "server.rate_limit_enabled": False,
    "server.maintenance": False,
    "server.maintenance_retry_after_s": 0,
    "server.session_token_length": 32,
    "server.check_device_id": True,
    "server.wrong_field_status": 0,
    "server.max_body_bytes": 65_536,
    "wire.session_path": "/api/device/session/",
    "wire.session_header": "x-session-id",
    "wire.time_header": "x-device-time",
    "device.refused_retry_s": 600,
    "device.sntp_interval_s": 3600,
}
FACTS: dict[str, Scalar] = {
    "server.rate_limit_api_per_s": 20,
    "server.rate_limit_register_per_min": 2,
    "server.rate_limit_connections": 10,
    "server.max_clock_skew_s": 300,
    "server.registration_token_ttl_s": 86_400,
    "server.session_ttl_s": 3600,
    "server.offline_above_s": 300,
    "wire.register_path": "/api/device/register/",
    "wire.state_path": "/api/device/state/",
    "wire.token_header": "x-device-token",
    "device.poll_interval_s": 5,
    "device.rate_limited_retry_s": 300,
}
ERRORS = {
    ErrorReason.TOKEN_EXPIRED: (401, "Token already used or expired", Kind.FACT),
    ErrorReason.TOKEN_USED: (410, "Registration token already used", Kind.CONTRADICTION),
    ErrorReason.TOKEN_INVALID: (401, "Invalid token", Kind.FACT),
    ErrorReason.TOKEN_REVOKED: (403, "Token revoked", Kind.FACT),
    ErrorReason.MAC_MISMATCH: (403, "MAC address mismatch", Kind.ASSUMPTION),
    ErrorReason.CLOCK_SKEW: (401, "Clock skew too large", Kind.ASSUMPTION),
    ErrorReason.SESSION_EXPIRED: (401, "Session expired", Kind.ASSUMPTION),
    ErrorReason.SESSION_UNKNOWN: (401, "Session not found", Kind.ASSUMPTION),
    ErrorReason.RATE_LIMITED: (429, "Rate limited", Kind.FACT),
    ErrorReason.MAINTENANCE: (503, "Server maintenance", Kind.ASSUMPTION),
}


@pytest.mark.parametrize(("name", "readings"), CONTRADICTIONS.items())
def test_a_contradiction_lists_all_readings_and_takes_the_first(name: str, readings: tuple[Scalar, ...]) -> None:
    value = VALUES[name]
    assert value.kind is Kind.CONTRADICTION
    assert value.readings == readings
    assert value.value == readings[0]


@together
@pytest.mark.parametrize(("name", "value"), ASSUMPTIONS.items())
def test_what_no_page_says_is_marked_as_an_assumption(name: str, value: Scalar) -> None:
    assert (VALUES[name].kind, VALUES[name].value) == (Kind.ASSUMPTION, value)


@together
@pytest.mark.parametrize(("name", "value"), FACTS.items())
def test_what_a_page_prints_is_marked_as_a_fact(name: str, value: Scalar) -> None:
    assert (VALUES[name].kind, VALUES[name].value) == (Kind.FACT, value)


def test_there_are_no_other_contradictions() -> None:
    assert {name for name, value in VALUES.items() if value.kind is Kind.CONTRADICTION} == set(CONTRADICTIONS)


@pytest.mark.parametrize(("reason", "row"), ERRORS.items(), ids=lambda each: getattr(each, "value", ""))
def test_a_refusal_has_its_status_and_the_printed_message(reason: ErrorReason, row: tuple[int, str, Kind]) -> None:
    entry = PROFILE.document.errors[reason.value]
    assert (entry.status, entry.message, entry.kind) == row
    assert PROFILE.errors[reason].code == reason.value


@together
@pytest.mark.parametrize("name", VALUES)
def test_every_value_says_where_it_comes_from_and_what_it_is_about(name: str) -> None:
    assert VALUES[name].source
    assert VALUES[name].about


@together
@pytest.mark.parametrize("name", VALUES)
def test_every_value_is_one_that_it_would_accept_itself(name: str) -> None:
    value = VALUES[name]
    assert check_value(name, value, value.value) is None
    assert all(check_value(name, value, reading) is None for reading in value.readings)


@together
@pytest.mark.parametrize("name", [name for name in VALUES if name.endswith(("_s", "_bytes", "_per_min"))])
def test_every_duration_and_size_has_a_unit_or_says_it_in_its_name(name: str) -> None:
    assert VALUES[name].unit


@pytest.mark.parametrize(
    ("table", "struct"), [("server", ServerSettings), ("wire", WireNames), ("device", DeviceSettings)]
)
def test_file_and_settings_have_the_same_names(table: str, struct: type[msgspec.Struct]) -> None:
    in_file = {name.partition(".")[2] for name in VALUES if name.startswith(table)}
    assert in_file == set(struct.__struct_fields__)


def test_every_reason_has_its_row_and_no_row_is_without_a_reason() -> None:
    assert set(PROFILE.document.errors) == {reason.value for reason in ErrorReason}


def test_an_override_changes_one_value_and_leaves_the_profile_as_it_was() -> None:
    changed = PROFILE.override({"server.session_ttl_s": 60, "device.poll_interval_s": 1})
    assert (changed.server.session_ttl_s, changed.device.poll_interval_s) == (60, 1)
    assert changed.document.values()["server.session_ttl_s"].value == 60
    assert PROFILE.server.session_ttl_s == 3600


def test_an_override_of_an_unknown_value_names_the_nearest() -> None:
    with pytest.raises(
        ProfileError, match=r"^override: unknown value 'server\.sesion_ttl_s'; did you mean 'server\.session_ttl_s'\?"
    ):
        PROFILE.override({"server.sesion_ttl_s": 60})


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("server.session_ttl_s", "60", "server.session_ttl_s is '60', expected a whole number such as 3600"),
        ("server.session_ttl_s", 1.5, "server.session_ttl_s is 1.5, expected a whole number such as 3600"),
        ("server.session_ttl_s", True, "server.session_ttl_s is True, expected a whole number such as 3600"),
        ("server.session_ttl_s", 0, "server.session_ttl_s is 0, expected at least 1"),
        ("server.maintenance", 1, "server.maintenance is 1, expected true or false such as False"),
        ("wire.state_path", 7, "wire.state_path is 7, expected a text such as '/api/device/state/'"),
        ("server.used_token_status", 403, "server.used_token_status is 403, expected one of 410, 401"),
    ],
)
def test_a_wrong_value_is_told_what_was_expected(name: str, value: object, wrong: str) -> None:
    assert check_value(name, VALUES[name], value) == wrong


def test_a_length_that_no_reading_names_is_accepted_because_it_is_a_setting() -> None:
    assert check_value("server.registration_body_length", VALUES["server.registration_body_length"], 50) is None
