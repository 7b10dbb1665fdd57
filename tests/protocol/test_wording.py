"""How counts of things are written; how times are, the tests of durations say."""

import pytest

from oceanhil.protocol.wording import plural


@pytest.mark.parametrize(("number", "text"), [(0, "0 bytes"), (1, "1 byte"), (2, "2 bytes"), (4096, "4,096 bytes")])
def test_one_thing_is_counted_in_the_singular(number: int, text: str) -> None:
    assert plural(number, "byte") == text
