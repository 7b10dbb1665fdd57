"""Pieces of encoded secrets can be read, without knowing the secret."""

import base64
import itertools
import string

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.secret_forms import encoded, is_printable, readings

PRINTABLE = [chr(code) for code in range(0x20, 0x7F)]


@given(st.text(PRINTABLE, min_size=6, max_size=40))
def test_each_piece_of_an_encoded_form_reads_as_some_of_the_secret(secret: str) -> None:
    for piece, form in encoded(secret, "a secret").items():
        if not form.endswith("reverse"):
            assert any(reading in secret for reading in readings(piece)), f"{piece} of {form}"


def test_base64_of_any_printable_characters_can_be_read() -> None:
    for first, second in itertools.product(PRINTABLE, repeat=2):
        three = first + second + first
        assert three in readings(base64.b64encode(3 * three.encode()).decode())


def test_hexadecimal_of_any_printable_character_can_be_read() -> None:
    for character in PRINTABLE:
        raw = 5 * character.encode()
        assert 4 * character in readings(raw.hex())
        assert 2 * character in readings(raw.hex(":").upper())


def test_hardly_anything_is_read_into_a_line_of_the_console() -> None:
    assert list(readings("[REG] Registration token: oc_reg_CAtsA…")) == []
    assert list(readings("[TIME] Synced, clock corrected by +1768478400 s")) == []


def test_letters_and_digits_are_printable_and_controls_are_not() -> None:
    assert is_printable(string.ascii_letters + string.digits + "_- ")
    assert not is_printable("tab\t")
    assert not is_printable("é")
