"""What is told of a case by what it came to before."""

from __future__ import annotations

import pytest

from oceanhil.app.history.changes import Change, ChangeKind, Entry, changes_of
from oceanhil.app.history.commit import Commit
from oceanhil.scenarios.measures import Measure, Reading, rate
from oceanhil.scenarios.units import UNITS_US

A, B, C, D = (Commit(letter * 40) for letter in "abcd")
DIRTY = Commit("a" * 40, is_dirty=True)
UNKNOWN = Commit()
HOUR_US = UNITS_US["h"]


def entry(commit: Commit, outcome: str = "passed", attempts: int = 1, **numbers: float) -> Entry:
    readings = {name: Reading(number=number) for name, number in numbers.items()}
    return Entry(commit=commit, passed=outcome == "passed", attempts=attempts, measures=readings)


def told(now: Entry, *past: Entry) -> list[tuple[str, str]]:
    return [(change.kind.value, change.text) for change in changes(now, *past)]


def changes(now: Entry, *past: Entry) -> list[Change]:
    return list(changes_of("probe@esp32", now, past))


def test_a_case_without_a_past_has_not_changed() -> None:
    assert told(entry(A, "failed")) == told(entry(A)) == []


def test_what_stays_as_it_was_is_not_told() -> None:
    assert told(entry(B), entry(A)) == told(entry(B, "failed"), entry(A, "failed")) == []


def test_a_failure_is_new_where_the_case_passed_at_the_commit_before() -> None:
    assert told(entry(B, "failed"), entry(A)) == [("new failure", "since bbbbbbb; passed at aaaaaaa")]


def test_a_pass_is_a_mend_where_it_failed_at_the_commit_before() -> None:
    assert told(entry(B), entry(A, "failed")) == [("fixed", "since bbbbbbb; failed at aaaaaaa")]


def test_a_run_that_is_repeated_tells_the_same_again() -> None:
    again = [entry(B, "failed"), entry(B, "failed"), entry(A)]
    assert told(entry(B, "failed"), *again) == told(entry(B, "failed"), entry(A))


def test_what_was_told_once_is_not_told_of_the_next_commit() -> None:
    assert told(entry(C, "failed"), entry(B, "failed"), entry(A)) == []


def test_what_is_not_committed_is_a_state_of_its_own() -> None:
    assert told(entry(DIRTY, "failed"), entry(A)) == [
        ("new failure", "since aaaaaaa with changes; passed at aaaaaaa"),
    ]
    assert told(entry(DIRTY), entry(DIRTY, "failed"))[0][0] == "fixed"


def test_without_a_commit_each_run_is_a_state_of_its_own() -> None:
    assert (
        told(entry(UNKNOWN, "failed"), entry(UNKNOWN))[0][1] == "since an unknown commit; passed at an unknown commit"
    )


def test_a_case_that_came_to_both_at_one_commit_is_flaky_and_not_new() -> None:
    assert told(entry(B, "failed"), entry(B), entry(A)) == [("flaky", "1 of last 3")]
    assert told(entry(B), entry(B, "failed"), entry(A)) == [("flaky", "1 of last 3")]


def test_a_case_that_passed_only_at_a_later_attempt_is_flaky() -> None:
    assert told(entry(B), entry(A, attempts=2), entry(A)) == [("flaky", "1 of last 3")]


def test_a_case_that_goes_to_and_fro_over_commits_is_flaky() -> None:
    assert told(entry(D, "failed"), entry(C), entry(B, "failed"), entry(A)) == [("flaky", "2 of last 4")]
    assert told(entry(D), entry(C, "failed"), entry(B, "failed"), entry(A))[0][0] == "fixed"


def test_what_is_flaky_is_counted_over_the_last_ten() -> None:
    long_ago = [entry(A) for _ in range(8)]
    assert told(entry(B, "failed"), entry(B), *long_ago, entry(A, attempts=2)) == [("flaky", "1 of last 10")]
    # Its only later attempt is the eleventh.
    assert told(entry(B), *[entry(A) for _ in range(9)], entry(A, attempts=2)) == []


