"""Content codings of request bodies (RFC 9110, 8.4): gzip and deflate, unpacked with a limit."""

import zlib

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_DEFLATE = 8
_WINDOW_MAX = 7
"""32 KiB, as the logarithm less 8."""


class CodingError(Exception):
    """The body is not what its `Content-Encoding` says."""


class UnknownCodingError(CodingError):
    """A coding this server does not know."""


class CodingSizeError(CodingError):
    """The unpacked body is larger than allowed."""


def decode_body(body: bytes, coding: str, max_bytes: int) -> bytes:
    """Unpack `body`; raises one of the three errors above. Never holds more than `max_bytes` and one byte."""
    match coding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            return _unpack(body, _GZIP, max_bytes)
        case "deflate":
            # Some clients leave out the zlib wrapper that RFC 9110 asks for.
            return _unpack(body, _ZLIB if _is_wrapped(body) else _RAW, max_bytes)
        case _:
            raise UnknownCodingError("unknown content coding, expected gzip, deflate or identity")


def _is_wrapped(body: bytes) -> bool:
    """Tell whether a zlib wrapper begins here, of whatever window (RFC 1950, 2.2)."""
    head = int.from_bytes(body[:2], "big")
    return len(body) > 1 and head % 31 == 0 and head >> 8 & 0x0F == _DEFLATE and head >> 12 <= _WINDOW_MAX


def _unpack(body: bytes, window_bits: int, max_bytes: int) -> bytes:
    unpacked = b""
    rest = body
    while rest:
        stream = zlib.decompressobj(window_bits)
        try:
            unpacked += stream.decompress(rest, max_bytes + 1 - len(unpacked))
        except zlib.error:
            raise CodingError("the body is not what its Content-Encoding says") from None
        if len(unpacked) > max_bytes:
            raise CodingSizeError("the unpacked body is too large")
        if not stream.eof:
            raise CodingError("the body ends before its Content-Encoding does")
        rest = stream.unused_data
    return unpacked
