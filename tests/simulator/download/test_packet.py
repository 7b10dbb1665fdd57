"""Requests and responses."""

from functools import reduce
from operator import xor

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.download.packet import Request, checksum, parse, response


@given(st.binary(max_size=100))
def test_the_checksum_is_the_xor_of_all_bytes_and_the_seed(data: bytes) -> None:
    assert checksum(data) == reduce(xor, data, 0xEF)


def test_a_request_is_taken_apart() -> None:
    assert parse(bytes.fromhex("000a040062000000 1400f43f")) == Request(0x0A, 4, 0x62, bytes.fromhex("1400f43f"))


def test_what_is_too_short_or_a_response_is_no_request() -> None:
    assert parse(bytes(7)) is None
    assert parse(bytes.fromhex("010a040000000000")) is None


def test_a_response_counts_its_status_bytes() -> None:
    assert response(0x0A, 0x00000162, bytes(2)) == bytes.fromhex("010a0200620100000000")
