"""What a trace tells of a device's power is read as one of the states that worlds write."""

import pytest

from oceanhil.scenarios.power_state import PowerState, is_power_cut, power_state
from oceanhil.scenarios.trace import Event, EventKind, Source


def power(state: str, kind: EventKind = EventKind.POWER) -> Event:
    return Event(0, Source.HARNESS, kind, "device", {"state": state})


@pytest.mark.parametrize("state", PowerState)
def test_a_state_is_read_back(state: PowerState) -> None:
    assert power_state(power(state.value)) is state


def test_events_of_other_kinds_and_words_of_others_tell_no_state() -> None:
    told = (power("cut", EventKind.BOOT), power("dimmed"), Event(0, Source.HARNESS, EventKind.POWER, "device", {}))
    assert [power_state(each) for each in told] == [None] * 3


def test_a_cut_is_of_one_device() -> None:
    assert is_power_cut(power("cut"), "device")
    assert not is_power_cut(power("cut"), "other")
    assert not is_power_cut(power("off"), "device")
