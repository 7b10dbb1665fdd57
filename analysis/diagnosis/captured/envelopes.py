r"""A line that a collector of logs has put into JSON or into a spreadsheet's row, as it was printed.

`{"log": "poll 200\n", "stream": "stdout"}`: Docker's files, the journal's export, OpenTelemetry's, Google's and
Amazon's collectors each put the text of a program into one field and write round it what they know themselves. Of
several texts in one line each is a line. The time goes in front of the text, as a monitor would have put it there; so
do the program and its process, where the journal tells.

JSON that a program itself writes is no envelope: its fields are what it says. Nor is a row of numbers.

A spreadsheet's rows are one where the first field is a time and the last a text between quotation marks, with words or
nothing between: `1777900002,ttyUSB3,INFO,"session 401 {""success"": false}"`.

What it must not know: what a text means.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

_TEXT: Final = r'"((?:[^"\\]|\\.)*)"?'
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNIX_DIGITS: Final = 16
"""Of a time in µs since 1970, as the journal has it; of OpenTelemetry's ns so many are read."""
_UNIX: Final = rf"\d{{{_UNIX_DIGITS}}}"
_DATED: Final = r"\d{4}-\d\d-\d\dT[\d:.]+Z"
_QUOTED: Final = r'(?:[^"]|"")*+'
_FIELD: Final = rf'(?:[^",;\t]*+|"{_QUOTED}")'
_ROW: Final = re.compile(
    r'(?P<mark>"?)(?P<time>\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?|\d{10}(?:(?:\d{3}){0,3}|\.\d{1,9}))(?P=mark)'
    rf"(?P<between>(?:[,;\t]{_FIELD}(?=[,;\t])){{0,12}})[,;\t]\"(?P<text>{_QUOTED})\"\s*"
)
_NUMBER: Final = re.compile(r"[,;\t]\"?-?[\d.]+\"?(?=[,;\t]|$)")


class _Envelope(NamedTuple):
    """How one collector writes: what stands in each of its lines, where the text is, and where the time."""

    marks: tuple[str, ...]
    text: re.Pattern[str]
    time: re.Pattern[str]
    head: Callable[[str], str]


def _journal_head(line: str) -> str:
    """Give host, program and process as syslog writes them; empty if one is missing."""
    names = ("_HOSTNAME", "SYSLOG_IDENTIFIER", "_PID")
    found = [re.search(rf'"{name}" ?: ?"?([\w./@-]+)', line) for name in names]
    host, program, process = ("" if each is None else each[1] for each in found)
    return f"{host} {program}[{process}]: " if host and program and process else ""


def _with(
    text: str, time: str, when: str, *more: str, within: str = "", head: Callable[[str], str] = lambda _: ""
) -> _Envelope:
    """Make one by the name of the field with the text, `within` it, of that with the time, and of `more` fields."""
    return _Envelope(
        (f'"{text}"', *(f'"{each}"' for each in more)),
        re.compile(rf'"{text}" ?: ?{within}{_TEXT}'),
        re.compile(rf'"{time}" ?: ?"?({when})'),
        head,
    )


_ENVELOPES: Final = (
    _with("body", "(?:observedT|t)imeUnixNano", _UNIX, "stringValue", within=r'\{ ?"stringValue" ?: ?'),
    _with("MESSAGE", "__REALTIME_TIMESTAMP", _UNIX, head=_journal_head),
    _with("log", "time", _DATED, "stream"),
    _with("textPayload", "timestamp", _DATED),
    # Loki's answer: streams with their labels, and pairs of time and text, the newest first unless asked otherwise.
    _Envelope(
        ('"stream"', '"values"'),
        re.compile(rf'\[ ?"\d{{19}}" ?, ?{_TEXT} ?\]'),
        re.compile(rf'\[ ?"({_UNIX})\d{{3}}" ?, ?"'),
        lambda _: "",
    ),
    _with("@message", "@timestamp", r"\d{4}-\d\d-\d\d[ T][\d:.]+Z?"),
)


def out_of_envelope(line: str) -> str:
    """Give the texts that a collector's line has, a carriage return between each two; any other line as it is."""
    if '"' in line and (row := _ROW.fullmatch(line)) is not None and not _NUMBER.search(row["between"]):
        text = row["text"].replace('""', '"').strip()
        return f"{_moment(row['time'])} {text}"
    if "{" not in line:
        return line
    envelope = next((each for each in _ENVELOPES if all(mark in line for mark in each.marks)), None)
    texts = [] if envelope is None else [_unescaped(text) for text in envelope.text.findall(line)]
    if envelope is None or not texts:
        return line
    found = envelope.time.findall(line)
    times = found if len(found) == len(texts) else found[:1] * len(texts) or [""] * len(texts)
    head = envelope.head(line)
    told = sorted(zip(times, texts, strict=True), key=lambda each: each[0])
    return "\r".join(f"{_stamp(time)}{head}{text}" for time, text in told)


def _stamp(time: str) -> str:
    return f"{_moment(time)} " if time else ""


def _moment(time: str) -> str:
    """Give a time of whole or parts of seconds since 1970 as a date; any other as it is."""
    seconds, _, parts = time.partition(".")
    if not seconds.isdecimal():
        return time
    microseconds = (seconds + parts).ljust(_UNIX_DIGITS, "0")[:_UNIX_DIGITS]
    moment = _EPOCH + timedelta(microseconds=int(microseconds))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _unescaped(text: str) -> str:
    """Give a text as it was printed, in one line; one that is cut off as far as it goes."""
    try:
        printed = json.loads(f'"{text}"', strict=False)
    except ValueError:
        printed = text
    return " ".join(str(printed).split("\n")).strip()
