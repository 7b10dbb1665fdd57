"""A serial line that does not deliver what was sent."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.board.line_faults import FaultyLine, LineFaults

ALWAYS = 1_000_000


def line(**faults: int) -> FaultyLine:
    return FaultyLine(LineFaults(**faults), random.Random(1))  # type: ignore[arg-type]  # only numbers here


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
