"""Redaction as a law: whatever a token stands in and however it is written, at most 12 of its characters are shown."""

import json
import random
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oceanhil.protocol.redact import leaks, redact
from oceanhil.protocol.tokens import TokenKind, make_token
from tests.together import together

SHOWN = 12
LENGTHS = {TokenKind.REGISTRATION: (1, 57), TokenKind.PERMANENT: (1, 56), TokenKind.SESSION: (16, 32)}


def percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def percent_twice(text: str) -> str:
    return percent(text).replace("%", "%25")


def some_percent(text: str) -> str:
    return "".join(percent(each) if index % 3 else each for index, each in enumerate(text))


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(each):04x}" for each in text)


def escaped_in_json_in_json(text: str) -> str:
    return escaped(text).replace("\\", "\\\\\\\\")


WRITINGS: list[Callable[[str], str]] = [
    str,
    str.upper,
    percent,
    lambda text: percent(text).upper(),
    percent_twice,
    lambda text: percent_twice(text).replace("%", "%25"),
    some_percent,
    escaped,
    escaped_in_json_in_json,
]
PLACES = [
    "{}",
    "?token={}",
    "?a=1&token={}&b=2",
    "/api/device/{}/state",
    '{{"token": "{}", "device_id": "x"}}',
    '{{"token": "{}',
    "X-Device-Token: {}",
    '{{"{}": 1}}',
    "no space before{} or after",
    "'{}'",
    "\\{}\\",
    "ÿ{}ÿ",
]


@st.composite
def tokens(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(TokenKind))
    length = draw(st.integers(*LENGTHS[kind]))
    return make_token(kind, random.Random(draw(st.integers(0, 2**32))), length)


def plain(text: str) -> str:
    """Undo every way of writing, so that what a reader could get back is compared."""
    for _ in range(4):
        text = unquote(text, errors="replace")
    while "\\\\" in text:
        text = text.replace("\\\\", "\\")
    for code in range(0x20, 0x7F):
        text = text.replace(f"\\u{code:04x}", chr(code))
    return text.lower()


@pytest.mark.slow
@settings(max_examples=800)
@given(tokens(), st.sampled_from(WRITINGS), st.sampled_from(PLACES))
def test_no_text_shows_more_than_twelve_characters_of_a_token(
    token: str, write: Callable[[str], str], place: str
) -> None:
    shown = plain(redact(place.format(write(token))))
    assert not any(token[start : start + SHOWN + 1].lower() in shown for start in range(len(token) - SHOWN))


@given(tokens(), st.text(), st.text())
def test_a_token_is_cut_whatever_stands_round_it(token: str, before: str, after: str) -> None:
    if len(token) > SHOWN:
        assert token not in redact(before + token + after)


@given(st.integers(0, 2**32))
def test_a_token_pasted_without_its_prefix_is_cut(seed: int) -> None:
    body = make_token(TokenKind.REGISTRATION, random.Random(seed), 43).removeprefix("oc_reg_")
    assert redact(f"token={body}") == f"token={body[:SHOWN]}…"


@pytest.mark.parametrize("prefix", ["oc_reg_", "oc_perm_", "oc_sess_", "OC_REG_"])
def test_with_a_prefix_more_than_twelve_characters_in_all_make_a_token(prefix: str) -> None:
    assert redact(prefix + "z" * (12 - len(prefix))) == prefix + "z" * (12 - len(prefix))
    assert redact(prefix + "z" * (13 - len(prefix))) == prefix + "z" * (12 - len(prefix)) + "…"


@pytest.mark.parametrize(
    ("length", "alphabet", "cut"), [(15, "f", False), (16, "f", True), (31, "z", False), (32, "z", True)]
)
def test_without_a_prefix_16_hexadecimal_digits_or_32_characters_make_a_token(
    length: int, alphabet: str, cut: bool
) -> None:
    text = alphabet * length
    assert redact(f"<{text}>") == (f"<{text[:12]}…>" if cut else f"<{text}>")


def test_a_body_that_begins_with_hexadecimal_digits_is_cut_as_a_whole() -> None:
    assert redact("x: a1b2c3d4e5f60718" + "zZ" * 14) == "x: a1b2c3d4e5f6…"


@together
@pytest.mark.parametrize("pasted", [" ", "\n", "\r\n", "\\n", "\\r\\n", "+", "%", "/", "é", "%20", "%0d%0a"])
@pytest.mark.parametrize("at", [7, 15, 30, 37])
def test_a_token_with_a_foreign_character_in_it_is_cut_as_a_whole(pasted: str, at: int) -> None:
    token = make_token(TokenKind.REGISTRATION, random.Random(5), 43)
    shown = redact(f'"{token[:at]}{pasted}{token[at:]}"')
    assert token[at : at + 13] not in shown
    assert token[at + 1 :] not in shown


