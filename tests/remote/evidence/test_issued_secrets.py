"""Secrets in texts that are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.remote.evidence.exchange import Exchange, shown
from oceanhil.remote.evidence.issued_secrets import hidden

SECRET = "staging/secret:of+this=run"
SECRETS = {SECRET: "NAME"}
CUT = "staging/secr…"


def test_a_known_secret_is_cut_whatever_it_looks_like() -> None:
    assert hidden(f"<{SECRET}>", SECRETS) == f"<{CUT}>"


def test_a_known_secret_is_cut_percent_encoded_and_escaped_too() -> None:
    encoded = "".join(f"%{ord(character):02X}" for character in SECRET)
    escaped = "".join(f"\\u{ord(character):04x}" for character in SECRET)
    assert hidden(f"{encoded} {escaped}", SECRETS) == f"{CUT} {CUT}"


def test_what_looks_like_a_token_is_cut_though_nobody_told_of_it() -> None:
    assert hidden("oc_reg_0123456789abcdef", {}) == "oc_reg_01234…"


def test_what_is_short_enough_to_be_shown_is_left() -> None:
    assert hidden("pin 1234", {"1234": "PIN"}) == "pin 1234"


@pytest.mark.slow
@given(before=st.integers(0, 2_100), after=st.text(max_size=20))
def test_no_half_of_a_secret_is_left_where_an_answer_is_cut(before: int, after: str) -> None:
    body = f"{' ' * before}{SECRET}{after}".encode()
    exchange = Exchange(HttpRequest("POST", "/x", {"a": SECRET}, body), HttpResponse(200, body, {"b": SECRET}))
    made = shown(exchange, "http://127.0.0.1:1", SECRETS)
    assert SECRET[:13] not in made.sent + made.received + made.curl
