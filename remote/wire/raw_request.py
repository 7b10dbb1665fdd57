"""A request as the bytes that stand for it, so that an item can spoil them or send them in an unusual way."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from oceanhil.protocol.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a request is written down, where that is not the usual way."""

    target: str = ""
    """What stands in place of path and query."""
    hosts: tuple[str, ...] | None = None
    """What stands in place of the right `Host`: none or several; None for the right one."""
    more: tuple[str, ...] = ()
    """Further header lines."""
    version: str = "1.1"
    is_framed: bool = True
    """Whether `Content-Length` says how long the body is."""


USUAL = Form()


def as_bytes(request: HttpRequest, url: str, form: Form = USUAL) -> bytes:
    """Write `request` to the server at `url` as HTTP/1.x."""
    parts = urlsplit(url)
    path = f"{parts.path.rstrip('/')}{request.path}{f'?{request.query}' if request.query else ''}"
    hosts: Sequence[str] = (parts.netloc.rpartition("@")[2],) if form.hosts is None else form.hosts
    has_length = form.is_framed and (request.body or request.method == "POST")
    lines = [
        f"{request.method} {form.target or path} HTTP/{form.version}",
        *(f"Host: {host}" for host in hosts),
        *(f"{name}: {value}" for name, value in request.headers.items()),
        *([f"Content-Length: {len(request.body)}"] if has_length else []),
        *form.more,
    ]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + request.body


def chunked(body: bytes, size: int, extension: str = "") -> bytes:
    """Frame a body as chunks of at most `size` bytes (RFC 9112, 7.1), each with a chunk extension if one is given."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    tail = f";{extension}".encode() if extension else b""
    return b"".join(b"%x%s\r\n%s\r\n" % (len(piece), tail, piece) for piece in pieces) + b"0\r\n\r\n"
