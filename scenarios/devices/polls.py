"""Which requests are polls that went well: those between which a device ought to be as it was."""

from http import HTTPStatus
from typing import Final

from oceanhil.scenarios.trace import Event

_OK: Final = HTTPStatus.OK


def is_sound_poll(event: Event, state_path: str) -> bool:
    """Tell whether a request asks for the state in a session, and is answered as it should be."""
    fields = event.fields
    is_poll = fields.get("path") == state_path and fields.get("method") == "GET"
    return is_poll and fields.get("status") == _OK and not fields.get("fault") and bool(fields.get("session"))
