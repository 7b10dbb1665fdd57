"""Texts that differ per case: how they are written, what stands in for them, and which of them are alike."""

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.values import literal, values_of

FIRST = "oc_reg_abcdefghijkl"


def test_a_literal_says_the_same_bytes() -> None:
    assert literal('a"b\\c\n0é?'.encode()) == r'"a\042b\134c\0120\303\251\077"'


def test_numbers_and_texts_without_words_are_the_same_for_every_case() -> None:
    values = values_of({"N": 3, "F": 1.5, "ON": True, "NAME": "lamp {", "TOKEN": "t={token}"}, {"token": FIRST})
    assert values.constant == {"N": "3", "F": "1.5", "ON": "1", "NAME": '"lamp {"'}
    assert values.varying == {"TOKEN": f"t={FIRST}".encode()}


def test_a_word_that_a_case_does_not_have_is_told_with_those_that_it_has() -> None:
    with pytest.raises(SketchError, match=r"defines\.T is 'x\{tokn\}', and there is no \{tokn\}; known: ssid, token"):
        values_of({"T": "x{tokn}"}, {"token": "", "ssid": ""})


def test_what_stands_in_for_a_text_is_as_long_and_is_its_own() -> None:
    values = values_of({"A": "{a}", "B": "{a}", "SHORT": "{s}"}, {"a": FIRST, "s": "short"})
    assert {len(text) for text in values.stand_ins.values()} == {len(FIRST)}
    assert len(set(values.stand_ins.values())) == 2
    assert "SHORT" not in values.stand_ins


def test_texts_are_alike_as_far_as_length_beginning_and_signs_go() -> None:
    def shape(text: str) -> str:
        return values_of({"T": "{t}"}, {"t": text}).shape({"T"})

    assert shape("oc_reg_abcd") == shape("oc_reg-_xyz")
    assert len({shape(each) for each in ("oc_reg_abcd", "oc_reg_abcde", "xc_reg_abcd", "oc_reg_ab%d")}) == 4
