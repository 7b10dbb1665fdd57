"""Telling scenarios, on virtual boards over ptys and on simulated ones: same end, same observables.

The whole library is compared by `.ci/run`.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from oceanhil.app.run.comparison import agreement
from oceanhil.app.run.library import find_scenario
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.hil.worlds.sim_server import START_UNIX_US
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.replay import parse_replay
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.trace_file import encode_trace, head_of
from tests.hil.worlds.test_closeup import without_closeup

pytestmark = pytest.mark.slow

PROFILE = load_profile()
SCENARIOS = (
    "first-boot",
    "registered-then-401",
    "session-missing-id",
    "power-loss-reestablishes-session",
    "token-expired",
    "token-shared-by-two-devices",
    "registration-reply-lost",
    "eeprom-cleared-with-used-token",
    "token-truncated-by-legacy-record",
    "wifi-password-wrong",
    "server-slow",
    "clock-survives-soft-reset",
    "clock-1970-tls",
    "mac-mismatch",
    "relay-after-power-loss",
    "relay-switched-in-outage",
    "sensor-reported",
)
"""One of each kind: boots, refusals, two boards, faults of server, network, storage, clock, fuses, relays, a sensor."""


@pytest.fixture(scope="module")
def serial() -> Iterator[SerialWorldFactory]:
    with closing(SerialWorldFactory("virtual")) as made:
        yield made


@pytest.mark.long
@pytest.mark.parametrize("board", list(PLATFORM_BOARDS))
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_is_seen_alike_on_the_line_and_in_the_simulator(
    serial: SerialWorldFactory, name: str, board: Board
) -> None:
    scenario = load_scenario(find_scenario(name, ()))
    cases = [case for case in scenario.expand(board, serial.drivers(board)[:1]) if scenario.sweep is None]
    found = [agreement(run_case(case, serial, PROFILE), case, SimWorldFactory(), PROFILE) for case in cases[:2]]
    assert found
    assert [each.text for each in found if not each.agrees] == []


def test_a_torn_write_is_torn_alike_by_the_whole_of_its_seed(serial: SerialWorldFactory) -> None:
    """Cells at the edge read the same chances on both sides; the seed has more bits than a word of the board."""
    torn_twice = parse_replay("eeprom-power-loss-twice@esp32/idf-5.5.1+reference#cut=2.205:3.200")
    case = load_scenario(find_scenario(torn_twice.scenario, ())).case(torn_twice)
    found = agreement(run_case(case, serial, PROFILE), case, SimWorldFactory(), PROFILE)
    assert found.agrees, found.text


def test_a_closeup_on_virtual_boards_is_the_same_run_with_bodies_and_the_servers_clock(
    serial: SerialWorldFactory,
) -> None:
    case = load_scenario(find_scenario("first-boot", ())).case(parse_replay("first-boot@picow"))
    plain = run_case(case, serial, PROFILE)
    first, second = (run_case(case, serial, PROFILE, is_closeup=True) for _ in range(2))
    assert encode_trace(head_of(first), first.events) == encode_trace(head_of(second), second.events)
    assert tuple(without_closeup(first.events)) == plain.events
    register = next(event.fields for event in first.events if event.kind is EventKind.REQUEST)
    assert '"mac_address":"28:CD:C1' in str(register["sent"])
    assert str(register["answered"]).startswith("200\n")
    clocks = [event.fields for event in first.events if event.kind is EventKind.STATE]
    assert clocks == [{"server_off_ms": START_UNIX_US // 1_000}]
