"""Where the share of forks that still fail rises is found with few of them, whatever the life's length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.exploration.findings import Breach
from oceanhil.exploration.fork import Track
from oceanhil.exploration.inevitability import Chart, Moment, chart
from oceanhil.exploration.life import LAWS
from oceanhil.exploration.scenario_text import bound_of
from oceanhil.scenarios.trace import Event, EventKind, Source
from tests.exploration.explored import NEW, life

BOUND = bound_of(life(start=NEW), LAWS)
FUTURES = 10


def track(length: int) -> Track:
    """A life of so many events, one in each µs, in one step that waits."""
    events = tuple(Event(at_us, Source.DEVICE, EventKind.TIME, "device", {}) for at_us in range(length))
    return Track(BOUND, Breach("law", "broken"), (), 0, events)


def moment(at_us: int, broken: int, others: int = 0) -> Moment:
    return Moment(at_us, broken, FUTURES - broken - others, others)


def measured(length: int, *levels: tuple[int, int], moments_most: int = 100) -> Chart:
    """Chart a life whose forks break the law as often as the last level says that is reached: (from when, how many)."""
    return chart(
        track(length),
        lambda at_us: moment(at_us, next((many for since, many in reversed(levels) if at_us >= since), 0)),
        moments_most,
    )


@given(st.integers(2, 20_000), st.data())
def test_a_jump_is_found_between_neighbours_with_few_moments(length: int, data: st.DataObject) -> None:
    since = data.draw(st.integers(1, length - 1))
    found = measured(length, (since, FUTURES))
    assert found.turn is not None
    assert (found.turn.before.at_us, found.turn.after.at_us) == (since - 1, since)
    assert found.turn.is_neighbour
    assert len(found.moments) <= 12 + 15


def test_it_is_inevitable_from_the_last_rise_on_and_each_rise_is_told_the_largest_first() -> None:
    found = measured(1000, (100, 3), (700, 10))
    assert found.turn is not None
    assert found.turn.after.at_us == 700
    assert [each.after.at_us for each in found.jumps] == [700, 100]


def test_what_fails_whatever_happens_has_no_turn() -> None:
    found = measured(1000, (0, FUTURES))
    assert found.is_from_the_start
    assert found.turn is None


def test_what_a_future_may_still_mend_is_not_inevitable() -> None:
    found = measured(1000, (500, 6))
    assert (found.turn, found.is_from_the_start) == (None, False)
    assert [each.after.at_us for each in found.jumps] == [500]


def test_what_sinks_again_was_not_inevitable() -> None:
    assert measured(1000, (500, FUTURES), (900, 2)).turn is None


def test_where_moments_are_used_up_the_jump_is_no_neighbour() -> None:
    found = measured(10_000, (5_000, FUTURES), moments_most=13)
    assert found.turn is not None
    assert not found.turn.is_neighbour
    assert found.turn.before.at_us < 5_000 <= found.turn.after.at_us


@pytest.mark.parametrize(("broken", "others", "share"), [(5, 0, 0.5), (5, 5, 1.0), (0, FUTURES, 0.0)])
def test_forks_that_break_another_law_say_nothing(broken: int, others: int, share: float) -> None:
    assert moment(0, broken, others).share == share
