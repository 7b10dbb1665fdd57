"""An answer as bytes, well-formed or not, and the pace at which they are sent."""

from collections.abc import Iterator
from email.utils import formatdate
from http import HTTPStatus

import msgspec
from multidict import CIMultiDict

from oceanhil.mock_server.app.connection import SERVER_NAME
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Ending
from oceanhil.protocol.faults import AnswerChange, Malformation
from oceanhil.protocol.http import WITHOUT_BODY, HttpResponse

_TICKS_PER_S = 20
# Long enough for a client to be handed one segment before the next comes.
_BETWEEN_SEGMENTS_S = 0.001
_WITHOUT_LENGTH = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_TOO_MUCH = 10
# Extensions of a chunk, fields behind the last one: RFC 9112, 7.1.1 and 7.1.2. Who knows them not skips them.
_CHUNKS = 3
_EXTENSIONS = (b";name=value", b';quoted="a;b\\"c"', b";alone;another = spaced")
_LAST_CHUNK = b"0;last\r\nX-Behind: the body\r\n\r\n"
_PLAIN_END = b"0\r\n\r\n"
_IN_CHUNKS = frozenset({AnswerChange.CHUNKED, AnswerChange.IN_CHUNKS})
# What follows a malformed answer cannot be told from it, so there is nothing to go on with.
_MALFORMED_ENDINGS = {Malformation.LENGTH_LONG: Ending.HOLD, Malformation.LENGTH_SHORT: Ending.KEEP}


_Form = Malformation | AnswerChange | None


class Asked(msgspec.Struct, frozen=True):
    """What the form of an answer depends on: the request's method and version, and whether the connection goes on."""

    is_head: bool
    is_http_1_0: bool
    is_kept_alive: bool


def ending_of(disturbance: AnswerDisturbance | None) -> Ending:
    """Give what becomes of the connection after the answer."""
    if disturbance is None or disturbance.ending is not Ending.KEEP or disturbance.malformation is None:
        return Ending.KEEP if disturbance is None else disturbance.ending
    return _MALFORMED_ENDINGS.get(disturbance.malformation, Ending.FIN)


def render(answer: HttpResponse, asked: Asked, disturbance: AnswerDisturbance | None = None) -> tuple[bytes, bytes]:
    """Give head and body of an answer as bytes; the body cut and both malformed as the disturbance says."""
    form = _form(asked, disturbance)
    kept = None if disturbance is None else disturbance.keep_bytes
    lines = [_status_line(answer.status, asked, form), *_header_lines(answer, asked, form)]
    body = answer.body
    if form in _IN_CHUNKS and answer.status not in WITHOUT_BODY:
        body = _chunked(body, is_plain=form is AnswerChange.IN_CHUNKS)
    body = body[:kept]
    if form is Malformation.CHUNKED:
        body = b"zz\r\n" + body + b"\r\n0\r\n\r\n"
    head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
    return head, b"" if asked.is_head or answer.status in WITHOUT_BODY else body


def _form(asked: Asked, disturbance: AnswerDisturbance | None) -> _Form:
    """Choose what is special about the bytes; a malformation hides a change of writing, and HTTP/1.0 has no chunks."""
    if disturbance is None:
        return None
    form = disturbance.malformation or disturbance.writing
    return None if form in _IN_CHUNKS and asked.is_http_1_0 else form


def _chunked(body: bytes, *, is_plain: bool) -> bytes:
    size = -(-len(body) // _CHUNKS) or 1
    chunks = (body[start : start + size] for start in range(0, len(body), size))
    marks = (b"",) * _CHUNKS if is_plain else _EXTENSIONS
    written = (b"%x%s\r\n%s\r\n" % (len(chunk), mark, chunk) for chunk, mark in zip(chunks, marks, strict=False))
    return b"".join(written) + (_PLAIN_END if is_plain else _LAST_CHUNK)


def pieces(head: bytes, body: bytes, disturbance: AnswerDisturbance | None) -> Iterator[tuple[float, bytes]]:
    """Give what is sent one after the other, each with the pause (s) before it."""
    if disturbance is None:
        yield 0.0, head + body
        return
    per_second, most = disturbance.bytes_per_second, disturbance.piece_bytes
    if per_second is None:
        yield from _cut(head + body, most, None)
        return
    quick, slow = (b"", head + body) if disturbance.is_head_slow else (head, body)
    yield from _cut(quick, most, None)
    yield from _cut(slow, most, per_second)


def _cut(data: bytes, most: int | None, per_second: float | None) -> Iterator[tuple[float, bytes]]:
    step = len(data) if per_second is None else max(1, round(per_second / _TICKS_PER_S))
    step = max(1, step if most is None else min(step, most))
    for start in range(0, len(data), step):
        piece = data[start : start + step]
        is_first_of_quick = per_second is None and (most is None or not start)
        pause_s = len(piece) / per_second if per_second is not None else _BETWEEN_SEGMENTS_S
        yield 0.0 if is_first_of_quick else pause_s, piece


def _status_line(status: int, asked: Asked, form: _Form) -> str:
    if form is Malformation.STATUS_LINE:
        return "HTTQ/one.one twohundred"
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/{'1.0' if asked.is_http_1_0 else '1.1'} {status} {phrase}"


def _header_lines(answer: HttpResponse, asked: Asked, form: _Form) -> list[str]:
    headers = CIMultiDict(answer.headers)
    headers.setdefault("server", SERVER_NAME)
    if "date" not in headers:
        headers["date"] = formatdate(usegmt=True)
    length = headers.popall("content-length", [str(len(answer.body))])[-1] if asked.is_head else str(len(answer.body))
    headers.popall("content-length", None)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if form is AnswerChange.HEADERS_TWICE:
        lines += [f"{name.upper()}: {value}" for name, value in headers.items()]
    if answer.status not in _WITHOUT_LENGTH:
        lines += _length_lines(int(length), form)
    if asked.is_http_1_0 and asked.is_kept_alive:
        lines.append("Connection: keep-alive")
    elif not asked.is_http_1_0 and not asked.is_kept_alive:
        lines.append("Connection: close")
    return ["this line has no colon", *lines] if form is Malformation.HEADER else lines


def _length_lines(length: int, form: _Form) -> list[str]:
    match form:
        case Malformation.LENGTH_SHORT:
            return [f"Content-Length: {length // 2}"]
        case Malformation.LENGTH_LONG:
            return [f"Content-Length: {length + _TOO_MUCH}"]
        case Malformation.LENGTH_TWICE:
            return [f"Content-Length: {length}", f"Content-Length: {length + 1}"]
        case Malformation.CHUNKED | AnswerChange.CHUNKED | AnswerChange.IN_CHUNKS:
            return ["Transfer-Encoding: chunked"]
        case _:
            return [f"Content-Length: {length}"]
