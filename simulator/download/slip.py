"""SLIP framing: 0xC0 before and after a packet, 0xDB escapes (esptool documentation, "Low Level Protocol")."""

import re
from typing import Final

_END: Final = b"\xc0"
_ESCAPE: Final = b"\xdb"
_ESCAPED_END: Final = b"\xdb\xdc"
_ESCAPED_ESCAPE: Final = b"\xdb\xdd"
_WRONG_ESCAPE: Final = re.compile(rb"\xdb(?![\xdc\xdd])")


def encode(packet: bytes) -> bytes:
    """Give the frame that carries `packet`."""
    escaped = packet.replace(_ESCAPE, _ESCAPED_ESCAPE).replace(_END, _ESCAPED_END)
    return _END + escaped + _END


def decode(body: bytes) -> bytes | None:
    """Give the packet between two ends of a frame; None if an escape in it means nothing."""
    if _WRONG_ESCAPE.search(body):
        return None
    return body.replace(_ESCAPED_END, _END).replace(_ESCAPED_ESCAPE, _ESCAPE)


class SlipDecoder:
    """Takes packets out of a stream cut anywhere; what stands outside frames is noise and is dropped.

    A frame longer than `bytes_max` on the wire, or with a wrong escape, is dropped up to its end.
    """

    __slots__ = ("_body", "_bytes_max", "_inside", "_overlong")

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._body = bytearray()
        self._inside = False
        self._overlong = False

    def feed(self, data: bytes) -> list[bytes]:
        """Give the packets that `data` completes."""
        packets = []
        first, *others = data.split(_END)
        self._collect(first)
        for piece in others:
            packet = self._end()
            if packet is not None:
                packets.append(packet)
            self._collect(piece)
        return packets

    def _collect(self, piece: bytes) -> None:
        if not self._inside or self._overlong:
            return
        self._overlong = len(self._body) + len(piece) > self._bytes_max
        if not self._overlong:
            self._body += piece

    def _end(self) -> bytes | None:
        # Two ends in a row are an empty frame: the first was the last frame's, or noise, so the second begins one.
        body, overlong, inside = bytes(self._body), self._overlong, self._inside
        self._body.clear()
        self._overlong = False
        self._inside = not inside or not (body or overlong)
        return decode(body) if inside and body and not overlong else None
