"""What a device sends is judged by itself: its form, its ID, its time, what it measured."""

import json
from collections.abc import Callable
from http import HTTPStatus

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from tests.conformance.recorded.conversation import ID, MAC, REGISTER, SESSION, START_US, STATE, Conversation
from tests.together import together

IDENTITY, SECONDS, FORM = "device/id-of-its-mac", "device/time-in-seconds", "device/well-formed"
START_S = START_US // 1_000_000
Find = Callable[[str], ItemResult]


@pytest.mark.parametrize(
    ("device_id", "words"),
    [
        ("ESP32_CCBBAA286F24", "its octets in reverse order"),
        ("ESP32_28AABBCC", ""),
        ("ESP32_CCBBAA28", ""),
        ("ESP32_286F24", ""),
        ("ESP32_AABBCC", "the last three of its octets"),
        ("PICOW_246f28aabbcc", "small letters"),
        ("ESP8266_246F28AABBDD", "with the MAC 24:6F:28:AA:BB:CC"),
        ("ESP32_000000000000", "zeros: the MAC was read before Wi-Fi was started"),
    ],
)
def test_a_device_id_of_another_mac_is_named(talk: Conversation, result: Find, device_id: str, words: str) -> None:
    talk.register(talk.pending(), MAC, device_id)
    found = result(IDENTITY)
    if words:
        assert (found.verdict, words in found.found) == (ItemVerdict.VIOLATES, True)
    else:
        assert found.verdict is ItemVerdict.CONFORMS  # As well a name that somebody chose.


@together
@pytest.mark.parametrize("device_id", ["ESP32_246F28AABBCC", "ESP32_pump-3", "pump", "ESP32_CAFE", "X_000000000000"])
def test_a_device_may_have_a_name_of_its_own(talk: Conversation, result: Find, device_id: str) -> None:
    talk.register(talk.pending(), MAC, device_id)
    assert result(IDENTITY).verdict in {ItemVerdict.CONFORMS, ItemVerdict.UNTESTABLE}


@pytest.mark.parametrize(
    ("time", "verdict"),
    [
        (START_S, ItemVerdict.CONFORMS),
        (START_S - 900, ItemVerdict.CONFORMS),
        (3, ItemVerdict.CONFORMS),
        (START_S * 1000, ItemVerdict.VIOLATES),
        (START_S * 1_000_000, ItemVerdict.VIOLATES),
    ],
)
def test_a_time_in_a_finer_unit_is_told_apart_from_a_wrong_clock(
    talk: Conversation, result: Find, time: int, verdict: ItemVerdict
) -> None:
    talk.register(talk.pending(), **{"x-device-time": str(time)})
    assert result(SECONDS).verdict is verdict


@pytest.mark.parametrize(
    ("token", "verdict"), [("oc_perm_" + "a" * 43, ItemVerdict.VIOLATES), (None, ItemVerdict.UNTESTABLE)]
)
def test_a_method_that_the_path_has_not_is_the_fault_of_whoever_shows_a_token(
    talk: Conversation, result: Find, token: str | None, verdict: ItemVerdict
) -> None:
    talk.ask("PUT", STATE, headers={} if token is None else {"x-device-token": token})
    found = result(FORM)
    assert (found.verdict, "PUT is no method" in found.found) == (verdict, token is not None)


@pytest.mark.parametrize(("token", "verdict"), [(True, ItemVerdict.VIOLATES), (False, ItemVerdict.UNTESTABLE)])
def test_a_registration_with_another_method_is_the_devices_fault(
    talk: Conversation, result: Find, *, token: bool, verdict: ItemVerdict
) -> None:
    talk.ask("GET", REGISTER, {"token": talk.pending() if token else "?", "device_id": ID})
    assert result(FORM).verdict is verdict


@pytest.mark.parametrize(
    ("device_id", "verdict"),
    [
        ("ESP32-246F28AABBCC", ItemVerdict.VIOLATES),
        ("ESP32246F28AABBCC", ItemVerdict.VIOLATES),
        ("esp32_246f28aabbcc", ItemVerdict.VIOLATES),
        ("Esp32S3-246F28AABBCC", ItemVerdict.VIOLATES),
        ("ESP32S3_246F28AABBCC", ItemVerdict.CONFORMS),
        ("ESP32-246F28AABBCD", ItemVerdict.UNTESTABLE),
        ("pump-246F28AABBCC", ItemVerdict.UNTESTABLE),
    ],
)
def test_a_device_id_of_its_mac_is_spelled_as_it_is_printed(
    talk: Conversation, result: Find, device_id: str, verdict: ItemVerdict
) -> None:
    talk.registered(MAC, device_id)
    assert result(IDENTITY).verdict is verdict


