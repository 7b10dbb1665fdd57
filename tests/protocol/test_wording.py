"""How counts of things and reasons of the machine are written; how times are, the tests of durations say."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.units import DAY_US
from oceanhil.protocol.wording import agreed, os_reason, plural, rfc3339, utc


@pytest.mark.parametrize(
    ("unix_s", "text"),
    [
        (1_772_366_405.9, "2026-03-01 12:00:05Z"),
        (-1, "1969-12-31 23:59:59Z"),
        (-62_135_596_800, "0001-01-01 00:00:00Z"),
        (253_402_300_799, "9999-12-31 23:59:59Z"),
    ],
)
def test_a_moment_is_written_in_utc_with_a_blank_for_people_and_a_t_in_files(unix_s: float, text: str) -> None:
    assert (utc(unix_s), rfc3339(unix_s)) == (text, text.replace(" ", "T"))


@pytest.mark.parametrize(
    ("unix_s", "text"),
    [(1e18, "1000000000000000000 s"), (253_402_300_800, "253402300800 s"), (math.inf, "inf s"), (math.nan, "nan s")],
)
def test_a_moment_beyond_all_calendars_is_written_in_seconds(unix_s: float, text: str) -> None:
    assert {utc(unix_s), rfc3339(unix_s), rfc3339(unix_s, has_ms=True)} == {text}


@given(st.integers(0, 130 * 365 * DAY_US))
def test_what_is_written_for_files_is_read_back_to_the_millisecond(unix_us: int) -> None:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=unix_us)
    read = datetime.fromisoformat(rfc3339(moment.timestamp(), has_ms=True))
    assert read == moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@pytest.mark.parametrize(("number", "text"), [(0, "0 bytes"), (1, "1 byte"), (2, "2 bytes"), (4096, "4,096 bytes")])
def test_one_thing_is_counted_in_the_singular(number: int, text: str) -> None:
    assert plural(number, "byte") == text


@pytest.mark.parametrize(
    ("noun", "text"),
    [
        ("process", "2 processes"),
        ("journal entry", "2 journal entries"),
        ("delay", "2 delays"),
        ("remedy", "2 remedies"),
        ("switch", "2 switches"),
        ("life", "2 lives"),
        ("other life", "2 other lives"),
    ],
)
def test_a_noun_that_takes_more_than_an_s_has_a_plural_of_its_own(noun: str, text: str) -> None:
    assert plural(2, noun) == text
    assert plural(1, noun) == f"1 {noun}"


def test_a_verb_behind_the_noun_is_counted_with_it() -> None:
    told = [plural(number, "case was", "cases were") for number in (0, 1, 1200)]
    assert told == ["0 cases were", "1 case was", "1,200 cases were"]


def test_words_agree_with_a_number_that_stands_elsewhere() -> None:
    assert [agreed(number, "remedy") for number in (0, 1, 2)] == ["remedies", "remedy", "remedies"]
    assert [agreed(number, "is", "are") for number in (1, 2)] == ["is", "are"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(13, "Permission denied"), "permission denied"),
        (OSError("The disk is GONE"), "the disk is gone"),
        (TimeoutError(), "timeouterror"),
    ],
)
def test_a_system_s_refusal_is_told_in_small_letters(error: OSError, words: str) -> None:
    assert os_reason(error) == words
