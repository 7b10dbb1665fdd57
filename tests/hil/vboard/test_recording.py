"""A recorded session played on a port."""

import datetime as dt
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import serial

from oceanhil.analysis.recording.oslog import LogWriter
from oceanhil.analysis.recording.oslog_rows import LogHead
from oceanhil.hil.vboard.ports.port import BoardPort
from oceanhil.hil.vboard.recording import RecordingHost
from oceanhil.hil.vboard.settings import PortKind
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError

NOISE = bytes(range(256))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A session of two seconds with text, noise, and something that was sent to the board."""
    path = tmp_path / "session.oslog"
    started = dt.datetime(2026, 1, 15, 12, tzinfo=dt.UTC)
    head = LogHead(board="desk-8266", port="/dev/ttyUSB0", baud=115_200, started=started)
    with LogWriter(path, head, start_ns=0) as writer:
        writer.received(0, b"first\r\n")
        writer.sent(500_000_000, b"ignored\r\n")
        writer.received(1_000_000_000, NOISE)
        writer.received(2_000_000_000, b"last\r\n")
    return path


def test_a_recording_is_played_to_whoever_connects_byte_for_byte(log: Path) -> None:
    finished = threading.Event()
    host = RecordingHost(log, PortKind.TCP, "0", 1000.0, finished.set)
    thread = threading.Thread(target=host.run)
    thread.start()
    with serial.serial_for_url(host.ready.port, timeout=10) as port:
        expected = b"first\r\n" + NOISE + b"last\r\n"
        assert port.read(len(expected)) == expected
        assert finished.wait(10)
    host.end()
    thread.join()
    host.close()


def test_the_command_says_when_it_is_at_the_end_and_ends_if_told_to(log: Path) -> None:
    link = log.parent / "port"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "oceanhil",
            "vboard",
            "--pty",
            link,
            "--replay",
            log,
            "--speed",
            "1000",
            "--once",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"desk-8266 at {link}\n")
    assert done.stderr == f"end of {log}\n"


def test_what_is_no_recording_is_a_message_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.oslog"
    path.write_text("not a recording\n")
    with pytest.raises(VirtualBoardError, match=r"wrong.oslog:1: no head"):
        RecordingHost(path, PortKind.TCP, "0", 1.0, lambda: None)


def test_a_recording_ignores_what_it_is_sent(log: Path) -> None:
    host = RecordingHost(log, PortKind.TCP, "0", 1.0, lambda: None)
    host.bytes_came(b"hello")
    host.lines_changed(dtr=True, rts=False)
    port: BoardPort = host.port
    assert port.has_listener is False
    host.close()
