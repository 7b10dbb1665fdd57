"""Frames on the wire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.download.slip import SlipDecoder, decode, encode

LONG = 1 << 16


@given(st.lists(st.binary(min_size=1, max_size=40)), st.lists(st.integers(1, 20)))
def test_packets_come_out_as_they_went_in_however_the_stream_is_cut(packets: list[bytes], cuts: list[int]) -> None:
    stream, decoder, got = b"".join(map(encode, packets)), SlipDecoder(LONG), []
    for length in [*cuts, len(stream)]:
        got += decoder.feed(stream[:length])
        stream = stream[length:]
    assert got == packets


def test_ends_and_escapes_inside_are_replaced() -> None:
    assert encode(b"\x01\xc0\xdb\x02") == b"\xc0\x01\xdb\xdc\xdb\xdd\x02\xc0"


@given(st.binary(max_size=30).filter(lambda noise: b"\xc0" not in noise))
def test_noise_before_a_frame_is_dropped(noise: bytes) -> None:
    assert SlipDecoder(LONG).feed(noise + encode(b"packet")) == [b"packet"]


def test_a_wrong_escape_costs_only_its_frame() -> None:
    assert SlipDecoder(LONG).feed(b"\xc0\xdb\x01\xc0" + encode(b"next")) == [b"next"]


def test_an_overlong_frame_is_dropped_and_not_kept() -> None:
    decoder = SlipDecoder(8)
    assert decoder.feed(b"\xc0" + bytes(6)) == []
    assert decoder.feed(bytes(6) + b"\xc0" + encode(b"next")) == [b"next"]


def test_a_lone_end_is_recovered_from() -> None:
    assert SlipDecoder(LONG).feed(b"\xc0" + encode(b"first") + encode(b"second")) == [b"first", b"second"]


@pytest.mark.slow
@given(st.lists(st.binary(min_size=1, max_size=16), max_size=6), st.lists(st.integers(1, 6)))
def test_frames_up_to_the_longest_come_out_and_no_piece_of_a_longer_one(packets: list[bytes], cuts: list[int]) -> None:
    stream, decoder, got = b"".join(map(encode, packets)), SlipDecoder(8), []
    for length in [*cuts, len(stream)]:
        got += decoder.feed(stream[:length])
        stream = stream[length:]
    assert got == [packet for packet in packets if len(encode(packet)) - 2 <= 8]


@pytest.mark.parametrize(
    ("body", "packet"),
    [(b"\xdb\xdc", b"\xc0"), (b"\xdb\xdd", b"\xdb"), (b"\xdb\xdd\xdc", b"\xdb\xdc"), (b"\xdb", None), (b"\xdba", None)],
)
def test_an_escape_stands_for_an_end_or_an_escape_or_means_nothing(body: bytes, packet: bytes | None) -> None:
    assert decode(body) == packet


def test_a_frame_may_be_as_long_as_allowed_and_no_longer() -> None:
    assert SlipDecoder(4).feed(encode(b"four")) == [b"four"]
    decoder = SlipDecoder(4)
    assert decoder.feed(encode(b"fives")) == []
    assert decoder.feed(encode(b"next")) == [b"next"]
    parts = SlipDecoder(4)
    assert [parts.feed(each) for each in (b"\xc0fo", b"ur", b"\xc0")] == [[], [], [b"four"]]


def test_frames_may_share_an_end() -> None:
    assert SlipDecoder(9).feed(b"\xc0one\xc0\xc0two\xc0noise\xc0three\xc0") == [b"one", b"two", b"three"]
