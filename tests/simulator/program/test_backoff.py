import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpFailure, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.simulator.program.backoff import Backoff, retry_after_s
from tests.together import together

SETTINGS = load_profile().device
LIMIT_S = 86_400
PPM = st.integers(0, 999_999)


def answer(status: int, retry_after: str | None = None) -> HttpResponse:
    return HttpResponse(status, b"", {} if retry_after is None else {"retry-after": retry_after})


@together
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("0", 0),
        ("1", 1),
        (" 120 ", 120),
        ("0300", 300),
        ("86400", 86_400),
        ("86401", 86_400),
        ("1000000000000", 86_400),
        ("9" * 10_000, 86_400),
        ("-5", 0),
        ("+5", 0),
        ("1.5", 0),
        ("1e3", 0),
        ("5 s", 0),
        ("5, 6", 0),
        ("٣", 0),
        ("²", 0),
        ("soon", 0),
        ("Thu, 15 Jan 2026 12:00:00 GMT", 0),
    ],
)
def test_retry_after_is_whole_seconds_up_to_a_day_or_nothing(header: str | None, seconds: int) -> None:
    assert retry_after_s(answer(429, header), LIMIT_S) == seconds


@given(st.text())
def test_whatever_the_header_says_the_wait_is_bounded(header: str) -> None:
    assert 0 <= retry_after_s(answer(429, header), LIMIT_S) <= LIMIT_S


@together
@pytest.mark.parametrize(
    ("status", "retry_after", "wait_s"),
    [
        (429, None, 300),
        (429, "0", 300),
        (429, "-1", 300),
        (429, "Thu, 15 Jan 2026 12:00:00 GMT", 300),
        (429, "7", 7),
        (429, "10" * 6, 86_400),
        (503, "7", 7),
        (503, None, 2),
        (503, "0", 2),
        (500, "7", 2),
        (400, None, 600),
        (499, None, 600),
        (401, None, 600),
        (401, "7", 600),
        (403, None, 600),
        (410, None, 600),
        (404, None, 600),
        (418, None, 600),
        (408, None, 2),
        (425, None, 2),
        (500, None, 2),
        (599, None, 2),
        (200, None, 2),
        (302, None, 2),
        (0, None, 2),
    ],
)
def test_each_status_has_its_wait(status: int, retry_after: str | None, wait_s: int) -> None:
    assert Backoff(SETTINGS).after(answer(status, retry_after), 0) == 1000 * wait_s


@pytest.mark.parametrize("failure", HttpFailure)
def test_no_answer_doubles_the_wait_up_to_a_minute(failure: HttpFailure) -> None:
    backoff = Backoff(SETTINGS)
    assert [backoff.after(failure, 0) // 1000 for _ in range(8)] == [2, 4, 8, 16, 32, 60, 60, 60]


def test_a_success_starts_the_doubling_over() -> None:
    backoff = Backoff(SETTINGS)
    for _ in range(4):
        backoff.after_failure(0)
    backoff.reset()
    assert backoff.after_failure(0) == 2000


def test_a_refusal_does_not_count_as_a_failure_of_the_network() -> None:
    backoff = Backoff(SETTINGS)
    backoff.after(answer(401), 0)
    backoff.after(answer(429), 0)
    assert backoff.after_failure(0) == 2000


@given(st.lists(PPM, min_size=1, max_size=10))
def test_jitter_adds_up_to_a_tenth_and_never_takes_away(draws: list[int]) -> None:
    plain, jittered = Backoff(SETTINGS), Backoff(SETTINGS)
    for draw in draws:
        wait_ms = plain.after_failure(0)
        assert wait_ms <= jittered.after_failure(draw) < wait_ms * 11 // 10


def test_the_largest_jitter_is_just_short_of_a_tenth() -> None:
    assert Backoff(SETTINGS).after_failure(999_999) == 2199


@given(st.integers(-(10**6), 10**6), st.text(), PPM)
def test_no_answer_whatsoever_is_repeated_without_a_wait(status: int, header: str, draw: int) -> None:
    wait_ms = Backoff(SETTINGS).after(answer(status, header), draw)
    assert 1000 <= wait_ms <= 1000 * LIMIT_S
