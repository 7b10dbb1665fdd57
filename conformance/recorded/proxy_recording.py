"""Entries of a recording that `oceanhil serve --record` wrote."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

from oceanhil.conformance.contract.place import Counted
from oceanhil.conformance.recorded.concealment import Concealment
from oceanhil.conformance.recorded.entry import LONGEST_US, NOT_IN_TIME, DevicePaths, Entry, LeftOut, Reason
from oceanhil.protocol.http import HttpRequest, HttpResponse, folded
from oceanhil.protocol.recording import ExchangeLine, Message, RecordingError, read_head, read_lines
from oceanhil.protocol.redact import redact
from oceanhil.protocol.units import SECOND_US
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind

LONGEST_LINE_BYTES = 32 * 1_048_576
_LATEST_S = 1e12


def recorded_entries(
    file: BinaryIO, concealment: Concealment, paths: DevicePaths, left_out: LeftOut
) -> Iterator[Entry]:
    """Read entries in the file's order; raises RecordingError, OSError."""
    lines = _Lines(file)
    head = read_head(lines.first())
    last = 1
    for last, line in read_lines(lines.others()):
        where = paths.split(f"{_parts(head.upstream).path.rstrip('/')}{line.asked.path}", is_devices=True)
        if where is None:
            left_out.count(Reason.OTHER_PATH)
        else:
            yield _entry(last, line, redact(f"{_host(head.upstream)}{where[0]}"), where[1], concealment)
    if last < lines.number:
        left_out.remark(f"line {lines.number} was cut short and left out")


class _Lines:
    """Lines of a file, numbered from 1."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.number = 0

    def first(self) -> bytes:
        return next(self.others(), (0, b""))[1]

    def others(self) -> Iterator[tuple[int, bytes]]:
        while line := self._file.readline(LONGEST_LINE_BYTES):
            self.number += 1
            if len(line) == LONGEST_LINE_BYTES:
                raise RecordingError(f"line {self.number} is longer than {LONGEST_LINE_BYTES} bytes")
            yield self.number, line


def _entry(number: int, line: ExchangeLine, origin: str, path: str, concealment: Concealment) -> Entry:
    request, request_gap = concealment.request(
        HttpRequest(line.asked.method, path, _headers(line.request), _body(line.request), line.asked.query, line.peer),
        line.request.omitted,
        line.request.size,
    )
    response, response_gap = _response(line, concealment)
    began_us = _us(number, line.time)
    return Entry(
        counted=Counted.LINE,
        number=number,
        began_us=began_us,
        ended_us=began_us + min(max(0, _us(number, line.duration)), LONGEST_US),
        origin=origin,
        request=request,
        response=response,
        no_answer=_no_answer(line),
        request_gap=request_gap,
        response_gap=response_gap,
        sent_status=line.sent_status,
        retry_after=_retry_after(line, response),
    )


def _no_answer(line: ExchangeLine) -> NoAnswer:
    if line.faults and not line.error:
        return NoAnswer(NoAnswerKind.STRUCK)
    # The network may have lost it, as anywhere.
    kind = NoAnswerKind.TIMEOUT if NOT_IN_TIME.search(line.error or "") else NoAnswerKind.RECORDED
    return NoAnswer(kind, line.error or "")


def _us(number: int, seconds: float) -> int:
    if abs(seconds) > _LATEST_S:
        raise RecordingError(f"line {number} has the time {seconds!r}, expected seconds")
    return round(seconds * SECOND_US)


def _response(line: ExchangeLine, concealment: Concealment) -> tuple[HttpResponse | None, str]:
    if line.status is None or line.response is None:
        return None, ""
    message = line.response
    return concealment.response(HttpResponse(line.status, _body(message), _headers(message)), message.omitted)


def _retry_after(line: ExchangeLine, response: HttpResponse | None) -> str:
    """Give the header that the device got: a fault's own, or the answer's."""
    told = (fault.parameters.get("retry_after") for fault in line.faults)
    injected = next((each for each in told if each is not None), None)
    return (
        str(injected) if injected is not None else "" if response is None else response.headers.get("retry-after", "")
    )


def _headers(message: Message) -> Mapping[str, str]:
    return folded(message.headers)


def _body(message: Message) -> bytes:
    return (message.body or "").encode("utf-8", "backslashreplace")


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise RecordingError("line 1 names an upstream that is no URL; expected a recording of the proxy") from None


def _host(url: str) -> str:
    parts = _parts(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
