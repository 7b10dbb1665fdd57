"""Lines of a console on their way into a trace: noise parted from text, secrets cut."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oceanhil.hil.worlds.trace_text import parted, serial_fields
from oceanhil.protocol.lines import Line
from oceanhil.protocol.redact import leaks
from oceanhil.protocol.secret_pieces import SecretPieces
from oceanhil.scenarios.trace import Scalar

TOKEN = "oc_reg_" + "R" * 43
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.just("\t"))
# What a link makes of bytes at another baud rate: control characters, letters of no alphabet, and `\xNN`.
NOISY = st.sampled_from([*"\x00\x01\x1b\x7f\x80\xfe\ufffd", r"\x8c", r"\xf2"])
NOISE = st.tuples(NOISY, st.text(st.characters(exclude_characters="]\n", codec="utf-8")), NOISY).map("".join)
TAGS = st.sampled_from(sorted({line.template.partition("]")[0] + "]" for line in Line if line.template[0] == "["}))
FIRMWARE_LINES = st.tuples(TAGS, st.just(" "), PRINTABLE).map("".join)


@given(PRINTABLE)
def test_text_without_noise_is_never_parted(text: str) -> None:
    assume(re.search(r"\\x[0-9a-f]{2}", text) is None)
    assert list(parted(text)) == [text]


@pytest.mark.slow
@given(NOISE, FIRMWARE_LINES)
def test_a_line_of_the_firmware_behind_noise_comes_out_whole(noise: str, line: str) -> None:
    assume(re.search(r"\\x[0-9a-f]{2}", line) is None)
    assert list(parted(noise + line)) == [noise, line]


@given(st.text())
def test_nothing_is_lost_or_added(text: str) -> None:
    assert "".join(parted(text)) == text


@given(NOISE)
def test_noise_alone_stays_one_line(noise: str) -> None:
    assert list(parted(noise)) == [noise]


def test_a_line_that_shows_a_symbol_is_not_parted() -> None:
    assert list(parted("[REG] ✓ Registration successful!")) == ["[REG] ✓ Registration successful!"]


def test_a_line_with_a_symbol_and_something_like_a_tag_is_not_parted() -> None:
    assert list(parted("[REG] ✓ ok [ab] c")) == ["[REG] ✓ ok [ab] c"]


def test_an_unfinished_line_is_parted_from_the_noise_of_the_next_boot() -> None:
    noise = r"\x8c\x0cn\xf2\x02\x92"
    found = list(parted(f"[WiFi] Connecting...{noise}[SYSTEM] Device ID: ESP8266_146A18"))
    assert found == [f"[WiFi] Connecting...{noise}", "[SYSTEM] Device ID: ESP8266_146A18"]


def fields_of(text: str, secrets: frozenset[str]) -> dict[str, Scalar]:
    return serial_fields(text, lambda: secrets, SecretPieces(), garbled=False)


def test_a_piece_of_a_secret_is_cut_and_named() -> None:
    pieces = SecretPieces()
    pieces.add(TOKEN[:12] + "abcdefghijkl", "a registration token", 12)
    fields = serial_fields("[REG] ends with ghijkl", frozenset, pieces, garbled=False)
    assert fields == {"text": "[REG] ends with …", "leak": True, "piece": "a piece of a registration token"}
    assert serial_fields("[REG] ends with ghijkl", frozenset, pieces, garbled=True) == {
        "text": "[REG] ends with ghijkl"
    }


def test_an_ordinary_line_is_shown_as_it_is() -> None:
    line = "[REG] HTTP Response: 401"
    assert fields_of(line, frozenset()) == {"text": line}


def test_a_token_in_a_line_is_cut_and_the_leak_is_noted() -> None:
    fields = fields_of(f"[REG] token {TOKEN} saved", frozenset())
    assert fields["leak"] is True
    assert str(fields["text"]) == f"[REG] token {TOKEN[:12]}… saved"
    assert leaks(str(fields["text"])) == []


def test_a_secret_of_this_run_that_looks_like_nothing_is_noted() -> None:
    secret = "a_secret-of-20_chars"
    assert fields_of(f"[X] {secret}", frozenset({secret}))["leak"] is True
    assert fields_of(f"[X] {secret}", frozenset()) == {"text": f"[X] {secret}"}


def test_a_token_that_was_cut_by_the_firmware_is_no_leak() -> None:
    assert fields_of(f"[REG] token {TOKEN[:12]}…", frozenset({TOKEN})) == {"text": f"[REG] token {TOKEN[:12]}…"}
