"""What may be shown of a stored value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.dumps.secrets import is_secret, is_secret_number, shown_blob, shown_string, shown_token
from tests.together import together

WORD = st.text("ABCXYZabcxyz0189_-", min_size=20, max_size=60)


@pytest.mark.parametrize(
    "key", ["sta.pswd", "ap.passwd", "sta.pmk", "wifi_pass", "wifi_pw", "apiKey", "mqtt_secret", "TOKEN", "jwt"]
)
def test_keys_of_secrets_are_known(key: str) -> None:
    assert is_secret(key)


@pytest.mark.parametrize("key", ["sta.ssid", "opmode", "volume", "cal_data"])
def test_other_keys_are_not(key: str) -> None:
    assert not is_secret(key)


def test_a_number_is_a_secret_only_under_the_key_of_a_password() -> None:
    assert is_secret_number("user_pin")
    assert not is_secret_number("token_expires")


@together
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b'{"ssid":"home","password":"hunter2"}', '{"ssid":"home","password":"…"}'),
        (b'{"token":"oc_perm_0123456789abcdef"}', '{"token":"oc_perm_0123…"}'),
        (b"ssid=home&pass=hunter2", "ssid=home&pass=…"),
        (b"mqtt://me:hunter2@broker/", "mqtt://…@broker/"),
        (b"hello=world", "hello=world"),
    ],
)
def test_in_a_text_passwords_are_not_shown_and_tokens_cut(value: bytes, shown: str) -> None:
    assert (shown_string(value + b"\0"), shown_blob(value)) == (shown, shown)


@together
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b"\4\0\0\0home".ljust(36, b"\0"), "....home"),
        (b"home".ljust(32, b"\0") + b"hunter2".ljust(64, b"\0"), "home…"),
        (b"\1\2" + b'{"pw":"hunter2"}' + b"\0\1", '..{"pw":"…"}…'),
        (b"\xaa\x55ab\0\1", ".Uab.."),
    ],
)
def test_of_bytes_that_are_no_text_only_the_first_text_is_shown(value: bytes, shown: str) -> None:
    assert shown_blob(value) == shown


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
