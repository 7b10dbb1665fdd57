"""What a sketch's program did last, kept with the calls that led to it; where those are is looked up when asked for."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from struct import Struct
from typing import Final

from oceanhil.hil.worlds.sketch.crashes import calls_in_sketch, numbers
from oceanhil.hil.worlds.sketch.files import FileCall
from oceanhil.hil.worlds.sketch.frames import Ask, End, Note, Record
from oceanhil.hil.worlds.sketch.nvs import NvsCall
from oceanhil.hil.worlds.sketch.raw_flash import FlashCall
from oceanhil.hil.worlds.sketch.wanted import wanted_in
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.acts import ActKind, Call, Deed

_KEPT: Final = 1_000
_NUMBER_BYTES: Final = 4
_REQUEST_LINE: Final = re.compile(rb"[A-Z]{3,8} /")
_UDP: Final = Struct("<HH")
_KINDS: Final[Mapping[int, ActKind]] = {
    Note.CONSOLE: ActKind.LINE,
    Note.PIN: ActKind.PIN,
    Note.TCP_OPEN: ActKind.CONNECTION,
    Ask.TCP_OPEN: ActKind.CONNECTION,
    Ask.EEPROM_BEGIN: ActKind.READ,
    Ask.EEPROM_COMMIT: ActKind.STORED,
    Ask.WIFI_JOIN: ActKind.WIFI,
    Ask.WIFI_LEAVE: ActKind.WIFI,
    Ask.WIFI_RECONNECT: ActKind.WIFI,
    Ask.WIFI_SCAN: ActKind.WIFI,
    Ask.SNTP: ActKind.TIME,
    Ask.SET_UNIX: ActKind.CLOCK,
}
# The first byte of these questions says which call it is.
_STORING: Final[Mapping[int, frozenset[int]]] = {
    Ask.NVS: frozenset({NvsCall.SET, NvsCall.ERASE, NvsCall.ERASE_ALL, NvsCall.PARTITION_ERASE}),
    Ask.FLASH: frozenset({FlashCall.WRITE, FlashCall.ERASE}),
    Ask.FILES: frozenset(
        {
            FileCall.FORMAT,
            FileCall.WRITE,
            FileCall.TRUNCATE,
            FileCall.SYNC,
            FileCall.CLOSE,
            FileCall.REMOVE,
            FileCall.RENAME,
        }
    ),
}
_READING: Final[Mapping[int, frozenset[int]]] = {
    Ask.NVS: frozenset({NvsCall.OPEN, NvsCall.GET, NvsCall.TYPES}),
    Ask.FLASH: frozenset({FlashCall.READ}),
    Ask.FILES: frozenset({FileCall.OPEN, FileCall.READ}),
}
_FILE: Final = Struct("<BI")
"""How what is asked of a file begins: the call, and which of the open files."""
_CHANGES: Final = frozenset({FileCall.WRITE, FileCall.TRUNCATE})
_BEYOND: Final = Struct("<iII")
"""Of a write beyond EEPROM: its address, its bytes, and how many EEPROM has."""
_ENDS: Final = {End.RESTART: ActKind.RESTART, End.DEEP_SLEEP: ActKind.SLEEP}


class Ways:
    """The ways of calls of one boot, by their numbers."""

    def __init__(self, program: Path) -> None:
        """Take the compiled sketch, in which addresses are looked up."""
        self._program = program
        self._returns: dict[int, bytes] = {}

    def learn(self, number: int, data: bytes) -> None:
        """Note to which addresses a new way returns, innermost first."""
        self._returns[number] = data

    def calls(self, number: int) -> tuple[Call, ...]:
        """Give the calls of a way that are in the sketch's own files."""
        return _calls(self._program, numbers(self._returns.get(number, b"")))


@lru_cache(256)
def _calls(program: Path, returns: tuple[int, ...]) -> tuple[Call, ...]:
    return tuple(Call(each.function, each.file, each.line) for each in calls_in_sketch(program, returns))


class SketchDeed(Deed):
    """A note or a question of a sketch's process that somebody else can see."""

    __slots__ = ("_at_us", "_data", "_kind", "_known_paths", "_number", "_ways")

    def __init__(self, at_us: int, record: Record, kind: ActKind, ways: Ways, known_paths: frozenset[str]) -> None:
        self._at_us = at_us
        self._kind = kind
        self._data = record.data
        self._number = record.way
        self._ways = ways
        self._known_paths = known_paths

    @property
    def at_us(self) -> int:
        """When, µs since the run began."""
        return self._at_us

    @property
    def kind(self) -> ActKind:
        """What it is."""
        return self._kind

    @property
    def what(self) -> str:
        """Say what was done; of a request which, unless its path may be somebody's secret."""
        method, path = self._request_line() if self._kind is ActKind.REQUEST else ("", "")
        return f"sent {method} {path}" if path in self._known_paths else self._kind.value

    def is_request(self, method: str, path: str) -> bool:
        """Tell whether such a request begins with it."""
        return self._kind is ActKind.REQUEST and self._request_line() == (method, path)

    def _request_line(self) -> tuple[str, str]:
        line, _, _ = self._data[_NUMBER_BYTES:].partition(b"\r\n")
        method, _, target = line.decode("latin-1").partition(" ")
        return method, target.partition(" ")[0].partition("?")[0]

    @property
    def printed(self) -> str:
        """What it printed."""
        return self._data.decode("utf-8", "replace") if self._kind is ActKind.LINE else ""

    def stores_any(self, texts: Sequence[str]) -> bool:
        """Tell whether it wrote one of these to flash."""
        is_stored = self._kind is ActKind.STORED
        return is_stored and any(each.encode("latin-1", "replace") in self._data for each in texts)

    def calls(self) -> tuple[Call, ...]:
        """Look up the calls that led to it."""
        return self._ways.calls(self._number)


