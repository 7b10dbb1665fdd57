"""A serial line that does not deliver what was sent."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.board.line_faults import FaultyLine, LineFaults, as_heard, understands

ALWAYS = 1_000_000
BANNER = b"\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n"
BAUDS = st.sampled_from([9_600, 57_600, 74_880, 115_200, 230_400, 921_600])


def line(**faults: int) -> FaultyLine:
    return FaultyLine(LineFaults(**faults), random.Random(1))  # type: ignore[arg-type]  # only numbers here


@pytest.mark.slow
@given(st.binary())
def test_a_sound_line_carries_everything(data: bytes) -> None:
    assert line().carry(data) == data


@given(st.binary())
def test_a_stuck_line_carries_nothing(data: bytes) -> None:
    assert FaultyLine(LineFaults(stuck=True), random.Random(1)).carry(data) == b""


@given(st.binary())
def test_noise_flips_one_bit_of_a_byte_it_strikes(data: bytes) -> None:
    heard = line(noise_ppm=ALWAYS).carry(data)
    assert [(a ^ b).bit_count() for a, b in zip(data, heard, strict=True)] == [1] * len(data)


@given(st.binary())
def test_dropped_bytes_are_gone_and_doubled_ones_come_twice(data: bytes) -> None:
    assert line(drop_ppm=ALWAYS).carry(data) == b""
    assert line(duplicate_ppm=ALWAYS).carry(data) == b"".join(bytes([byte, byte]) for byte in data)


def test_a_probability_strikes_about_as_often_as_it_says() -> None:
    heard = line(drop_ppm=100_000).carry(bytes(10_000))
    assert 8_700 < len(heard) < 9_300


def test_the_same_seed_strikes_the_same_bytes() -> None:
    data = bytes(range(256))
    assert line(noise_ppm=300_000).carry(data) == line(noise_ppm=300_000).carry(data)


@pytest.mark.parametrize("name", ["noise_ppm", "drop_ppm", "duplicate_ppm"])
@pytest.mark.parametrize("value", [-1, 1_000_001])
def test_what_is_no_probability_is_refused(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value}"):
        line(**{name: value})


@given(st.binary(max_size=64), BAUDS)
def test_equal_rates_change_nothing(data: bytes, baud: int) -> None:
    assert as_heard(data, baud, baud) == data


@given(st.binary(max_size=64), st.integers(-24, 24))
def test_rates_within_the_tolerance_of_a_receiver_change_nothing(data: bytes, permille: int) -> None:
    assert as_heard(data, 115_200 * (1000 + permille) // 1000, 115_200) == data


@given(st.binary(max_size=32), st.sampled_from([*range(942, 975), *range(1026, 1053)]))
def test_a_receiver_finds_each_start_bit_anew_and_so_bears_half_a_bit_in_a_frame(data: bytes, permille: int) -> None:
    # The last bit of data is looked at after 8.5 bits and begins after 8; the stop bit after 9.5 and ends after 10.
    assert as_heard(data, 100 * permille, 100_000) == data


def test_beyond_that_the_last_bit_is_the_one_before_it_or_the_stop_bit_the_next_start() -> None:
    assert as_heard(b"\x7f", 94_100, 100_000) == b"\xff"
    assert as_heard(b"\x7f" * 8, 105_300, 100_000) != b"\x7f" * 8


def test_the_esp8266_rom_banner_begins_at_115200_with_the_noise_that_everybody_knows() -> None:
    # The beginning of uncounted questions in forums: "rl", a zero, "l", two bytes above 127, "|", a zero …
    assert as_heard(BANNER, 74_880, 115_200).startswith(
        b"rl\0l\x9c\x9e|\0\x8cl\xe0|\x02\x0c\x0c\x0c\x8c\x0cl\xec\x0cb|"
    )


def test_the_esp8266_rom_banner_is_text_at_its_own_rate() -> None:
    assert as_heard(BANNER, 74_880, 74_880) == BANNER


@given(st.binary(max_size=64), BAUDS, BAUDS)
def test_a_listener_never_hears_more_frames_than_the_line_has_time_for(data: bytes, sent: int, heard: int) -> None:
    longest = len(data) * 10 * heard // sent + 1
    # A frame ends, for its receiver, in the middle of the stop bit.
    assert len(as_heard(data, sent, heard)) * 9.5 <= longest * 1.03 + 10


def test_a_byte_at_a_tenth_of_the_rate_is_a_break_and_then_its_bits() -> None:
    assert as_heard(b"\x00", 11_520, 115_200) == b"\x00"


def test_nothing_sent_is_nothing_heard() -> None:
    assert as_heard(b"", 74_880, 115_200) == b""


@pytest.mark.parametrize(("sent", "heard"), [(0, 115_200), (115_200, 0), (-1, 115_200)])
def test_a_rate_that_is_not_positive_is_refused(sent: int, heard: int) -> None:
    with pytest.raises(ValueError, match="expected positive"):
        as_heard(b"x", sent, heard)


def test_two_and_a_half_percent_is_the_limit() -> None:
    assert understands(102_500, 100_000)
    assert not understands(102_501, 100_000)
