"""What passes between a sketch's process and the simulator, as bytes."""

import pytest

from oceanhil.hil.worlds.sketch.frames import Ask, FrameError, Input, Note, Opening, Present, Record, answer, records

NOTE = b"\x01" + (5).to_bytes(8, "little") + b"\x02\0" + b"\x03\0\0\0" + b"abc"
PASS = b"\x80" + (9).to_bytes(8, "little") + b"\0\0" + b"\0\0\0\0"


def test_a_frame_holds_notes_with_their_times_and_ways_and_a_question_last() -> None:
    assert list(records(NOTE + PASS)) == [Record(Note.CONSOLE, 5, b"abc", 2), Record(Ask.PASS, 9, b"")]


def test_a_frame_that_ends_within_a_record_is_an_error() -> None:
    with pytest.raises(FrameError, match="at byte 18 of 22"):
        list(records(NOTE + PASS[:4]))


def test_an_answer_says_the_time_how_far_the_process_may_go_and_what_has_arrived() -> None:
    written = answer(
        Present(1, 2, -3, 7, 9, False, True, False, Opening(10, 11, do_dates_hold=True)),
        -4,
        b"xy",
        [(Input.TCP_DATA, b"z")],
    )
    assert written == (
        (1).to_bytes(8, "little")
        + (2).to_bytes(8, "little")
        + (-3).to_bytes(8, "little", signed=True)
        + (7).to_bytes(8, "little")
        + (9).to_bytes(4, "little")
        + (10).to_bytes(4, "little")
        + (11).to_bytes(4, "little")
        + b"\x05"
        + (-4).to_bytes(4, "little", signed=True)
        + b"\x02\0\0\0xy"
        + b"\x02\x01\0\0\0z"
    )
