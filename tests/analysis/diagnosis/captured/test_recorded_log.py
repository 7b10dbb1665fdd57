"""A log is read from the oldest line to the newest, whichever stands first in its file."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.captured import recorded_log
from oceanhil.analysis.diagnosis.captured.lines import split_lines
from oceanhil.analysis.diagnosis.captured.recorded_log import RecordedLog
from oceanhil.analysis.panics.crashes import panics_of_boards
from tests.together import together

PRINTED = (
    "ets Jun  8 2016 00:22:57",
    "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
    "[WiFi] Connected",
    "[REG] HTTP Response: 200",
    "[INFO] Device ONLINE",
    "[POLL] HTTP Response: 401",
    "[SESSION] Requesting session, please",
    "[SESSION] HTTP Response: 410",
    "[POLL] HTTP Response: 401",
)
NOON = datetime(2026, 11, 30, 12, 59, 55, tzinfo=UTC)
Told = Sequence[tuple[datetime, str]]
"""Lines with the times at which they were recorded."""


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)


def table(*rows: tuple[object, ...], quoting: Literal[0, 1] = csv.QUOTE_ALL) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=quoting).writerows(rows)
    return text.getvalue()


def tabs(told: Told) -> str:
    return "".join(f"{iso(moment)}\t{line}\n" for moment, line in told)


def cloudwatch(told: Told) -> str:
    rows = [(milliseconds(moment), line) for moment, line in told]
    return table(("timestamp", "message"), *rows, quoting=csv.QUOTE_MINIMAL)


def kibana(told: Told) -> str:
    return table(("@timestamp", "message"), *((f"{moment:%b %d, %Y @ %H:%M:%S.%f}", line) for moment, line in told))


def azure(told: Told) -> str:
    return table(*((f"{moment.month}/{moment.day}/{moment:%Y, %I:%M:%S.%f %p}", line) for moment, line in told))


def europe(told: Told) -> str:
    return "".join(f"{moment:%d.%m.%Y %H:%M:%S,%f} {line}\r\n" for moment, line in told)


def syslog(told: Told) -> str:
    return "".join(f"{moment:%b %d %H:%M:%S} barn picocom[81]: {line}\n" for moment, line in told)


def grafana(told: Told) -> str:
    fields = {f"label {number}": "serial" for number in range(40)}
    rows = [
        {"line": line, "timestamp": f"{milliseconds(moment)}000000", "date": iso(moment), "fields": fields}
        for moment, line in told
    ]
    return json.dumps(rows, indent=2)


def one_line_of_loki(told: Told) -> str:
    values = [[f"{milliseconds(moment)}000000", line] for moment, line in told]
    answer = {"resultType": "streams", "result": [{"stream": {"job": "serial", "note": "x" * 2_000}, "values": values}]}
    return json.dumps({"status": "success", "data": answer}, separators=(",", ":")) + "\n"


def command_line_of_amazon(told: Told) -> str:
    def event(place: int, moment: datetime, line: str) -> dict[str, object]:
        # What came in together was taken in a minute later, in any order.
        taken_in = milliseconds(moment) + 60_000 + place % 3 * 5_000
        return {"timestamp": milliseconds(moment), "message": line, "ingestionTime": taken_in}

    return json.dumps({"events": [event(place, *each) for place, each in enumerate(told)]}, indent=4)


def recorded(every_s: float = 1.3, printed: Sequence[str] = PRINTED) -> Told:
    return [(NOON + place * timedelta(seconds=every_s), line) for place, line in enumerate(printed)]


@together
@pytest.mark.parametrize(
    "written", [tabs, cloudwatch, kibana, azure, europe, syslog, grafana, one_line_of_loki, command_line_of_amazon]
)
def test_an_export_with_the_newest_line_first_is_diagnosed_as_the_same_log_is(written: Callable[[Told], str]) -> None:
    forwards, backwards = written(recorded()), written(recorded()[::-1])
    known, found = diagnose(forwards), diagnose(backwards)
    assert [finding.cause for finding in known.findings] == ["device-deleted"]
    assert [finding.cause for finding in found.findings] == ["device-deleted"]
    assert found.recognition.boot_count == known.recognition.boot_count == 1
    lines = list(split_lines((backwards,)))
    assert all(each.text in lines[each.line - 1] for each in found.findings[0].evidence)
    assert found.online is not None
    assert "ONLINE" in lines[found.online.line - 1]


def test_lines_without_a_time_stay_behind_the_one_above() -> None:
    log = RecordedLog(["head", *stamped(3, 2), "more of c", "and more", *stamped(1, 0)])
    assert list(log) == [*stamped(0, 1, 2), "more of c", "and more", *stamped(3), "head"]
    assert [log.number_in_file(number) for number in range(1, 8)] == [7, 6, 3, 4, 5, 2, 1]


def stamped(*seconds: int) -> list[str]:
    return [f"2026-11-30 12:00:{second:02} {'abcdefghi'[second]}" for second in seconds]


@together
@pytest.mark.parametrize(
    "lines",
    [
        stamped(0, 1, 2, 3, 4),
        # A clock that is set back, more than once.
        stamped(4, 3, 2, 3, 2, 1),
        stamped(5, 5, 5, 5, 4, 4, 3),
        ["12:00:04 a", "12:00:03 b", "12:00:02 c", "12:00:01 d"],
        ["wake in 1500 s", "wake in 1400 s", "wake in 1300 s", "wake in 1200 s"],
        ["poll 200"] * 90 + [f"nonce 1{number}00000000" for number in (9, 8, 7, 5)],
        ["2026-11-30 a", "2026-11-29 b", "2026-11-28 c", "2026-11-27 d"],
        [],
    ],
)
def test_any_other_log_is_read_as_it_stands(lines: list[str]) -> None:
    log = RecordedLog(lines)
    assert list(log) == lines
    assert [log.number_in_file(number) for number in (1, 2, 7)] == [1, 2, 7]


def test_of_a_very_long_one_the_newest_lines_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded_log, "LINES_MAX", 4)
    assert list(RecordedLog(stamped(8, 7, 6, 5, 4, 3))) == stamped(5, 6, 7, 8)


def test_a_crash_is_read_in_the_order_in_which_it_was_printed() -> None:
    crash = (
        "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.",
        "PC      : 0x400d1234  PS      : 0x00060730  A0      : 0x800d2345  A1      : 0x3ffb1f80",
        "EXCVADDR: 0x00000000  LBEG    : 0x400d1234  LEND    : 0x400d1240  LCOUNT  : 0x00000000",
        "Backtrace: 0x400d1234:0x3ffb1f80 0x400d2345:0x3ffb1fa0",
        "Rebooting...",
    )
    told = recorded(printed=(*crash, *PRINTED))
    forwards, backwards = tabs(told).splitlines(), tabs(told[::-1]).splitlines()
    assert panics_of_boards(backwards) == panics_of_boards(forwards)
    assert len(panics_of_boards(forwards)[""]) == 1


@pytest.mark.parametrize("within", ['{{"entries": {}}}', "{}", "{}\n"])
def test_a_short_export_in_one_line_is_split_and_turned_round_too(within: str) -> None:
    rows = [{"time": iso(moment), "line": line} for moment, line in recorded(printed=PRINTED[-5:])[::-1]]
    backwards = within.format(json.dumps(rows))
    assert len(backwards) < 2_000
    found = diagnose(backwards)
    assert [finding.cause for finding in found.findings] == ["device-deleted"]
    assert found.recognition.lines == 5


def test_an_answer_with_a_list_of_two_is_one_line() -> None:
    body = '{"success": true, "relays": [{"n": 1}, {"n": 2}], "sensors": [{"n": 1}, {"n": 2}]}'
    assert list(split_lines((body,))) == [body]
