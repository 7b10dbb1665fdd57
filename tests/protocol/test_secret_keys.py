"""What stands under a secret's key never stays, however short it is; everything else does."""

from __future__ import annotations

import json
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from oceanhil.protocol.redact import leaks, redact
from oceanhil.protocol.secret_keys import KeyKind, is_secret_key, kind_of_key, replace_by_key, replace_pairs
from tests.together import together

SECRET_KEYS = (
    *(
        "password",
        "Password",
        "user_password",
        "userPassword",
        "passwd",
        "pwd",
        "pass",
        "wifiPass",
        "db-pass",
        "passphrase",
    ),
    *(
        "psk",
        "wifi_psk",
        "secret",
        "client_secret",
        "clientSecret",
        "token",
        "refresh_token",
        "accessToken",
        "session_id",
    ),
    *("api_key", "apiKey", "api-key", "X-Api-Key", "Authorization", "proxy-authorization", "Cookie", "Set-Cookie"),
    *(
        "X-Auth",
        "x-auth-token",
        "X-AUTH-USER",
        "auth",
        "jwt",
        "pin",
        "otp",
        "credentials",
        "private_key",
        "sig",
        "pwd%5B%5D",
    ),
)
PLAIN_KEYS = (
    *(
        "name",
        "device_id",
        "deviceName",
        "mac_address",
        "ip",
        "board",
        "compass",
        "passed",
        "bypass",
        "author",
        "success",
    ),
    *(
        "expires_in",
        "error",
        "code",
        "Content-Type",
        "User-Agent",
        "Keep-Alive",
        "Retry-After",
        "X-Device-Time",
        "opinion",
    ),
)
KEYS = st.sampled_from(SECRET_KEYS)
VALUES = st.text(min_size=1, max_size=40)
NAME = "~secret-1~"


def named(_: str) -> str:
    return NAME


@together
@pytest.mark.parametrize("key", SECRET_KEYS)
def test_a_secrets_key_is_known(key: str) -> None:
    assert is_secret_key(key)


@together
@pytest.mark.parametrize("key", PLAIN_KEYS)
def test_other_keys_are_none(key: str) -> None:
    assert kind_of_key(key) is KeyKind.PLAIN


def nested(depth: int, key: str, value: object) -> object:
    for level in range(depth):
        value = {"a": value} if level % 2 else ["x", value, 1]
        value = {"name": "kept", "inner": value}
    return {"first": value, key: value} if depth < 0 else {"first": [value]}


@pytest.mark.slow
@given(KEYS, VALUES, st.integers(0, 20), st.booleans())
@example("pass", "a", 3, True)
def test_json_at_any_depth_loses_the_value_and_nothing_else(key: str, value: str, depth: int, is_ascii: bool) -> None:
    before = nested(depth, key, {key: value, "name": value, "n": [1, None, True]})
    after = json.loads(replace_by_key(json.dumps(before, ensure_ascii=is_ascii), named))
    inner = nested(depth, key, {key: NAME, "name": value, "n": [1, None, True]})
    assume("<" not in value and "=" not in value and "@" not in value and "%40" not in value)
    assert after == inner


@pytest.mark.parametrize("before", [{"b": {}}, {"b": {"c": {}}}, {"b": [[], {}]}, [[[]], {}]])
def test_json_loses_a_value_behind_whatever_was_closed_before_it(before: object) -> None:
    body = {"outer": {"first": before, "password": "hunter2", "name": "kept"}}
    assert json.loads(replace_by_key(json.dumps(body), named)) == {
        "outer": {"first": before, "password": NAME, "name": "kept"}
    }


PRINTED = st.characters(exclude_categories=("C", "Z"), include_characters=" ", exclude_characters='"\\')
"""What JSON writes as it is."""


@pytest.mark.slow
@given(KEYS, st.text(PRINTED, min_size=1, max_size=40), st.integers(1, 30))
def test_json_that_is_cut_short_loses_it_too(key: str, value: str, cut: int) -> None:
    assume(value not in {key, NAME})
    text = json.dumps({"name": "x", key: f"{value}#{value}"}, ensure_ascii=False)[:-cut]
    shown = replace_by_key(text, named)
    assert f"{value}#" not in shown or f"{value}#" not in text.partition(key)[2]


@given(st.sampled_from(["password", "pin", "psk"]), st.integers())
def test_a_password_that_is_a_number_is_one(key: str, number: int) -> None:
    assert json.loads(replace_by_key(json.dumps({key: number}), named)) == {key: NAME}


