from datetime import UTC, datetime

import pytest

from oceanhil.analysis.recording.oslog import OsLog
from oceanhil.analysis.recording.oslog_rows import Direction, LogHead, LogRecord
from oceanhil.hil.link.events import LogLine
from oceanhil.hil.vboard.recording import Replay, recorded_lines
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode

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


def test_what_is_due_at_the_same_time_is_taken_together_and_each_once() -> None:
    log = OsLog(LOG.head, tuple(LogRecord(at, Direction.IN, b"%d " % at) for at in (1, 2, 2, 3, 4)))
    replay = Replay(log)
    assert (replay.next_us, replay.take(0), replay.take(1), replay.next_us) == (1, b"", b"1 ", 2)
    assert (replay.take(3), replay.take(3), replay.next_us) == (b"2 2 3 ", b"", 4)
    assert [t_us for t_us, _ in replay] == [1, 2, 2, 3, 4]


def test_a_slower_replay_has_longer_times_and_a_negative_speed_is_refused() -> None:
    assert [t_us for t_us, _ in Replay(LOG, speed=0.5)] == [200, 400, 800]
    with pytest.raises(ValueError, match=r"speed -0\.5, expected more than 0"):
        Replay(LOG, speed=-0.5)


def test_sentences_are_no_lines_and_a_recording_of_nothing_has_none() -> None:
    sentence = encode(Sentence(SentenceKind.OK, 17, ("PONG",)))
    log = OsLog(LOG.head, (LogRecord(7, Direction.IN, b"[REG]" + sentence + b" ok\nhalf"),))
    assert list(recorded_lines(log)) == [LogLine(7000, "[REG] ok", b"[REG] ok\n"), LogLine(7000, "half", b"half")]
    assert list(recorded_lines(OsLog(LOG.head, ()))) == []
    assert Replay(OsLog(LOG.head, ())).next_us is None
