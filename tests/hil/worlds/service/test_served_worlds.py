"""A run against a token service that is served gives the very trace of one in this process."""

import pytest

from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.hil.worlds.service.served_worlds import ServedWorlds
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.mock_server.ringcentral.views import AppList, UserList
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.ringcentral.admin import NewApp, NewUser
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.ringcentral.world import ServiceRequest
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.world_terms import WorldError
from tests.hil.worlds.service.conftest import KEY
from tests.hil.worlds.service.library import cases, library
from tests.scenarios.ringcentral.writing import scenario_of

REQUEST = ServiceRequest(service=ServiceName.RINGCENTRAL, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.replay_id)
def test_the_trace_is_the_same_event_by_event(case: Case, served: ServedWorlds) -> None:
    there, here = run_service_case(case, served), run_service_case(case, InProcessWorlds())
    assert there.outcome is Outcome.PASSED, there.failure or there.reason
    assert there.events == here.events


def test_a_changed_value_of_the_replay_id_is_set_there(served: ServedWorlds) -> None:
    (case,) = library().services["oau-213-sixth-login"].expand()
    result = run_service_case(case.seeded(0, {"server.session_limit": "100"}), served)
    assert result.failure is not None
    assert "6 live" in result.failure.found


@pytest.mark.parametrize("kind", [FaultKind.DROP_REQUEST, FaultKind.DROP_RESPONSE])
def test_a_dropped_request_or_answer_is_seen_as_no_answer(kind: FaultKind, served: ServedWorlds) -> None:
    traces = []
    for worlds in (served, InProcessWorlds()):
        world = worlds.make(REQUEST)
        world.control.add_fault(FaultRule(Fault(kind), times=1))
        world.client("worker").login()
        world.client("worker").login()
        traces.append([(event.kind, event.fields) for event in world.trace])
    assert traces[0] == traces[1]
    assert [fields["status"] for event, fields in traces[0] if event.value == "request"] == [0, 200]


def test_a_wish_that_the_service_refuses_is_the_same_error_of_the_world(served: ServedWorlds) -> None:
    (case,) = scenario_of("- server.settings: {max_body_bytes: 1000000000}").expand()
    there, here = run_service_case(case, served), run_service_case(case, InProcessWorlds())
    assert (there.outcome, there.reason) == (here.outcome, here.reason)
    assert there.reason.startswith("the service refused: max_body_bytes is 1000000000")


@pytest.mark.parametrize(("path", "made"), [("users", NewUser), ("apps", NewApp)])
def test_a_service_with_users_or_applications_of_somebody_else_is_left_alone(
    elsewhere: BackgroundServer, path: str, made: type[NewUser | NewApp]
) -> None:
    with Client(elsewhere.url, admin_key=KEY) as client:
        client.ask("POST", path, made, body={"name": "carol"})
        worlds = ServedWorlds(elsewhere.url, admin_key=KEY, ca_file=None, may_reset=False)
        with pytest.raises(WorldError, match="has users or applications that this run did not make: 'carol'"):
            worlds.make(REQUEST)
        worlds.close()
        left = client.ask("GET", "users", UserList).users or client.ask("GET", "apps", AppList).apps
        assert len(left) == 1
        client.reset()


def test_who_comes_between_two_runs_is_left_alone_too(served: ServedWorlds, elsewhere: BackgroundServer) -> None:
    served.make(REQUEST)
    served.make(REQUEST)
    with Client(elsewhere.url, admin_key=KEY) as client:
        client.ask("POST", "users", NewUser, body={"name": "carol"})
        with pytest.raises(WorldError, match="that this run did not make: 'carol'"):
            served.make(REQUEST)
        assert len(client.ask("GET", "users", UserList).users) == 2


def test_it_is_left_empty_and_its_clock_runs(elsewhere: BackgroundServer) -> None:
    worlds = ServedWorlds(elsewhere.url, admin_key=KEY, ca_file=None, may_reset=True)
    worlds.make(REQUEST).client("worker").login()
    worlds.close()
    with Client(elsewhere.url, admin_key=KEY) as client:
        assert client.ask("GET", "users", UserList).users == []
        assert not client.clock().frozen


def test_somebody_else_on_the_same_service_ends_the_run_as_an_error(
    served: ServedWorlds, elsewhere: BackgroundServer
) -> None:
    world, other = served.make(REQUEST), ServedWorlds(elsewhere.url, admin_key=KEY, ca_file=None, may_reset=True)
    other.make(REQUEST).client("intruder").login()
    with pytest.raises(WorldError, match="somebody else talks to"):
        world.client("worker").login()
    other.close()


def test_another_service_there_skips_the_case_and_says_which(elsewhere: BackgroundServer) -> None:
    del elsewhere
    (case,) = library().services["access-token-expired"].expand()
    with BackgroundServer(Core(load_profile(), 1), AccessPolicy(KEY)) as platform:
        worlds = ServedWorlds(platform.url, admin_key=KEY, ca_file=None, may_reset=False)
        result = run_service_case(case, worlds)
        worlds.close()
    assert (result.outcome, result.remedy) == (Outcome.SKIPPED, Outcome.SKIPPED)
    assert "serves 'oceanremote', not 'ringcentral'" in result.reason


def test_nothing_there_is_said_before_anything_runs() -> None:
    with pytest.raises(WorldError, match="cannot be reached"):
        ServedWorlds("http://127.0.0.1:9", admin_key=None, ca_file=None, may_reset=False)
