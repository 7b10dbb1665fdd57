"""Words of HTTP that several rooms speak."""

from __future__ import annotations

import pytest

from oceanhil.protocol.http import status_phrase


@pytest.mark.parametrize(("status", "words"), [(404, "Not Found"), (429, "Too Many Requests"), (599, "Status 599")])
def test_a_status_has_its_words_or_else_its_number(status: int, words: str) -> None:
    assert status_phrase(status) == words