@given(st.text() | st.text(st.sampled_from("oc_regpmsABab019-%25\\u0/ ."), max_size=80))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@given(tokens(), st.sampled_from(WRITINGS), st.sampled_from(PLACES))
def test_redacting_a_token_twice_is_redacting_it_once(token: str, write: Callable[[str], str], place: str) -> None:
    once = redact(place.format(write(token)))
    assert redact(once) == once


@given(
    st.text()
    | st.text(st.sampled_from("oc_regpmsABab019-%25\\u0/ .\u017f\u212a"), max_size=80)
    | st.builds(str.format, st.sampled_from(PLACES), tokens())
)
@example("oc_reg_aaaa\u017foc_reg_bbbb")  # a long s is an s, regardless of case
def test_leaks_are_exactly_what_is_cut(text: str) -> None:
    assert bool(leaks(text)) == (redact(text) != text)
    assert all(len(leak) > SHOWN and leak in text for leak in leaks(text))


@together
@pytest.mark.parametrize(
    "harmless",
    [
        "[SYSTEM] Device ID: ESP32_246F28AABBCC",
        "ESP8266_5CCF7F146A18",
        "PICOW_28CDC1000001",
        "24:6F:28:AA:BB:CC",
        "246f28aabbcc",
        "fd00::1:2:3:4",
        "192.168.1.100",
        "application/json; charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=---011000010111",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
        "ESP8266HTTPClient",
        "python-requests/2.32.3",
        "/api/device/register/",
        "unsupported_media_type",
        "eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104",
        "Thu, 15 Jan 2026 12:00:00 GMT",
        "oc_reg_ followed by 43 characters",
        "[REG] Registration token: oc_reg_xxxxx",
        "[REG] Registration token: oc_reg_abcde… unsupported_media_type",
        "[SESSION] Got session ID: a1b2c3d4",
        "%7B%22device_id%22%3A%22x%22%7D",
        "ets Jul 29 2019 12:21:46 configsip: 0, SPIWP:0xee",
        "rack-12-shelf-3-slot-44-relay-controller",
        "rack-12-shelf-3-u17-esp32s3-board-0042",
        "rack-12-shelf-3-ESP32C3-left-of-the-door",
        "rack-12-shelf-3-ESP32_246F28000001-spare",
        "PICOW_28CDC1000001-on-the-roof-of-hall-7",
    ],
)
def test_harmless_text_stays(harmless: str) -> None:
    assert redact(harmless) == harmless


def test_a_uuid_is_cut_because_a_session_may_look_like_one() -> None:
    assert redact("id 123e4567-e89b-12d3-a456-426614174000") == "id 123e4567-e89…"


def test_fields_beside_a_token_stay_readable() -> None:
    body = json.dumps({"token": "oc_reg_" + "A" * 43, "device_id": "ESP32_246F28AABBCC", "ip": "192.168.1.7"})
    assert redact(body) == '{"token": "oc_reg_AAAAA…", "device_id": "ESP32_246F28AABBCC", "ip": "192.168.1.7"}'


@pytest.mark.long
@pytest.mark.parametrize("unit", ["\\", "%25", "%", "oc_reg_", "oc_reg_ ", "a" * 31 + ".", "f" * 15 + ".", "\\u00"])
def test_long_text_of_any_kind_is_searched_once(unit: str) -> None:
    # Half a million characters: a search that starts over at each of them would not end within the test's time limit.
    assert len(redact(unit * (500_000 // len(unit)))) <= 500_000


@pytest.mark.parametrize("word", ["a", "1a", "ab1c2", "ESP32_AAAAAAAAAAAA", ""])
def test_words_that_make_no_name_are_read_once(word: str) -> None:
    # Each of them could be read in two ways: all ways to read all would not be tried within the test's time limit.
    text = f"{word}-" * 400 + "%41"
    assert redact(text) == text[:SHOWN] + "…"


@given(st.integers(0, 2**32), st.sampled_from(TokenKind))
def test_a_token_is_never_taken_for_a_name(seed: int, kind: TokenKind) -> None:
    body = make_token(kind, random.Random(seed), 43).split("_", 2)[-1]
    assert redact(f"rack-12-esp32s3-{body}") != f"rack-12-esp32s3-{body}"


@pytest.mark.parametrize("before", ["", "[X] ", "word " * 100])
def test_a_line_that_comes_again_is_cut_again(before: str) -> None:
    token = make_token(TokenKind.PERMANENT, random.Random(1), 43)
    assert [redact(before + token) for _ in range(3)] == [f"{before}{token[:SHOWN]}…"] * 3
