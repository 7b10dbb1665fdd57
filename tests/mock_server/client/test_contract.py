"""Every method of the client against the real server."""

from pathlib import Path
from typing import Never

import msgspec
import pytest

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import (
    Client,
    ClientError,
    ConflictError,
    RefusedError,
    UnknownIdError,
    UnreachableError,
    WrongKeyError,
)
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.admin import devices
from oceanhil.mock_server.core.admin.forms import NewDevice
from oceanhil.mock_server.core.admin.operation import AnyOperation
from oceanhil.mock_server.core.admin.routes import OPERATIONS
from oceanhil.mock_server.ringcentral.admin_routes import NewApplication, NewPerson, add_app, add_user, list_users
from oceanhil.mock_server.services import service_maker
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.profile import load_profile

MAC = bytes.fromhex("246f28aabbcc")
STATE = "/api/device/state/"


def poll(server: BackgroundServer) -> None:
    server.call(lambda core, now_us: core.handle(HttpRequest("GET", STATE), now_us))


def test_health_names_the_profile(real: Client) -> None:
    assert real.health().profile == "oceanremote"


def test_a_serving_server_is_ready(real: Client) -> None:
    assert real.is_ready()


def test_what_faults_did_is_in_their_log(real: Client, served: BackgroundServer) -> None:
    rule = real.fail_next(Fault(FaultKind.DROP_RESPONSE))
    poll(served)
    assert [(strike.rule, strike.kind) for strike in real.fault_log().entries] == [(rule.id, "drop_response")]
    assert real.fault_log(since=1).entries == []


def test_devices_come_and_go(real: Client) -> None:
    made = real.generate(Board.ESP8266, "bench")
    assert [(device.id, device.board) for device in real.devices()] == [(made.id, "esp8266")]
    assert real.device(made.id).name == "bench"
    real.delete(made.id)
    assert real.devices() == []


def test_devices_are_listed_page_by_page(real: Client) -> None:
    ids = [real.generate(Board.ESP32).id for _ in range(3)]
    assert [device.id for device in real.devices(limit=2)] == ids[:2]
    assert [device.id for device in real.devices(after=ids[1], limit=2)] == ids[2:]


def test_a_token_is_regenerated_and_revoked(real: Client) -> None:
    made = real.generate(Board.ESP32)
    assert real.regenerate(made.id).registration_token != made.registration_token
    assert real.revoke(made.id).status == "REVOKED"


def test_a_claim_binds_a_mac_and_only_once_pending(real: Client) -> None:
    made = real.generate(Board.ESP32)
    assert real.claim(made.id, MAC, "ESP32_1").mac == format_mac(MAC)
    real.revoke(made.id)
    with pytest.raises(ConflictError, match="revoked"):
        real.claim(made.id, MAC, "ESP32_1")


def test_relays_and_sensors_are_set(real: Client) -> None:
    made = real.generate(Board.ESP32)
    state = real.set_state(made.id, relay1=True, temperature=21.5).state
    assert (state.relay1, state.relay2, state.temperature) == (True, False, 21.5)


def test_tags_are_set_and_asked_for(real: Client) -> None:
    tagged = real.generate(Board.ESP32, tags=["rack-3", "attic"])
    other = real.generate(Board.ESP32)
    assert [device.tags for device in real.devices()] == [("attic", "rack-3"), ()]
    assert [device.id for device in real.devices(tag="rack-3")] == [tagged.id]
    assert real.set_tags(other.id, ["rack-3"]).tags == ("rack-3",)
    assert [device.id for device in real.devices(tag="rack-3", after=tagged.id)] == [other.id]
    with pytest.raises(RefusedError, match="without blanks and commas"):
        real.set_tags(other.id, ["two words"])
    assert real.set_tags(other.id, []).tags == ()


def test_the_clock_is_moved_frozen_and_released(real: Client) -> None:
    before = real.freeze_clock()
    assert real.advance_clock(60).now == before.now + 60
    assert real.set_clock_offset(-5).offset == -5
    assert real.clock() == real.freeze_clock()
    assert not real.release_clock().frozen


def test_settings_are_changed_all_or_none(real: Client) -> None:
    assert real.put_settings(session_ttl_s=60)["session_ttl_s"] == 60
    with pytest.raises(RefusedError, match="did you mean 'session_ttl_s'"):
        real.put_settings(session_ttl_s=120, session_ttl=1)
    assert real.settings()["session_ttl_s"] == 60


