from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.link.oslog import LogWriter, OsLog, read_log
from hil.link.oslog_rows import Direction, LogHead, LogRecord, OsLogError, decode_record, encode_record

HEAD = LogHead(board="desk", port="/dev/ttyUSB0", baud=115_200, started=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
TOKEN = b"oc_reg_0123456789abcdefghijklmnop"
HEAD_LINE = b'{"oslog":1,"board":"desk","port":"/dev/ttyUSB0","baud":115200,"started":"2026-01-02T03:04:05Z"}\n'
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
