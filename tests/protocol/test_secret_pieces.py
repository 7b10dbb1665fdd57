"""Secrets in a text, in whatever form."""

import base64
from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oceanhil.protocol.secret_pieces import SecretPieces

TOKEN = "oc_perm_Zq3-" + "xV7kLm2_Rt9wYb5NcD8fGh1JpS4uEa6To0iU"
SESSION = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
PASSWORD = "correct horse"


def known() -> SecretPieces:
    pieces = SecretPieces()
    pieces.add(TOKEN, "a permanent token", 12)
    pieces.add(SESSION, "a session", 8)
    pieces.add_password(PASSWORD, "the Wi-Fi password")
    return pieces


def what(text: str) -> str:
    found = known().found_in(text)
    return found[1] if found else ""


@pytest.mark.parametrize(
    "text",
    [
        f"[REG] {TOKEN[:12]}…",
        f"[SESSION] Got session ID: {SESSION[:8]}",
        "[TIME] Synced, clock corrected by +5 s",
        "horse and correct",
        TOKEN[12:17],
        "".join(f"%{each:02X}" for each in TOKEN[:12].encode()),
    ],
)
def test_what_may_be_shown_is_clean(text: str) -> None:
    assert what(text) == ""


@given(st.integers(12, len(TOKEN) - 1), st.integers(6, 20))
def test_six_characters_with_a_hidden_one_are_a_piece(end: int, length: int) -> None:
    assert what(f"[X] {TOKEN[max(0, end + 1 - length) : end + 1]}!") == "a piece of a permanent token"


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (TOKEN.encode().hex(), "hexadecimal"),
        (TOKEN.encode().hex(":").upper(), "hexadecimal"),
        (TOKEN.encode().hex(":"), "hexadecimal"),
        (base64.b64encode(TOKEN.encode()).decode(), "base64"),
        (base64.b64encode(b"x" + TOKEN.encode()).decode(), "base64"),
        ("".join(f"%{each:02X}" for each in TOKEN.encode()), "percent encoding"),
        (TOKEN[::-1], "reverse"),
    ],
)
def test_other_forms_are_known(form: str, name: str) -> None:
    assert what(f"[X] {form}") == (f"a permanent token in {name}" if name else "")


PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=20, max_size=40)
FORMS: dict[str, Callable[[bytes], str]] = {
    "digits": bytes.hex,
    "large digits": lambda raw: raw.hex().upper(),
    "digits parted by spaces": lambda raw: raw.hex(" "),
    "digits parted by colons": lambda raw: raw.hex(":"),
    "large digits parted by colons": lambda raw: raw.hex(":").upper(),
    "base64": lambda raw: base64.b64encode(raw).decode().rstrip("="),
    "base64 one byte on": lambda raw: base64.b64encode(raw[1:]).decode().rstrip("="),
    "base64 two bytes on": lambda raw: base64.b64encode(raw[2:]).decode().rstrip("="),
    "percent encoding": lambda raw: "".join(f"%{each:02x}" for each in raw),
    "percent encoding in large digits": lambda raw: "".join(f"%{each:02X}" for each in raw),
    "reverse": lambda raw: raw.decode()[::-1],
}


def assert_found(secret: str, shown: int, text: str) -> None:
    """Find it in every run that prints the text: how it looks is remembered from one to the next."""
    for _run in range(3):
        pieces = SecretPieces()
        assert pieces.found_in(text) is None
        pieces.add(secret, "a secret", shown)
        assert pieces.found_in(text) is not None


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(
    PRINTABLE | st.text(st.characters(exclude_categories=["Cs"]), min_size=20, max_size=40),
    st.integers(0, 12),
    st.text(max_size=9),
    st.data(),
)
def test_fifteen_characters_of_any_form_of_any_secret_are_found(
    form: Callable[[bytes], str], secret: str, shown: int, before: str, data: st.DataObject
) -> None:
    text = form(secret[shown:].encode())
    assume(len(text) >= 15)
    begin = data.draw(st.integers(0, len(text) - 15))
    assert_found(secret, shown, before + text[begin : begin + 15])


