"""Running another program to its end, within a time, with everything it printed."""

import os
import select
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_POLL_S = 0.05
_GRACE_S = 2.0


@dataclass(frozen=True, slots=True)
class Finished:
    """How a program ended; its output is what it printed on both streams, or `errors` has that of stderr, as text."""

    exit_code: int
    output: str
    errors: str = ""


class StoppedError(Exception):
    """The program was ended before it came to its end; `output` is what it had printed."""

    def __init__(self, output: str, *, cancelled: bool) -> None:
        super().__init__(output)
        self.output = output
        self.cancelled = cancelled


def run_to_end(
    words: Sequence[str],
    timeout_s: float,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    cancelled: threading.Event | None = None,
    errors_apart: bool = False,
) -> Finished:
    """Run a program without a shell and without input.

    It gets a process group of its own: Ctrl-C reaches this process alone, which then ends the program and cleans up,
    where otherwise both would die in the middle of a write. Raises StoppedError after `timeout_s` or when `cancelled`
    is set, OSError if the program cannot be started.
    """
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complained:
        process = subprocess.Popen(  # noqa: S603 - words of the inventory or our own, never a shell
            list(words),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=complained if errors_apart else subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        try:
            ended = _wait(process, timeout_s, cancelled)
        finally:
            _end(process)
        output, errors = (_text(file) for file in (printed, complained))
    if not ended:
        raise StoppedError(output, cancelled=cancelled is not None and cancelled.is_set())
    return Finished(process.returncode, output, errors)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def _wait(process: subprocess.Popen[bytes], timeout_s: float, cancelled: threading.Event | None) -> bool:
    if cancelled is None:
        return _await_end(process, timeout_s)
    deadline_s = time.monotonic() + timeout_s
    while time.monotonic() < deadline_s and not cancelled.is_set():
        try:
            process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            continue
        return True
    return False


def _await_end(process: subprocess.Popen[bytes], timeout_s: float) -> bool:
    """Wait until the program has ended, or the time is over; tells whether it has ended."""
    deadline_s = time.monotonic() + timeout_s
    _await_word_of_end(process, timeout_s)
    # Linux 6.18 tells of an end a moment before it gives the exit code.
    try:
        process.wait(max(deadline_s - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        return False
    return True


def _await_word_of_end(process: subprocess.Popen[bytes], timeout_s: float) -> None:
    """Wait until the system tells that the program has ended, at most so long; where it does not, not at all."""
    # The standard library looks every 50 ms where there is a timeout: half as long again for a command of 0.1 s.
    try:
        end = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        return
    try:
        told = select.poll()
        told.register(end, select.POLLIN)
        told.poll(timeout_s * 1000)
    finally:
        os.close(end)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, with what it started: politely, then for certain."""
    if process.poll() is not None:
        return
    _tell(process, process.terminate, "SIGTERM")
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        _tell(process, process.kill, "SIGKILL")
        process.wait()


def _tell(process: subprocess.Popen[bytes], alone: Callable[[], None], signal_name: str) -> None:
    """Send a signal to the program and to what it started: a build goes on in its compilers otherwise."""
    if os.name != "posix":
        alone()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, getattr(signal, signal_name))
