"""Scenarios of simulated boards against a server in real time."""

from __future__ import annotations

import msgspec
import pytest

from oceanhil.hil.worlds.foreign.source import ForeignServer
from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.admin_error import UnknownNameError
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.identity import is_local, parse_mac
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.control import operations_of
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.hil.worlds.foreign.machine import MachineTime, limited_server, numbering_server, run_scenario


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "first-boot",
        "token-revoked",
        "token-regenerated",
        "device-deleted-and-readded",
        "connection-drops-mid-reply",
        "session-missing-id",
        "mac-mismatch",
        "token-stolen",
        "status-online-away-offline",
    ],
)
def test_what_the_connector_makes_possible_runs(without_clock: ForeignServer, library: Library, name: str) -> None:
    for result in run_scenario(without_clock, library, name):
        assert (result.outcome, result.reason) == (Outcome.PASSED, "")
        assert result.remedy in {Outcome.PASSED, Outcome.NONE}


def test_a_device_that_has_the_id_of_a_deleted_one_is_another_device(
    client: Client, machine_time: MachineTime, library: Library
) -> None:
    server = numbering_server(client, machine_time)
    (result,) = run_scenario(server, library, "device-deleted-and-readded")
    server.close()
    assert (result.outcome, result.remedy, result.reason) == (Outcome.PASSED, Outcome.PASSED, "")
    assert not client.devices()


def test_a_deleted_device_stays_deleted_when_another_has_its_id(client: Client, machine_time: MachineTime) -> None:
    server = numbering_server(client, machine_time)
    core = server.begin_beside(load_profile())
    first = core.create_device(Board.ESP32, "first", machine_time.now_us)
    core.delete(first.id, machine_time.now_us)
    second = core.create_device(Board.ESP32, "second", machine_time.now_us)
    with pytest.raises(UnknownNameError, match="was deleted"):
        core.contact(first.id, machine_time.now_us)
    assert core.contact(second.id, machine_time.now_us) == (DeviceStatus.PENDING, None)
    server.close()


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("token-expired", "server-clock"),
        ("maintenance", "server-settings"),
        ("server-restarts", "server-restart"),
        ("a-day-online", "virtual-time"),
        ("device-id-byte-order", "any-mac"),
    ],
)
def test_what_is_missing_skips_by_its_name(
    without_clock: ForeignServer, library: Library, name: str, lacking: str
) -> None:
    for result in run_scenario(without_clock, library, name):
        assert result.outcome is Outcome.SKIPPED
        assert lacking in result.reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("maintenance", "needs server-settings: the connector lacks settings and put-setting"),
        ("a-day-online", f"needs virtual-time: the connector lacks {operations_of('test-clock')}"),
        ("server-restarts", "world 'sim' lacks server-restart"),
    ],
)
def test_what_is_skipped_says_what_to_add_to_the_connector(
    without_clock: ForeignServer, library: Library, name: str, reason: str
) -> None:
    assert {result.reason for result in run_scenario(without_clock, library, name)} == {reason}


@pytest.mark.slow
def test_a_clock_far_off_is_judged_and_one_at_the_limit_is_not(without_clock: ForeignServer, library: Library) -> None:
    outcomes = {each.parameters["case"]: each for each in run_scenario(without_clock, library, "clock-skew")}
    skipped = {name for name, result in outcomes.items() if result.outcome is Outcome.SKIPPED}
    assert skipped == {"-301", "-300", "300", "301"}
    assert all(result.outcome in {Outcome.PASSED, Outcome.SKIPPED} for result in outcomes.values())
    assert "a clock of the server that stands still" in outcomes["300"].reason


@pytest.mark.long
@pytest.mark.parametrize("case", ["-600", "600"])
def test_a_clock_far_off_is_told_by_the_second_where_registrations_are_limited(
    client: Client, library: Library, machine_time: MachineTime, case: str
) -> None:
    server = limited_server(client, machine_time)
    for _ in range(3):
        results = {each.parameters["case"]: each for each in run_scenario(server, library, "clock-skew", Board.PICOW)}
        assert (results[case].outcome, results[case].failure) == (Outcome.PASSED, None), results[case].reason
    server.close()


def test_nobody_waits_where_the_server_does_not_care(
    without_clock: ForeignServer, library: Library, machine_time: MachineTime
) -> None:
    (result,) = run_scenario(without_clock, library, "wifi-password-wrong")
    assert result.outcome is Outcome.PASSED
    assert result.simulated_us > 10_000_000
    assert machine_time.slept_s == 0


def test_silence_is_real_before_the_status_is_asked(
    without_clock: ForeignServer, library: Library, machine_time: MachineTime
) -> None:
    run_scenario(without_clock, library, "status-online-away-offline")
    assert 290 < machine_time.slept_s < 320


def test_nothing_is_left_and_nothing_else_is_touched(
    without_clock: ForeignServer, library: Library, client: Client
) -> None:
    theirs = client.generate(Board.ESP32, "somebody's")
    before = client.device(theirs.id)
    run_scenario(without_clock, library, "token-regenerated")
    without_clock.close()
    assert list(client.devices()) == [before]


def test_every_run_has_a_mac_that_is_nobodys(without_clock: ForeignServer, library: Library) -> None:
    texts = [run_scenario(without_clock, library, "first-boot")[0].facts["mac"] for _ in range(2)]
    macs = [mac for text in texts if (mac := parse_mac(text)) is not None]
    assert len(set(macs)) == 2
    assert all(is_local(mac) and not mac[0] & 1 for mac in macs)


def test_requests_are_seen_with_their_refusals(without_clock: ForeignServer, library: Library) -> None:
    result = run_scenario(without_clock, library, "token-revoked")[0]
    refused = [event.fields for event in result.events if event.kind is EventKind.REQUEST and "code" in event.fields]
    assert {(fields["status"], fields["code"]) for fields in refused} == {(403, "token_revoked"), (410, "token_used")}
    assert all(fields["id"] for fields in refused)


def test_no_trace_holds_a_whole_secret(without_clock: ForeignServer, library: Library) -> None:
    (result,) = run_scenario(without_clock, library, "token-regenerated")
    text = msgspec.json.encode(result.events).decode()
    assert "oc_reg_" in text
    assert not [word for word in text.split('"') if word.startswith(("oc_reg_", "oc_perm_")) and len(word) > 13]


def test_compiled_firmware_gets_along_with_it_too(without_clock: ForeignServer, library: Library) -> None:
    factory = NativeWorldFactory()
    factory.use_servers(without_clock)
    (case,) = library["token-regenerated"].expand(Board.PICOW, factory.drivers(Board.PICOW))
    result = run_case(case, factory, load_profile())
    assert (result.outcome, result.remedy) == (Outcome.PASSED, Outcome.PASSED)