def test_a_report_without_a_session_is_the_devices_fault_too(talk: Conversation, result: Find) -> None:
    talk.report(talk.registered())
    assert result("device/reports-with-session").verdict is ItemVerdict.VIOLATES


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"temperature": -300}, ItemVerdict.VIOLATES),
        ({"humidity": 100.5}, ItemVerdict.VIOLATES),
        ({"temperature": -127, "humidity": 100}, ItemVerdict.CONFORMS),
        ({"temperature": None}, ItemVerdict.UNTESTABLE),
    ],
)
def test_what_nothing_can_have_is_named(
    talk: Conversation, result: Find, fields: dict[str, float | None], verdict: ItemVerdict
) -> None:
    token = talk.registered()
    talk.ask("POST", STATE, fields, {"x-device-token": token, "x-session-id": talk.session(token)})
    assert result("device/measures").verdict is verdict


@together
@pytest.mark.parametrize("body", [b'{"temperature": NaN}', b'{"temperature": -inf, "humidity": 3}', b'{"a": nan}'])
def test_a_number_that_is_none_makes_a_request_malformed(talk: Conversation, result: Find, body: bytes) -> None:
    token = talk.registered()
    talk.ask("POST", STATE, body, {"x-device-token": token, "x-session-id": talk.session(token)})
    found = result(FORM)
    assert (found.verdict, "not-a-number" in found.found) == (ItemVerdict.VIOLATES, True)
    assert result("report/good-request").verdict is ItemVerdict.UNTESTABLE


def test_a_malformed_report_that_is_accepted_is_the_servers_fault_too(talk: Conversation, result: Find) -> None:
    token = talk.registered()
    session = talk.session(token)
    talk.meddle = lambda _, honest: type(honest)(200, b'{"success": true}', honest.headers)
    talk.ask("POST", STATE, b'{"temperature": NaN}', {"x-device-token": token, "x-session-id": session})
    assert result("form/malformed-request").verdict is ItemVerdict.DIFFERS


@pytest.mark.parametrize("body", [b'{"device_id": "[redacted', b'{"device_id": ***}', b"{"])
def test_a_body_that_was_cut_or_blackened_is_nobodys_fault(talk: Conversation, result: Find, body: bytes) -> None:
    token, whole = talk.registered(), body + b"and more"
    talk.ask("POST", SESSION, whole, {"x-device-token": token})
    written = talk.path.read_bytes()
    assert _quoted(whole) in written
    talk.path.write_bytes(written.replace(_quoted(whole), _quoted(body)))  # Its length in bytes is still told.
    assert result(FORM).found.count("line") == 0
    assert result("session/good-request").verdict is not ItemVerdict.DIFFERS


def _quoted(body: bytes) -> bytes:
    return json.dumps(body.decode()).encode()


@pytest.mark.parametrize("body", [b'{"temperature": 21.5, "hum', b"[1,2]", b"{", b"21.5"])
@pytest.mark.parametrize("status", [400, 200])
def test_a_body_that_is_no_object_is_the_devices_fault_and_the_servers_who_takes_it(
    talk: Conversation, result: Find, body: bytes, status: int
) -> None:
    token = talk.registered()
    session = talk.session(token)
    if status == HTTPStatus.OK:
        talk.meddle = lambda _, honest: type(honest)(200, b'{"success": true}', honest.headers)
    talk.ask("POST", STATE, body, {"x-device-token": token, "x-session-id": session})
    assert '--data-raw "${BODY}"' in result(FORM).exchanges[-1].curl
    taken = ItemVerdict.DIFFERS if status == HTTPStatus.OK else ItemVerdict.CONFORMS
    assert (result(FORM).verdict, result("form/malformed-request").verdict) == (ItemVerdict.VIOLATES, taken)
    assert result("report/good-request").verdict is ItemVerdict.UNTESTABLE


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "application/json; charset=utf-7"])
def test_the_type_of_a_body_is_looked_at_before_the_body(talk: Conversation, result: Find, kind: str) -> None:
    token = talk.registered()
    shown = {"x-device-token": token, "x-session-id": talk.session(token), "content-type": kind}
    talk.ask("POST", STATE, b"temperature=21.5&humidity=48", shown)
    found = result(FORM)
    assert (found.verdict, f"{kind!r}, not JSON" in found.found) == (ItemVerdict.VIOLATES, True)
    assert result("report/good-request").verdict is ItemVerdict.UNTESTABLE
    assert result("refusals/unsupported-media-type").verdict is ItemVerdict.CONFORMS


def test_characters_that_are_spelled_as_escapes_are_read(talk: Conversation, result: Find) -> None:
    fields = {"token": talk.pending(), "device_id": "ESP32_246F28AABBCC", "mac_address": MAC, "ip": "10.0.0.2"}
    body = json.dumps(fields).replace("ESP32_", r"\u0045SP32\u005f").encode()
    talk.ask("POST", "/api/device/register/", body)
    assert (result(FORM).verdict, result(IDENTITY).verdict) == (ItemVerdict.CONFORMS, ItemVerdict.CONFORMS)
