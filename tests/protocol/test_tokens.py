import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.tokens import (
    LONGEST_TOKEN,
    TokenDamage,
    TokenFault,
    TokenKind,
    damaged,
    find_fault,
    is_usable,
    make_token,
    shorten,
)
from tests.together import together

BODY = 43
GOOD = "oc_reg_" + "Ab1-_" * 8 + "xyz"
SEEDS = st.integers(0, 2**64)
TOKENS = st.text("ABab01-_", min_size=4, max_size=96)


@given(st.sampled_from(TokenKind), SEEDS, st.integers(1, 80))
def test_a_made_token_has_no_fault(kind: TokenKind, seed: int, length: int) -> None:
    assert find_fault(make_token(kind, random.Random(seed), length), kind, length) is None


@given(st.sampled_from(TokenKind), SEEDS)
def test_the_same_seed_makes_the_same_token(kind: TokenKind, seed: int) -> None:
    assert make_token(kind, random.Random(seed), BODY) == make_token(kind, random.Random(seed), BODY)


def test_a_thousand_tokens_are_all_different_and_use_the_whole_alphabet() -> None:
    rng = random.Random(1)
    tokens = {make_token(TokenKind.REGISTRATION, rng, BODY) for _ in range(1000)}
    assert len(tokens) == 1000
    assert len(set("".join(token.removeprefix("oc_reg_") for token in tokens))) == 64


@pytest.mark.parametrize(("kind", "characters"), [(TokenKind.SESSION, 16), (TokenKind.PERMANENT, 64)])
@pytest.mark.parametrize("length", [32, BODY])
def test_every_place_of_a_token_is_drawn(kind: TokenKind, characters: int, length: int) -> None:
    rng = random.Random(2)
    bodies = [make_token(kind, rng, length).removeprefix(kind.value) for _ in range(1000)]
    assert all(len(set(place)) == characters for place in zip(*bodies, strict=True))


@given(SEEDS, st.integers(16, 32))
def test_a_session_token_is_hexadecimal_digits_without_a_prefix(seed: int, length: int) -> None:
    token = make_token(TokenKind.SESSION, random.Random(seed), length)
    assert len(token) == length
    assert set(token) <= set("0123456789abcdef")


@pytest.mark.parametrize(("kind", "length"), [(TokenKind.REGISTRATION, 50), (TokenKind.PERMANENT, 51)])
def test_43_characters_after_the_prefix_make_50_for_registration_and_51_for_permanent(
    kind: TokenKind, length: int
) -> None:
    assert len(make_token(kind, random.Random(0), BODY)) == length


@together
@pytest.mark.parametrize(
    ("token", "fault"),
    [
        ("", TokenFault.EMPTY),
        (" " + GOOD, TokenFault.SPACE),
        (GOOD + " ", TokenFault.SPACE),
        (GOOD[:20] + "\t" + GOOD[20:], TokenFault.SPACE),
        (GOOD[:20] + "\u00a0" + GOOD[20:], TokenFault.SPACE),
        (GOOD[:20] + "\n" + GOOD[20:], TokenFault.LINE_BREAK),
        (GOOD + "\r\n", TokenFault.LINE_BREAK),
        (GOOD + "\r", TokenFault.LINE_BREAK),
        (GOOD.removeprefix("oc_reg_"), TokenFault.PREFIX),
        (GOOD.replace("oc_reg_", "oc_perm_"), TokenFault.PREFIX),
        (GOOD.upper(), TokenFault.PREFIX),
        (GOOD[:-1] + "+", TokenFault.ALPHABET),
        (GOOD[:-1] + "é", TokenFault.ALPHABET),
        (GOOD[:-1], TokenFault.LENGTH),
        (GOOD + "x", TokenFault.LENGTH),
        ("oc_reg_", TokenFault.LENGTH),
    ],
)
def test_a_badly_pasted_token_is_told_its_fault(token: str, fault: TokenFault) -> None:
    assert find_fault(token, TokenKind.REGISTRATION, BODY) is fault


def test_of_several_faults_the_first_in_the_list_is_named() -> None:
    order = list(TokenFault)
    broken = {
        TokenFault.LINE_BREAK: "+ \n",
        TokenFault.SPACE: "+ ",
        TokenFault.PREFIX: "+",
        TokenFault.ALPHABET: "oc_reg_+",
    }
    assert [find_fault(token, TokenKind.REGISTRATION, BODY) for token in broken.values()] == list(broken)
    assert sorted(broken, key=order.index) == list(broken)


@pytest.mark.slow
@given(st.text(max_size=70))
def test_a_text_is_faultless_only_if_it_is_built_like_a_token(text: str) -> None:
    built = (
        len(text) == 50 and text.startswith("oc_reg_") and all(c.isascii() and (c.isalnum() or c in "-_") for c in text)
    )
    assert (find_fault(text, TokenKind.REGISTRATION, BODY) is None) == built


@pytest.mark.slow
@given(SEEDS, st.data())
def test_one_changed_length_or_foreign_character_is_always_found(seed: int, data: st.DataObject) -> None:
    token = make_token(TokenKind.REGISTRATION, random.Random(seed), BODY)
    position = data.draw(st.integers(0, len(token) - 1))
    foreign = data.draw(st.characters().filter(lambda c: not (c.isascii() and (c.isalnum() or c in "-_"))))
    assert find_fault(token[:position] + foreign + token[position + 1 :], TokenKind.REGISTRATION, BODY) is not None
    assert find_fault(token[:position] + token[position + 1 :], TokenKind.REGISTRATION, BODY) is not None


@pytest.mark.parametrize("token", ["x", GOOD, "!" * LONGEST_TOKEN])
def test_a_device_can_use_up_to_64_visible_characters(token: str) -> None:
    assert is_usable(token)


@pytest.mark.parametrize("token", ["", "x" * 65, "a b", "a\0b", "a\r\nb", "é", "a\x7f", "\ud800"])
def test_a_device_cannot_use_what_breaks_its_record_or_a_header(token: str) -> None:
    assert not is_usable(token)


@given(st.text())
def test_at_most_twelve_characters_of_a_secret_are_shown(secret: str) -> None:
    shown = shorten(secret)
    assert shown.removesuffix("…") == secret[:12].removesuffix("…") or shown == secret
    assert (len(shown) == 13) == (len(secret) > 12)


def test_the_page_shows_a_registration_token_of_twelve_characters_whole() -> None:
    assert shorten("oc_reg_xxxxx") == "oc_reg_xxxxx"
    assert shorten("oc_reg_xxxxxx") == "oc_reg_xxxxx…"


@given(TOKENS, st.sampled_from(TokenDamage))
def test_a_damaged_token_is_another_one(token: str, damage: TokenDamage) -> None:
    assert damaged(token, damage) != token


@given(TOKENS)
def test_one_character_changes_and_the_length_stays(token: str) -> None:
    found = damaged(token, TokenDamage.CHARACTER)
    assert len(found) == len(token)
    assert sum(one != other for one, other in zip(found, token, strict=True)) == 1


@given(TOKENS)
def test_a_cut_token_is_the_beginning_of_the_whole_one(token: str) -> None:
    assert token.startswith(damaged(token, TokenDamage.CUT))
