"""Requests of a token service's client, and its answers in every documented form."""

from base64 import b64decode
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.ringcentral.messages import (
    AppKey,
    Envelope,
    call_request,
    login_request,
    read_recordings,
    read_refusal,
    read_tokens,
    recording_path,
    refresh_request,
    revoke_request,
)
from tests.deep_json import DEEP_JSON

APP = AppKey("an-app", "a secret")


def test_a_request_for_tokens_is_a_form_with_basic_authentication() -> None:
    request = login_request(APP, "a.b.c")
    scheme, _, proof = request.headers["authorization"].partition(" ")
    assert (request.method, scheme, b64decode(proof)) == ("POST", "Basic", b"an-app:a secret")
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "assertion": ["a.b.c"],
    }


def test_refresh_and_revocation_carry_their_token_in_the_form() -> None:
    assert parse_qs(refresh_request(APP, "r/+=").body.decode())["refresh_token"] == ["r/+="]
    revoked = revoke_request(APP, "t")
    assert (revoked.path, revoked.body) == ("/restapi/oauth/revoke", b"token=t")


def test_a_call_carries_its_token_in_the_header_and_never_in_the_path() -> None:
    request = call_request(recording_path("801"), "a-token")
    assert request.headers["authorization"] == "Bearer a-token"
    assert "a-token" not in request.path + request.query


def test_tokens_may_come_without_a_refresh_token() -> None:
    found = read_tokens(HttpResponse(200, b'{"access_token": "a", "token_type": "bearer", "expires_in": 60}'))
    assert found is not None
    assert (found.access_token, found.refresh_token, found.expires_in) == ("a", "", 60)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"access_token": 7}', b"\xff"])
def test_what_is_no_answer_with_tokens_gives_none(body: bytes) -> None:
    assert read_tokens(HttpResponse(200, body)) is None
    assert read_recordings(HttpResponse(200, body)) == ()


@pytest.mark.parametrize(
    ("body", "envelope"),
    [
        (b'{"error": "invalid_grant", "error_description": "no", "errors": [%b]}', Envelope.OAUTH),
        (b'{"errorCode": "TokenInvalid", "message": "no", "errors": [%b]}', Envelope.FULL),
        (b'{"errorCode": "OAU-213", "message": "no"}', Envelope.FLAT),
        (b'{"errors": [%b]}', Envelope.LIST),
    ],
)
def test_every_documented_form_of_a_refusal_is_read(body: bytes, envelope: Envelope) -> None:
    filled = body.replace(b"%b", b'{"errorCode": "OAU-213", "message": "no"}')
    found = read_refusal(HttpResponse(401, filled))
    assert found is not None
    assert (found.code, found.message, found.envelope) == ("OAU-213", "no", envelope)


def test_an_answer_that_is_no_refusal_has_none() -> None:
    assert read_refusal(HttpResponse(200, b'{"errorCode": "OAU-213", "message": "no"}')) is None
    assert read_refusal(HttpResponse(502, b"<html>Bad gateway</html>")) is None


@given(st.binary(max_size=64), st.integers(200, 599))
def test_no_answer_whatever_it_holds_breaks_a_client(body: bytes, status: int) -> None:
    response = HttpResponse(status, body)
    read_tokens(response)
    read_refusal(response)
    read_recordings(response)


def test_answers_nested_beyond_reading_say_nothing() -> None:
    assert read_tokens(HttpResponse(200, DEEP_JSON)) is None
    assert read_recordings(HttpResponse(200, DEEP_JSON)) == ()
    assert read_refusal(HttpResponse(400, DEEP_JSON)) == read_refusal(HttpResponse(400, b"no JSON"))
