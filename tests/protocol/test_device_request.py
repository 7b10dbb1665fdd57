"""What a device's request holds: its time, and what it reports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.device_request import ShapeError, is_skewed, merged_state, parse_device_time, read_session
from oceanhil.protocol.messages import DeviceState
from tests.together import together

NOW_S = 1_700_000_000
US = 1_000_000


@given(st.integers(-(10**12), 10**12), st.integers(0, 999_999), st.integers(0, 10**6))
def test_whole_seconds_are_judged_alike_at_any_fraction_of_the_servers(
    device_s: int, fraction_us: int, max_skew_s: int
) -> None:
    device_time = parse_device_time(str(device_s))
    assert device_time is not None
    expected = abs(device_s - NOW_S) > max_skew_s
    assert is_skewed(device_time, NOW_S * 1_000_000 + fraction_us, max_skew_s) is expected


def test_fractions_are_compared_exactly() -> None:
    for text, expected in (("1699999700.000000", False), ("1699999699.999999", True), ("-0.5", True)):
        device_time = parse_device_time(text)
        assert device_time is not None
        assert is_skewed(device_time, NOW_S * 1_000_000, 300) is expected


@given(st.integers(0, 10**11), st.integers(0, US - 1), st.integers(1, 6))
def test_a_time_is_read_to_the_microsecond(whole: int, fraction_us: int, digits: int) -> None:
    text = f"{fraction_us:06}"[:digits]
    time = parse_device_time(f" {whole}.{text} ")
    assert time is not None
    assert (time.time_us, time.is_whole) == (whole * US + int(text.ljust(6, "0")), False)


@pytest.mark.parametrize(
    ("text", "time_us"),
    [("-1.5", -1_500_000), ("+2", 2 * US), ("0.0000019", 1), ("0007", 7 * US), ("1.1234567", 1_123_456)],
)
def test_signs_zeros_and_digits_beyond_microseconds(text: str, time_us: int) -> None:
    time = parse_device_time(text)
    assert time is not None
    assert time.time_us == time_us


@pytest.mark.parametrize(("digits", "is_exact"), [(18, True), (19, False)])
def test_very_long_times_are_far_off_without_being_reckoned(digits: int, is_exact: bool) -> None:
    time = parse_device_time("9" * digits)
    assert time is not None
    assert time.time_us == (int("9" * digits) if is_exact else 10**18) * US


STATE = DeviceState(relay1=True, relay2=False, temperature=21.5, humidity=None)


def test_what_a_report_does_not_name_stays() -> None:
    assert merged_state(STATE, {"colour": "red"}) == STATE


@pytest.mark.parametrize(("value", "read"), [(21, 21.0), (-0.5, -0.5), (None, None)])
def test_a_measure_is_a_number_or_null(value: object, read: float | None) -> None:
    assert merged_state(STATE, {"temperature": value}).temperature == read


@pytest.mark.parametrize("value", [True, "21", [21], 10**400])
def test_nothing_else_is_a_measure(value: object) -> None:
    with pytest.raises(ShapeError, match=r"^humidity is .*, expected a number"):
        merged_state(STATE, {"humidity": value})


@pytest.mark.parametrize("value", [1, "true", None])
def test_a_switch_is_true_or_false_and_nothing_else(value: object) -> None:
    assert merged_state(STATE, {"relay1": False, "relay2": True}) == DeviceState(
        relay1=False, relay2=True, temperature=21.5
    )
    with pytest.raises(ShapeError, match=r"^relay2 is .*, expected true or false$"):
        merged_state(STATE, {"relay2": value})


@together
@pytest.mark.parametrize("fraction_us", [0, 1, 999_999])
@pytest.mark.parametrize(("off_s", "expected"), [(-301, True), (-300, False), (300, False), (301, True)])
def test_the_bound_holds_for_whole_seconds_whatever_the_servers_fraction(
    off_s: int, expected: bool, fraction_us: int
) -> None:
    device_time = parse_device_time(str(NOW_S + off_s))
    assert device_time is not None
    assert is_skewed(device_time, NOW_S * US + fraction_us, 300) is expected


@pytest.mark.parametrize(("off_us", "expected"), [(-300 * US, False), (300 * US + 1, True), (-300 * US - 1, True)])
def test_the_bound_holds_to_the_microsecond_for_times_with_fractions(off_us: int, expected: bool) -> None:
    now_us = NOW_S * US + 500_000
    device_time = parse_device_time(f"{(now_us + off_us) // US}.{(now_us + off_us) % US:06}")
    assert device_time is not None
    assert is_skewed(device_time, now_us, 300) is expected


def test_a_mac_of_another_form_is_refused_by_its_name() -> None:
    with pytest.raises(ShapeError, match=r"^mac_address is not a MAC address, expected six hex pairs"):
        read_session({"device_id": "ESP32_246F28AABBCC", "mac_address": "24:6F:28:AA:BB"})
