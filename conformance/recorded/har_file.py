"""Entries of an HAR file: of a browser, of another proxy, or of `oceanhil server har`."""

import base64
import binascii
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import SplitResult, urlencode, urlsplit

import msgspec

from oceanhil.conformance.contract.place import Counted
from oceanhil.conformance.recorded.concealment import Concealment
from oceanhil.conformance.recorded.entry import LONGEST_US, NOT_IN_TIME, DevicePaths, Entry, LeftOut, Reason
from oceanhil.conformance.recorded.json_stream import CutShortError, JsonText
from oceanhil.protocol.content_coding import CodingError, decode_body
from oceanhil.protocol.http import WITHOUT_BODY, HttpRequest, HttpResponse, folded
from oceanhil.protocol.pseudonyms import MAX_SHOWN_BYTES
from oceanhil.protocol.recording import RecordingError
from oceanhil.protocol.redact import redact
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind


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
    query_string: tuple[HarPair, ...] = ()
    post_data: HarPostData | None = None
    body_size: float | None = None


class HarContent(msgspec.Struct, frozen=True, rename="camel"):
    """An answer's body, decompressed."""

    size: float | None = None
    text: str | None = None
    encoding: str | None = None
    comment: str | None = None


class HarAnswer(
    msgspec.Struct, frozen=True, rename={"failure": "_error", "failure_text": "_failureText", "body_size": "bodySize"}
):
    """An answer; status 0 or less if there was none, and then a word of Chrome's or of Playwright's."""

    status: int
    headers: tuple[HarPair, ...] = ()
    content: HarContent = HarContent()
    body_size: float | None = None
    failure: str | None = None
    failure_text: str | None = None


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
# What browsers (net_error_list.h of Chromium), proxies and HTTP libraries say.
_OF_THE_SERVER = re.compile(
    r"upstream|server|empty[\s_]response|reset|refused|closed|hang[\s_]*up|\beof\b|incomplete|invalid"
    r"|broken pipe|protocol[\s_]error",
    re.IGNORECASE,
)
_FRACTION = re.compile(r":\d\d[.,]\d")
_OF_THE_CLIENT = re.compile(
    r"abort|cancel|client|user|block|offline|suspend|internet|network[\s_](?:changed|access)|\bdns\b"
    r"|name[\s_]not[\s_]resolved|cert|ssl|tls|unreachable",
    re.IGNORECASE,
)


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
    is_devices = any(pair.name.lower() in concealment.device_headers for pair in har.request.headers)
    where = paths.split(url.path, is_devices=is_devices)
    if where is None or (not is_devices and _is_page(har)):
        left_out.count(Reason.OTHER_PATH)
        return None
    place = (redact(_origin(url) + where[0]), where[1], url.query or _query(har.request))
    return _concealed(number, har, began_us, place, concealment)


def _is_page(har: HarEntry) -> bool:
    """Tell whether it is a page for people whose address ends as a device's path does, a manual's say."""
    kind = _headers(har.response.headers).get("content-type", "")
    return har.request.method.upper() == "GET" and kind.partition(";")[0].strip().lower() == "text/html"


def _query(asked: HarAsked) -> str:
    """Give the parameters that some exporters do not write into the URL."""
    return urlencode([(pair.name, pair.value) for pair in asked.query_string])


def _concealed(
    number: int, har: HarEntry, began_us: int, where: tuple[str, str, str], concealment: Concealment
) -> Entry:
    origin, path, query = where
    body, gap = _request_body(har)
    asked = HttpRequest(har.request.method.upper(), path, _headers(har.request.headers), body, query, har.address or "")
    request, request_gap = concealment.request(asked, gap, har.request.body_size)
    response, response_gap = _response(har.response, concealment)
    sent = har.sent_status
    return Entry(
        counted=Counted.ENTRY,
        number=number,
        began_us=began_us,
        ended_us=began_us + _duration_us(har.time),
        grain_us=0 if _FRACTION.search(har.started) else SECOND_US,
        origin=origin,
        request=request,
        response=response,
        no_answer=_no_answer(har),
        request_gap=request_gap,
        response_gap=response_gap,
        sent_status=(har.response.status or None) if sent is msgspec.UNSET else sent,
        retry_after="" if response is None else response.headers.get("retry-after", ""),
    )


def _no_answer(har: HarEntry) -> NoAnswer | None:
    """Say why there is no answer, if the one who asked waited for it: they may have gone away, or have no network."""
    told = har.failure or har.response.failure or har.response.failure_text or ""
    if _OF_THE_CLIENT.search(told):
        return None
    if _OF_THE_SERVER.search(told):
        return NoAnswer(NoAnswerKind.RECORDED, redact(told)[:_SHOWN_CHARACTERS])
    return NoAnswer(NoAnswerKind.TIMEOUT, redact(told)[:_SHOWN_CHARACTERS]) if NOT_IN_TIME.search(told) else None


def _response(answer: HarAnswer, concealment: Concealment) -> tuple[HttpResponse | None, str]:
    if not 100 <= answer.status <= 999:
        return None, ""
    content = answer.content
    headers = _headers(answer.headers)
    body, gap = _decoded(content.text, content.encoding)
    sizes = (content.size, answer.body_size, _told_length(headers))
    if not content.text and answer.status not in WITHOUT_BODY and _is_left_out(content.text, sizes):
        gap = content.comment or _LEFT_OUT
    return concealment.response(HttpResponse(answer.status, body, headers), redact(gap))


def _request_body(har: HarEntry) -> tuple[bytes, str]:
    data = har.request.post_data
    if data is not None and data.text:
        return _decoded(data.text, data.encoding)
    if data is not None and data.params:
        return b"", "it is a form"
    sizes = (har.request.body_size, _told_length(_headers(har.request.headers)))
    is_asking = har.request.method.upper() in {"GET", "HEAD", "OPTIONS"}
    text = None if data is None else data.text
    return b"", _LEFT_OUT if not is_asking and _is_left_out(text, sizes) else ""


def _told_length(headers: Mapping[str, str]) -> float | None:
    text = headers.get("content-length", "")
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def _is_left_out(text: str | None, sizes: Sequence[float | None]) -> bool:
    """Tell whether there was a body where none is shown; a text that is not there says so, if no size tells."""
    known = [size for size in sizes if size is not None and size >= 0]
    return any(known) or (text is None and not known)


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
    return folded((pair.name, pair.value) for pair in pairs if pair.name.lower() != "content-encoding")


def _time_us(text: str) -> int:
    """Read ISO 8601; raises ValueError. Without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return round(zoned.timestamp() * SECOND_US)


def _duration_us(time_ms: float | None) -> int:
    if time_ms is None or not math.isfinite(time_ms) or time_ms <= 0:
        return 0
    return round(min(time_ms * 1000, LONGEST_US))


def _origin(url: SplitResult) -> str:
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"
