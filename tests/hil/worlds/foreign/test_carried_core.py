"""Refusals of a server that has words of its own."""

from __future__ import annotations

import pytest

from oceanhil.hil.worlds.foreign.carried_core import reason_of
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.profile import load_profile


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
