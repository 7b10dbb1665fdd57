"""Limits for devices that do not poll every 5 s: all that only a poll brings comes as much later as the next one."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.profile import load_profile, polling_every
from oceanhil.scenarios.devices.poll_pace import (
    documented_us,
    later_us,
    least_count,
    least_polls,
    most_polls,
    sooner_us,
)
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.fake_world import FakeFactory, Planned, S, boot, line, power, requested, status
from tests.scenarios.writing import case_of

SECONDS = st.integers(1, 3600)
COUNTS = st.integers(0, 20_000)


def run(steps: str, *planned: Planned, every: int) -> Result:
    steps = "- device.power_on\n" + steps
    return run_case(case_of("", steps), FakeFactory({"device.power_on": planned}), polling_every(load_profile(), every))


@given(COUNTS, st.integers(0, 10_000 * S))
def test_at_the_documented_interval_each_limit_is_the_one_of_the_file(count: int, passed_us: int) -> None:
    device = load_profile().device
    assert later_us(device) == sooner_us(device) == 0
    assert least_polls(device, count) == least_count(device, count, passed_us) == most_polls(device, count) == count


@given(SECONDS, COUNTS, st.integers(0, 10_000 * S))
def test_no_interval_makes_a_limit_stricter(every: int, count: int, passed_us: int) -> None:
    device = polling_every(load_profile(), every).device
    assert later_us(device) >= 0
    assert least_polls(device, count) <= count <= most_polls(device, count)
    assert least_count(device, count, passed_us) <= count


@given(st.integers(5, 3600), st.integers(1, 20_000))
def test_who_polls_at_its_interval_does_so_often_enough(every: int, count: int) -> None:
    window_us = count * documented_us()
    assert least_polls(polling_every(load_profile(), every).device, count) <= max(1, window_us // (every * S))
    assert least_polls(polling_every(load_profile(), every).device, count) >= 1


@given(st.integers(1, 5), st.integers(1, 20_000))
def test_who_polls_at_a_shorter_interval_does_so_not_too_often(every: int, count: int) -> None:
    assert most_polls(polling_every(load_profile(), every).device, count) >= count * documented_us() // (every * S)


def test_a_session_for_which_there_is_time_is_wanted_at_any_interval() -> None:
    device = polling_every(load_profile(), 60).device
    assert least_count(device, 3, 180 * S) == 3
    assert least_count(device, 300, 1800 * S) == 25


@dataclass(frozen=True)
class Late:
    """A step, and what makes it good `after` so many seconds: too late by the documented interval, in time by 60 s."""

    step: str
    after: Planned


POLL = requested("state", 200, 40 * S, method="GET", session="5e5510")
LATE = {
    "relay": Late(
        "expect.relay: {relay: 1, state: on, within: 6s}",
        Planned(40 * S, EventKind.RELAYS, {"relay1": True, "relay2": False}),
    ),
    "request": Late("expect.request: {path: state, method: GET, within: 6s}", POLL),
    "report": Late(
        "expect.report: {relay1: on, within: 6s}", requested("state", 200, 40 * S, method="POST", relay1=True)
    ),
    "line": Late(
        'expect.serial: {line: "[POLL] HTTP Response: 500", within: 6s}', line("[POLL] HTTP Response: 500", 40 * S)
    ),
    "status": Late("expect.status: {is: away, within: 6s}", status("away", 40 * S)),
    "count": Late("expect.count: {path: state, at_least: 1}", POLL),
}


@pytest.mark.parametrize("late", LATE.values(), ids=LATE)
def test_what_a_poll_brings_is_waited_for_until_the_next_poll(late: Late) -> None:
    assert run(f"- {late.step}", late.after, every=60).outcome is Outcome.PASSED
    assert run(f"- {late.step}", late.after, every=5).outcome is Outcome.FAILED


FAULT = "server.fault: {kind: status, path: state, status: 500, times: 2}"
FAILED = requested("state", 500, S, fault="status"), requested("state", 500, 61 * S, fault="status")
GOOD = "expect.request: {path: state, status: 200, within: 6s}"


@pytest.mark.parametrize(
    ("steps", "at_s", "outcome"),
    [
        ([FAULT, GOOD], 121, Outcome.PASSED),
        ([FAULT, GOOD], 173, Outcome.FAILED),
        ([FAULT, "time.run: 62s", GOOD], 121, Outcome.PASSED),
        ([FAULT, "time.run: 62s", GOOD], 125, Outcome.FAILED),
        ([FAULT, "server.clear_faults", GOOD], 121, Outcome.FAILED),
        ([FAULT.replace("path: state", "path: register"), GOOD], 121, Outcome.FAILED),
        ([FAULT, GOOD.replace("200", "503")], 121, Outcome.FAILED),
    ],
)
def test_a_poll_that_faults_spoil_by_number_is_not_the_next_one(steps: list[str], at_s: int, outcome: Outcome) -> None:
    status = 503 if "503" in steps[-1] else 200
    planned = *FAILED, requested("state", status, at_s * S, session="5e5510")
    assert run("\n".join(f"- {step}" for step in steps), *planned, every=60).outcome is outcome
    assert run("\n".join(f"- {step}" for step in steps), *planned, every=5).outcome is Outcome.FAILED


def test_power_may_be_lost_in_the_save_that_the_next_poll_brings() -> None:
    steps = "- storage.cut_power: {at: 1.4}\n- expect.power_lost: 6s"
    assert run(steps, power("cut", 40 * S), every=60).outcome is Outcome.PASSED
    assert run(steps, power("cut", 40 * S), every=5).outcome is Outcome.FAILED


def test_a_device_is_online_again_with_its_next_poll() -> None:
    start = boot(), requested("session", 200, S, session="5e5510"), line("[INFO] Device ONLINE", 2 * S)
    planned = *start, status("online", 40 * S), POLL
    assert run("- expect.online: 6s", *planned, every=60).outcome is Outcome.PASSED
    assert run("- expect.online: 6s", *planned, every=5).outcome is Outcome.FAILED


def test_a_message_says_how_long_was_waited() -> None:
    failure = run("- expect.relay: {relay: 1, state: on, within: 6s}", every=60).failure
    assert failure is not None
    assert failure.expected == "relay 1 to be on within 1m 1s (6s in the file, and until its next poll)"
    failure = run("- expect.relay: {relay: 1, state: on, within: 6s}", every=5).failure
    assert failure is not None
    assert failure.expected == "relay 1 to be on within 6s"


def test_a_message_says_which_limit_stands_in_the_file() -> None:
    polls = [requested("state", 200, at * S, method="GET") for at in range(0, 120, 2)]
    counted = run("- time.run: 2m\n- expect.count: {path: state, at_most: 26}", *polls, every=4).failure
    assert counted is not None
    assert counted.expected == "at most 33 times (at most 26 times in the file, for a poll every 5s): request to state"
    gap = run("- time.run: 2m\n- expect.gap: {path: state, at_least: 4s}", *polls, every=4).failure
    assert gap is not None
    assert gap.expected.startswith("at least 3s (4s in the file, and for a poll every 4s) between two")


def test_a_registration_is_no_matter_of_polls() -> None:
    asked = requested("register", 200, 40 * S)
    assert run("- expect.request: {path: register, within: 6s}", asked, every=60).outcome is Outcome.FAILED


def test_a_gap_may_be_as_long_as_the_interval() -> None:
    polls = requested("state", 200, S, method="GET"), requested("state", 200, 61 * S, method="GET")
    steps = "- time.run: 90s\n- expect.gap: {path: state, method: GET, at_most: 6s}"
    assert run(steps, *polls, every=60).outcome is Outcome.PASSED
    assert run(steps, *polls, every=50).outcome is Outcome.FAILED


def test_a_gap_may_be_as_short_as_the_interval() -> None:
    polls = requested("state", 200, S, method="GET"), requested("state", 200, 3 * S, method="GET")
    steps = "- time.run: 9s\n- expect.gap: {path: state, method: GET, at_least: 4s}"
    assert run(steps, *polls, every=2).outcome is Outcome.PASSED
    assert run(steps, *polls, every=4).outcome is Outcome.FAILED


def test_a_session_may_be_renewed_before_the_poll_that_would_find_it_over() -> None:
    steps = "- expect.no_request: {path: session, for: 1h}"
    assert run(steps, requested("session", 200, 3580 * S), every=60).outcome is Outcome.PASSED
    assert run(steps, requested("session", 200, 3580 * S), every=5).outcome is Outcome.FAILED
    assert run(steps, requested("session", 200, 3500 * S), every=60).outcome is Outcome.FAILED
    assert run(steps, requested("session", 503, 3580 * S), every=60).outcome is Outcome.FAILED


def test_counts_of_polls_follow_the_interval() -> None:
    every_20 = [requested("state", 200, at * S, method="GET") for at in range(0, 120, 20)]
    few = "- time.run: 2m\n- expect.count: {path: state, at_least: 20}"
    assert run(few, *every_20, every=20).outcome is Outcome.PASSED
    assert run(few, *every_20, every=10).outcome is Outcome.FAILED
    every_2 = [requested("state", 200, at * S, method="GET") for at in range(0, 120, 2)]
    many = "- time.run: 2m\n- expect.count: {path: state, at_most: 26}"
    assert run(many, *every_2, every=2).outcome is Outcome.PASSED
    assert run(many, *every_2, every=4).outcome is Outcome.FAILED


def test_the_dashboard_may_say_away_until_the_next_poll() -> None:
    opened = requested("session", 200, session="5e5510")
    planned = opened, status("away"), status("online", 39 * S), POLL
    steps = "- time.run: 1s\n- expect.server: {device: online}"
    assert run(steps, *planned, every=60).outcome is Outcome.PASSED
    assert run(steps, *planned, every=5).outcome is Outcome.FAILED
