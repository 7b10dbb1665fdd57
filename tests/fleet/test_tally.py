"""Sums over a fleet: what was told is what is counted, second by second."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.fleet.requests import OK, RequestKind, RequestOutcome, outcome_of
from oceanhil.fleet.series import Series
from oceanhil.fleet.tally import Tally, jain
from oceanhil.protocol.http import HttpFailure
from oceanhil.protocol.units import SECOND_US

CODES = (OK, 401, 503, HttpFailure.TIMEOUT.value)


def told(requests: Sequence[tuple[RequestKind, int, int]]) -> Tally:
    tally = Tally(1)
    for kind, second, code in requests:
        tally.ask(kind, second * SECOND_US)
        tally.end(kind, second * SECOND_US, code)
    return tally


REQUESTS = st.lists(st.tuples(st.sampled_from(RequestKind), st.integers(0, 50), st.sampled_from(CODES)))


@given(REQUESTS)
def test_asked_is_answered_and_refused_and_unanswered(requests: Sequence[tuple[RequestKind, int, int]]) -> None:
    tally = told(requests)
    assert tally.count_asked() == sum(tally.count(outcome) for outcome in RequestOutcome)
    meant = [code for kind, _, code in requests if kind.goes_to_server]
    assert {each: tally.count(each) for each in RequestOutcome} == {
        each: sum(outcome_of(code) is each for code in meant) for each in RequestOutcome
    }


@given(REQUESTS, st.integers(0, 60), st.integers(0, 60))
def test_seconds_add_up_to_the_sum_of_their_span(
    requests: Sequence[tuple[RequestKind, int, int]], first: int, length: int
) -> None:
    tally = told(requests)
    for outcome in RequestOutcome:
        seconds = tally.requests_between(first, first + length, outcome)
        assert len(seconds) == length
        assert sum(seconds) == tally.count(outcome, first, first + length)


@given(st.integers(0, 30), st.integers(1, 20), st.sampled_from([1, 5, 60]), REQUESTS)
def test_steady_requests_count_like_those_told_one_by_one(
    first: int, number: int, every_s: int, others: Sequence[tuple[RequestKind, int, int]]
) -> None:
    at_once, one_by_one = told(others), told(others)
    at_once.count_steady(RequestKind.POLL, first * SECOND_US, number, every_s)
    for place in range(number):
        second_us = (first + place * every_s) * SECOND_US
        one_by_one.ask(RequestKind.POLL, second_us)
        one_by_one.end(RequestKind.POLL, second_us, OK)
    end = 2000
    assert at_once.requests_between(0, end, RequestOutcome.ANSWERED) == one_by_one.requests_between(
        0, end, RequestOutcome.ANSWERED
    )
    assert at_once.asked(RequestKind.POLL).between(0, end) == one_by_one.asked(RequestKind.POLL).between(0, end)


def test_what_goes_to_others_is_no_request_to_the_server() -> None:
    tally = told([(RequestKind.TIME, 1, OK), (RequestKind.NAME, 1, HttpFailure.REFUSED.value)])
    assert tally.count_asked() == 0
    assert tally.asked(RequestKind.TIME).sum() == 1


def test_a_second_beyond_the_last_is_nothing() -> None:
    series = Series()
    series.add(2, 5)
    assert series.between(0, 5) == [0, 0, 5, 0, 0]
    assert series.sum(3) == 0


def test_devices_come_and_go_and_telling_it_twice_changes_nothing() -> None:
    tally = Tally(3)
    for place, second, online in ((0, 1, True), (0, 2, True), (1, 2, True), (0, 4, False)):
        tally.go(place, second * SECOND_US, online=online)
    assert tally.online_between(0, 6) == [0, 1, 2, 2, 1, 1]
    assert tally.online_between(3, 5) == [2, 1]
    assert tally.online == 1


def struck(tally: Tally, back: Sequence[tuple[int, int, bool]], until_s: int = 100) -> Tally:
    """Mend at 10 s; then devices come back, or go again."""
    tally.strike(5 * SECOND_US)
    tally.mend(10 * SECOND_US)
    for place, second, online in back:
        tally.go(place, second * SECOND_US, online=online)
    tally.finish(until_s * SECOND_US)
    return tally


def test_all_are_back_when_the_last_one_is() -> None:
    recovery = struck(Tally(2), [(0, 12, True), (1, 30, True), (0, 40, False)]).recovery()
    assert recovery.all_online_s == 20
    assert recovery.missing == 1
    assert recovery.slowest_s == 20


def test_who_goes_again_before_all_are_back_is_back_when_it_is_back_for_good() -> None:
    recovery = struck(Tally(2), [(0, 12, True), (0, 13, False), (0, 20, True), (1, 30, True)]).recovery()
    assert recovery.fairness == pytest.approx(jain([10, 20]))


def test_a_fleet_of_which_one_stays_away_is_not_back() -> None:
    recovery = struck(Tally(2), [(0, 12, True)]).recovery()
    assert recovery.all_online_s is None
    assert recovery.missing == 1


def test_who_has_gone_again_and_stays_away_is_not_back() -> None:
    recovery = struck(Tally(3), [(0, 12, True), (1, 14, True), (1, 15, False)]).recovery()
    assert (recovery.median_s, recovery.slowest_s, recovery.missing) == (None, None, 2)


@pytest.mark.parametrize(
    ("devices", "back", "median_s", "slowest_s"),
    [(4, 3, 2, None), (2, 1, 1, None), (3, 1, None, None), (100, 99, 50, 99), (100, 98, 50, None), (101, 100, 51, 100)],
)
def test_a_part_of_a_fleet_is_back_when_so_many_are(
    devices: int, back: int, median_s: float | None, slowest_s: float | None
) -> None:
    recovery = struck(Tally(devices), [(place, 11 + place, True) for place in range(back)], 200).recovery()
    assert (recovery.median_s, recovery.slowest_s, recovery.missing) == (median_s, slowest_s, devices - back)


def test_a_fleet_that_was_never_gone_is_back_at_once() -> None:
    tally = Tally(1)
    tally.go(0, 0, online=True)
    assert struck(tally, []).recovery().all_online_s == 0


def test_amplification_is_what_was_asked_over_what_was_answered_from_the_mending_until_all_are_back() -> None:
    tally = Tally(1)
    for second, code in ((7, 503), (11, 503), (12, HttpFailure.TIMEOUT.value), (13, OK), (14, OK), (90, 503)):
        tally.ask(RequestKind.POLL, second * SECOND_US)
        tally.end(RequestKind.POLL, second * SECOND_US, code)
    recovery = struck(tally, [(0, 14, True)]).recovery()
    assert recovery.amplification == 2
    assert (recovery.answered, recovery.refused, recovery.unanswered) == (2, 2, 1)
    assert recovery.trouble_per_s == pytest.approx(1 / 5)


def test_a_fleet_that_nobody_answers_has_no_amplification() -> None:
    assert struck(Tally(1), []).recovery().amplification is None


def test_a_token_that_two_devices_have_is_doubled() -> None:
    tally = Tally(2)
    tally.keep_token(0, "oc_perm_A")
    tally.keep_token(0, "oc_perm_A")
    tally.keep_token(0, "oc_perm_B")
    assert tally.tokens_doubled == 0
    tally.keep_token(1, "oc_perm_A")
    assert tally.tokens_doubled == 1


def test_a_lost_token_is_lost_until_the_device_has_another() -> None:
    tally = Tally(2)
    tally.lose_token(1)
    tally.lose_token(1)
    assert tally.tokens_lost == 1
    tally.keep_token(1, "oc_perm_C")
    assert tally.tokens_lost == 0


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_fairness_lies_between_one_for_all_alike_and_one_of_all(shares: Sequence[float]) -> None:
    assert 1 / len(shares) - 1e-9 <= jain(shares) <= 1 + 1e-9


@given(st.integers(1, 50), st.floats(0.001, 1e6))
def test_fairness_of_equal_shares_is_one_and_of_a_single_one_its_part(number: int, share: float) -> None:
    assert jain([share] * number) == pytest.approx(1)
    assert jain([share] + [0.0] * (number - 1)) == pytest.approx(1 / number)


def calm(come_s: int, struck_s: int) -> float:
    """Let two devices come, the second at `come_s`, and ask once a second each; gives the rate before the storm."""
    tally = Tally(2)
    for place, first_s in enumerate((come_s // 2, come_s)):
        tally.go(place, first_s * SECOND_US, online=True)
        for second in range(first_s, struck_s):
            tally.ask(RequestKind.POLL, second * SECOND_US)
    tally.strike(struck_s * SECOND_US)
    tally.mend((struck_s + 10) * SECOND_US)
    tally.finish((struck_s + 20) * SECOND_US)
    return tally.recovery().calm_per_s


@pytest.mark.parametrize(("come_s", "struck_s"), [(20, 35), (0, 400), (100, 400), (10, 1000)])
def test_the_rate_before_a_storm_is_that_of_a_fleet_of_which_all_are_online(come_s: int, struck_s: int) -> None:
    assert calm(come_s, struck_s) == 2.0


def test_a_storm_that_strikes_as_the_last_one_comes_finds_no_calm_rate() -> None:
    assert calm(20, 20) == 0.0
