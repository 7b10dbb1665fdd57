"""`POST /dashboard/sketch`: the firmware for a device that was just generated, as an archive to download.

The registration token comes from the browser, which was shown it once: the server need not keep it, and it stands in
no URL.
"""

from http import HTTPStatus
from typing import Final, Protocol

import msgspec

from oceanhil.boards import read_board
from oceanhil.mock_server.core.admin_error import WrongValueError
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.site import Page
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_request import ShapeError, read_json
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.redact import redact

SKETCH_PATH: Final = "/dashboard/sketch"
_MAX_BODY_BYTES: Final = 16_384


class SketchOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the firmware is to hold; an empty password is an open network, an empty server the platform's own."""

    board: Board
    registration_token: str
    ssid: str
    password: str = ""
    server: str = ""


class SketchMaker(Protocol):
    """Renders firmware."""

    def __call__(self, order: SketchOrder) -> bytes:
        """Give a ZIP archive with the sketch; raises WrongValueError, with no secret in it, for a wrong value."""


def sketch_page(make: SketchMaker) -> Page:
    """Offer the sketches of `make` to whoever may use the admin side."""

    def show(request: HttpRequest) -> HttpResponse:
        try:
            order = msgspec.convert(read_json(request, _MAX_BODY_BYTES), SketchOrder, dec_hook=read_board)
            archive = make(order)
        except (WrongValueError, ShapeError, msgspec.ValidationError) as error:
            reply = ErrorReply(success=False, error=redact(str(error)), code="bad_request")
            return json_response(reply, HTTPStatus.BAD_REQUEST)
        return HttpResponse(200, archive, _headers(order.board))

    return Page(SKETCH_PATH, show, is_guarded=True, methods=("POST",))


def _headers(board: Board) -> dict[str, str]:
    return {
        "content-type": "application/zip",
        "content-disposition": f'attachment; filename="oceanremote-{board.value}.zip"',
        "cache-control": "no-store",
    }
