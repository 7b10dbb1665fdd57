"""Words of HTTP that several rooms speak."""

from __future__ import annotations

import pytest

from oceanhil.protocol.http import folded, status_phrase


@pytest.mark.parametrize(("status", "words"), [(404, "Not Found"), (429, "Too Many Requests"), (599, "Status 599")])
def test_a_status_has_its_words_or_else_its_number(status: int, words: str) -> None:
    assert status_phrase(status) == words


def test_lines_of_one_name_are_one_list_and_what_is_said_twice_is_said_once() -> None:
    lines = [
        ("Allow", "GET"),
        ("Vary", "Origin"),
        ("allow", "POST"),
        ("Vary", "Origin"),
        ("Cookie", "a=1"),
        ("cookie", "b=2"),
    ]
    assert folded(lines) == {"allow": "GET, POST", "vary": "Origin", "cookie": "a=1; b=2"}
