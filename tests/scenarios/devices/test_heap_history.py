"""What falls at poll after poll is found; what is allocated for a while, or once, is not accused."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.scenarios.devices.heap_history import HeapBoots, HeapHistory
from oceanhil.scenarios.memory import MemoryReading
from oceanhil.scenarios.units import UNITS_US

POLL_US = 60 * UNITS_US["s"]
"""Longer than the platform's, so that two days are a few thousand polls."""
TWO_DAYS = 2 * 24 * 60
FREE = 50_000
Borrowed = tuple[int, int, int]
"""A block that is allocated for a while: at which poll, for how many polls, and its bytes."""


def reading(free: int, largest: int | None = None) -> MemoryReading:
    most = free if largest is None else largest
    return MemoryReading(free, most, free, most, 1_000, 0)


def history(frees: Iterable[int], larges: Iterable[int] | None = None) -> HeapHistory:
    found = HeapHistory()
    pairs = ((free, free) for free in frees) if larges is None else zip(frees, larges, strict=True)
    for number, (free, largest) in enumerate(pairs):
        found.note(number * POLL_US, reading(free, largest))
    return found


def test_a_leak_at_each_poll_is_found_with_its_size_when_half_is_gone() -> None:
    fall = history(FREE - 40 * poll for poll in range(800)).fall()
    assert fall is not None
    assert fall.lost_a_poll == 40
    assert fall.lost * 2 >= fall.before


def test_a_slow_leak_is_found_after_a_day() -> None:
    frees = [FREE - poll // 100 for poll in range(TWO_DAYS)]
    assert history(frees[: TWO_DAYS // 3]).fall() is None
    fall = history(frees).fall()
    assert fall is not None
    assert 0 < fall.lost < 30
    assert fall.left_us > 365 * UNITS_US["d"]


def test_a_leak_that_begins_later_is_found_too() -> None:
    quiet, leaking = [FREE] * 1_000, [FREE - 4 * poll for poll in range(1, TWO_DAYS * 2)]
    assert history([*quiet, *leaking]).fall() is not None


@given(
    st.lists(st.tuples(st.integers(0, TWO_DAYS), st.integers(1, 60), st.integers(8, 400)), max_size=60),
    st.lists(st.tuples(st.integers(0, TWO_DAYS), st.integers(8, 3_000)), max_size=3),
)
def test_what_is_given_back_or_allocated_once_is_no_leak(borrowed: list[Borrowed], kept: list[tuple[int, int]]) -> None:
    changes = [0] * (TWO_DAYS + 62)
    for at, polls, size in borrowed:
        changes[at] -= size
        changes[at + polls] += size
    for at, size in kept:
        changes[at] -= size
    free, frees = FREE, []
    for change in changes[:TWO_DAYS]:
        free += change
        frees.append(free)
    found = history(frees)
    assert found.fall() is None
    assert found.shrinking() is None


@given(st.integers(1, 40), st.integers(1, 100))
def test_what_falls_at_every_poll_is_found_before_nothing_is_left(lost: int, quiet: int) -> None:
    falling = range(FREE - lost, FREE // 5, -lost)
    assert history([*[FREE] * quiet, *falling]).fall() is not None


def test_a_large_block_that_shrinks_while_as_much_is_free_is_found() -> None:
    larges = [FREE - 60 * poll for poll in range(600)]
    shrinking = history([FREE - 100] * 600, larges).shrinking()
    assert shrinking is not None
    assert shrinking.now * 2 <= shrinking.free
    assert shrinking.before > 2 * shrinking.now


def test_a_cache_in_the_middle_of_the_heap_is_no_fragmentation() -> None:
    larges = [FREE] * 300 + [FREE // 2 - 100] * 300 + [FREE // 4] * 300
    assert history([FREE - 200] * 900, larges).shrinking() is None


def test_what_is_lost_in_an_hour_leaves_out_the_first_minutes() -> None:
    frees = [FREE, 40_000, *(40_000 - 10 * poll for poll in range(300))]
    lost = history(frees).lost_per_hour()
    assert lost is not None
    assert 550 <= lost <= 650
    assert history([FREE] * 300).lost_per_hour() == 0
    assert history([FREE] * 10).lost_per_hour() is None


def test_a_heap_shrinks_while_no_larger_block_can_be_had_than_before() -> None:
    frees = [FREE] * 8
    assert history(frees, [40_000] * 4 + [30_000] * 4).is_shrinking
    assert not history(frees, [30_000] * 4 + [40_000] * 4).is_shrinking


def test_of_several_boots_the_one_that_lost_most_counts() -> None:
    boots = HeapBoots()
    for a_poll in (20, 50, 10, 0):
        boots.boot()
        for number in range(400):
            boots.note(number * POLL_US, reading(FREE - a_poll * number))
    assert boots.most_lost_per_hour() == 50 * 60
