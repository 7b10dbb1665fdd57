"""Refusals of a server that has words of its own."""

from __future__ import annotations

import pytest

from oceanhil.hil.worlds.foreign.carried_core import TokenOwners, reason_of
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from tests.deep_json import DEEP_JSON


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (401, b'{"success": false, "error": "Token revoked", "code": "token_revoked"}', ErrorReason.TOKEN_REVOKED),
        (499, b'{"code": "token_revoked"}', ErrorReason.TOKEN_REVOKED),
        (403, b'{"error": "Token revoked"}', ErrorReason.TOKEN_REVOKED),
        (401, b'{"error": "Token revoked"}', None),
        (403, b'{"error": "No"}', None),
        (403, b"<html>", None),
        (403, b"\xff", None),
        (403, b"[]", None),
        (200, b'{"code": "token_revoked"}', None),
    ],
)
def test_a_refusal_is_known_by_its_code_or_its_words(status: int, body: bytes, reason: ErrorReason | None) -> None:
    assert reason_of(HttpResponse(status, body), load_profile()) is reason


def test_a_wrong_field_is_known_by_the_status_that_a_profile_has_for_it() -> None:
    answer = HttpResponse(422, b'{"detail": [{"loc": ["body", "token"]}]}')
    told = load_profile().override({"server.wrong_field_status": 422})
    assert (reason_of(answer, told), reason_of(answer, load_profile())) == (ErrorReason.BAD_REQUEST, None)


def test_bodies_nested_beyond_reading_tell_nothing() -> None:
    wire = load_profile().wire
    owners = TokenOwners(wire)
    owners.obtained("a-device", "oc_reg_1")
    request, answer = HttpRequest("POST", wire.register_path, body=DEEP_JSON), HttpResponse(200, DEEP_JSON)
    assert owners.learn(request, answer) == ""
    assert owners.learn(HttpRequest("POST", wire.register_path, {wire.token_header: "oc_reg_1"}), answer) == "a-device"
    assert not owners.is_contact(HttpRequest("POST", wire.session_path), answer)
    assert reason_of(HttpResponse(401, DEEP_JSON), load_profile()) is None
