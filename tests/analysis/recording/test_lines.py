"""Recorded sessions as lines with times."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.analysis.recording.lines import (
    NotTextError,
    RecordedLine,
    read_recording,
    session_lines,
    stamped_lines,
)
from oceanhil.analysis.recording.oslog_rows import (
    Direction,
    LogHead,
    LogRecord,
    OsLogError,
    encode_head,
    encode_record,
)

SECOND_US = 1_000_000
HEAD = LogHead(board="bench1", port="/dev/ttyUSB0", baud=115_200, started=datetime(2026, 1, 1, tzinfo=UTC))


def received(*pieces: tuple[int, bytes]) -> list[LogRecord]:
    return [LogRecord(t_us, Direction.IN, data) for t_us, data in pieces]


def test_a_line_has_the_time_at_which_it_ended() -> None:
    records = received((5, b"[A] o"), (7, b"ne\r\n[A] two\n[A] th"), (9, b"ree"))
    assert list(session_lines(records)) == [
        RecordedLine(1, 7, "[A] one"),
        RecordedLine(2, 7, "[A] two"),
        RecordedLine(3, 9, "[A] three"),
    ]


def test_what_was_sent_and_what_happened_to_the_port_are_no_lines() -> None:
    other = [LogRecord(6, Direction.OUT, b"x\n"), LogRecord(6, Direction.EVENT, b"unplugged")]
    records = [*received((5, b"one")), *other, *received((7, b"\n"))]
    assert [line.text for line in session_lines(records)] == ["one"]


def test_sentences_of_an_agent_are_taken_out_of_the_lines_they_stand_in() -> None:
    from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode

    sentence = encode(Sentence(SentenceKind.EVENT, 1, ("BOOT", "1")))
    records = received((5, b"[WiFi] Connecting..." + sentence + b" Connected!\n"))
    assert [line.text for line in session_lines(records)] == ["[WiFi] Connecting... Connected!"]


@pytest.mark.slow
@given(st.lists(st.text(st.characters(codec="ascii", exclude_characters="\n\r$"))), st.data())
def test_lines_do_not_depend_on_how_the_bytes_came(lines: list[str], data: st.DataObject) -> None:
    stream = "".join(line + "\n" for line in lines).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    edges = [0, *cuts, len(stream)]
    pieces = [(number, stream[edges[number] : edges[number + 1]]) for number in range(len(edges) - 1)]
    assert [line.text for line in session_lines(received(*pieces))] == lines


def test_a_console_that_ends_no_line_is_read_in_bounded_memory_and_hides_nothing_behind_it() -> None:
    bar = [(1, b"Writing at 0x00010000... (3 %)\r")] * 1_000
    noise = [(2, b"\xff" * 100)] * 1_000
    lines = list(session_lines(received(*bar, (1, b"\n"), *noise, (3, b"\n[INFO] Device ONLINE\r\n"))))
    steps = [step for line in lines for step in line.text.split("\r") if "Writing" in step]
    assert steps == ["Writing at 0x00010000... (3 %)"] * 1_000
    assert max(len(line.text) for line in lines) == 8_192
    assert (lines[-1].t_us, lines[-1].text) == (3, "[INFO] Device ONLINE")


@pytest.mark.parametrize(
    ("texts", "times"),
    [
        (["[     2.302112] device: a", "[   302.0] device: b"], [0, 299_697_888]),
        (["12:00:01.500 -> a", "[12:00:03] b"], [0, 1_500_000]),
        (["2026-01-01T23:59:59 a", "2026-01-02T00:00:01 b"], [0, 2 * SECOND_US]),
        (["2026-01-01 10:00:00 a", "2026-01-03 09:00:00 b"], [0, 47 * 3_600 * SECOND_US]),
        (["2026-01-02 00:00:01 a", "2026-01-01 23:59:59 b", "2026-01-02 00:00:00 c"], [0, 0, SECOND_US]),
        (["1970-01-01 00:00:05 a", "2026-01-02 00:00:07 b", "2026-01-02 00:00:08 c"], [0, 0, SECOND_US]),
        (["2026-13-45 10:00:00 a", "2026-13-46 10:00:01 b"], [0, SECOND_US]),
        (["12:00:01 a", "b", "12:00:02 c"], [0, 0, SECOND_US]),
        (["a", "b"], [None, None]),
        (["23:59:59 a", "00:00:01 b", "23:00:01 c"], [0, 2 * SECOND_US, 82_802 * SECOND_US]),
        (["[  100.0] a", "[  100.5] reset", "[    0.1] boot", "[    0.3] b"], [0, 500_000, 600_000, 800_000]),
        (["[00:01:40.500,000] a", "[00:00:00.100,000] boot", "[00:00:01.100,000] b"], [0, 0, SECOND_US]),
        (["12:00:05.002 a", "12:00:05.001 b", "12:00:05.003 c"], [0, 0, 2_000]),
        (["[    5.002] a", "[    5.001] b", "[    5.003] c"], [0, 0, 2_000]),
        (["13:00:00 a", "[    0.5] b", "[    1.5] c", "13:00:09 d"], [0, 0, SECOND_US, SECOND_US]),
    ],
)
def test_time_stamps_of_a_monitor_are_read(texts: list[str], times: list[int | None]) -> None:
    assert [line.t_us for line in stamped_lines(texts)] == times


def test_a_recording_is_known_by_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "session.oslog"
    path.write_bytes(encode_head(HEAD) + encode_record(*received((5, b"[INFO] Device ONLINE\r\n"))))
    assert read_recording(path) == (RecordedLine(1, 5, "[INFO] Device ONLINE"),)


def test_a_plain_log_in_any_encoding_is_one_too(tmp_path: Path) -> None:
    path = tmp_path / "device.log"
    path.write_text("12:00:01 -> [INFO] Device ONLINE\r\n", "utf-16")
    assert [line.t_us for line in read_recording(path)] == [0]


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    elf, broken = tmp_path / "a.elf", tmp_path / "b.oslog"
    elf.write_bytes(b"\x7fELF")
    broken.write_bytes(encode_head(HEAD) + b"{}\n")
    with pytest.raises(NotTextError, match="the log is an ELF program, not text"):
        read_recording(elf)
    with pytest.raises(OsLogError, match=r"b\.oslog:2: no record"):
        read_recording(broken)
