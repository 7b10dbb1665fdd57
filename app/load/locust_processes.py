"""Locust's master and workers as processes of their own: started, told, listened to, and ended, whatever happens.

Each ends by itself when its standard input does, so none outlives this process, however that is killed. They are in a
group of their own: Ctrl-C reaches this process alone, which then ends them in order.
"""

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import IO, Final, Self

import msgspec

from oceanhil.app.load.plan import LoadPlan
from oceanhil.fleet.load.messages import (
    COMMAND_VARIABLE,
    FromCommand,
    FromMaster,
    Listening,
    Order,
    Pending,
    Supply,
    encode,
    read_master,
)
from oceanhil.host.visible_text import visible

LOCUSTFILE: Final = Path(__file__).parents[2] / "fleet" / "load" / "locustfile.py"
_LOOPBACK: Final = "127.0.0.1"
_START_S: Final = 60.0
_END_S: Final = 20.0
_KILL_S: Final = 5.0
_SUPPLY_AT_ONCE: Final = 1_000
_LINES_KEPT: Final = 50


class ProcessesError(Exception):
    """Locust's processes did not start, or ended by themselves; the text says what they said last."""


class LocustProcesses:
    """A context manager: master and workers of one run; within it they live."""

    def __init__(self, plan: LoadPlan, order: Order) -> None:
        """Start nothing yet."""
        self._plan = plan
        self._order = order
        self._processes: list[subprocess.Popen[bytes]] = []
        self._heard: queue.SimpleQueue[FromMaster | None] = queue.SimpleQueue()
        self._said: deque[str] = deque(maxlen=_LINES_KEPT)
        self._threads: list[threading.Thread] = []
        self._folder = TemporaryDirectory(prefix="oceanhil-locust-")
        """Where they stand: Locust reads options from files of the folder that it is started in."""
        self.trouble = ""
        """What the master could not do, in its own words, when it has ended."""

    def __enter__(self) -> Self:
        """Start all of them; raises ProcessesError."""
        try:
            self._start()
        except BaseException:
            self._kill()
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End what is still there."""
        self._kill()
        self._folder.cleanup()

    def supply(self, pending: Sequence[Pending]) -> None:
        """Hand the master all registration tokens there are."""
        for start in range(0, len(pending), _SUPPLY_AT_ONCE):
            self.tell(Supply(tuple(pending[start : start + _SUPPLY_AT_ONCE])))
        self.tell(Supply((), is_all=True))

    def tell(self, message: FromCommand) -> None:
        """Tell the master something; raises ProcessesError when it is gone."""
        self._send(self._processes[0], message)

    def heard(self, timeout_s: float) -> FromMaster | None:
        """Give what the master told next, None when it told nothing in time; raises ProcessesError when it is gone."""
        try:
            message = self._heard.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if message is None:
            raise self._ended()
        return message

    def end(self) -> Sequence[FromMaster]:
        """End the run in order; gives what was told until then."""
        self._close_inputs(self._processes[:1])
        with suppress(subprocess.TimeoutExpired):
            self._processes[0].wait(_END_S)
        self._kill()
        if self._processes[0].returncode:
            said = [line for line in self._said if line]
            self.trouble = said[-1] if said else f"its exit code was {self._processes[0].returncode}"
        rest: list[FromMaster] = []
        while not self._heard.empty():
            message = self._heard.get()
            rest += [message] if message is not None else []
        return rest

    @property
    def lost_workers(self) -> int:
        """How many workers have ended by themselves."""
        return sum(process.poll() is not None for process in self._processes[1:])

    @property
    def pids(self) -> Sequence[int]:
        """The processes' ids, the master's first."""
        return [process.pid for process in self._processes]

    def _start(self) -> None:
        plan = self._plan
        web = (
            ["--headless"]
            if plan.web_port is None
            else ["--autostart", "--web-host", _LOOPBACK, "-P", str(plan.web_port)]
        )
        csv = [] if plan.csv is None else ["--csv", str(plan.csv.absolute())]
        where = ["--master", "--master-bind-host", _LOOPBACK, "--master-bind-port", "0"]
        expected = ["--expect-workers", str(plan.workers), "--expect-workers-max-wait", str(int(_START_S))]
        size = ["-u", str(plan.devices), "-r", f"{plan.per_s:g}", "--only-summary", "--exit-code-on-error", "0"]
        self._run([*where, *expected, *size, *web, *csv])
        first = self.heard(_START_S)
        if not isinstance(first, Listening):
            raise ProcessesError(f"Locust did not start within {_START_S:g} s{self._last_words()}")
        for _ in range(plan.workers):
            self._run(["--worker", "--master-host", _LOOPBACK, "--master-port", str(first.port)])

    def _run(self, options: Sequence[str]) -> None:
        plan = self._plan
        file = plan.locustfile or LOCUSTFILE
        # -P: what lies about where the user stands is no module of Locust's.
        command = [sys.executable, "-P", "-m", "locust", "-f", str(file.absolute())]
        is_master = not self._processes
        process = subprocess.Popen(  # noqa: S603 - our own words
            [*command, "-H", plan.url, "--skip-log-setup", *options],
            cwd=self._folder.name,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if is_master else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(os.environ),
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._processes.append(process)
        self._send(process, self._order)
        assert process.stderr is not None
        self._follow(self._read_complaints, process.stderr)
        if is_master:
            assert process.stdout is not None
            self._follow(self._read_master, process.stdout)

    def _send(self, process: subprocess.Popen[bytes], message: FromCommand) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(encode(message) + b"\n")
            process.stdin.flush()
        except (OSError, ValueError):
            raise self._ended() from None

    def _follow(self, read: Callable[[IO[bytes]], None], stream: IO[bytes]) -> None:
        thread = threading.Thread(target=read, args=(stream,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _read_master(self, stream: IO[bytes]) -> None:
        for line in stream:
            try:
                self._heard.put(read_master(line))
            except msgspec.DecodeError:
                # A user's own locustfile may print.
                self._said.append(visible(line.decode("utf-8", "replace").rstrip()))
        self._heard.put(None)

    def _read_complaints(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._said.append(visible(line.decode("utf-8", "replace").rstrip()))

    def _ended(self) -> ProcessesError:
        with suppress(subprocess.TimeoutExpired):
            self._processes[0].wait(_KILL_S)
        return ProcessesError(f"Locust's master ended by itself ({self._processes[0].poll()}){self._last_words()}")

    def _last_words(self) -> str:
        said = [line for line in self._said if line]
        return f"; it said: {said[-1]}" if said else ""

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


def _environment(inherited: Mapping[str, str]) -> Mapping[str, str]:
    """Give the environment without Locust's own variables: what the user asked for stands on the command line."""
    kept = {name: value for name, value in inherited.items() if not name.startswith("LOCUST_")}
    return {**kept, COMMAND_VARIABLE: "1"}