def test_faults_are_added_counted_and_removed(real: Client, served: BackgroundServer) -> None:
    first = real.fail_next(Fault(FaultKind.STATUS, status=503), path=STATE, method="GET")
    truncated = Fault(FaultKind.TRUNCATE, keep_bytes=3)
    second = real.add_fault(FaultRule(truncated, Match("/elsewhere"), probability=0.5, seed=3))
    poll(served)
    assert [(rule.id, rule.fired) for rule in real.faults()] == [(first.id, 1), (second.id, 0)]
    real.remove_fault(first.id)
    assert [rule.id for rule in real.faults()] == [second.id]
    of_family = real.add_fault(FaultRule(truncated, Match(board=Board("esp32c3"))))
    assert [rule.match.board for rule in real.faults() if rule.id == of_family.id] == [Board("esp32c3")]
    with pytest.raises(RefusedError, match="unknown board 'esp31'"):
        real.add_fault(FaultRule(truncated, Match(board=Board("esp31"))))
    named = real.add_fault(FaultRule(truncated, name="mine & yours"))
    real.clear_faults("mine & yours")
    assert named.name == "mine & yours"
    assert [rule.id for rule in real.faults()] == [second.id, of_family.id]
    real.clear_faults()
    assert real.faults() == []


def test_the_journal_is_filtered_and_cut(real: Client, served: BackgroundServer) -> None:
    for _ in range(3):
        poll(served)
    page = real.journal(since=1, last=1)
    assert ([entry.seq for entry in page.entries], page.last_seq, page.dropped) == ([3], 3, 0)
    assert real.journal(device="nobody").entries == []
    assert [entry.seq for entry in real.journal(before=3, last=1).entries] == [2]
    assert [entry.seq for entry in next(real.new_entries(since=2))] == [3]


def test_waits_end_when_it_is_so(real: Client, served: BackgroundServer) -> None:
    made = real.generate(Board.ESP32)
    poll(served)
    assert real.wait_for_status(made.id, DeviceStatus.PENDING).id == made.id
    assert real.wait_for_request(STATE).status == 401


def test_restart_and_reset(real: Client) -> None:
    made = real.generate(Board.ESP32)
    real.restart()
    assert real.device(made.id).status == "PENDING"
    assert real.reset(8) == 8
    assert real.devices() == []


def test_an_unknown_id_is_told(real: Client) -> None:
    for ask in (real.device, real.delete, real.revoke, real.regenerate, real.remove_fault):
        with pytest.raises(UnknownIdError):
            ask("nobody/../clock")


@pytest.mark.parametrize("key", [None, "wrong"])
def test_a_missing_or_wrong_key_is_told(served: BackgroundServer, key: str | None) -> None:
    with Client(served.url, admin_key=key) as client, pytest.raises(WrongKeyError, match="oceanhil serve --admin-key"):
        client.health()


def test_a_server_that_is_not_there_is_told() -> None:
    with BackgroundServer(Core(load_profile(), 1)) as server:
        url = server.url
    with Client(url) as client, pytest.raises(UnreachableError, match="cannot be reached: connection refused"):
        client.health()


def test_a_ca_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for url in ("https://localhost:1", "http://localhost:1"):
        with pytest.raises(ClientError, match=r"verify: there is no file '.*ca\.pem'; expected a file of certificates"):
            Client(url, verify=tmp_path / "ca.pem")


@pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS if each.method == "GET" and "*" not in each.path and each.reply is not HttpResponse],
)
def test_whatever_can_be_looked_at_can_be_asked_for(real: Client, operation: AnyOperation[Never]) -> None:
    assert isinstance(real.call(operation), msgspec.Struct | dict)


def test_an_operation_can_be_asked_for_as_it_is_declared(real: Client) -> None:
    made = real.call(devices.create, NewDevice(Board.PICOW))
    assert real.call(devices.show, identity=made.id).board == "picow"
    with pytest.raises(UnknownIdError):
        real.call(devices.show, identity="a/../b")


@pytest.mark.slow
def test_an_operation_of_one_service_can_be_asked_for() -> None:
    with BackgroundServer(service_maker("ringcentral")(None, 1)) as server, Client(server.url) as client:
        user = client.call(add_user, NewPerson("alice"))
        assert [each.id for each in client.call(list_users).users] == [user.id]
        assert client.call(add_app, NewApplication(public=True)).client_secret is None
