import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.scenarios.units import DURATION_PATTERN, UNITS_US, format_duration, parse_duration, parse_instant
from tests.together import together

YEARS_US = 90 * 365 * UNITS_US["d"]


@given(st.integers(min_value=-YEARS_US, max_value=YEARS_US))
def test_a_formatted_duration_reads_back_as_itself(duration_us: int) -> None:
    assert parse_duration(format_duration(duration_us)) == duration_us


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 999), st.sampled_from(sorted(UNITS_US))), min_size=1, max_size=5))
def test_parts_add_up_in_any_order(parts: list[tuple[int, str]]) -> None:
    text = " ".join(f"{count}{unit}" for count, unit in parts)
    assert parse_duration(text) == sum(count * UNITS_US[unit] for count, unit in parts)


@together
@pytest.mark.parametrize(
    ("text", "duration_us"),
    [
        ("24h 1s", 86_401_000_000),
        ("24h1s", 86_401_000_000),
        ("90m", 5_400_000_000),
        ("200ms", 200_000),
        ("-301s", -301_000_000),
        ("+5s", 5_000_000),
        ("49d 17h", 4_294_800_000_000),
        ("1w", 604_800_000_000),
        ("0.5s", 500_000),
        ("1.000001s", 1_000_001),
        ("7us", 7),
        ("-1m 30s", -90_000_000),
        ("36600d", 36_600 * 86_400_000_000),
        (" 0s ", 0),
        ("6 s", 6_000_000),
        ("24 h 1 s", 86_401_000_000),
    ],
)
def test_durations_are_whole_microseconds(text: str, duration_us: int) -> None:
    assert parse_duration(text) == duration_us


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("30", "duration '30' has no unit; write '30s' for seconds"),
        ("-1.5", "duration '-1.5' has no unit"),
        ("30 seconds", "'30 seconds' is not a duration; expected one such as '24h 1s'"),
        ("", "'' is not a duration"),
        ("1h-1s", "'1h-1s' is not a duration"),
        ("1H", "'1H' is not a duration"),
        ("٣s", "'٣s' is not a duration"),
        ("101000d", "longer than 100 years"),
    ],
)
def test_what_is_no_duration_is_refused_with_the_way_out(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match="duration") as refusal:
        parse_duration(text)
    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "unix_s"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2036-02-07T06:28:16Z", (1 << 32) - 2_208_988_800),
        ("2038-01-19T03:14:07Z", (1 << 31) - 1),
        ("1901-12-13T20:45:52Z", -(1 << 31)),
    ],
)
def test_a_date_is_a_number_of_seconds(text: str, unix_s: int) -> None:
    assert parse_instant(text) == unix_s * UNITS_US["s"]


@pytest.mark.parametrize(
    "text",
    ["", "2038-01-19", "2038-01-19 03:14:07Z", "2038-01-19T03:14:07", "2038-01-19T03:14:07+01:00", "19.1.2038", "now"],
)
def test_a_date_without_time_or_zone_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date; expected one in UTC such as '2038-01-19T03:14:07Z'$"):
        parse_instant(text)


@pytest.mark.parametrize("text", ["2037-02-29T00:00:00Z", "2038-01-19T24:00:01Z", "0000-01-01T00:00:00Z"])
def test_a_date_that_is_in_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=rf"^'{text}' is not a date: "):
        parse_instant(text)


@given(st.from_regex(DURATION_PATTERN) | st.text("0123456789.+- \tusmhdw", max_size=12))
def test_the_schema_takes_what_is_read_but_for_the_longest(text: str) -> None:
    fits = re.search(DURATION_PATTERN, text) is not None
    try:
        parse_duration(text)
    except ValueError as error:
        is_read = "100 years" in str(error)
    else:
        is_read = True
    assert is_read == fits
