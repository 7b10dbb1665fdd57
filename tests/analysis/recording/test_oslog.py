import sys
from datetime import UTC, datetime
from io import FileIO
from itertools import cycle
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.recording.oslog import LogWriter, OsLog, read_log
from oceanhil.analysis.recording.oslog_rows import (
    Direction,
    LogHead,
    LogRecord,
    OsLogError,
    decode_head,
    decode_record,
    encode_record,
)
from oceanhil.analysis.recording.redaction import joined, masked

HEAD = LogHead(board="desk", port="/dev/ttyUSB0", baud=115_200, started=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
TOKEN = b"oc_reg_0123456789abcdefghijklmnop"
HEAD_LINE = b'{"oslog":1,"board":"desk","port":"/dev/ttyUSB0","baud":115200,"started":"2026-01-02T03:04:05Z"}\n'
TOLD = (
    b"[WIFI] password: hunt er2!",
    b"token " + TOKEN,
    b" http://me:pass%20wo!rd@host/",
    b"$HOK,17,00ff00ff00ff*5A",
    b"$HIL,3,PROVISION,SET,token," + TOKEN + b"*11",
    b' {"psk": "12345678"}',
    b"X-Api-Key: abc",
    b" connecting_to_something",
    b"\r\n",
    b" ",
)
SENT_OR_RECEIVED = st.tuples(st.sampled_from((Direction.IN, Direction.OUT)), st.binary(max_size=300) | st.just(TOKEN))


class ByteAfterByte:
    """A file on a disk that takes one byte at a time."""

    closed = False

    def __init__(self, file: FileIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        return self._file.write(data[:1])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.oslog"


def recorded(path: Path, *records: tuple[Direction, bytes], keep_secrets: bool = False) -> OsLog:
    with LogWriter(path, HEAD, start_ns=1_000, keep_secrets=keep_secrets) as log:
        for at, (direction, data) in enumerate(records, 1):
            if direction is Direction.IN:
                log.received(1_000 + at * 10_000, data)
            else:
                log.sent(1_000 + at * 10_000, data)
    return read_log(path)


def mistake(path: Path, *lines: bytes) -> str:
    path.write_bytes(HEAD_LINE + b"".join(lines))
    with pytest.raises(OsLogError) as caught:
        read_log(path)
    return str(caught.value).removeprefix(str(path))


def test_a_recording_is_a_head_and_lines_of_json(path: Path) -> None:
    recorded(path, (Direction.OUT, b"$HIL,1,PING*5A\r\n"), (Direction.IN, b"ok\r\n"), (Direction.IN, b"\xff\x00\n"))
    assert path.read_bytes() == HEAD_LINE + (
        b'{"t":10,"out":"$HIL,1,PING*5A\\r\\n"}\n{"t":20,"in":"ok\\r\\n"}\n{"t":30,"in64":"/wAK"}\n'
    )


def test_reading_gives_the_head_and_the_records(path: Path) -> None:
    log = recorded(path, (Direction.IN, b"ok\r\n"))
    assert log == OsLog(HEAD, (LogRecord(10, Direction.IN, b"ok\r\n"),))


def test_events_stand_between_the_bytes(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.event(2_000, "unplugged")
    (record,) = read_log(path).records
    assert (record.t_us, record.direction, record.text) == (2, Direction.EVENT, "unplugged")


def test_secrets_are_cut_unless_they_are_asked_for(path: Path) -> None:
    line = b"token " + TOKEN + b"\r\n"
    assert recorded(path, (Direction.IN, line)).records[0].data == b"token oc_reg_01234" + b"*" * 21 + b"\r\n"
    assert recorded(path, (Direction.IN, line), keep_secrets=True).records[0].data == line


def test_a_secret_that_comes_byte_by_byte_is_cut(path: Path) -> None:
    recorded(path, *((Direction.IN, bytes([byte])) for byte in b"token " + TOKEN + b"\n"))
    assert b"5" not in b"".join(record.data for record in read_log(path).records)


def test_a_secret_in_an_endless_line_is_cut(path: Path) -> None:
    halves = (b"x " * 100 + TOKEN[:20], TOKEN[20:] + b" ")
    log = recorded(path, *((Direction.IN, half) for half in halves * 50))
    assert TOKEN[20:] not in b"".join(record.data for record in log.records)


@pytest.mark.slow
@given(
    sent=st.sampled_from((b"", b"y", b"\x03", b"$HIL,1,PI", b"http://me:")),
    before=st.integers(8_100, 8_200),
    told=st.lists(st.sampled_from(TOLD), min_size=1, max_size=6).map(b"; ".join),
    pieces=st.lists(st.integers(1, 30), min_size=1),
)
def test_wherever_it_comes_to_be_written_nothing_is_shown_that_the_whole_line_would_hide(
    tmp_path_factory: pytest.TempPathFactory, sent: bytes, before: int, told: bytes, pieces: list[int]
) -> None:
    path = tmp_path_factory.mktemp("recorded") / "session.oslog"
    whole = b"all is well\n" * 680 + b"." * (before - 8_160) + told + b"\n"
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.sent(0, sent)
        log.received(0, whole[:before])
        at = before
        for size in cycle(pieces):
            log.received(0, whole[at : at + size])
            at += size
            if at >= len(whole):
                break
    shown = joined([record for record in read_log(path).records if record.data], Direction.IN)
    pairs = zip(shown, masked(whole), strict=True)
    assert [at for at, (got, allowed) in enumerate(pairs) if got not in (allowed, ord("*"))] == []


def test_what_waits_for_the_other_direction_is_hidden_as_a_part_of_its_whole_line(path: Path) -> None:
    begun = (Direction.IN, b"." * 5_000 + b" http://me:pa")
    log = recorded(path, begun, (Direction.OUT, b"y"), (Direction.IN, b"ss" + b"word@host/ " + b"." * 4_000))
    shown = joined(log.records, Direction.IN)
    assert shown == b"." * 5_000 + b" http://***********@host/ " + b"." * 4_000


@pytest.mark.long
def test_a_line_that_never_ends_holds_up_nothing_of_the_other_direction(path: Path) -> None:
    line = b"I (123) main: everything is fine here\r\n"
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.sent(0, b"y")
        for number in range(1, 1_001):
            log.received(0, line)
            assert len(rows(path)) * len(line) >= number * len(line) - 8_192
        assert rows(path)[0] == (0, b"y")
        assert rows(path)[-1] == (0, line)


def test_records_of_finished_lines_are_in_the_file_at_once(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.received(1_000, b"one\ntw")
        log.received(2_000, b"o\n")
        assert [record.data for record in read_log(path).records] == [b"one\ntw", b"o\n"]


def test_times_never_run_backwards(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.received(9_000, b"a\n")
        log.sent(8_000, b"b\n")
    assert [record.t_us for record in read_log(path).records] == [9, 9]


def test_a_closed_recording_takes_no_more(path: Path) -> None:
    log = LogWriter(path, HEAD)
    log.close()
    log.received(10**18, b"late\n")
    assert read_log(path).records == ()


def test_a_full_disk_ends_the_recording_and_not_the_session() -> None:
    with LogWriter(Path("/dev/full"), HEAD) as log:
        log.received(10**18, b"a\n")
    assert log.failure is not None


def test_a_line_cut_off_by_a_kill_is_said_and_left_out(path: Path) -> None:
    path.write_bytes(HEAD_LINE + b'{"t":1,"in":"a\\n"}\n{"t":2,"i')
    log = read_log(path)
    assert (log.torn, len(log.records)) == (True, 1)


def test_a_wrong_line_is_named_by_its_number(path: Path) -> None:
    assert mistake(path, b'{"t":1,"in":"a"}\n', b'{"t":-1,"in":"b"}\n').startswith(":3: no record: ")


def test_a_record_without_bytes_is_refused(path: Path) -> None:
    assert mistake(path, b'{"t":1}\n').startswith(":2: no record: expected exactly one of 'in'")


def test_time_that_runs_backwards_is_refused(path: Path) -> None:
    assert mistake(path, b'{"t":5,"in":"a"}\n', b'{"t":4,"in":"b"}\n') == ":3: time 4 µs, expected 5 µs or later"


@pytest.mark.parametrize("content", [b"", b"hello\n", b'{"t":1,"in":"a"}\n', HEAD_LINE.replace(b'g":1', b'g":2')])
def test_another_file_is_refused_at_its_first_line(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(OsLogError, match=r"session.oslog:1: (no recorded session|no head|version 2, expected 1)"):
        read_log(path)


@given(st.integers(0, 10**15), st.sampled_from(Direction), st.binary() | st.text().map(str.encode))
def test_bytes_survive_exactly(t_us: int, direction: Direction, data: bytes) -> None:
    text = data.decode("utf-8", "replace").encode() if direction is Direction.EVENT else data
    record = LogRecord(t_us, direction, text)
    assert decode_record(encode_record(record)) == record


@pytest.mark.slow
@given(st.lists(SENT_OR_RECEIVED, max_size=60))
def test_counts_of_bytes_survive_cutting(
    tmp_path_factory: pytest.TempPathFactory, session: list[tuple[Direction, bytes]]
) -> None:
    log = recorded(tmp_path_factory.mktemp("oslog") / "s.oslog", *session)
    for direction in (Direction.IN, Direction.OUT):
        kept = sum(len(record.data) for record in log.records if record.direction is direction)
        assert kept == sum(len(data) for way, data in session if way is direction)


def test_bytes_that_are_no_text_are_a_mistake_with_its_line(path: Path) -> None:
    assert mistake(path, b'{"t":1,"in":"\xff"}\n').startswith(":2: no record: ")


def test_a_disk_that_takes_only_a_part_is_given_the_rest(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        whole = log._file
        log._file = cast("FileIO", ByteAfterByte(whole))
        log.received(10_000, b"ok\n")
        log._file = whole
    assert [record.data for record in read_log(path).records] == [b"ok\n"]


def rows(path: Path) -> list[tuple[int, bytes]]:
    return [(record.t_us, record.data) for record in read_log(path).records]


def test_times_are_whole_microseconds_since_the_beginning_and_never_before_it(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=5_000_000) as log:
        for t_ns in (4_000_000, 5_000_999, 5_001_000, 7_000_000):
            log.sent(t_ns, b"x\n")
    assert [t_us for t_us, _ in rows(path)] == [0, 0, 1, 2000]


def test_a_session_begins_now_unless_it_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.analysis.recording.oslog.time", SimpleNamespace(monotonic_ns=lambda: 3_000_000))
    with LogWriter(path, HEAD) as log:
        log.received(3_010_000, b"x\n")
    assert rows(path) == [(10, b"x\n")]


def test_a_recording_replaces_the_file_that_was_there(path: Path) -> None:
    path.write_bytes(b"old " * 1000)
    LogWriter(path, HEAD).close()
    assert path.read_bytes() == HEAD_LINE


def test_a_line_without_an_end_waits_until_more_than_8_kib_wait(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.received(0, b"." * 4096)
        log.received(0, b"." * 4096)
        assert rows(path) == []
        log.received(0, b".")
        assert [len(data) for _, data in rows(path)] == [4096, 4096, 1]
        log.received(0, b"." * 8192)
        assert len(rows(path)) == 3
        log.received(0, b".\n")
        assert len(rows(path)) == 5


def test_what_was_left_waiting_counts_towards_the_next_8_kib(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.received(0, b"." * 8192 + b"token")
        assert [data[-1:] for _, data in rows(path)] == [b"."]
        log.received(0, b"." * (8192 - 5))
        assert len(rows(path)) == 1
        log.received(0, b".")
        assert [data for _, data in rows(path)][1] == b"token"


def test_both_directions_must_have_ended_their_lines(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.sent(0, b"half a com")
        log.received(0, b"a line\n")
        log.event(0, "unplugged")
        assert rows(path) == []
        log.sent(0, b"mand\n")
        assert [data for _, data in rows(path)] == [b"half a com", b"a line\n", b"unplugged", b"mand\n"]


def test_an_event_alone_waits_for_nothing(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0) as log:
        log.event(0, "lent")
        assert [record.direction for record in read_log(path).records] == [Direction.EVENT]


def test_with_secrets_kept_nothing_waits(path: Path) -> None:
    with LogWriter(path, HEAD, start_ns=0, keep_secrets=True) as log:
        log.received(0, b"token " + TOKEN[:20])
        assert rows(path) == [(0, b"token " + TOKEN[:20])]
    assert len(rows(path)) == 1


def test_what_waits_is_written_at_the_end_with_its_secrets_cut(path: Path) -> None:
    log = LogWriter(path, HEAD, start_ns=0)
    log.received(0, b"token " + TOKEN)
    log.close()
    log.close()
    log.received(0, b"late\n")
    assert rows(path) == [(0, b"token oc_reg_01234" + b"*" * 21)]


def test_a_recording_without_failure_says_so(path: Path) -> None:
    with LogWriter(path, HEAD) as log:
        assert log.failure is None


def test_a_disk_that_failed_is_not_written_to_again(path: Path) -> None:
    written: list[bytes] = []

    class Full:
        closed = False

        def write(self, data: bytes) -> int:
            written.append(data)
            raise OSError(28, "no space left on device")

    with LogWriter(path, HEAD, start_ns=0) as log:
        whole = log._file
        log._file = cast("FileIO", Full())
        log.received(0, b"a\n")
        log.received(0, b"b\n")
        log._file = whole
    assert (len(written), str(log.failure)) == (1, "[Errno 28] no space left on device")
    assert rows(path) == []


def test_a_whole_recording_is_not_torn_and_equal_times_are_in_order(path: Path) -> None:
    path.write_bytes(HEAD_LINE + b'{"t":5,"in":"a"}\n{"t":5,"in":"b"}\n')
    log = read_log(path)
    assert (log.torn, len(log.records), OsLog(HEAD, ()).torn) == (False, 2, False)


def test_the_line_of_a_mistake_is_counted_from_one(path: Path) -> None:
    good = b'{"t":5,"in":"a"}\n'
    assert mistake(path, good, good, b'{"t":4,"in":"b"}\n').startswith(":4: time 4 µs")
    assert mistake(path, b"[]\n").startswith(":2: no record: ")
    path.write_bytes(b"no line end")
    with pytest.raises(OsLogError) as caught:
        read_log(path)
    assert str(caught.value) == f"{path}:1: no recorded session: expected a head and a line end"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"hello", "JSON is malformed: invalid character (byte 0)"),
        (b"[]", "expected `object`, got `array`"),
        (b"", "input data was truncated"),
    ],
)
def test_what_is_no_json_of_ours_is_told_in_words_that_begin_small(line: bytes, said: str) -> None:
    for decode, what in ((decode_head, "no head of a recorded session"), (decode_record, "no record")):
        with pytest.raises(OsLogError) as caught:
            decode(line)
        assert str(caught.value) == f"{what}: {said}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"oslog":2,"session":{"board":"desk"}}', "version 2, expected 1: it was recorded by a newer program"),
        (HEAD_LINE.replace(b'{"oslog":1', b'{"oslog":0'), "version 0, expected 1: there is no such version"),
    ],
)
def test_another_version_is_told_as_such_whatever_its_head_has(line: bytes, said: str) -> None:
    with pytest.raises(OsLogError) as caught:
        decode_head(line)
    assert str(caught.value) == said


@pytest.mark.parametrize("field", ["board", "port", "baud", "started"])
def test_a_head_needs_all_its_fields(field: str, path: Path) -> None:
    head = msgspec.json.decode(HEAD_LINE)
    del head[field]
    path.write_bytes(msgspec.json.encode(head) + b"\n")
    with pytest.raises(OsLogError, match=f"object missing required field `{field}`"):
        read_log(path)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (HEAD_LINE.replace(b"Z", b""), "expected `datetime` with a timezone component"),
        (HEAD_LINE.replace(b'{"', b'{"more":1,"'), "unknown field `more`"),
        (HEAD_LINE.replace(b'{"oslog":1,', b"{"), ""),
    ],
)
def test_a_head_has_a_time_zone_and_nothing_unknown_and_the_first_version_unless_it_says(
    line: bytes, said: str, path: Path
) -> None:
    path.write_bytes(line)
    if not said:
        assert read_log(path).head == HEAD
        return
    with pytest.raises(OsLogError, match=said):
        read_log(path)


def test_the_text_of_a_record_shows_bytes_that_are_none() -> None:
    assert LogRecord(0, Direction.IN, b"a\xff\n").text == "a\\xff\n"


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (LogRecord(1, Direction.IN, b"\xff"), b'{"t":1,"in64":"/w=="}\n'),
        (LogRecord(2, Direction.OUT, b"\xff"), b'{"t":2,"out64":"/w=="}\n'),
        (LogRecord(3, Direction.EVENT, b"lent"), b'{"t":3,"event":"lent"}\n'),
        (LogRecord(0, Direction.OUT, b""), b'{"t":0,"out":""}\n'),
    ],
)
def test_each_kind_of_record_has_its_own_field(record: LogRecord, line: bytes) -> None:
    assert encode_record(record) == line
    assert decode_record(line) == record


@pytest.mark.parametrize("fields", [b'"in":"a","in64":"YQ=="', b'"in":"a","event":"b"', b'"out":"a","out64":"YQ=="'])
def test_a_record_of_two_kinds_is_none(fields: bytes) -> None:
    with pytest.raises(OsLogError, match="expected exactly one of 'in', 'in64', 'out', 'out64' and 'event'"):
        decode_record(b'{"t":1,' + fields + b"}")


def test_a_line_that_comes_byte_by_byte_costs_as_much_for_each_byte_however_long_it_is(tmp_path: Path) -> None:
    def calls(count: int) -> int:
        made = 0

        def note(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal made
            made += event == "call"

        with LogWriter(tmp_path / "session.oslog", HEAD, start_ns=0) as writer:
            sys.setprofile(note)
            try:
                for _ in range(count):
                    writer.received(0, b"x")
            finally:
                sys.setprofile(None)
        return made

    assert calls(1_000) < 3 * calls(500)
