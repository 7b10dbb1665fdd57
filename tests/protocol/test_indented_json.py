"""JSON that people read, too."""

import json

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.indented_json import indented_json


def test_each_member_has_a_line() -> None:
    assert indented_json({"a": [1], "b": {}}) == b'{\n  "a": [\n    1\n  ],\n  "b": {}\n}'


@given(st.recursive(st.none() | st.integers(-(2**63), 2**63 - 1) | st.text(), lambda each: st.lists(each, max_size=3)))
def test_what_is_written_is_read_back(value: object) -> None:
    assert json.loads(indented_json(value)) == value
