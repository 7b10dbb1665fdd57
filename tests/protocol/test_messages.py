import json

import msgspec
import pytest

from oceanhil.protocol.messages import (
    DeviceState,
    ErrorReply,
    RegisterReply,
    RegisterRequest,
    SessionReply,
    SessionRequest,
)


def encoded(message: msgspec.Struct) -> str:
    return msgspec.json.encode(message).decode()


def test_the_registration_carries_the_four_printed_fields_in_order() -> None:
    request = RegisterRequest("oc_reg_x", "ESP32_246F28AABBCC", "24:6F:28:AA:BB:CC", "192.168.1.100")
    assert list(json.loads(encoded(request))) == ["token", "device_id", "mac_address", "ip"]


def test_the_state_looks_as_the_api_page_prints_it() -> None:
    printed = '{"success":true,"relay1":false,"relay2":true,"temperature":23.5,"humidity":62.0}'
    assert encoded(DeviceState(relay2=True, temperature=23.5, humidity=62.0)) == printed


def test_a_device_that_never_reported_has_its_relays_off_and_no_readings() -> None:
    assert json.loads(encoded(DeviceState())) == {
        "success": True,
        "relay1": False,
        "relay2": False,
        "temperature": None,
        "humidity": None,
    }


def test_a_refusal_names_the_server_time_only_when_the_clock_was_the_reason() -> None:
    assert encoded(ErrorReply(False, "no", "c")) == '{"success":false,"error":"no","code":"c"}'
    assert json.loads(encoded(ErrorReply(False, "no", "c", 5)))["server_time"] == 5


def test_a_session_reply_without_a_session_id_can_be_written_and_read() -> None:
    assert "session_id" not in json.loads(encoded(SessionReply(success=True, expires_in=3600)))
    read = msgspec.json.decode(b'{"success":true}', type=SessionReply)
    assert (read.session_id, read.expires_in, read.server_time) == (None, 0, 0)


@pytest.mark.parametrize("missing", ["token", "device_id", "mac_address", "ip"])
def test_a_registration_without_one_of_its_fields_is_no_registration(missing: str) -> None:
    fields = {"token": "t", "device_id": "d", "mac_address": "m", "ip": "i"}
    del fields[missing]
    with pytest.raises(msgspec.ValidationError, match=missing):
        msgspec.convert(fields, RegisterRequest)


def test_unknown_fields_are_ignored() -> None:
    body = b'{"device_id":"d","firmware":{"deep":[1]},"mac_address":"m"}'
    assert msgspec.json.decode(body, type=SessionRequest) == SessionRequest("d", "m")


def test_of_duplicate_keys_the_last_one_counts() -> None:
    body = b'{"device_id":"first","mac_address":"m","device_id":"last"}'
    assert msgspec.json.decode(body, type=SessionRequest).device_id == "last"


@pytest.mark.parametrize("value", ["1", "true", "null", "{}", "[]"])
def test_a_token_that_is_no_string_is_refused(value: str) -> None:
    body = f'{{"success":true,"device_id":"d","permanent_token":{value},"server_time":1}}'
    with pytest.raises(msgspec.ValidationError, match="permanent_token"):
        msgspec.json.decode(body, type=RegisterReply)
