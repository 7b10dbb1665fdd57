"""Where to begin to look: the first event before a failure that nothing has made good."""

import pytest

from oceanhil.app.report.first_sign import first_sign
from oceanhil.scenarios.trace import EventKind, Source
from tests.app.report.conftest import Script


def network(script: Script, change: str) -> Script:
    return script.add(Source.HARNESS, EventKind.NETWORK, {"change": change}, "")


def test_of_refusals_that_go_on_it_is_the_first() -> None:
    script = Script().request("GET", "state", 200)
    for _ in range(3):
        script.after(5).request("POST", "session", 401).request("GET", "state", 200)
    assert first_sign(script.events) == 1


@pytest.mark.parametrize("status", [0, 401, 503])
def test_what_was_answered_well_later_is_none(status: int) -> None:
    script = Script().request("POST", "session", status)
    assert first_sign(script.events) == 0
    assert first_sign(script.request("POST", "session", 200).events) is None


def test_a_good_answer_to_another_device_or_address_makes_nothing_good() -> None:
    script = Script().request("POST", "session", 401).request("POST", "register", 200)
    assert first_sign(script.request("POST", "session", 200, "twin").events) == 0


def test_what_a_fault_changed_stays_when_later_answers_are_plain() -> None:
    script = Script().request("POST", "session", 200)
    script.request("POST", "session", 200, fault="answer", changed="expires_in=900").request("POST", "session", 200)
    assert first_sign(script.events) == 1


def test_a_host_that_was_blocked_is_one_until_it_can_be_reached() -> None:
    script = network(network(Script(), "server blocked"), "time-server blocked")
    assert first_sign(network(script, "server reachable").events) == 1
    assert first_sign(network(script, "time-server reachable").events) is None


def test_a_power_cut_is_one_and_a_halt_until_it_boots() -> None:
    halted = Script().add(Source.DEVICE, EventKind.HALT, {"reason": "no flash"})
    assert first_sign(halted.events) == 0
    booted = halted.add(Source.DEVICE, EventKind.BOOT, {"number": 2})
    assert first_sign(booted.events) is None
    assert first_sign(booted.power("off").power("cut").events) == 3


def test_a_damaged_record_that_was_taken_for_valid_is_one() -> None:
    script = Script().add(Source.STORAGE, EventKind.LOAD, {"verdict": "valid"})
    assert first_sign(script.events) is None
    script.add(Source.STORAGE, EventKind.LOAD, {"verdict": "valid", "stored": "bad checksum"})
    assert first_sign(script.request("POST", "session", 401).events) == 1
