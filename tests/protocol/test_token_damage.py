"""Damaged tokens differ from whole ones, each in its way."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.token_damage import TokenDamage, damaged

TOKENS = st.text("ABab01-_", min_size=4, max_size=96)


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
