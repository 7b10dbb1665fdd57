"""SNTP packets."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol import sntp_packet
from oceanhil.protocol.sntp_packet import SntpError

NONCE = 0x0123456789ABCDEF
# From 1968 to 2104: the years that a stamp without its era can tell.
UNIX_US = st.integers(-61_505_152 * 1_000_000, 4_233_462_143 * 1_000_000)


@given(UNIX_US)
def test_a_time_survives_the_way_to_the_microsecond(unix_us: int) -> None:
    answer = sntp_packet.answer(sntp_packet.request(NONCE), unix_us)
    assert sntp_packet.read_answer(answer, NONCE) == unix_us


def test_a_stamp_of_era_1_is_after_february_2036() -> None:
    assert sntp_packet.to_stamp(2_085_978_497 * 1_000_000) == 1 << 32
    assert sntp_packet.from_stamp(1 << 32) == 2_085_978_497 * 1_000_000


def test_the_first_instant_of_an_era_is_not_told_as_no_time() -> None:
    answer = sntp_packet.answer(sntp_packet.request(NONCE), 2_085_978_496 * 1_000_000)
    assert sntp_packet.read_answer(answer, NONCE) == 2_085_978_496 * 1_000_000


def test_a_request_is_48_bytes_of_version_4_from_a_client() -> None:
    packet = sntp_packet.request(NONCE)
    assert (len(packet), packet[0]) == (48, 0x23)


@pytest.mark.parametrize(
    ("offset", "value", "reason"),
    [(0, 0x23, "mode 3"), (0, 0xE4, "not set"), (1, 0, "refuses"), (1, 16, "not set"), (24, 0xFF, "another request")],
)
def test_an_answer_that_must_not_be_believed_is_refused(offset: int, value: int, reason: str) -> None:
    answer = bytearray(sntp_packet.answer(sntp_packet.request(NONCE), 1_768_478_400_000_000))
    answer[offset] = value
    with pytest.raises(SntpError, match=reason):
        sntp_packet.read_answer(bytes(answer), NONCE)


def test_an_answer_without_time_is_refused() -> None:
    answer = sntp_packet.answer(sntp_packet.request(NONCE), 1_768_478_400_000_000)
    with pytest.raises(SntpError, match="no time stamp"):
        sntp_packet.read_answer(answer[:40] + bytes(8), NONCE)


@given(st.binary(max_size=100))
def test_no_bytes_crash_either_side(data: bytes) -> None:
    with suppress(SntpError):
        sntp_packet.answer(data, 0)
    with suppress(SntpError):
        sntp_packet.read_answer(data, NONCE)
