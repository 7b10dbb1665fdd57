"""The life of a process that is a serial port: by what it ends, and what it leaves of its ready file."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oceanhil.hil.vboard.lifecycle import Ready, run_until_ended
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError

if sys.platform == "win32":
    pytest.skip("Windows has no SIGHUP, and no pipes in folders", allow_module_level=True)

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """A process that nobody has told to ignore anything; put back afterwards."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Deed:
    """A host that does one thing while it runs."""

    ready = Ready("port", "", os.getpid(), "esp32", "")

    def __init__(self, deed: Callable[[], object] = lambda: None) -> None:
        self._deed = deed
        self.is_ended = self.is_closed = False

    def run(self) -> None:
        self._deed()

    def end(self) -> None:
        self.is_ended = True

    def close(self) -> None:
        self.is_closed = True


def lead(host: Deed, ready_file: Path | None = None) -> None:
    run_until_ended(host, lambda _: None, ready_file=ready_file, until_eof=False)


@pytest.mark.parametrize("number", SIGNALS)
def test_ctrl_c_sigterm_and_a_closed_terminal_end_it(number: signal.Signals) -> None:
    host = Deed(lambda: signal.raise_signal(number))
    lead(host)
    assert (host.is_ended, host.is_closed) == (True, True)


def test_under_nohup_it_outlives_its_terminal() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    host = Deed(lambda: signal.raise_signal(signal.SIGHUP))
    lead(host)
    assert not host.is_ended


def test_its_ready_file_is_there_as_long_as_it_listens(tmp_path: Path) -> None:
    file = tmp_path / "ready"
    seen: list[bytes] = []
    lead(Deed(lambda: seen.append(file.read_bytes())), file)
    assert seen[0].startswith(b'{"port":"port"')
    assert not file.exists()


def test_a_pipe_as_its_ready_file_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "ready"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        lead(Deed(), pipe)
        assert os.read(reader, 100).startswith(b'{"port":"port"')
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_what_was_there_stays_when_no_ready_file_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ready"
    file.write_text("mine")

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path), len(content))

    monkeypatch.setattr("oceanhil.hil.vboard.lifecycle.replace_whole", full)
    with pytest.raises(MachineRefusedError, match="no space left on device; choose another place"):
        lead(Deed(), file)
    assert file.read_text() == "mine"
