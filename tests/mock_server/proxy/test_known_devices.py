"""What a proxy knows of devices: what passed, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.mock_server.core.admin.devices import set_tags
from oceanhil.mock_server.core.admin.operation import operation
from oceanhil.mock_server.core.admin.routes import OPERATIONS
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.operation import Curl, Operation, Tag
from oceanhil.mock_server.proxy import known_devices
from oceanhil.mock_server.proxy.known_devices import KnownDevices
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.redact import leaks
from tests.deep_json import DEEP_JSON

if TYPE_CHECKING:
    from tests.mock_server.proxy.conftest import Pair

REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"
DEVICE_ID, MAC = "ESP32_246F28AABBCC", "24:6F:28:AA:BB:CC"


def _device(pair: Pair) -> dict[str, object]:
    devices = pair.proxy.admin("GET", "/devices")["devices"]
    assert isinstance(devices, list)
    assert len(devices) == 1
    found: dict[str, object] = devices[0]
    return found


def test_a_registration_that_passes_makes_a_device_known(pair: Pair) -> None:
    pair.register(pair.token())
    seen = _device(pair)
    assert (seen["device_id"], seen["mac"], seen["board"], seen["status"]) == (DEVICE_ID, MAC, "esp32", "OFFLINE")


def test_a_device_that_polls_is_online_until_it_is_silent(pair: Pair) -> None:
    headers = pair.online()
    pair.proxy.ask("GET", STATE, None, headers)
    assert _device(pair)["status"] == "ONLINE"
    pair.clock.now_us += 60_000_000
    assert _device(pair)["status"] == "AWAY"


def test_what_a_poll_says_of_relays_is_shown(pair: Pair) -> None:
    headers = pair.online()
    [device] = pair.origin.call(lambda core, now_us: core.devices(now_us))
    pair.origin.call(lambda core, now_us: core.set_state(device.id, {"relay1": True}, now_us))
    pair.proxy.ask("GET", STATE, None, headers)
    assert _device(pair)["state"] == {"relay1": True, "relay2": False, "temperature": None, "humidity": None}


def test_a_device_known_by_its_token_only_gets_its_name_with_its_session(pair: Pair) -> None:
    headers = pair.online()
    pair.proxy.core.reset(None, pair.clock.now_us)
    pair.proxy.ask("GET", STATE, None, headers)
    assert (_device(pair)["device_id"], _device(pair)["board"]) == (None, "")
    identity = {"device_id": DEVICE_ID, "mac_address": MAC}
    pair.proxy.ask("POST", SESSION, identity, {"X-Device-Token": headers["X-Device-Token"]})
    assert (_device(pair)["device_id"], _device(pair)["board"]) == (DEVICE_ID, "esp32")


def test_a_device_that_takes_another_name_is_known_by_the_new_one_only() -> None:
    seen = KnownDevices(load_profile(), lambda: 60_000_000, {})
    opened = HttpResponse(200, b'{"success":true,"expires_in":60}')
    bodies = [
        msgspec.json.encode({"device_id": f"ESP32_246F28AABB{number:02X}", "mac_address": MAC}) for number in range(3)
    ]
    token_header = load_profile().wire.token_header
    for body in bodies:
        seen.learn(HttpRequest("POST", SESSION, {token_header: "oc_perm_1"}, body), opened, 0)
    known = [seen.owner(HttpRequest("POST", SESSION, body=body)) is not None for body in bodies]
    assert known == [False, False, True]


def test_a_revoked_device_is_shown_as_revoked(pair: Pair) -> None:
    headers = pair.online()
    [device] = pair.origin.call(lambda core, now_us: core.devices(now_us))
    pair.origin.call(lambda core, now_us: core.revoke(device.id, now_us))
    pair.proxy.ask("GET", STATE, None, headers)
    assert _device(pair)["status"] == "REVOKED"


def test_a_refused_registration_makes_nobody_known(pair: Pair) -> None:
    body = {"token": "oc_reg_" + "x" * 43, "device_id": DEVICE_ID, "mac_address": MAC, "ip": "::1"}
    assert pair.proxy.ask("POST", REGISTER, body).status == 401
    assert pair.proxy.admin("GET", "/devices")["devices"] == []


def test_the_journal_names_the_device(pair: Pair) -> None:
    headers = pair.online()
    pair.proxy.ask("GET", STATE, None, headers)
    assert {entry.device for entry in pair.proxy.core.journal_since(0)} == {_device(pair)["id"]}


def test_a_proxy_does_no_operation_itself_that_changes_something_but_those_of_clock_faults_and_reset() -> None:
    own = {each.description.id for each in OPERATIONS if each.is_proxys_own and each.method != "GET"}
    assert own == {"setClock", "addFault", "removeFault", "clearFaults", "reset"}


def test_whatever_else_changes_something_is_refused_and_changes_nothing(pair: Pair) -> None:
    pair.register(pair.token())
    before = _device(pair)
    refused = [each for each in OPERATIONS if not each.is_proxys_own]
    assert {"createDevice", "setDeviceTags", "changeSettings", "restart"} <= {each.description.id for each in refused}
    for each in refused:
        body = next(iter(each.description.request_examples), None)
        got = pair.proxy.ask(each.method, f"/_admin/{each.fill(str(before['id']))}", body)
        assert (got.status, got.json["code"]) == (409, "conflict"), each.description.id
        assert pair.origin.url in str(got.json["error"])
    assert _device(pair) == before


def test_an_operation_that_does_not_say_that_a_proxy_does_it_is_the_other_servers() -> None:
    declared = operation("PUT", "devices/*/name", Operation(id="x", tag=Tag.DEVICES, curl=Curl("/")))(set_tags.run)
    assert not declared.is_proxys_own


def test_a_refusal_says_what_cannot_be_done_and_where_to_do_it(pair: Pair) -> None:
    got = pair.proxy.ask("POST", "/_admin/devices", {"board": "esp32"})
    reason = f"this server is a proxy and has no devices of its own; do it at {pair.origin.url}"
    assert got.json["error"] == f"cannot generate firmware: {reason}"


def test_no_secret_stays_in_what_a_proxy_shows(pair: Pair) -> None:
    headers = pair.online()
    pair.proxy.ask("GET", f"{STATE}?token={headers['X-Device-Token']}", None, headers)
    shown = "".join(str(pair.proxy.admin("GET", path)) for path in ("/devices", "/journal", "/faults/log"))
    assert leaks(shown) == []


def test_an_exchange_nested_beyond_reading_makes_nobody_known() -> None:
    devices: dict[str, Device] = {}
    seen = KnownDevices(load_profile(), lambda: 60_000_000, devices)
    for path in (REGISTER, SESSION):
        for status in (200, 401):
            request = HttpRequest("POST", path, body=DEEP_JSON)
            assert seen.learn(request, HttpResponse(status, DEEP_JSON), 0) is None
    assert devices == {}


def test_beyond_the_most_devices_nobody_new_becomes_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_devices, "MOST_DEVICES", 2)
    devices: dict[str, Device] = {}
    seen = KnownDevices(load_profile(), lambda: 60_000_000, devices)
    polls = [_poll(f"oc_perm_{number}") for number in range(3)]
    learned = [seen.learn(request, HttpResponse(200, b"{}"), 0) is not None for request in polls]
    assert (learned, len(devices)) == ([True, True, False], 2)
    assert [seen.owner(request) is not None for request in polls] == [True, True, False]


def test_of_a_device_that_gets_a_new_token_the_old_one_is_forgotten() -> None:
    seen = KnownDevices(load_profile(), lambda: 60_000_000, {})
    body = msgspec.json.encode({"device_id": DEVICE_ID, "mac_address": MAC})
    for token in ("oc_perm_1", "oc_perm_2"):
        request = HttpRequest("POST", SESSION, _poll(token).headers, body)
        assert seen.learn(request, HttpResponse(200, b'{"success":true,"expires_in":60}'), 0) is not None
    assert [seen.owner(_poll(f"oc_perm_{number}")) is not None for number in (1, 2)] == [False, True]


def _poll(token: str) -> HttpRequest:
    return HttpRequest("GET", STATE, {load_profile().wire.token_header: token})
