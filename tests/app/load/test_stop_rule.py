"""When a run ends before its time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.load.stop_rule import StopRule, StopWatch

RULE = StopRule(share=0.5, window_s=10, fewest=20)


def said(*takes: tuple[float, int, int], rule: StopRule = RULE) -> list[str]:
    watch = StopWatch(rule)
    return [watch.take(*each) for each in takes]


def test_a_server_that_fails_most_requests_for_the_whole_time_is_left_alone() -> None:
    early, late = said((0, 30, 30), (10, 30, 20))
    assert early == ""
    assert late == (
        "20 of the 30 requests of the last 10 s failed, more than 50%; see what the server says, or give another limit "
        "with --stop-at"
    )


def test_a_bad_moment_in_the_beginning_is_no_reason() -> None:
    assert said((0, 30, 30), (5, 30, 30)) == ["", ""]


def test_what_failed_before_the_window_does_not_count() -> None:
    assert said((0, 100, 100), (11, 100, 0))[-1] == ""


def test_a_handful_of_requests_proves_nothing() -> None:
    assert said((0, 9, 9), (9, 5, 5), (12, 5, 5))[-1] == ""


def test_exactly_the_share_may_fail() -> None:
    assert said((0, 0, 0), (10, 40, 20))[-1] == ""
    assert said((0, 0, 0), (10, 40, 21))[-1] != ""


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(0, 50)), max_size=30))
def test_requests_that_are_all_answered_stop_nobody(steps: list[tuple[float, int]]) -> None:
    watch, at_s = StopWatch(RULE), 0.0
    for step_s, ended in steps:
        at_s += step_s
        assert watch.take(at_s, ended, 0) == ""
