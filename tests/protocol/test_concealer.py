"""The admin key is cut out of texts, however it is written."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.redact import SHORTEST, Concealer

KEY = "correct-horse_battery.9"


def _encode_all(text: str) -> str:
    return "".join(f"%{ord(character):02X}" for character in text)


WRITINGS = {
    "plain": KEY,
    "upper": KEY.upper(),
    "percent": _encode_all(KEY),
    "twice": quote(_encode_all(KEY)),
    "some": _encode_all(KEY[:3]) + KEY[3:],
    "json": "".join(f"\\u{ord(character):04x}" for character in KEY),
}


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS.keys())
def test_the_key_is_cut_in_every_writing(writing: str) -> None:
    conceal = Concealer()
    conceal.add(KEY)
    assert conceal(f"/a/{writing}/b?c={writing}&d") == "/a/…/b?c=…&d"


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(sorted(WRITINGS.values())))
def test_it_is_cut_anywhere(before: str, after: str, writing: str) -> None:
    conceal = Concealer()
    conceal.add(KEY)
    assert writing not in conceal(before + writing + after)


def test_tokens_are_cut_as_everywhere() -> None:
    assert Concealer()("oc_reg_" + "y" * 43) == "oc_reg_yyyyy…"


def test_a_key_too_short_to_be_told_from_words_is_not_looked_for() -> None:
    conceal = Concealer()
    conceal.add("state")
    assert conceal("/api/device/state/") == "/api/device/state/"


def test_a_key_with_signs_of_patterns_is_taken_literally() -> None:
    conceal = Concealer()
    conceal.add(".*.*.*.*[a](b)+")
    assert conceal("harmless") == "harmless"
    assert conceal("x.*.*.*.*[a](b)+x") == "x…x"


def test_what_utf_8_cannot_carry_is_escaped() -> None:
    assert Concealer()("a \udcff b") == r"a \udcff b"


@pytest.mark.parametrize(("length", "is_cut"), [(SHORTEST - 1, False), (SHORTEST, True)])
def test_a_key_that_is_too_short_would_cut_everything(length: int, is_cut: bool) -> None:
    conceal, key = Concealer(), "k%" * SHORTEST
    conceal.add(key[:length])
    assert (conceal.without_key(f"a {key[:length]} b") != f"a {key[:length]} b") is is_cut
