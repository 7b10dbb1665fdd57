"""Faults as scenarios write them: every kind and every field, in simulated worlds, and on virtual boards over HTTP."""

from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from oceanhil.app.run.comparison import agreement
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scenario import Case
from tests.scenarios.writing import case_of

PROFILE = load_profile()
_LOST = ("expect.request: {path: register, status: 0}", "expect.online")
_BROKEN = ("expect.online", "expect.count: {path: session, status: 200, count: 2}")
SCENARIOS: Mapping[str, tuple[str, ...]] = {
    "{kind: half_open, path: register, times: 1}": _LOST,
    "{kind: malformed, how: status_line, path: session, times: 1}": _BROKEN,
    "{kind: malformed, how: chunked, path: session, times: 1}": _BROKEN,
    "{kind: segments, segment_bytes: 3, path: register}": ("expect.online: 10s",),
    "{kind: slow, head: true, bytes_per_second: 100, path: register, times: 1}": ("expect.online",),
    "{kind: status, status: 503, path: state, after: 2, times: 1}": (
        "expect.request: {path: state, status: 200}",
        "expect.request: {path: state, status: 200}",
        "expect.request: {path: state, status: 503}",
        "expect.online",
    ),
    "{kind: reset, path: register, probability: 0%}": ("expect.online: 10s",),
    "{kind: reset, path: register, probability: 50%, seed: 3}": (
        "time.run: 5m",
        "server.clear_faults",
        "expect.online",
    ),
    "{kind: reset, path: register, peer: 192.168.1.100, times: 1}": _LOST,
    "{kind: reset, path: register, peer: 192.168.1.101, times: 1}": ("expect.online: 10s",),
    "{kind: status, status: 503, path: register, duration: 30s}": (
        "expect.request: {path: register, status: 503}",
        "expect.online: 5m",
    ),
    "{kind: reset, path: register, device: device, times: 1}": _LOST,
    "{kind: reset, path: register, device: other, times: 1}": ("expect.online: 10s",),
    "{kind: reset, path: register, board: esp32, times: 1}": _LOST,
    "{kind: reset, path: register, board: picow, times: 1}": ("expect.online: 10s",),
}
"""What stands after `server.fault: `, and what then happens."""
OVERLAPPING = case_of(
    "given: {token: fresh}",
    """
- device.power_on
- expect.online
- server.fault: {name: lost, kind: drop_request, path: state}
- server.fault: {name: busy, kind: status, status: 503, path: state}
- server.fuzz_answer: {name: strange, draw: 3, of: session}
- expect.request: {path: state, status: 0}
- server.clear_faults: lost
- expect.request: {path: state, status: 503}
- server.clear_faults: strange
- server.clear_faults: busy
- expect.request: {path: state, status: 200}
""",
)
"""Three things go wrong, and each ends by itself."""


def fault_case(fault: str) -> Case:
    lines = [f"server.fault: {fault}", "device.power_on", *SCENARIOS[fault]]
    return case_of("given: {token: fresh}\ndevices: [other]", "\n".join(f"- {line}" for line in lines))


@pytest.fixture(scope="module")
def serial() -> Iterator[SerialWorldFactory]:
    with closing(SerialWorldFactory("virtual")) as made:
        yield made


@pytest.mark.parametrize("fault", SCENARIOS)
def test_a_fault_does_in_the_simulator_what_it_says(fault: str) -> None:
    result = run_case(fault_case(fault), SimWorldFactory(), PROFILE)
    assert (result.outcome, result.failure) == (Outcome.PASSED, None)


def test_polls_that_are_late_and_in_pieces_are_no_failures() -> None:
    steps = (
        "server.fault: {kind: delay, delay: 1s, path: state, times: 40}",
        "server.fault: {kind: segments, path: state, times: 40}",
        "device.power_on",
        "expect.online",
        "time.run: 5m",
    )
    case = case_of("given: {token: fresh}", "\n".join(f"- {step}" for step in steps))
    result = run_case(case, SimWorldFactory(), PROFILE)
    assert (result.outcome, result.failure) == (Outcome.PASSED, None)


def test_the_end_of_one_fault_is_not_that_of_the_others() -> None:
    result = run_case(OVERLAPPING, SimWorldFactory(), PROFILE)
    assert (result.outcome, result.failure) == (Outcome.PASSED, None)


@pytest.mark.slow
def test_over_http_each_fault_ends_by_itself_as_in_the_simulator(serial: SerialWorldFactory) -> None:
    found = agreement(run_case(OVERLAPPING, serial, PROFILE), OVERLAPPING, SimWorldFactory(), PROFILE)
    assert found.agrees, found.text


@pytest.mark.slow
@pytest.mark.parametrize("fault", [fault for fault in SCENARIOS if "peer" not in fault])
def test_a_fault_over_http_is_seen_as_in_the_simulator(fault: str, serial: SerialWorldFactory) -> None:
    case = fault_case(fault)
    found = agreement(run_case(case, serial, PROFILE), case, SimWorldFactory(), PROFILE)
    assert found.agrees, found.text