def test_times_of_tokens_are_no_secrets() -> None:
    text = '{"token_expires_at":1767312000,"session_expires_at":null,"token":"a"}'
    assert replace_by_key(text, named) == text.replace('"a"', f'"{NAME}"')


@pytest.mark.slow
@given(KEYS, VALUES, VALUES)
def test_forms_and_queries_lose_the_value(key: str, value: str, other: str) -> None:
    assume("@" not in value + other)
    form = urlencode({"name": other, key: value, "last": other})
    assert replace_pairs(form, named) == urlencode({"name": other}) + f"&{quote_plus(key)}={NAME}&" + urlencode(
        {"last": other}
    )


@pytest.mark.slow
@given(
    KEYS,
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip),
)
def test_multipart_bodies_lose_the_value(key: str, value: str) -> None:
    assume("--" not in value)
    body = (
        '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\npump\r\n'
        f'--b\r\nContent-Disposition: form-data; name="{key}"\r\nContent-Type: text/plain\r\n\r\n#{value}#\r\n--b--\r\n'
    )
    shown = replace_by_key(body, named)
    assert f"#{value}#" not in shown
    assert "pump" in shown


@given(st.text("abcXYZ019-_.~!$&*+,;=:%", min_size=1, max_size=40))
@example("a")
@example("u:p")
@example("k" * 31)
def test_urls_lose_their_user(user: str) -> None:
    for url in (f"https://{user}@host/x", f"https:\\/\\/{user}@host\\/x", f"https%3A%2F%2F{quote_plus(user)}%40host"):
        shown = replace_pairs(f"see {url} there", named)
        assert NAME in shown
        assert "host" in shown
        assert f"/{user}@" not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("user: bob\npass: x y\n", f"user: bob\npass: {NAME}\n"),
        ("<a><password>x</password><name>y</name></a>", f"<a><password>{NAME}</password><name>y</name></a>"),
        ("<ns:psk id='1'>x</ns:psk>", f"<ns:psk id='1'>{NAME}</ns:psk>"),
        ("a=1; session=x; b=2", f"a=1; session={NAME}; b=2"),
        ('<e pwd="a b" name="c"/>', f'<e pwd="{NAME}" name="c"/>'),
        ('{"password": {"a": "x", "b": ["y", 3]}}', f'{{"password": {{"a": "{NAME}", "b": ["{NAME}", "{NAME}"]}}}}'),
        ('{"tokens": ["x", "y"]}', f'{{"tokens": ["{NAME}", "{NAME}"]}}'),
        ('{"token": {"name": "z"}}', '{"token": {"name": "z"}}'),
        ('{"password": "", "pin": null, "pass": true}', '{"password": "", "pin": null, "pass": true}'),
        ('{"tok\\u0065n": "\\u0061"}', f'{{"tok\\u0065n": "{NAME}"}}'),
    ],
)  # fmt: skip
def test_other_forms(text: str, shown: str) -> None:
    assert replace_by_key(text, named) == shown


@pytest.mark.parametrize(
    ("head", "end", "rest"),
    [
        ('filename="a.txt"; name="password"', "\r\n--b--", "\r\n--b--"),
        ('name="password"; filename="a.txt"', "\n--b--", "\n--b--"),
        ("NAME=password", "", ""),
        ('name="password"', "\r\nand more\r\n\r\nof it", ""),
    ],
)
def test_a_multipart_body_loses_it_however_its_head_is_written_and_where_it_is_cut(
    head: str, end: str, rest: str
) -> None:
    before = f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n"
    assert replace_by_key(f"{before}hunter 2{end}", named) == f"{before}{NAME}{rest}"


@given(st.text())
def test_nothing_fails_and_no_text_without_secrets_changes(text: str) -> None:
    replace_by_key(text, named)
    plain = "".join(character for character in text if character not in "=:<@%\"'")
    assert replace_by_key(plain, named) == plain


@pytest.mark.long
@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "[",
        "{",
        "a=",
        "<a",
        "://",
        "name=\r\n",
        'name="pw"\n\nb',
        "name=pw;",
        "pw\n\n",
        '{"password":',
        "\\",
        "http://a",
        "pass:",
    ],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    """A bound on the machine's time is the suite's own time-out: what is not linear does not end before it."""
    assert len(replace_by_key(piece * 100_000, named)) > 0


@pytest.mark.parametrize(
    "name",
    ["greenhouse-north-sensor-number-1", "Greenhouse_North_SensorNumber_01b", "this-is-a-name-of-many-small-words-12"],
)
def test_a_long_name_of_words_is_no_token(name: str) -> None:
    assert len(name) >= 32
    assert (redact(name), leaks(name)) == (name, [])
