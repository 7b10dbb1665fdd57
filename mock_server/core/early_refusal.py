"""Why a request or a connection is turned away before anything looks at it, and what it is told."""

import math
from collections.abc import Mapping
from enum import Enum

from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.messages import ErrorReply


class EarlyRefusal(Enum):
    """Why a request or a connection was turned away before anything looked at it; the value is the metric's label."""

    REQUEST_RATE = "request_rate"
    KEY_GUESSING = "key_guessing"
    CONNECTIONS = "connections"
    MALFORMED = "malformed"
    HANDSHAKE = "handshake"


MESSAGES: Mapping[EarlyRefusal, str] = {
    EarlyRefusal.REQUEST_RATE: "too many requests from this address",
    EarlyRefusal.KEY_GUESSING: "too many wrong admin keys from this address",
}


def too_many(why: EarlyRefusal, wait_s: float) -> HttpResponse:
    """Answer 429 with the time to wait, whole seconds (RFC 6585, 4)."""
    reply = ErrorReply(success=False, error=MESSAGES[why], code=why.value)
    return json_response(reply, 429, {**JSON_HEADERS, "retry-after": str(math.ceil(wait_s))})
