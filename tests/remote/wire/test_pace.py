"""The pace of a run, by a clock of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.wire.pace import (
    WAIT_S_MAX,
    AdaptivePace,
    Limits,
    Manner,
    NoPace,
    PaceChoice,
    PaceError,
    RatePace,
    read_pace,
)

POLL = HttpRequest("GET", "/state/")
REGISTER = HttpRequest("POST", "/register/")


class Clock:
    def __init__(self) -> None:
        self.time_s = 100.0
        self.told: list[str] = []

    def sleep(self, duration_s: float) -> None:
        assert duration_s > 0
        self.time_s += duration_s

    def pace(self, **limits: float | None) -> RatePace:
        connections = limits.pop("connections", None)
        return RatePace(
            Limits(**limits, connections=None if connections is None else int(connections)),
            lambda request: request is REGISTER,
            now_s=lambda: self.time_s,
            sleep_s=self.sleep,
            told=self.told.append,
        )


@pytest.mark.slow
@given(
    rate=st.integers(1, 5),
    gaps=st.lists(st.floats(0, 2), max_size=40),
    wide=st.lists(st.integers(1, 5), min_size=40, max_size=40),
)
def test_no_second_ever_has_more_requests_than_allowed(rate: int, gaps: list[float], wide: list[int]) -> None:
    clock, sent = Clock(), list[float]()
    pace = clock.pace(requests_per_s=float(rate))
    for gap, width in zip(gaps, wide, strict=False):
        clock.time_s += gap
        count = min(width, rate)
        pace.wait([POLL] * count)
        sent += [clock.time_s] * count
    for time_s in sent:
        assert sum(time_s <= other < time_s + 1 for other in sent) <= rate


def test_registrations_have_a_limit_of_their_own() -> None:
    clock = Clock()
    pace = clock.pace(requests_per_s=20.0, registrations_per_min=2.0)
    for request in (REGISTER, REGISTER, POLL):
        pace.wait([request])
    assert clock.time_s == 100.0
    pace.wait([REGISTER])
    assert clock.time_s == 163.0
    assert clock.told == ["waiting 63 s: at most 2 registrations a minute"]


def test_room_for_a_registration_is_waited_for_without_taking_it() -> None:
    clock = Clock()
    pace = clock.pace(requests_per_s=20.0, registrations_per_min=2.0)
    for _ in range(2):
        pace.until_room()
        pace.wait([REGISTER])
    assert clock.time_s == 100.0
    for _ in range(2):
        pace.until_room()
    assert clock.time_s == 163.0
    Clock().pace().until_room()


def test_a_rate_below_one_waits_longer_than_its_unit() -> None:
    clock = Clock()
    pace = clock.pace(registrations_per_min=0.5)
    pace.wait([REGISTER])
    pace.wait([REGISTER])
    assert clock.time_s == 100 + 126


def test_the_widest_burst_is_what_every_limit_allows() -> None:
    pace = Clock().pace(requests_per_s=20.0, registrations_per_min=2.0, connections=10)
    assert (pace.widest(POLL), pace.widest(REGISTER)) == (10, 2)


def test_without_limits_nothing_waits() -> None:
    clock = Clock()
    pace = clock.pace()
    pace.wait([REGISTER] * 1000)
    assert (clock.time_s, pace.widest(POLL), NoPace().widest(POLL)) == (100.0, None, None)


@pytest.mark.parametrize(("header", "wait_s"), [("7", 7.0), ("", 60.0), ("soon", 60.0), ("0", 0.0)])
def test_a_429_is_waited_for_as_it_asks(header: str, wait_s: float) -> None:
    clock = Clock()
    answer = HttpResponse(429, headers={"retry-after": header} if header else {})
    assert clock.pace(requests_per_s=1.0).has_waited_for(answer)
    assert clock.time_s == 100 + wait_s


def test_a_date_is_waited_for_by_the_date_of_the_answer() -> None:
    clock = Clock()
    dates = {"date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": "Sun, 06 Nov 1994 08:49:44 GMT"}
    assert clock.pace(requests_per_s=1.0).has_waited_for(HttpResponse(429, headers=dates))
    assert clock.time_s == 108


@pytest.mark.parametrize("header", [str(int(WAIT_S_MAX) + 1), "9" * 5_000])
def test_a_429_that_asks_for_too_much_is_taken_as_the_answer(header: str) -> None:
    clock = Clock()
    answer = HttpResponse(429, headers={"retry-after": header})
    assert not clock.pace(requests_per_s=1.0).has_waited_for(answer)
    assert clock.time_s == 100


def test_any_other_answer_is_no_reason_to_wait() -> None:
    assert not Clock().pace(requests_per_s=1.0).has_waited_for(HttpResponse(503, headers={"retry-after": "9"}))


def test_limits_of_a_file_go_over_those_of_the_service() -> None:
    service = Limits(requests_per_s=20, registrations_per_min=2, connections=10)
    assert Limits(registrations_per_min=60).over(service) == Limits(
        requests_per_s=20, registrations_per_min=60, connections=10
    )


def test_limits_are_told_in_the_unit_that_reads_well() -> None:
    limits = Limits(requests_per_s=10 / 60, registrations_per_min=0.5)
    assert (limits.requests_in_words, limits.registrations_in_words) == (
        "10 requests a minute",
        "0.5 registrations a minute",
    )
    assert (Limits().requests_in_words, Limits().registrations_in_words) == ("", "")


def adaptive(clock: Clock, stated: Limits | None = None) -> AdaptivePace:
    return AdaptivePace(
        stated or Limits(),
        Limits(requests_per_s=20.0, registrations_per_min=2.0, connections=10),
        lambda request: request is REGISTER,
        now_s=lambda: clock.time_s,
        sleep_s=clock.sleep,
        told=clock.told.append,
    )


def test_what_was_sent_before_the_first_hint_counts_after_it() -> None:
    clock, sent_s = Clock(), []
    pace = adaptive(clock, Limits(registrations_per_min=2.0))
    for number in range(6):
        pace.wait([REGISTER])
        sent_s.append(clock.time_s)
        if number == 1:
            assert pace.has_waited_for(HttpResponse(429, b"", {"retry-after": "1"}))
    assert pace.registrations == 6
    assert [later - sooner >= 60 for sooner, later in zip(sent_s, sent_s[2:], strict=False)] == [True] * 4


def test_an_adaptive_pace_is_fast_as_long_as_nothing_is_said_against_it() -> None:
    clock = Clock()
    pace = adaptive(clock)
    for _ in range(100):
        pace.wait([REGISTER])
        assert not pace.has_waited_for(HttpResponse(401))
    assert (clock.time_s, clock.told, pace.widest(REGISTER)) == (100.0, [], None)


def test_maintenance_makes_an_adaptive_pace_no_slower() -> None:
    clock = Clock()
    pace = adaptive(clock)
    pace.has_waited_for(HttpResponse(503, b"", {"retry-after": "7"}))
    assert (clock.told, pace.widest(REGISTER)) == ([], None)


def test_an_adaptive_pace_is_polite_from_the_first_429_on_and_says_so_once() -> None:
    clock = Clock()
    pace = adaptive(clock)
    pace.wait([REGISTER])
    pace.has_waited_for(HttpResponse(429))
    pace.has_waited_for(HttpResponse(429))
    (line,) = (text for text in clock.told if text.startswith("pace: "))
    assert line == (
        "pace: the server answered 429, so from now on at most 20 requests a second, 2 registrations a minute"
    )
    before_s = clock.time_s
    for _ in range(4):
        pace.wait([REGISTER])
    assert clock.time_s - before_s >= 60
    assert pace.widest(REGISTER) == 2


def test_a_429_is_waited_for_at_every_pace_and_a_503_at_none() -> None:
    clock = Clock()
    pace = adaptive(clock)
    assert pace.has_waited_for(HttpResponse(429, b"", {"retry-after": "7"}))
    assert clock.time_s == 107.0
    assert not pace.has_waited_for(HttpResponse(503, b"", {"retry-after": "7"}))
    assert clock.time_s == 107.0


def test_what_a_connector_states_is_never_exceeded() -> None:
    clock = Clock()
    pace = adaptive(clock, Limits(requests_per_s=1.0))
    for _ in range(3):
        pace.wait([POLL])
    assert clock.time_s == pytest.approx(102.1)
    assert pace.widest(POLL) == 1


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("adaptive", PaceChoice(Manner.ADAPTIVE)),
        ("documented", PaceChoice(Manner.DOCUMENTED)),
        ("50", PaceChoice(Manner.RATE, 50.0)),
        ("0.5", PaceChoice(Manner.RATE, 0.5)),
    ],
)
def test_a_pace_is_chosen_by_a_word_or_a_rate(text: str, choice: PaceChoice) -> None:
    assert read_pace(text) == choice


@pytest.mark.parametrize("text", ["", "fast", "0", "-1", "nan", "inf", "1e9", "20/s"])
def test_what_is_no_pace_is_refused_with_what_is_one(text: str) -> None:
    with pytest.raises(PaceError, match="expected adaptive, documented or requests a second"):
        read_pace(text)
