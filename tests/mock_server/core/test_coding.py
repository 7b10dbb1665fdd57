"""Content codings."""

import gzip
import tracemalloc

import pytest

from mock_server.core.coding import CodingSizeError, decode_body


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
