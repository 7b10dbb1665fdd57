"""A recording on disk, of whatever form: its entries in the order in which their outcomes were known."""

import heapq
import math
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from oceanhil.conformance.recorded.concealment import BROKEN_JSON, Concealment
from oceanhil.conformance.recorded.entry import HIDDEN, DevicePaths, Entry, LeftOut, Reason
from oceanhil.conformance.recorded.har_file import har_entries
from oceanhil.conformance.recorded.item_form import FORMAT as ITEMS_FORMAT
from oceanhil.conformance.recorded.proxy_recording import recorded_entries
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.recording import RecordingError
from oceanhil.protocol.settings import WireNames
from oceanhil.protocol.wording import os_reason
from oceanhil.remote.evidence.no_answer import NoAnswerKind

SERVICE: Final = "oceanremote"
_WINDOW: Final = 512
"""So many entries of the proxy wait for earlier ones: it writes them as they end, a crash apart."""
_HAR_WINDOW: Final = 20_000
"""The same of an HAR file: some exporters write the newest first, others group by host and path."""
_SNIFFED_BYTES = 65_536


class _AnyHead(msgspec.Struct):
    """The first line of a file of ours."""

    format: str


class Recording:
    """Reads a recording once, holding only a few entries at a time."""

    def __init__(self, path: Path, wire: WireNames) -> None:
        """Look for the device API that `wire` names."""
        self._path = path
        self._paths = DevicePaths(wire)
        self._concealment = Concealment(wire)
        self.left_out = LeftOut()

    def entries(self) -> Iterator[Entry]:
        """Give the entries; raises RecordingError with the file's name, also when there is none at all."""
        count = 0
        try:
            with self._path.open("rb") as file:
                entries, window = self._read(file)
                for entry in _in_order(entries, window, self.left_out):
                    count += 1
                    self._note(entry)
                    yield entry
        except OSError as error:
            raise RecordingError(f"{self._path}: cannot be read: {os_reason(error)}") from None
        except RecordingError as error:
            raise RecordingError(f"{self._path}: {error}") from None
        if not count:
            raise RecordingError(f"{self._path}: {_nothing(self.left_out)}")

    def _note(self, entry: Entry) -> None:
        """Count what is missing in an entry."""
        is_request_gap = entry.request_gap != "" and entry.request_gap not in BROKEN_JSON
        is_answer_gap = entry.response_gap != "" and entry.response_gap not in BROKEN_JSON
        self.left_out.count(Reason.BODY_GAP, is_request_gap + is_answer_gap)
        self.left_out.count(Reason.NO_JSON, int(entry.response_gap in BROKEN_JSON))
        self.left_out.count(Reason.GIVEN_UP, int(_is_nobodys(entry)))
        texts = (*entry.request.headers.values(), entry.request.query, entry.request.body.decode())
        self.left_out.count(Reason.REDACTED, int(any(HIDDEN in text for text in texts)))

    def _read(self, file: BinaryIO) -> tuple[Iterator[Entry], int]:
        """Give the entries as the file has them, and how many of them have to be looked at to put them in order."""
        start = file.readline(_SNIFFED_BYTES)
        file.seek(0)
        is_proxy_recording = _is_proxy_recording(start)
        read = recorded_entries if is_proxy_recording else har_entries
        entries = read(file, self._concealment, self._paths, self.left_out)
        return entries, _WINDOW if is_proxy_recording else _HAR_WINDOW


def _is_nobodys(entry: Entry) -> bool:
    """Tell whether there is no answer and nobody can tell why; a rule of the proxy's is known."""
    is_struck = entry.no_answer is not None and entry.no_answer.kind is NoAnswerKind.STRUCK
    return entry.response is None and not entry.is_left_unanswered and not is_struck


def refuse_service(service: str) -> None:
    """Raise RecordingError for every service but the one whose contract can be told from traffic alone."""
    if service != SERVICE:
        raise RecordingError(
            f"recordings of the service {service!r} cannot be judged, only of {SERVICE!r}; try the server itself: "
            f"oceanhil conform URL --profile {service}"
        )


def _is_proxy_recording(start: bytes) -> bool:
    """Tell a recording of the proxy by its head from an HAR file; raises RecordingError for what is neither."""
    if not start.strip():
        raise RecordingError("is empty; expected a recording made with serve --record, or an HAR file")
    try:
        head = msgspec.json.decode(start, type=_AnyHead)
    except NOT_JSON:
        if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            return False
        raise RecordingError(
            "is no recording; expected one made with serve --record, or an HAR file: both begin with '{'"
        ) from None
    if head.format == ITEMS_FORMAT:
        raise RecordingError("is a file of items made with --write-items; give it to --items, with a URL")
    return True


def _nothing(left_out: LeftOut) -> str:
    said = "".join(f" ({note})" for note in left_out.notes())
    return f"no exchange of the device API of {SERVICE!r} is in it{said}; is it a recording of another service?"


def _in_order(entries: Iterator[Entry], window: int, left_out: LeftOut) -> Iterator[Entry]:
    """Put entries that stand at most `window` out of their order into it; those further out of it are counted."""
    waiting: list[tuple[int, int, Entry]] = []
    # A clock that has no time yet may be before 1970.
    last_us = -math.inf
    for entry in chain(_ranked(entries, window), repeat(None)):
        if entry is not None:
            heapq.heappush(waiting, entry)
        elif not waiting:
            return
        if entry is None or len(waiting) > window:
            ready = heapq.heappop(waiting)[2]
            left_out.count(Reason.LATE, int(ready.ordered_us < last_us))
            last_us = max(last_us, ready.ordered_us)
            yield ready


def _ranked(entries: Iterator[Entry], window: int) -> Iterator[tuple[int, int, Entry]]:
    """Give each with its place in time and, where times are the same, in the file, which may begin with the newest."""
    first: list[Entry] = []
    for entry in entries:
        first.append(entry)
        if entry.began_us != first[0].began_us or len(first) >= window:
            break
    is_falling = bool(first) and first[-1].began_us < first[0].began_us
    for entry in chain(first, entries):
        yield entry.ordered_us, -entry.number if is_falling and entry.grain_us else entry.number, entry
