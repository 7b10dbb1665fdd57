from datetime import UTC, datetime

import pytest

from hil.link.oslog import OsLog
from hil.link.oslog_rows import Direction, LogHead, LogRecord
from hil.link.replay import Replay, recorded_lines

LOG = OsLog(
    LogHead(board="desk", port="loop://", baud=115_200, started=datetime(2026, 1, 1, tzinfo=UTC)),
    (
        LogRecord(100, Direction.IN, b"[REG] a\r"),
        LogRecord(150, Direction.OUT, b"$HIL,1,PING*5A\r\n"),
        LogRecord(200, Direction.IN, b"\n[REG"),
        LogRecord(300, Direction.EVENT, b"unplugged"),
        LogRecord(400, Direction.IN, b"] b"),
    ),
)


def test_a_replay_is_the_bytes_from_the_board_with_their_times() -> None:
    assert list(Replay(LOG)) == [(100, b"[REG] a\r"), (200, b"\n[REG"), (400, b"] b")]


def test_a_faster_replay_has_shorter_times() -> None:
    assert [t_us for t_us, _ in Replay(LOG, speed=4)] == [25, 50, 100]


def test_what_is_due_is_taken_once() -> None:
    replay = Replay(LOG)
    assert (replay.take(99), replay.take(200), replay.next_us) == (b"", b"[REG] a\r\n[REG", 400)
    assert (replay.take(1_000), replay.next_us) == (b"] b", None)


def test_a_speed_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="speed 0, expected more than 0"):
        Replay(LOG, speed=0)


def test_a_recording_gives_its_lines_with_the_time_of_their_last_byte() -> None:
    assert [(line.t_ns, line.text) for line in recorded_lines(LOG)] == [(200_000, "[REG] a"), (400_000, "[REG] b")]
