"""Whatever bytes come, decoding them ends in JSON or in one of these errors."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.not_json import NOT_JSON
from tests.deep_json import DEEP_JSON


@pytest.mark.parametrize("body", [DEEP_JSON, b"", b'{"a":"\xff"}', b"[]", b'{"a":1,}'])
def test_what_cannot_be_read_is_one_of_them(body: bytes) -> None:
    with pytest.raises(NOT_JSON):
        msgspec.json.decode(body, type=dict[str, str])


@given(st.binary(max_size=60))
def test_nothing_else_can_go_wrong(body: bytes) -> None:
    try:
        msgspec.json.decode(body)
    except NOT_JSON:
        return
