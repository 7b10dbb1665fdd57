"""Answers to devices: JSON bodies with the profile's statuses and texts."""

from collections.abc import Mapping

import msgspec

from oceanhil.mock_server.core.device import Device
from oceanhil.protocol.board import name_of
from oceanhil.protocol.error_reason import ErrorReason, ErrorRow
from oceanhil.protocol.http import WITHOUT_BODY, HttpResponse, status_phrase
from oceanhil.protocol.messages import ErrorReply

JSON_HEADERS: Mapping[str, str] = {"content-type": "application/json"}
INJECTED = "injected_fault"
_encode = msgspec.json.Encoder(enc_hook=name_of).encode


class Answer(msgspec.Struct, frozen=True, gc=False):
    """A response, why it refuses (None if it does not), the device it concerns and a remark for the journal.

    `loser` is a device that lost its MAC, and with it its tokens, to the one that is answered.
    """

    response: HttpResponse
    reason: ErrorReason | None = None
    device: Device | None = None
    note: str = ""
    loser: Device | None = None


def json_response(body: object, status: int = 200, headers: Mapping[str, str] = JSON_HEADERS) -> HttpResponse:
    """Encode `body` (a Struct or plain data) as a JSON answer."""
    return HttpResponse(status, _encode(body), headers)


class Replies:
    """Makes refusals in the words of a profile."""

    __slots__ = ("_ready", "_rows")

    def __init__(self, rows: Mapping[ErrorReason, ErrorRow]) -> None:
        """Take the profile's error rows; an answer is made when it is first given, and kept."""
        self._rows = rows
        self._ready: dict[ErrorReason, HttpResponse] = {}

    def refuse(self, reason: ErrorReason, device: Device | None = None, note: str = "") -> Answer:
        """Refuse with the profile's text."""
        return Answer(self._plain(reason), reason, device, note)

    def refuse_shape(self, message: str, status: int = 0) -> Answer:
        """Refuse a malformed request: `message` says what is wrong and what was expected; `status` 0: as in the row."""
        row = self._rows[ErrorReason.BAD_REQUEST]
        return Answer(json_response(_error(row, message), status or row.status), ErrorReason.BAD_REQUEST)

    def refuse_clock(self, device: Device, server_time_s: int) -> Answer:
        """Refuse because of the device's clock, telling it the server's time (Unix seconds)."""
        row = self._rows[ErrorReason.CLOCK_SKEW]
        body = ErrorReply(success=False, error=row.message, code=row.code, server_time=server_time_s)
        return Answer(json_response(body, row.status), ErrorReason.CLOCK_SKEW, device)

    def refuse_with(self, reason: ErrorReason, header: str, value: str, note: str = "") -> Answer:
        """Refuse with the profile's text and one more header (name in lower case)."""
        ready = self._plain(reason)
        return Answer(HttpResponse(ready.status, ready.body, {**ready.headers, header: value}), reason, None, note)

    def _plain(self, reason: ErrorReason) -> HttpResponse:
        ready = self._ready.get(reason)
        if ready is None:
            row = self._rows[reason]
            ready = self._ready[reason] = json_response(_error(row, row.message), row.status)
        return ready

    def code(self, reason: ErrorReason | None) -> str:
        """Give the machine-readable code of a refusal, empty for none."""
        return "" if reason is None else self._rows[reason].code

    def injected(self, status: int, retry_after_s: int | None) -> HttpResponse:
        """Answer as a fault rule asks for, in the profile's words where only one of its rows has this status."""
        headers = dict(JSON_HEADERS)
        if retry_after_s is not None:
            headers["retry-after"] = str(retry_after_s)
        if status in WITHOUT_BODY:
            return HttpResponse(status, b"", headers)
        rows = [row for row in self._rows.values() if row.status == status]
        row = rows[0] if len(rows) == 1 else ErrorRow(status, status_phrase(status), INJECTED)
        return json_response(_error(row, row.message), status, headers)


def _error(row: ErrorRow, message: str) -> ErrorReply:
    return ErrorReply(success=False, error=message, code=row.code)
