"""How long an answer asks to wait: one reading of it, whoever asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.retry_after import (
    RETRY_AFTER_S_MOST,
    date_fault,
    is_http_date,
    read_retry_after,
    told_date_wait_s,
    told_wait_s,
)
from tests.together import together


@together
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("000", 0),
        ("7", 7),
        ("0000000000000007", 7),
        (" 7\t", 7),
        ("86400", 86_400),
        ("9999999999", 9_999_999_999),
        ("10000000000", RETRY_AFTER_S_MOST),
        ("10000000001", RETRY_AFTER_S_MOST),
        ("9" * 5_000, RETRY_AFTER_S_MOST),
        ("0" * 5_000, 0),
        ("", None),
        (" ", None),
        ("-1", None),
        ("+5", None),
        ("1.5", None),
        ("1e3", None),
        ("1_000", None),
        ("0x10", None),
        ("5 s", None),
        ("5, 6", None),
        ("5\n", None),
        ("\xa05", None),
        ("\N{ARABIC-INDIC DIGIT THREE}", None),
        ("\N{SUPERSCRIPT TWO}", None),
        ("soon", None),
        ("Thu, 15 Jan 2026 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_whole_seconds_or_nothing(text: str, seconds: int | None) -> None:
    assert read_retry_after(text) == seconds
    assert told_wait_s(HttpResponse(503, b"", {"retry-after": text})) == seconds


def test_an_answer_without_the_header_asks_for_nothing() -> None:
    assert told_wait_s(HttpResponse(429)) is None


@together
@pytest.mark.parametrize(
    ("date", "until", "seconds"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:37 GMT", 60),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:50:37 GMT", 60),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun Nov  6 08:49:40 1994", 3),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:30 GMT", -7),
        ("", "Sun, 06 Nov 1994 08:50:37 GMT", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "60", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "soon", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 66 Nov 1994 08:50:37 GMT", None),
    ],
)
def test_a_date_is_read_against_that_of_the_answer(date: str, until: str, seconds: int | None) -> None:
    assert told_date_wait_s(HttpResponse(503, b"", {"date": date, "retry-after": until})) == seconds
    assert is_http_date(until) == (seconds is not None or not date)


@together
@pytest.mark.parametrize(
    ("until", "fault"),
    [
        ("Sun, 06 Nov 1994 07:50:37 GMT", "3540 s before the Date of the same answer"),
        ("Sun, 06 Nov 1994 09:50:37 +0100", "another form or zone than HTTP has"),
        ("Sun, 06 Nov 1994 09:50:37 CET", "another form or zone than HTTP has"),
        ("Sun Nov 06 1994 09:50:37 GMT+0100 (Central European Standard Time)", "another form or zone than HTTP has"),
        ("1994-11-06T08:50:37Z", ""),
        ("Sun, 06 Nov 1994 08:50:37 GMT", ""),
        ("60", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_a_date_in_local_time_is_told_as_one(until: str, fault: str) -> None:
    answer = HttpResponse(503, b"", {"date": "Sun, 06 Nov 1994 08:49:37 GMT", "retry-after": until})
    found = date_fault(answer)
    assert fault in found
    assert bool(found) is bool(fault)


@given(st.text() | st.from_regex(r"[ \t]*[0-9]*[ \t]*", fullmatch=True))
def test_no_text_is_too_much(text: str) -> None:
    assert (read_retry_after(text) or 0) in range(RETRY_AFTER_S_MOST + 1)
