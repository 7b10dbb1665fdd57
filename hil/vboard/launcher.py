"""Starts a virtual board as a process of its own, waits until it listens, and ends it."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import IO, Final, Self

import msgspec

from oceanhil.hil.vboard.control_client import ControlClient, ControlError
from oceanhil.hil.vboard.lifecycle import Ready
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError

__all__ = ["ControlClient", "ControlError", "VirtualBoardProcess"]

_HAS_PTYS: Final = sys.platform != "win32"
_END_S: Final = 5.0
_READY = msgspec.json.Decoder(Ready)


class VirtualBoardProcess:
    """A running virtual board with a control channel, off at first.

    `arguments` are those of `oceanhil vboard`; what is missing of board, port and control channel is added: an ESP32 on
    a pty (TCP where there is none) and a Unix socket (or TCP) in a folder of its own. It ends with `close`, and by
    itself when this process dies. Raises MachineRefusedError, with what it said, if it does not listen in time.
    """

    def __init__(
        self,
        *arguments: str,
        timeout_s: float = 20.0,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="oceanhil-", ignore_cleanup_errors=True)
        self._errors_file = Path(self._folder.name, "stderr")
        self.ready: Ready
        self.control: ControlClient
        try:
            self._process = self._start(arguments, environment)
            self._listen(timeout_s)
        except BaseException:
            self._folder.cleanup()
            raise

    @property
    def port_url(self) -> str:
        """What to open with pyserial."""
        return self.ready.port

    @property
    def control_address(self) -> str:
        """Where further control clients connect."""
        return self.ready.control

    @property
    def errors(self) -> str:
        """What the process said on stderr so far."""
        return self._errors_file.read_text("utf-8", "replace")

    @property
    def is_running(self) -> bool:
        """False once it has ended."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it: gently by closing its stdin, then by force."""
        if hasattr(self, "control"):
            self.control.close()
        self._end()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        """Run until the block ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()

    def _start(self, arguments: tuple[str, ...], environment: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "oceanhil",
            "vboard",
            *self._completed(arguments),
            "--json",
            "--until-eof",
        ]
        with self._errors_file.open("wb") as errors:
            return subprocess.Popen(  # noqa: S603 - no shell, this interpreter
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=None if environment is None else dict(environment),
            )

    def _completed(self, arguments: tuple[str, ...]) -> list[str]:
        completed = [*arguments]
        if not _has_any(arguments, "--board"):
            completed += ["--board", "esp32"]
        if not _has_any(arguments, "--pty", "--tcp", "--rfc2217"):
            completed += ["--pty", str(Path(self._folder.name, "port"))] if _HAS_PTYS else ["--tcp", "0"]
        if not _has_any(arguments, "--control"):
            socket_path = Path(self._folder.name, "control")
            completed += ["--control", f"unix:{socket_path}" if _HAS_PTYS else "tcp:127.0.0.1:0"]
        return completed

    def _listen(self, timeout_s: float) -> None:
        try:
            self.ready = self._read_ready(timeout_s)
            self.control = ControlClient(self.ready.control)
        except BaseException:
            self._end()
            raise

    def _read_ready(self, timeout_s: float) -> Ready:
        """Read the first line; a thread, because a pipe cannot be read with a time-out on every platform."""
        stream = self._process.stdout
        assert stream is not None
        lines: list[bytes] = []
        reader = Thread(target=lambda: lines.append(stream.readline()), name="ready", daemon=True)
        reader.start()
        reader.join(timeout_s)
        if not lines:
            self._end()
            reader.join()
        if not lines or not lines[0]:
            self._end()
            raise MachineRefusedError(f"the virtual board did not start: {self.errors.strip() or 'no word from it'}")
        return _READY.decode(lines[0])

    def _end(self) -> None:
        process = self._process
        _close(process.stdin)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # Last: a pipe that another thread reads cannot be closed before that thread has its end of file.
        _close(process.stdout)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with suppress(OSError):
            pipe.close()


def _has_any(arguments: tuple[str, ...], *names: str) -> bool:
    return any(argument == name or argument.startswith(f"{name}=") for argument in arguments for name in names)
