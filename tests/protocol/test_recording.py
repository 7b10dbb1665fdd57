"""A recorded conversation as a file: what is read of it, and what is damage."""

from __future__ import annotations

import pytest

from oceanhil.protocol.recording import RecordingError, read_recording
from tests.protocol.recording_lines import HEAD, exchange_at


def test_a_last_line_that_was_cut_short_is_left_out() -> None:
    assert read_recording([HEAD, b'{"seq": 1, "ti'])[1] == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "empty"),
        ([b"{}\n"], "line 1"),
        ([HEAD.replace(b'"version": 1', b'"version": 2')], "version 2"),
        ([HEAD, b"{}\n", b"{}\n"], "line 2"),
        ([HEAD, b"{}\n"], "line 2"),
        ([b'{"format":' + b"[" * 5000], "line 1"),
    ],
)
def test_what_is_no_recording_is_refused(lines: list[bytes], message: str) -> None:
    with pytest.raises(RecordingError, match=message):
        read_recording(lines)


@pytest.mark.parametrize("time", ["-1", "253402300800", "1e18", "1e308"])
def test_a_time_that_no_calendar_knows_is_damage(time: str) -> None:
    with pytest.raises(RecordingError, match="line 2 has the time"):
        read_recording([HEAD, exchange_at(time)])
