"""What a run does to the server it is given, and which servers it refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import responses

from oceanhil.hil.worlds.remote.source import RemoteServer
from oceanhil.hil.worlds.remote.wire import NoMockServerError
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError
from tests.hil.worlds.remote.key import KEY

STATE = "/api/device/state/"
NOW_US = 1_768_478_400_000_000
HEALTH = {"success": True, "status": "ok", "profile": "oceanremote", "devices": 0, "storage": {"state": "memory"}}


def connect(url: str, key: str | None = KEY, *, may_reset: bool = False) -> RemoteServer:
    return RemoteServer(url, admin_key=key, ca_file=None, may_reset=may_reset)


@pytest.fixture
def foreign(elsewhere: BackgroundServer) -> Iterator[object]:
    """A device on the server that no run made."""
    made = elsewhere.call(lambda core, now_us: core.create_device(Board.ESP32, "of a colleague", now_us))
    yield made
    elsewhere.call(lambda core, now_us: core.reset(None, now_us))


def test_a_server_with_devices_of_others_is_refused(elsewhere: BackgroundServer, foreign: object) -> None:
    with pytest.raises(WorldError, match=r"did not make: 'of a colleague'.*add --yes"):
        connect(elsewhere.url)
    assert elsewhere.call(lambda core, _: core.device_count) == 1


def test_of_many_devices_of_others_some_are_named_and_the_rest_is_counted(
    elsewhere: BackgroundServer, foreign: object
) -> None:
    for name in ("one", "two", "three", "four"):
        with Client(elsewhere.url, admin_key=KEY) as client:
            client.generate(Board.ESP32, name)
    with pytest.raises(WorldError, match=r"'of a colleague', 'one', 'two' and 2 more; a run deletes everything"):
        connect(elsewhere.url)


def test_with_yes_it_is_reset(elsewhere: BackgroundServer, foreign: object) -> None:
    source = connect(elsewhere.url, may_reset=True)
    source.begin(load_profile(), 7)
    assert elsewhere.call(lambda core, _: core.device_count) == 0
    source.close()


def test_a_device_that_somebody_makes_between_two_runs_is_noticed(
    source: RemoteServer, elsewhere: BackgroundServer
) -> None:
    source.begin(load_profile(), 7)
    elsewhere.call(lambda core, now_us: core.create_device(Board.ESP32, "of a colleague", now_us))
    with pytest.raises(WorldError, match="of a colleague"):
        source.begin(load_profile(), 8)


def test_so_it_is_if_a_run_before_had_made_a_device_with_that_very_id(
    source: RemoteServer, elsewhere: BackgroundServer
) -> None:
    ours = source.begin(load_profile(), 7).create_device(Board.ESP32, "ours", NOW_US)
    source.begin(load_profile(), 7)
    theirs = elsewhere.call(lambda core, now_us: core.create_device(Board.ESP32, "of a colleague", now_us))
    assert ours.id == theirs.id
    with pytest.raises(WorldError, match="of a colleague"):
        source.begin(load_profile(), 8)


def test_it_is_left_empty_with_its_clock_running(elsewhere: BackgroundServer) -> None:
    source = connect(elsewhere.url)
    source.begin(load_profile(), 7).create_device(Board.ESP32, "ours", NOW_US)
    assert elsewhere.call(lambda core, now_us: core.clock(now_us)).frozen
    source.close()
    assert elsewhere.call(lambda core, _: core.device_count) == 0
    assert not elsewhere.call(lambda core, now_us: core.clock(now_us)).frozen


def test_a_server_that_was_looked_at_only_is_left_alone(elsewhere: BackgroundServer, foreign: object) -> None:
    connect(elsewhere.url, may_reset=True).close()
    assert elsewhere.call(lambda core, _: core.device_count) == 1


def test_somebody_who_talks_to_it_during_a_run_is_noticed(source: RemoteServer, elsewhere: BackgroundServer) -> None:
    core = source.begin(load_profile(), 7)
    core.handle(HttpRequest("GET", STATE), NOW_US)
    elsewhere.call(lambda there, now_us: there.handle(HttpRequest("GET", STATE), now_us))
    with pytest.raises(WorldError, match="somebody else talks to"):
        core.handle(HttpRequest("GET", STATE), NOW_US)


def test_a_delay_is_told_and_not_waited_for(source: RemoteServer) -> None:
    core = source.begin(load_profile(), 7)
    core.add_fault(FaultRule(Fault(FaultKind.DELAY, seconds=80_000.0), times=1), NOW_US)
    disturbance = core.handle(HttpRequest("GET", STATE), NOW_US).disturbance
    assert disturbance is not None
    assert (disturbance.name, disturbance.late_us(0)) == ("delay", 80_000_000_000)
    assert core.handle(HttpRequest("GET", STATE), NOW_US).disturbance is None


def test_the_end_of_one_fault_is_not_that_of_another(source: RemoteServer) -> None:
    core = source.begin(load_profile(), 7)
    for name in ("outage", "maintenance"):
        core.add_fault(FaultRule(Fault(FaultKind.DELAY, seconds=5.0), name=name), NOW_US)
    core.clear_faults(NOW_US, "outage")
    disturbance = core.handle(HttpRequest("GET", STATE), NOW_US).disturbance
    assert disturbance is not None
    core.clear_faults(NOW_US, "maintenance")
    assert core.handle(HttpRequest("GET", STATE), NOW_US).disturbance is None


def test_the_servers_clock_shows_the_runs_time(source: RemoteServer, elsewhere: BackgroundServer) -> None:
    core = source.begin(load_profile(), 7)
    core.handle(HttpRequest("GET", STATE), NOW_US + 1)
    assert elsewhere.call(lambda there, now_us: there.unix_us(now_us)) == NOW_US + 1


def test_a_wrong_key_is_told_in_one_line(elsewhere: BackgroundServer) -> None:
    with pytest.raises(WorldError, match=r"^--server: wrong or missing admin key") as raised:
        connect(elsewhere.url, "wrong")
    assert "\n" not in str(raised.value)


def test_a_server_that_is_not_there_is_told_in_one_line() -> None:
    with BackgroundServer(Core(load_profile(), 1)) as server:
        url = server.url
    with pytest.raises(WorldError, match="cannot be reached: connection refused") as raised:
        connect(url)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": "UP"}, "is no mock server that this client knows"),
        ({**HEALTH, "admin_api": 2, "storage": {"state": "memory", "reason": ""}}, "one version of oceanhil for both"),
    ],
)
def test_other_software_and_other_versions_are_told_apart(answer: object, expected: str) -> None:
    with responses.RequestsMock() as played:
        played.get("http://bench.test:8080/_admin/health", json=answer)
        with pytest.raises(WorldError, match=expected):
            connect("http://bench.test:8080")


def test_a_server_of_the_protocol_that_has_no_admin_side_is_other_software_in_its_own_words() -> None:
    body = {"success": False, "error": "Session expired", "code": "session_expired"}
    with responses.RequestsMock() as played:
        played.get("http://bench.test:8080/_admin/health", json=body, status=404)
        with pytest.raises(
            NoMockServerError, match="is no mock server that this client knows: it answered with HTTP 404"
        ):
            connect("http://bench.test:8080")


def test_another_profile_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text('[profile]\nname = "other"\ntitle = "Another server"\n', "utf-8")
    with BackgroundServer(Core(load_profile(file), 1)) as server:
        source = connect(server.url, None)
        with pytest.raises(WorldError, match="serves the profile 'other', this run is for 'oceanremote'"):
            source.begin(load_profile(), 7)
        source.close()
