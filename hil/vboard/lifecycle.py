"""The life of a process that is a serial port: announced when it listens, ended by a signal or the end of stdin."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final, Protocol

import msgspec

from oceanhil.hil.vboard.vboard_errors import MachineRefusedError
from oceanhil.host.ready_file import remove_ready_file
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.wording import os_reason

_READ_BYTES: Final = 4096


class Ready(msgspec.Struct, frozen=True):
    """Where its port and its control channel are; empty: it has none. `mac` is empty for a recording."""

    port: str
    control: str
    pid: int
    board: str
    mac: str


class Host(Protocol):
    """What runs in the process."""

    @property
    def ready(self) -> Ready:
        """Where it listens."""

    def run(self) -> None:
        """Run until `end`."""

    def end(self) -> None:
        """Let `run` return; from any thread or a signal handler."""

    def close(self) -> None:
        """Give everything back; raises MachineRefusedError."""


def run_until_ended(host: Host, announce: Callable[[Ready], None], *, ready_file: Path | None, until_eof: bool) -> None:
    """Announce, run until a signal ends it or the end of stdin, and close; raises MachineRefusedError."""
    for number in _ending_signals():
        signal.signal(number, partial(_on_signal, host))
    if until_eof:
        threading.Thread(target=_wait_for_eof, args=(host,), name="stdin", daemon=True).start()
    try:
        if ready_file is not None:
            _write_ready(ready_file, host.ready)
        announce(host.ready)
        host.run()
    finally:
        if ready_file is not None:
            remove_ready_file(ready_file, only_own=True)
        host.close()


def _ending_signals() -> list[signal.Signals]:
    """Give Ctrl-C, SIGTERM, and SIGHUP of a terminal that is closed; not where nohup has it ignored."""
    hang_up: signal.Signals | None = getattr(signal, "SIGHUP", None)
    is_heard = hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([hang_up] if hang_up is not None and is_heard else [])]


def _on_signal(host: Host, number: int, frame: FrameType | None) -> None:
    del number, frame
    host.end()


def _wait_for_eof(host: Host) -> None:
    # os.read and not sys.stdin: a thread that holds the lock of a buffered file cannot be left at exit.
    while os.read(sys.stdin.fileno(), _READ_BYTES):
        pass
    host.end()


def _write_ready(path: Path, ready: Ready) -> None:
    try:
        replace_whole(path, msgspec.json.encode(ready) + b"\n")
    except OSError as error:
        cause = os_reason(error)
        raise MachineRefusedError(
            f"ready file {str(path)!r} cannot be written: {cause}; choose another place"
        ) from None
