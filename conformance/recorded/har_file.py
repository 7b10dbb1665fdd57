"""Entries of an HAR file: of a browser, of another proxy, or of `oceanhil server har`."""

import base64
import binascii
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

import msgspec

from oceanhil.conformance.recorded.concealment import Concealment
from oceanhil.conformance.recorded.entry import LONGEST_US, DevicePaths, Entry, LeftOut, Reason
from oceanhil.conformance.recorded.json_stream import CutShortError, JsonText
from oceanhil.protocol.content_coding import CodingError, decode_body
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.pseudonyms import MAX_SHOWN_BYTES
from oceanhil.protocol.recording import RecordingError
from oceanhil.protocol.redact import redact


class HarPair(msgspec.Struct, frozen=True):
    """A header or a parameter."""

    name: str
    value: str = ""


class HarPostData(msgspec.Struct, frozen=True):
    """A request's body: as text, or as parameters of a form."""

    text: str | None = None
    encoding: str | None = None
    params: tuple[HarPair, ...] | None = None


class HarAsked(msgspec.Struct, frozen=True, rename="camel"):
    """A request; the size is -1 where not known."""

    method: str
    url: str
    headers: tuple[HarPair, ...] = ()
    post_data: HarPostData | None = None
    body_size: float | None = None


class HarContent(msgspec.Struct, frozen=True, rename="camel"):
    """An answer's body, decompressed."""

    size: float | None = None
    text: str | None = None
    encoding: str | None = None
    comment: str | None = None


class HarAnswer(msgspec.Struct, frozen=True, rename={"failure": "_error"}):
    """An answer; status 0 if there was none."""

    status: int
    headers: tuple[HarPair, ...] = ()
    content: HarContent = HarContent()
    failure: str | None = None


class HarEntry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={"started": "startedDateTime", "failure": "_error", "sent_status": "_sentStatus", "address": "_peer"},
):
    """An exchange; `time` in ms."""

    started: str
    time: float | None = None
    request: HarAsked
    response: HarAnswer
    failure: str | None = None
    sent_status: int | msgspec.UnsetType | None = msgspec.UNSET
    address: str | None = None


_GZIP_MAGIC = b"\x1f\x8b"
_LEFT_OUT = "the exporter left it out"
_UNREADABLE = "it is not as its encoding says"
_SHOWN_CHARACTERS = 80
_SECOND_US = 1_000_000


def har_entries(file: BinaryIO, concealment: Concealment, paths: DevicePaths, left_out: LeftOut) -> Iterator[Entry]:
    """Read entries in the file's order; raises RecordingError, OSError."""
    number = 0
    try:
        for number, value in enumerate(_values(file), 1):
            entry = _entry(number, value, concealment, paths, left_out)
            if entry is not None:
                yield entry
    except CutShortError:
        left_out.remark(f"the file ends in the middle, after entry {number}")


def _values(file: BinaryIO) -> Iterator[object]:
    """Give the elements of log.entries."""
    text = JsonText(file)
    found = False
    for name in text.members():
        if name != "log":
            text.value()
            continue
        for part in text.members():
            if part != "entries":
                text.value()
                continue
            found = True
            yield from text.elements()
    if not found:
        raise RecordingError("has no log.entries; expected an HAR 1.2 file, or one made with serve --record")


def _entry(number: int, value: object, concealment: Concealment, paths: DevicePaths, left_out: LeftOut) -> Entry | None:
    try:
        har = msgspec.convert(value, HarEntry)
        msgspec.json.encode(har)  # raises ValueError for half of a character, which nothing could show
        began_us, url = _time_us(har.started), urlsplit(har.request.url)
    except (msgspec.ValidationError, ValueError, OverflowError):
        left_out.count(Reason.NO_ENTRY)
        return None
    where = paths.split(url.path)
    if where is None:
        left_out.count(Reason.OTHER_PATH)
        return None
    return _concealed(number, har, began_us, (redact(_origin(url) + where[0]), where[1], url.query), concealment)


def _concealed(
    number: int, har: HarEntry, began_us: int, where: tuple[str, str, str], concealment: Concealment
) -> Entry:
    origin, path, query = where
    body, gap = _request_body(har)
    asked = HttpRequest(har.request.method.upper(), path, _headers(har.request.headers), body, query, har.address or "")
    request, request_gap = concealment.request(asked, gap)
    response, response_gap = _response(har.response, concealment)
    sent = har.sent_status
    return Entry(
        place=f"entry {number}",
        number=number,
        began_us=began_us,
        ended_us=began_us + _duration_us(har.time),
        origin=origin,
        request=request,
        response=response,
        failure=redact(har.failure or har.response.failure or "no answer")[:_SHOWN_CHARACTERS],
        request_gap=request_gap,
        response_gap=response_gap,
        sent_status=(har.response.status or None) if sent is msgspec.UNSET else sent,
        retry_after="" if response is None else response.headers.get("retry-after", ""),
    )


def _response(answer: HarAnswer, concealment: Concealment) -> tuple[HttpResponse | None, str]:
    if not 100 <= answer.status <= 999:
        return None, ""
    content = answer.content
    body, gap = _decoded(content.text, content.encoding)
    if content.text is None and (content.size or 0) > 0:
        gap = content.comment or _LEFT_OUT
    return concealment.response(HttpResponse(answer.status, body, _headers(answer.headers)), redact(gap))


def _request_body(har: HarEntry) -> tuple[bytes, str]:
    data = har.request.post_data
    if data is not None and data.text is not None:
        return _decoded(data.text, data.encoding)
    if data is not None and data.params:
        return b"", "it is a form"
    return b"", _LEFT_OUT if (har.request.body_size or 0) > 0 else ""


def _decoded(text: str | None, encoding: str | None) -> tuple[bytes, str]:
    """Give a body's bytes and, if they are not to be had, why."""
    if encoding is None or encoding.lower() != "base64":
        return (text or "").encode("utf-8", "backslashreplace"), ""
    try:
        data = base64.b64decode(text or "", validate=True)
        # Some exporters write what came over the line, which the format does not ask for.
        return decode_body(data, "gzip" if data.startswith(_GZIP_MAGIC) else "", MAX_SHOWN_BYTES), ""
    except (binascii.Error, ValueError, CodingError):
        return b"", _UNREADABLE


def _headers(pairs: Sequence[HarPair]) -> Mapping[str, str]:
    """Give headers by name in lower case; bodies in HAR are decompressed, so that their coding is no longer true."""
    return {pair.name.lower(): pair.value for pair in pairs if pair.name.lower() != "content-encoding"}


def _time_us(text: str) -> int:
    """Read ISO 8601; raises ValueError. Without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return round(zoned.timestamp() * _SECOND_US)


def _duration_us(time_ms: float | None) -> int:
    if time_ms is None or not math.isfinite(time_ms) or time_ms <= 0:
        return 0
    return round(min(time_ms * 1000, LONGEST_US))


def _origin(url: SplitResult) -> str:
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
