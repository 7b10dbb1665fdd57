"""The beginning of HTTP/2, which a server may speak on the same port (RFC 9113, 3.3)."""

import http.client
from typing import Final

FRAME_HEAD_BYTES: Final = 9
_LENGTH_BYTES, _SETTING_BYTES = 3, 6
_SETTINGS: Final = bytes((4, 0, 0, 0, 0, 0))
"""Type, flags and stream of the frame that each side of HTTP/2 begins with (RFC 9113, 3.4 and 6.5)."""


class Http2AnswerError(http.client.HTTPException):
    """The server answers in HTTP/2."""


def is_http_2(head: bytes) -> bool:
    """Tell whether an answer that begins with these bytes is one in HTTP/2."""
    length, kind = head[:_LENGTH_BYTES], head[_LENGTH_BYTES:FRAME_HEAD_BYTES]
    return kind == _SETTINGS and int.from_bytes(length) % _SETTING_BYTES == 0
