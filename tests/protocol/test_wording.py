"""How counts of things and reasons of the machine are written; how times are, the tests of durations say."""

import pytest

from oceanhil.protocol.wording import agreed, os_reason, plural


@pytest.mark.parametrize(("number", "text"), [(0, "0 bytes"), (1, "1 byte"), (2, "2 bytes"), (4096, "4,096 bytes")])
def test_one_thing_is_counted_in_the_singular(number: int, text: str) -> None:
    assert plural(number, "byte") == text


@pytest.mark.parametrize(
    ("noun", "text"),
    [
        ("process", "2 processes"),
        ("journal entry", "2 journal entries"),
        ("delay", "2 delays"),
        ("remedy", "2 remedies"),
        ("switch", "2 switches"),
        ("life", "2 lives"),
        ("other life", "2 other lives"),
    ],
)
def test_a_noun_that_takes_more_than_an_s_has_a_plural_of_its_own(noun: str, text: str) -> None:
    assert plural(2, noun) == text
    assert plural(1, noun) == f"1 {noun}"


def test_a_verb_behind_the_noun_is_counted_with_it() -> None:
    told = [plural(number, "case was", "cases were") for number in (0, 1, 1200)]
    assert told == ["0 cases were", "1 case was", "1,200 cases were"]


def test_words_agree_with_a_number_that_stands_elsewhere() -> None:
    assert [agreed(number, "remedy") for number in (0, 1, 2)] == ["remedies", "remedy", "remedies"]
    assert [agreed(number, "is", "are") for number in (1, 2)] == ["is", "are"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(13, "Permission denied"), "permission denied"),
        (OSError("The disk is GONE"), "the disk is gone"),
        (TimeoutError(), "timeouterror"),
    ],
)
def test_a_system_s_refusal_is_told_in_small_letters(error: OSError, words: str) -> None:
    assert os_reason(error) == words
