"""Processes of Locust that this one started: told their order, their complaints kept, and ended, whatever happens.

Each ends by itself when its standard input does, so none outlives this process, however that is killed. They are in a
group of their own: Ctrl-C reaches this process alone, which then ends them in order.
"""

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from oceanhil.fleet.load.messages import COMMAND_VARIABLE, FromCommand, Order, encode
from oceanhil.host.process_folder import folder_of_process
from oceanhil.host.visible_text import visible

LOCUSTFILE: Final = Path(__file__).parents[2] / "fleet" / "load" / "locustfile.py"
_KILL_S: Final = 5.0
_LINES_KEPT: Final = 50


class ProcessesError(Exception):
    """Locust's processes did not start, or ended by themselves; the text says what they said last."""


class LocustGroup:
    """A context manager: processes of one run against `url`; within it they live."""

    def __init__(self, url: str, locustfile: Path | None, order: Order) -> None:
        """Start nothing yet."""
        self._url = url
        self._file = locustfile or LOCUSTFILE
        self._order = order
        self._processes: list[subprocess.Popen[bytes]] = []
        self._said: deque[str] = deque(maxlen=_LINES_KEPT)
        self._threads: list[threading.Thread] = []
        self._exits = ExitStack()
        self._folder = Path()
        """Where they stand: Locust reads options from files of the folder that it is started in."""

    def __enter__(self) -> Self:
        """Start all of them; raises ProcessesError."""
        with ExitStack() as exits:
            self._folder = exits.enter_context(folder_of_process("oceanhil-locust-"))
            exits.callback(self._kill)
            self._start()
            self._exits = exits.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End what is still there."""
        self._exits.close()

    @property
    def pids(self) -> Sequence[int]:
        """The processes' ids, in the order in which they were started."""
        return [process.pid for process in self._processes]

    # For subclasses

    def _start(self) -> None:
        raise NotImplementedError

    def _ended(self) -> ProcessesError:
        """Say that they are gone, which nobody asked them for."""
        raise NotImplementedError

    def _run_worker(self, host: str, port: int) -> None:
        """Start a worker of the master there."""
        # Requests that failed are the run's matter: what is left for the exit code is that a worker broke.
        self._run(["--worker", "--master-host", host, "--master-port", str(port), "--exit-code-on-error", "0"])

    def _run(self, options: Sequence[str], hear: Callable[[IO[bytes]], None] | None = None) -> None:
        """Start one; `hear` follows its standard output."""
        # -P: what lies about where the user stands is no module of Locust's.
        command = [sys.executable, "-P", "-m", "locust", "-f", str(self._file.absolute())]
        process = subprocess.Popen(  # noqa: S603 - our own words
            [*command, "-H", self._url, "--skip-log-setup", *options],
            cwd=self._folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL if hear is None else subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(os.environ),
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._processes.append(process)
        self._send(process, self._order)
        assert process.stderr is not None
        self._follow(self._read_complaints, process.stderr)
        if hear is not None:
            assert process.stdout is not None
            self._follow(hear, process.stdout)

    def _send(self, process: subprocess.Popen[bytes], message: FromCommand) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(encode(message) + b"\n")
            process.stdin.flush()
        except (OSError, ValueError):
            raise self._ended() from None

    def _last_words(self) -> str:
        said = [line for line in self._said if line]
        return f"; it said: {said[-1]}" if said else ""

    def _keep(self, line: bytes) -> None:
        self._said.append(visible(line.decode("utf-8", "replace").rstrip()))

    def _close_inputs(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        for process in processes:
            if process.stdin is not None:
                with suppress(OSError):
                    process.stdin.close()

    def _kill(self) -> None:
        self._close_inputs(self._processes)
        for process in self._processes:
            try:
                process.wait(_KILL_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for thread in self._threads:
            thread.join(_KILL_S)
        for process in self._processes:
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()

    # Inside

    def _follow(self, read: Callable[[IO[bytes]], None], stream: IO[bytes]) -> None:
        thread = threading.Thread(target=read, args=(stream,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _read_complaints(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._keep(line)


def _environment(inherited: Mapping[str, str]) -> Mapping[str, str]:
    """Give the environment without Locust's own variables: what the user asked for stands on the command line."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("LOCUST_")}
    return {**kept, COMMAND_VARIABLE: "1"}