def test_a_time_that_grew_is_slower_and_another_measure_is_worse() -> None:
    now = entry(B, boot_to_online=6.4, requests_per_hour=1_440, least_free_heap=20_000)
    before = entry(A, boot_to_online=3.1, requests_per_hour=720, least_free_heap=40_000)
    assert told(now, before) == [
        ("slower", "boot_to_online 3.1 s → 6.4 s since bbbbbbb"),
        ("worse", "requests_per_hour 720 → 1,440 since bbbbbbb"),
        ("worse", "least_free_heap 40,000 bytes → 20,000 bytes since bbbbbbb"),
    ]
    assert told(before, now) == []


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        ({"boot_to_online": 10.0}, {"boot_to_online": 12.0}, False),
        ({"boot_to_online": 10.0}, {"boot_to_online": 12.01}, True),
        ({"boot_to_online": 0.1}, {"boot_to_online": 0.19}, False),
        ({"flash_erases_per_day": 0}, {"flash_erases_per_day": 1}, True),
        ({"least_free_heap": 1_000}, {"least_free_heap": 745}, False),
        ({"least_free_heap": 1_000}, {"least_free_heap": 744}, True),
        ({}, {"boot_to_online": 12.0}, False),
        ({"boot_to_online": 12.0}, {}, False),
    ],
)
def test_what_is_hardly_another_number_is_no_change(
    before: dict[str, float], now: dict[str, float], *, is_told: bool
) -> None:
    assert bool(told(entry(B, "passed", 1, **now), entry(A, "passed", 1, **before))) is is_told


def test_a_number_is_held_against_the_middle_one_of_the_commit_before() -> None:
    noise = [entry(B, boot_to_online=number) for number in (9.0, 3.0, 3.1)]
    assert told(entry(C, boot_to_online=6.0), *noise, entry(A, boot_to_online=6.0)) == [
        ("slower", "boot_to_online 3.1 s → 6.0 s since ccccccc"),
    ]


def test_a_case_that_failed_then_or_now_is_not_called_slow() -> None:
    slow, fast = {"boot_to_online": 9.0}, {"boot_to_online": 3.0}
    assert [kind for kind, _ in told(entry(B, "failed", 1, **slow), entry(A, "passed", 1, **fast))] == ["new failure"]
    assert told(entry(C, "passed", 1, **slow), entry(B, "failed", 1, **fast), entry(A, "passed", 1, **slow)) == [
        ("fixed", "since ccccccc; failed at bbbbbbb"),
    ]


def rated(commit: Commit, count: int, taken_us: int) -> Entry:
    reading = rate(Measure.REQUESTS, count, taken_us)
    return Entry(commit=commit, passed=True, measures={Measure.REQUESTS.value: reading})


def test_counts_of_other_times_are_no_rates_to_compare() -> None:
    assert told(rated(B, 400, HOUR_US // 2), rated(A, 100, HOUR_US // 10)) == []
    assert told(rated(B, 400, HOUR_US), rated(A, 100, HOUR_US - 1))[0][0] == "worse"
    assert told(rated(B, 800, 2 * HOUR_US), rated(A, 100, HOUR_US // 10)) == []
    assert told(rated(B, 400, HOUR_US // 2), rated(A, 100, HOUR_US // 2)) == [
        ("worse", "requests_per_hour 100 → 400 in 30m since bbbbbbb"),
    ]
    assert told(rated(B, 2_000, 2 * HOUR_US), rated(A, 500, HOUR_US))[0][0] == "worse"


def test_what_is_drawn_is_the_oldest_first() -> None:
    (change,) = changes(entry(C, boot_to_online=9.0), entry(B, boot_to_online=3.0), entry(A, boot_to_online=2.0))
    assert (change.measure, change.drawn) == ("boot_to_online", (2.0, 3.0, 9.0))
    (change,) = changes(entry(C, "failed"), entry(B), entry(A, "failed"))
    assert (change.kind, change.measure, change.drawn) == (ChangeKind.NEW_FAILURE, "", (0.0, 1.0, 0.0))
