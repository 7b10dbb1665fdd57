"""What may be shown of a stored value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.dumps.secrets import is_secret, shown_blob, shown_string, shown_token

WORD = st.text("ABCXYZabcxyz0189_-", min_size=20, max_size=60)


@pytest.mark.parametrize("key", ["sta.pswd", "ap.passwd", "sta.pmk", "wifi_pass", "apiKey", "mqtt_secret", "TOKEN"])
def test_keys_of_secrets_are_known(key: str) -> None:
    assert is_secret(key)


@pytest.mark.parametrize("key", ["sta.ssid", "opmode", "volume", "cal_data", "monkey"])
def test_other_keys_are_not(key: str) -> None:
    assert not is_secret(key)


@given(WORD)
def test_a_token_is_cut_to_twelve_characters(word: str) -> None:
    assert shown_token(word.encode()) == word[:12] + "…"


@given(st.binary(max_size=20), WORD, st.binary(max_size=20))
def test_no_long_word_in_a_blob_is_shown_whole(before: bytes, word: str, after: bytes) -> None:
    assert word[:13] not in shown_blob(before + b"\1" + word.encode() + b"\1" + after)


@given(WORD)
def test_a_token_in_a_string_is_cut(word: str) -> None:
    assert shown_string(f"token=oc_perm_{word}".encode()).endswith("oc_perm_" + word[:4] + "…")


@given(st.binary(max_size=200))
def test_whatever_is_stored_can_be_printed(value: bytes) -> None:
    for text in (shown_blob(value), shown_string(value), shown_token(value)):
        assert text.isprintable()
