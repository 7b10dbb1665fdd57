"""Starts servers as processes of their own, fast: a process that has everything imported forks one for each word.

Run as a program: for each line on stdin it forks a server on the file named there, and says its process id. The server
itself says "listening on URL", as `oceanhil serve` does.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Self

from oceanhil.app.serving import server
from oceanhil.app.serving.option_groups import NetworkOptions, OutputOptions
from oceanhil.app.serving.options import ServeOptions
from oceanhil.app.serving.server import run

if TYPE_CHECKING:
    from types import TracebackType

assert server is not None


class Nursery:
    """A context manager; `start` gives a new server each time, and kills whatever is left at the end."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._left: set[int] = set()

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number in tuple(self._left):
            self.kill(number)
        self._process.communicate()

    def start(self) -> int:
        """Start a server; gives its process id at once."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{self._database}\n")
        number = int(self._line().removeprefix("started "))
        self._left.add(number)
        return number

    def url(self) -> str:
        """Wait until the server started last is ready; gives its URL."""
        line = self._line()
        assert line.startswith("listening on "), line
        return line.removeprefix("listening on ")

    def kill(self, number: int) -> None:
        """End a server as a power cut would; returns when it is gone. What it said last may still be unread."""
        self._left.discard(number)
        os.kill(number, signal.SIGKILL)
        line = self._line()
        if line.startswith("listening on "):
            line = self._line()
        assert line == f"ended {number}", line

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")


def serve(database: str) -> None:
    """Be a server until killed."""
    run(ServeOptions(network=NetworkOptions(port=0), database=Path(database), output=OutputOptions(quiet=True)))


def main() -> None:
    """Fork a server for each line, and say when it has ended."""

    def bury(*_: object) -> None:
        number, _status = os.wait()
        os.write(1, f"ended {number}\n".encode())

    signal.signal(signal.SIGCHLD, bury)
    while line := sys.stdin.readline():
        number = os.fork()
        if number == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.write(1, f"started {os.getpid()}\n".encode())
            sys.stdin.close()
            serve(line.strip())
            os._exit(1)


if __name__ == "__main__":
    main()
