"""Content codings."""

import gzip
import random
import tracemalloc
import zlib

import pytest

from oceanhil.protocol.content_coding import CodingError, CodingSizeError, UnknownCodingError, decode_body

BODY = random.Random(0).randbytes(32_000) * 2
"""Its second half is packed as a reference to the first: RFC 1951, section 2, lets one reach back 32 KiB."""
RAW = zlib.compress(BODY)[2:-4]


def wrapped(window_bits: int) -> bytes:
    packer = zlib.compressobj(wbits=window_bits)
    return packer.compress(BODY) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("", BODY),
        (" Identity", BODY),
        ("gzip", gzip.compress(BODY)),
        ("X-GZIP", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        (" Deflate ", RAW),
        *(("deflate", wrapped(bits)) for bits in range(9, 16)),
    ],
)
def test_a_body_is_unpacked_however_far_its_references_reach(coding: str, packed: bytes) -> None:
    assert decode_body(packed, coding, len(BODY)) == BODY


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", zlib.compress(BODY)),
        ("gzip", RAW),
        ("gzip", gzip.compress(BODY)[:-1]),
        ("deflate", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)[:-1]),
        ("deflate", BODY),
    ],
)
def test_a_body_in_another_coding_than_it_says_or_without_its_end_is_refused(coding: str, packed: bytes) -> None:
    with pytest.raises(CodingError) as refused:
        decode_body(packed, coding, len(BODY))
    assert type(refused.value) is CodingError


def test_an_unknown_coding_is_told_from_a_wrong_one() -> None:
    with pytest.raises(UnknownCodingError):
        decode_body(BODY, "br", len(BODY))


def test_a_bomb_is_given_up_before_it_goes_off() -> None:
    bomb = gzip.compress(bytes(30_000_000), compresslevel=1)
    tracemalloc.start()
    with pytest.raises(CodingSizeError):
        decode_body(bomb, "gzip", 65_536)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 1_000_000


def test_members_one_after_the_other_are_one_body() -> None:
    assert decode_body(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", 2) == b"ab"


def test_the_limit_itself_is_allowed() -> None:
    assert decode_body(gzip.compress(bytes(100)), "gzip", 100) == bytes(100)


@pytest.mark.parametrize(("most", "fits"), [(10, True), (9, False)])
def test_an_unpacked_body_may_be_as_large_as_allowed(most: int, fits: bool) -> None:
    import zlib

    packed = zlib.compress(b"x" * 10)
    if fits:
        assert decode_body(packed, "deflate", most) == b"x" * 10
        return
    with pytest.raises(CodingSizeError):
        decode_body(packed, "deflate", most)
