"""A run against a server elsewhere gives the very trace of one with the built-in server."""

from functools import cache

import pytest

from oceanhil.hil.worlds.native.factory import NativeWorldFactory
from oceanhil.hil.worlds.remote.source import RemoteServer
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import Library
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from tests.hil.worlds.test_fault_scenarios import SCENARIOS as SCENARIOS_OF_FAULTS
from tests.hil.worlds.test_fault_scenarios import fault_case
from tests.library import whole_library

# Every kind of fault, what the dashboard does to devices, settings, limits, time and a restart.
SCENARIOS = (
    pytest.param("clock-jumps-while-online", marks=pytest.mark.long),
    "connection-drops-mid-reply",
    "device-deleted-and-readded",
    "maintenance",
    "pending-forever",
    "rate-limited",
    "registered-then-401",
    "registration-reply-lost",
    "server-restarts",
    "server-slow",
    "session-missing-id",
    "token-expired",
    "token-revoked",
)


@cache
def library() -> Library:
    return whole_library()


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_trace_is_the_same_event_by_event(scenario: str, source: RemoteServer) -> None:
    there = SimWorldFactory()
    there.use_servers(source)
    cases = library()[scenario].expand(Board.ESP32, there.drivers(Board.ESP32))
    assert cases
    for case in cases:
        result = run_case(case, there, load_profile())
        built_in = run_case(case, SimWorldFactory(), load_profile())
        assert result.events == built_in.events, case.replay
        assert (result.outcome, result.remedy) == (Outcome.PASSED, built_in.remedy)


@pytest.mark.slow
@pytest.mark.parametrize("fault", SCENARIOS_OF_FAULTS)
def test_the_trace_of_any_fault_is_the_same(fault: str, source: RemoteServer) -> None:
    there, case = SimWorldFactory(), fault_case(fault)
    there.use_servers(source)
    result = run_case(case, there, load_profile())
    assert result.events == run_case(case, SimWorldFactory(), load_profile()).events
    assert result.outcome is Outcome.PASSED


@pytest.mark.slow
def test_compiled_firmware_gets_along_with_it_too(source: RemoteServer) -> None:
    there = NativeWorldFactory()
    there.use_servers(source)
    cases = library()["registration-reply-lost"].expand(Board.PICOW, there.drivers(Board.PICOW))
    assert cases
    for case in cases:
        result = run_case(case, there, load_profile())
        assert result.events == run_case(case, NativeWorldFactory(), load_profile()).events


def test_values_of_the_profile_travel_as_settings(source: RemoteServer) -> None:
    profile = load_profile().override({"server.registration_token_ttl_s": 60, "server.used_token_status": 401})
    core = source.begin(profile, 7)
    assert core.settings()["registration_token_ttl_s"] == 60
    assert source.begin(load_profile(), 7).settings()["used_token_status"] == load_profile().server.used_token_status
