"""How well what the server knows is kept, as the admin side shows it."""

from enum import Enum

import msgspec

from oceanhil.mock_server.core.replies import JSON_HEADERS, json_response
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.messages import ErrorReply

STORAGE_CODE = "storage"
RETRY_AFTER_S = 5


class StorageState(Enum):
    """What becomes of changes; the value is what health and events say."""

    MEMORY = "memory"
    """They are forgotten when the process ends."""
    DURABLE = "durable"
    """They are in the file before they are answered."""
    READ_ONLY = "read_only"
    """They are refused: the file takes nothing more. Polls and reads go on."""
    UNREADABLE = "unreadable"
    """Everything is refused: the file cannot even be read, so nobody knows what holds."""


class StorageView(msgspec.Struct, frozen=True):
    """The state, and why if something is wrong."""

    state: StorageState
    reason: str = ""


def storage_refusal() -> HttpResponse:
    """Answer a request whose effects could not be kept: 503, nothing changed, try again later."""
    reply = ErrorReply(success=False, error="Nothing can be stored at the moment", code=STORAGE_CODE)
    return json_response(reply, 503, {**JSON_HEADERS, "retry-after": str(RETRY_AFTER_S)})
