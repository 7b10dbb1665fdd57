"""The digest of a sector."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.agent.digest import DIGEST_BYTES, sector_digest

SECTOR_BYTES = 4096


def _sector(payload: bytes) -> bytes:
    record = payload + zlib.crc32(payload).to_bytes(4, "little")
    return record.ljust(SECTOR_BYTES, b"\xff")


def test_it_is_the_beginning_of_a_published_hash() -> None:
    # FIPS 180-4's example "abc".
    assert sector_digest(b"abc") == bytes.fromhex("ba7816bf8f01cfea")
    assert len(sector_digest(b"")) == DIGEST_BYTES


@given(st.binary(min_size=100, max_size=100), st.binary(min_size=100, max_size=100))
def test_it_tells_records_apart_that_no_crc_does(one: bytes, other: bytes) -> None:
    assert zlib.crc32(_sector(one)) == zlib.crc32(_sector(other))
    assert (sector_digest(_sector(one)) == sector_digest(_sector(other))) == (one == other)