@given(PRINTABLE, st.integers(0, 12), st.integers(6, 15), st.text(max_size=9), st.data())
def test_six_characters_of_any_secret_are_found(
    secret: str, shown: int, length: int, before: str, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(max(0, shown + 1 - length), len(secret) - length))
    piece = secret[begin : begin + length]
    assume(not any(piece[at : at + 6].isdecimal() for at in range(length - 5)))
    assert_found(secret, shown, before + piece)


def test_six_digits_are_a_number_and_seven_characters_with_them_a_piece() -> None:
    pieces = SecretPieces()
    pieces.add("a1b2c3d4" + "1234567f8", "a session", 8)
    assert pieces.found_in("[TIME] 1234567") is None
    assert pieces.found_in("[TIME] 1234567f") == (9, "a piece of a session")


def test_what_two_secrets_have_in_common_may_be_shown_of_the_one_and_not_of_the_other() -> None:
    pieces = known()
    pieces.add("093a4b57" + "f" * 24, "another session", 8)
    assert SESSION[17:23] == "93a4b5"
    assert pieces.found_in("session 093a4b57... is open") is None
    assert pieces.found_in("session 093a4b5") is None
    assert pieces.found_in("session 093a4b57f") == (11, "a piece of another session")
    assert pieces.found_in("session 93a4b5") == (8, "a piece of a session")


def test_the_end_behind_a_gap_is_known() -> None:
    assert what(f"{TOKEN[:12]}…{TOKEN[-4:]}") == "the end of a permanent token"
    assert what(f"{SESSION[:4]}...{SESSION[-4:]}") == "the end of a session"
    assert what(f"{SESSION[:4]}**{SESSION[-4:]}") == "the end of a session"
    assert what(f"{TOKEN[:12]}…abcd") == ""


def test_a_text_longer_than_any_line_is_searched_to_its_end() -> None:
    assert what("-" * 1000 + TOKEN[20:30]) == "a piece of a permanent token"
    assert what("-" * 1000 + TOKEN.encode().hex()) == "a permanent token in hexadecimal"


def test_a_password_counts_as_a_whole() -> None:
    assert what(f"ssid/{PASSWORD}") == "the Wi-Fi password"
    assert what(PASSWORD[:-1]) == ""


def test_it_is_said_where_the_piece_begins() -> None:
    assert known().found_in(f"[X] {SESSION}") == (7, "a piece of a session")


def test_of_the_sessions_of_weeks_pieces_are_found_in_lines_that_come_once_and_in_those_that_come_again() -> None:
    pieces = SecretPieces()
    sessions = [sha256(str(number).encode()).hexdigest()[:32] for number in range(1_000)]
    for session in sessions:
        pieces.add(session, "a session", 8)
    for number, session in enumerate(sessions[::50]):
        for _ in range(2):
            for text, told in ((session[9:20], "a piece of a session"), (f"…{session[-4:]}", "the end of a session")):
                found = pieces.found_in(f"[X] {number} {text}!")
                assert found is not None
                assert found[1] == told
            assert pieces.found_in(f"[X] {number} {session[:8]}, gone") is None


def test_a_line_that_was_clean_is_looked_at_again_with_a_new_secret() -> None:
    pieces = SecretPieces()
    assert pieces.found_in(TOKEN) is None
    pieces.add(TOKEN, "a permanent token", 12)
    assert pieces.found_in(TOKEN) is not None


ALPHABET = "ab1"


@given(
    st.lists(st.tuples(st.text(ALPHABET, min_size=9, max_size=12), st.sampled_from([None, 0, 3])), max_size=6),
    st.text(ALPHABET, max_size=60),
)
def test_hidden_bytes_are_all_places_of_pieces_and_of_whole_passwords(
    secrets: list[tuple[str, int | None]], text: str
) -> None:
    pieces, wanted = SecretPieces(), set[range]()
    for number, (secret, shown) in enumerate(dict(secrets).items()):
        if shown is None:
            pieces.add_password(secret, "a password")
            hidden = {secret}
        else:
            pieces.add(secret, "a token", shown)
            hidden = {secret[at : at + 6] for at in range(shown, len(secret) - 5)}
        wanted |= {range(at, at + len(each)) for each in hidden for at in range(len(text)) if text.startswith(each, at)}
        if number % 2:
            # Secrets come to be known while messages are shown.
            assert set(pieces.hidden_in(text.encode())) == wanted
    assert set(pieces.hidden_in(text.encode())) == wanted