class SketchActs:
    """What the program of one board did last, over its boots."""

    def __init__(self, now_us: Callable[[], int], known_paths: frozenset[str]) -> None:
        """Take the run's clock, and the paths of requests that may be shown."""
        self._now_us = now_us
        self._known_paths = known_paths
        self._kept: deque[tuple[int, Record, Ways]] = deque()
        # Of what is no longer kept the last of each kind: a program that prints dots for hours did something before.
        self._last_of_kind: dict[ActKind, tuple[int, Record, Ways]] = {}
        self._ways: Ways | None = None
        self._uncollected: dict[str, tuple[Ways, int]] = {}
        self._written_beyond: dict[str, tuple[Ways, int]] = {}
        # The open files to which something was written.
        self._changed: set[int] = set()

    def begin_boot(self, program: Path) -> None:
        """Let a boot of this compiled sketch begin, with ways of its own."""
        self._ways = Ways(program)
        self._changed.clear()

    def take(self, record: Record) -> None:
        """Note what the program does, before it is done."""
        if self._ways is None:
            return
        if record.kind == Note.WAY:
            self._ways.learn(record.way, record.data)
        elif record.kind == Note.HEADER:
            name = record.data.decode("utf-8", "replace")
            self._uncollected.setdefault(name, (self._ways, record.way))
        elif record.kind == Note.WRITE_BEYOND:
            self._written_beyond.setdefault(_beyond(record.data), (self._ways, record.way))
        elif not self._closes_unchanged(record):
            self._kept.append((self._now_us(), record, self._ways))
            if len(self._kept) > _KEPT:
                self._leave(self._kept.popleft())

    def _leave(self, oldest: tuple[int, Record, Ways]) -> None:
        """Let go of what is too old, unless it is the last of its kind so far."""
        kind = _kind(oldest[1])
        if kind is not None:
            self._last_of_kind.pop(kind, None)
            self._last_of_kind[kind] = oldest

    def _closes_unchanged(self, record: Record) -> bool:
        """Tell whether a file is closed to which nothing was written, so that nothing is stored."""
        if record.kind != Ask.FILES or len(record.data) < _FILE.size:
            return False
        call, handle = _FILE.unpack_from(record.data)
        if call in _CHANGES:
            self._changed.add(handle)
        is_unchanged = handle not in self._changed
        if call == FileCall.CLOSE:
            self._changed.discard(handle)
        return call == FileCall.CLOSE and is_unchanged

    def uncollected(self) -> Iterator[str]:
        """Give the headers of answers that the program asks for and has not let the library keep, and where it asks."""
        for name, place in self._uncollected.items():
            yield f"{name!r}{_told(place)}"

    def written_beyond(self) -> Iterator[str]:
        """Give what the program writes to EEPROM beyond its size, and where: nothing of it is kept."""
        for write, place in self._written_beyond.items():
            yield f"{write}{_told(place)}"

    def deeds(self) -> Iterator[SketchDeed]:
        """Give what was done, the newest first."""
        told: set[ActKind] = set()
        for at_us, record, ways in reversed(self._kept):
            kind = _kind(record)
            if kind is not None:
                told.add(kind)
                yield SketchDeed(at_us, record, kind, ways, self._known_paths)
        for kind, (at_us, record, ways) in reversed(self._last_of_kind.items()):
            if kind not in told:
                yield SketchDeed(at_us, record, kind, ways, self._known_paths)


def _told(place: tuple[Ways, int]) -> str:
    ways, number = place
    calls = ways.calls(number)
    return f" in {calls[0].text}" if calls else ""


def _beyond(data: bytes) -> str:
    address, count, size = _BEYOND.unpack(data)
    room = f"EEPROM has {size:,}" if size else "EEPROM.begin() was not called"
    return f"{plural(count, 'byte')} at {address}, where {room},"


def _kind(record: Record) -> ActKind | None:
    """Tell what a record is; None for what nobody else sees."""
    if record.kind == Note.TCP_SEND:
        return ActKind.REQUEST if _REQUEST_LINE.match(record.data, _NUMBER_BYTES) else ActKind.DATA
    if record.kind == Ask.TCP_OPEN and wanted_in(record.data).has_no_handshake:
        return ActKind.LOST_HANDSHAKE
    first = record.data[0] if record.data else 0
    if record.kind == Ask.END:
        return _ENDS.get(End(first))
    if record.kind == Ask.UDP_SEND:
        return ActKind.TIME if _UDP.unpack_from(record.data)[1] == sntp_packet.PORT else None
    if first in _STORING.get(record.kind, ()):
        return ActKind.STORED
    return ActKind.READ if first in _READING.get(record.kind, ()) else _KINDS.get(record.kind)
