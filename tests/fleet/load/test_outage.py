"""What is taken from some devices is given back to those that it is given back to, and to no others."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.fleet.load.outage import Outage

DEVICES = 6


@given(st.lists(st.tuples(st.booleans(), st.integers(0, DEVICES + 1))))
def test_of_what_began_and_ended_for_a_device_the_last_counts(said: list[tuple[bool, int]]) -> None:
    outage, lacking = Outage(), [False] * DEVICES
    for begins, places in said:
        (outage.begin if begins else outage.end)(places)
        lacking[:places] = [begins] * len(lacking[:places])
    assert [place in outage for place in range(DEVICES)] == lacking


def test_whoever_gets_power_back_first_lights_nobody_else() -> None:
    outage = Outage()
    outage.begin(10)
    outage.end(3)
    assert 2 not in outage
    assert 3 in outage
