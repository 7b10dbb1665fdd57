"""Servers as processes of their own, each on the first core; the load comes from the second."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_SERVE = "from oceanhil.app.commands.serve import serve; serve()"
_START_TIMEOUT_S = 60.0
SERVER_CORE, CLIENT_CORE = 0, 1


def stay_on(core: int, process: int = 0) -> None:
    """Run `process` (0: this one) on one core from now on, where the system can tell which (Linux)."""
    if hasattr(os, "sched_setaffinity") and core < (os.cpu_count() or 1):
        os.sched_setaffinity(process, {core})


class Process:
    """A context manager: a server that is ready when it says `marker`; what stands behind that is its URL.

    With None there is nothing to wait for.
    """

    def __init__(self, command: Sequence[str], marker: str | None) -> None:
        self._command = command
        self._marker = marker
        self.said = self.url = ""
        self.start_s = 0.0

    def __enter__(self) -> Self:
        started = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if self._marker else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        stay_on(SERVER_CORE, self._process.pid)
        if self._marker is None:
            return self
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if self._marker in line:
                self.said = self.url = line.partition(self._marker)[2].strip()
                self.start_s = time.perf_counter() - started
                return self
        raise RuntimeError(f"{self._command[0]!r} ended before it was ready")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # The whole group: what npm's packages start are processes of their own.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        self._process.communicate(timeout=_START_TIMEOUT_S)

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0

    def busy_s(self) -> float:
        """Give how long it has kept a processor busy, all threads together (Linux: proc_pid_schedstat)."""
        threads = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def pid(self) -> int:
        return self._process.pid


def mock_server(*options: str) -> Process:
    """Run `oceanhil serve` with `options`."""
    command = [sys.executable, "-c", _SERVE, "--port", "0", "--quiet", "--seed", "1", *options]
    return Process(command, "listening on ")


def bare_handler(body: str) -> Process:
    """Run an aiohttp handler that gives `body` to everybody."""
    return Process([sys.executable, str(Path(__file__).with_name("bare.py")), body], "listening on ")
