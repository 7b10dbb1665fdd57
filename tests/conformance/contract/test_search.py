"""A limit is found exactly, wherever it lies and wherever the search begins."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.conformance.contract.finding import Violation
from oceanhil.conformance.contract.search import largest_in_steps, largest_that_holds, largest_unless_endless

MOST = 10_000
NUMBERS = st.integers(1, MOST)


@given(limit=st.integers(0, MOST), near=NUMBERS)
def test_the_limit_is_found(limit: int, near: int) -> None:
    assert largest_that_holds(lambda number: number <= limit, near, MOST) == limit


@given(limit=st.integers(0, MOST), step=st.integers(2, MOST))
def test_the_limit_is_found_in_steps(limit: int, step: int) -> None:
    assert largest_in_steps(lambda number: number <= limit, step, MOST) == limit


@given(near=NUMBERS)
def test_what_holds_everywhere_has_the_most_as_its_limit(near: int) -> None:
    assert largest_that_holds(lambda _: True, near, MOST) == MOST


@given(limit=NUMBERS, near=NUMBERS)
def test_nothing_beyond_the_most_is_tried(limit: int, near: int) -> None:
    assert all(1 <= number <= MOST for number in trials(limit, near, MOST))


@given(near=st.integers(1, 10**9))
def test_a_limit_nearby_takes_few_trials(near: int) -> None:
    assert len(trials(near + 1, near, 2 * 10**9)) <= 5


@given(limit=st.integers(0, MOST), near=st.integers(1, MOST - 1))
def test_the_limit_is_found_where_there_may_be_none(limit: int, near: int) -> None:
    assert largest_unless_endless(lambda number: number <= limit, near, MOST) == limit


def test_that_there_is_no_limit_takes_two_trials() -> None:
    assert trials(MOST, 10, MOST, largest_unless_endless) == [11, MOST]


def test_a_limit_that_moves_during_the_search_is_none() -> None:
    """As with a server in local time, whose clock is moved beyond the day on which summer begins."""
    tried: list[int] = []

    def holds(number: int) -> bool:
        tried.append(number)
        return number <= (9000 if len(tried) <= 14 else 9360)

    with pytest.raises(Violation) as caught:
        largest_that_holds(holds, 8640, 10**6)
    assert caught.value.expected == "the same limit whenever it is tried"
    assert caught.value.found.startswith(f"{tried[-1]} first refused, then accepted")


@given(before=st.integers(0, MOST), after=st.integers(0, MOST), near=NUMBERS, moved_at=st.integers(0, 40))
def test_what_is_found_was_the_limit_at_some_time(before: int, after: int, near: int, moved_at: int) -> None:
    tried: list[int] = []

    def holds(number: int) -> bool:
        tried.append(number)
        return number <= (before if len(tried) <= moved_at else after)

    try:
        found = largest_that_holds(holds, near, MOST)
    except Violation:
        assert before != after
        return
    assert found in {before, after}


def trials(
    limit: int, near: int, most: int, search: Callable[[Callable[[int], bool], int, int], int] = largest_that_holds
) -> list[int]:
    """Give the numbers that are tried in search of `limit`."""
    tried: list[int] = []

    def holds(number: int) -> bool:
        tried.append(number)
        return number <= limit

    search(holds, near, most)
    return tried
