"""`GET ready`: whether the server does its whole work now."""

import msgspec

from oceanhil.mock_server.core.admin.call import Call
from oceanhil.mock_server.core.phase import Phase
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.storage import StorageState
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.messages import ErrorReply

_NOT_READY = 503


class ReadyView(msgspec.Struct, frozen=True):
    """The answer of a server that is ready."""

    success: bool
    status: str


def ready(call: Call[Service]) -> HttpResponse:
    """`GET ready`: 503 while the server starts, stops or cannot store changes; `code` says which."""
    phase, storage = call.core.phase, call.core.storage
    if phase is not Phase.SERVING:
        return _not_ready(f"the server is {phase.value}", phase.value)
    if storage.state not in {StorageState.MEMORY, StorageState.DURABLE}:
        return _not_ready("changes cannot be stored now; GET /_admin/health says why", storage.state.value)
    return json_response(ReadyView(success=True, status="ready"))


def _not_ready(error: str, code: str) -> HttpResponse:
    return json_response(ErrorReply(success=False, error=error, code=code), _NOT_READY)
