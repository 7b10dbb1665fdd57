"""What a server only repeats of a request is none of its own words, in whatever notation it repeats it."""

import msgspec
import pytest

from oceanhil.conformance.oceanremote.echo import without_echo

ASKED = {"token": "oc_reg_x-y", "device_id": "ESP32_1", "mac_address": 17, "ip": None}
SENT = msgspec.json.encode(ASKED)
NOTATIONS = {
    "JSON": msgspec.json.encode(ASKED).decode(),
    "Python": repr(ASKED),
    "dataclass": "Registration(token='oc_reg_x-y', device_id='ESP32_1', mac_address=17, ip=None)",
    "Ruby": '{"token"=>"oc_reg_x-y", "device_id"=>"ESP32_1", "mac_address"=>17, "ip"=>nil}',
    "Java": "{token=oc_reg_x-y, device_id=ESP32_1, mac_address=17, ip=null}",
    "Go": "map[device_id:ESP32_1 ip:<nil> mac_address:17 token:oc_reg_x-y]",
    "PHP": "Array\n(\n [token] => oc_reg_x-y\n [device_id] => ESP32_1\n [mac_address] => 17\n [ip] => \n)\n",
    "JavaScript": "{\n  token: 'oc_reg_x-y',\n  device_id: 'ESP32_1',\n  mac_address: 17,\n  ip: null\n}",
}


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("around", ["{}", "cannot use {}", "{}: no registration"])
def test_a_body_that_is_written_anew_is_no_word_of_the_servers(notation: str, around: str) -> None:
    said = without_echo(around.format(NOTATIONS[notation]), SENT)
    assert not [name for name in ASKED if name in said], said


def test_a_body_that_is_written_anew_inside_of_json_is_none_either() -> None:
    said = without_echo(msgspec.json.encode({"error": f"bad request: {ASKED!r}"}).decode(), SENT)
    assert "mac_address" not in said
    assert "bad request" in said


def test_lists_objects_and_truths_are_repeated_too() -> None:
    asked = {"token": {"a": ["b", 1.5]}, "device_id": [], "mac_address": True, "ip": ""}
    assert "mac_address" not in without_echo(f"cannot use {asked!r}", msgspec.json.encode(asked))


@pytest.mark.parametrize(
    "said",
    [
        "mac_address 17 is no MAC",
        "mac_address: 17",
        "{'mac_address': 17}",
        "{'mac_address': 'expected a text', 'ip': 'missing'}",
        "ESP32_1 (mac_address 17, ip None): expected texts",
        "of token oc_reg_x-y, device_id ESP32_1, mac_address 17, ip none of the last two is a text",
        "{'token': 'oc_reg_x-y', 'device_id': 'ESP32_1', 'mac_address': 'no text', 'ip': None}",
    ],
)
def test_whoever_says_something_of_a_field_names_it(said: str) -> None:
    assert "mac_address" in without_echo(said, SENT)


def test_what_repeats_the_only_field_may_name_it() -> None:
    assert without_echo("bad: {'temperature': 'warm'}", b'{"temperature":"warm"}') == "bad: {'temperature': 'warm'}"


def test_a_long_text_that_is_nearly_an_echo_is_looked_through_soon() -> None:
    text = "{" + "token ' ' ' oc_reg_x-y, , , , device_id ESP32_1 " * 2_000
    assert without_echo(text, SENT) == text
