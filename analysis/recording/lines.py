"""Lines of a recorded serial session with the time of each, from an `.oslog` or from what a monitor wrote.

Of a plain log only time stamps can tell when a line came: seconds since the boot such as `[     2.302112]`, or a clock
such as `12:01:02.345`. Lines without one take the time of the line before them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from oceanhil.analysis.diagnosis.captured.lines import decode, encoding_of, split_lines, why_no_log
from oceanhil.analysis.recording.oslog import read_log
from oceanhil.analysis.recording.oslog_rows import Direction
from oceanhil.protocol.agent.sentence import AgentReader
from oceanhil.protocol.units import DAY_US, SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from oceanhil.analysis.recording.oslog_rows import LogRecord

_HEAD_OF_OSLOG = re.compile(rb'\s*\{[^}]*"oslog"\s*:')
_HEAD_BYTES = 4_096
_LINE_BYTES_MAX = 8_192
_SECONDS = re.compile(r"\s*\[ *(\d{1,9})\.(\d{1,6})\]")
_CLOCK = re.compile(r"\s*\[?(?:(\d{4}-\d\d-\d\d)[T ])?(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,6}))?")


_MIDNIGHT_US = DAY_US // 2
"""A clock that goes back by more than this has passed midnight."""
_DAYS_MAX = 366
"""A date that goes on by more than this was set, as a clock that begins in 1970 is by the network's."""


class RecordedLine(msgspec.Struct, frozen=True):
    """A line: its number in the recording, from 1; µs since the first one, None if unknown; its text as recorded."""

    number: int
    t_us: int | None
    text: str


class NotTextError(ValueError):
    """The file is of another kind; the text says which."""


def is_oslog(head: bytes) -> bool:
    """Tell by its first bytes whether a file is an `.oslog`."""
    return _HEAD_OF_OSLOG.match(head) is not None


def read_recording(path: Path) -> Sequence[RecordedLine]:
    """Read a recording; raises OSError, NotTextError for what is no log, and OsLogError for a broken `.oslog`."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if is_oslog(head):
        return tuple(session_lines(read_log(path).records))
    if reason := why_no_log(head):
        raise NotTextError(reason)
    data = path.read_bytes()
    return tuple(stamped_lines(split_lines(decode((data,), encoding_of(head)))))


def session_lines(records: Iterable[LogRecord]) -> Iterator[RecordedLine]:
    """Put together the lines of a board's console, without the sentences of an agent.

    What ends no line for 8 KiB is split at its carriage returns; if it has none, its far end is cut off.
    """
    reader, pending, number, t_us = AgentReader(), bytearray(), 0, 0
    for record in records:
        if record.direction is not Direction.IN:
            continue
        t_us = record.t_us
        part = b"".join(part for part in reader.feed(record.data) if isinstance(part, bytes))
        pending += part
        lines: list[bytearray] = []
        if b"\n" in part:
            *lines, pending = pending.split(b"\n")
        elif len(pending) > _LINE_BYTES_MAX:
            *lines, pending = pending.split(b"\r")
        for line in lines:
            number += 1
            yield RecordedLine(number, t_us, _text(line))
        del pending[_LINE_BYTES_MAX:]
    if rest := pending + reader.flush():
        yield RecordedLine(number + 1, t_us, _text(rest))


def stamped_lines(texts: Iterable[str]) -> Iterator[RecordedLine]:
    """Read the time stamps of a plain log, whose times never go back.

    A clock that goes back by more than half a day has passed midnight, one that goes back by less was set, or tells of
    a board that began anew: time goes on from the line before. So it does with the seconds of a boot that begins anew.
    Dates tell how many days passed, up to a year.
    """
    last: RecordedLine | None = None
    before: _Stamp | None = None
    for number, text in enumerate(texts, start=1):
        stamp = _stamp(text)
        t_us = None if last is None else last.t_us
        if stamp is not None:
            t_us = (t_us or 0) + (0 if before is None else _passed_us(before, stamp))
            before = stamp
        last = RecordedLine(number, t_us, text)
        yield last


class _Stamp(msgspec.Struct, frozen=True):
    """Seconds since the boot, or a clock; `day` counts days where the clock has a date."""

    us: int
    is_clock: bool
    day: int | None = None


def _passed_us(before: _Stamp, stamp: _Stamp) -> int:
    """Give how long after `before` the line of `stamp` came, as far as the two can tell."""
    if before.is_clock is not stamp.is_clock:
        return 0
    passed_us = stamp.us - before.us
    if before.day is not None and stamp.day is not None:
        days = stamp.day - before.day
        return max(0, days * DAY_US + passed_us) if days <= _DAYS_MAX else 0
    if passed_us < -_MIDNIGHT_US and stamp.is_clock:
        return passed_us + DAY_US
    if passed_us < -SECOND_US and not stamp.is_clock:
        return stamp.us
    return max(0, passed_us)


def _stamp(text: str) -> _Stamp | None:
    if seconds := _SECONDS.match(text):
        return _Stamp(int(seconds[1]) * SECOND_US + _fraction_us(seconds[2]), is_clock=False)
    if clock := _CLOCK.match(text):
        whole = (int(clock[2]) * 60 + int(clock[3])) * 60 + int(clock[4])
        return _Stamp(whole * SECOND_US + _fraction_us(clock[5] or ""), is_clock=True, day=_day(clock[1]))
    return None


def _day(text: str | None) -> int | None:
    try:
        return date.fromisoformat(text).toordinal() if text else None
    except ValueError:
        return None


def _fraction_us(digits: str) -> int:
    return int(digits.ljust(6, "0")) if digits else 0


def _text(line: bytes | bytearray) -> str:
    return line.removesuffix(b"\r").decode("utf-8", "replace")
