"""Secrets in a recording: each has a name of its own, the same wherever it occurs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.pseudonyms import Pseudonyms
from oceanhil.protocol.redact import leaks

WIRE = load_profile().wire
JSON = {"content-type": "application/json"}
KEYS = st.sampled_from(["password", "pwd", "pass", "wifiPass", "psk", "authorization", "X-Auth", "x-api-key", "secret"])
SHORT = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\"<>\\#&%+;=~'"), min_size=1)
FORM = "application/x-www-form-urlencoded"
BODIES: dict[str, Callable[[str, str], bytes]] = {
    "form": lambda key, secret: urlencode({"name": "pump", key: secret}).encode(),
    "json": lambda key, secret: json.dumps({"name": "pump", key: secret}).encode(),
    "deep": lambda key, secret: json.dumps([{"a": [{"b": {key: [secret]}}]}]).encode(),
    "text": lambda key, secret: f"name: pump\n{key}: {secret}\n".encode(),
}
secrets = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), min_size=16, max_size=50).map(
    "oc_perm_".__add__
)


@pytest.mark.parametrize(
    ("headers", "body", "why"),
    [
        ({"content-encoding": "gzip"}, b"zz", "compressed"),
        ({}, b"\xff\xfe", "UTF-8"),
        ({}, b"x" * 1_048_577, "longer"),
    ],
)
def test_a_body_that_might_hide_a_secret_is_left_out(headers: dict[str, str], body: bytes, why: str) -> None:
    message = Pseudonyms(WIRE).response(HttpResponse(200, body, headers))
    assert (message.body, message.size, why in message.omitted) == (None, len(body), True)


def test_a_secret_with_escapes_is_replaced() -> None:
    message = Pseudonyms(WIRE).response(HttpResponse(200, b'{"token": "\\u0061bc", "n": 1}'))
    assert message.body == '{"token": "~secret-1~", "n": 1}'


@pytest.mark.slow
@given(KEYS, SHORT, st.sampled_from(["header", "query", "form", "json", "deep", "text"]))
def test_a_secret_of_any_length_never_stands_under_its_key(key: str, secret: str, place: str) -> None:
    other = HttpRequest(
        "POST",
        "/x",
        {key: f"#{secret}#"} if place == "header" else {"content-type": FORM} if place == "form" else {},
        BODIES[place](key, f"#{secret}#") if place in BODIES else b"",
        f"name=pump&{key}=%23{secret}%23" if place == "query" else "",
    )
    line, message = Pseudonyms(WIRE).request(other)
    assert f"#{secret}#" not in f"{line.query}{message}"
    assert f"%23{secret}%23" not in f"{line.query}{message.body}"
    assert "~secret-1~" in f"{line.query}{message}"


@pytest.mark.slow
@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", min_size=12, max_size=64))
def test_a_name_of_a_device_stays_whole_however_long(name: str) -> None:
    assume(not re.search("[0-9a-f]{16}|oc_", name, re.IGNORECASE))
    body = json.dumps({"name": name, "token": "ab"})
    message = Pseudonyms(WIRE).response(HttpResponse(200, body.encode()))
    assert message.body == body.replace('"ab"', '"~secret-1~"')


def test_what_was_issued_is_known_later_wherever_it_stands_and_without_its_prefix() -> None:
    names, token = Pseudonyms(WIRE), "k30pyfTDeaiDnMRZQR6omC9fcxwMvsoEkgwPSvCkvkI"
    names.response(HttpResponse(200, json.dumps({"permanent_token": f"oc_perm_{token}"}).encode()))
    line, message = names.request(HttpRequest("POST", f"/x/{token}", {"user-agent": token}, token.encode(), ""))
    assert (line.path, message.body, message.headers) == ("/x/~perm-1~", "~perm-1~", (("user-agent", "~perm-1~"),))


def test_a_secret_by_its_place_is_replaced_wherever_else_it_stands() -> None:
    request = HttpRequest("POST", "/of/kitchen-7", {"x-session-id": "kitchen-7"}, b"kitchen-7?", "a=kitchen-7")
    line, message = Pseudonyms(WIRE).request(request)
    assert (line.path, line.query, message.body) == ("/of/~secret-1~", "a=~secret-1~", "~secret-1~?")


def test_a_short_secret_is_replaced_where_it_is_a_whole_value_only() -> None:
    message = Pseudonyms(WIRE).response(HttpResponse(200, b'{"token": "ab", "note": "about"}'))
    assert message.body == '{"token": "~secret-1~", "note": "about"}'


def test_the_secrets_of_a_form_are_replaced() -> None:
    sent = b"grant_type=password&username=me&password=let%20me&refresh_token=abc"
    _, message = Pseudonyms(WIRE).request(
        HttpRequest("POST", "/token", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, sent)
    )
    assert message.body == "grant_type=password&username=me&password=~secret-1~&refresh_token=~secret-2~"


@given(secrets, st.sampled_from(["path", "query", "header", "value", "text"]))
def test_no_secret_gets_through_anywhere(secret: str, place: str) -> None:
    request = HttpRequest(
        "POST",
        f"/x/{secret}" if place == "path" else "/x",
        {"user-agent": f"a {secret}"} if place == "header" else JSON,
        json.dumps({"token": secret, "deep": [{"note": secret}]}).encode() if place == "value" else secret.encode(),
        f"a={secret}&token={secret}" if place == "query" else "",
    )
    line, message = Pseudonyms(WIRE).request(request)
    assert secret not in f"{line}{message}"
    assert leaks(f"{line}{message}") == []
