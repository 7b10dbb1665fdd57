"""Our own commands as processes that are forked from a loaded one, where a test would start an interpreter for them.

What is it: `Popen` takes the place of `subprocess.Popen` in the tests of this repository (tests/conftest.py). The start
of a command of ours by this interpreter, with nothing unusual about it, becomes a fork of a server that has loaded the
package once: a process with a pid, streams, a folder, an environment, signals and an exit code of its own, in a tenth
of the time. Everything else is started as ever.

What it does not prove: that a command finds its modules, which ones it loads, and how an interpreter begins and ends.
Tests of that have the fixture `interpreter_starts`. With OCEANHIL_TEST_INTERPRETERS=1 no test forks.

Which laws hold: what is given to `subprocess.Popen` has the same effect, or is not forked: other streams, folders and
variables are given to the child; PYTHON… and locale that differ from the server's make an interpreter start. A child
gets nothing of the test's but what it is given.
"""

from __future__ import annotations

import atexit
import faulthandler
import fcntl
import multiprocessing
import os
import resource
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing import connection, forkserver, process
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import IO, Any, Final, cast

import msgspec
import pytest

ROOT: Final = Path(__file__).parents[1]
MAIN: Final = "from oceanhil.app.start import main; main()"
_MODULES: Final = frozenset({"oceanhil", "pytest"})
_CODES: Final = frozenset(
    {
        MAIN,
        "from oceanhil.app.commands import main; main()",
        "from oceanhil.app.commands.serve import serve; serve()",
        "from oceanhil.app.commands.boards.command import boards; boards()",
    }
)
_SAFE_PATH: Final = "-P"
_INTERPRETER: Final = sys.executable
_STARTED: Final = dict(os.environ)
# What an interpreter reads at its start, but for what a child can be given afterwards.
_AT_START: Final = ("PYTHON", "LC_", "LANG")
_AFTERWARDS: Final = frozenset({"PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE"})


# The part of its time after which a child that goes on tells what its threads do.
_SAID_AT: Final = 0.9


class Child(msgspec.Struct, frozen=True):
    """What a child becomes: the interpreter's words, and its surroundings.

    `closed` are streams that it does not have; after `seconds` SIGALRM ends it, and just before it says on its standard
    error where it is; `memory_bytes` is how much address space it may take besides what the server has.
    """

    words: tuple[str, ...]
    folder: str
    environment: dict[str, str]
    is_session: bool
    closed: tuple[int, ...]
    seconds: int
    memory_bytes: int | None


class Ended(msgspec.Struct, frozen=True):
    """What became of a command: its exit code, negative for the signal that ended it, and what it said."""

    code: int
    out: bytes
    err: bytes

    @property
    def said(self) -> bytes:
        """All it said."""
        return self.out + self.err


def command_line(
    folder: Path,
    words: Sequence[str],
    *,
    stdin: bytes = b"",
    stdout: int | None = None,
    closed: Sequence[int] = (),
    environment: Mapping[str, str | None] | None = None,
    seconds: int = 60,
    memory_bytes: int | None = None,
) -> Ended:
    """Run `oceanhil WORDS` in `folder`, always forked; `environment` changes variables, None takes one away."""
    changed = {**os.environ, **(environment or {})}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        done = Popen(
            [_INTERPRETER, "-c", MAIN, *words],
            stdin=given,
            stdout=out if stdout is None else stdout,
            stderr=err,
            cwd=folder,
            env={name: value for name, value in changed.items() if value is not None},
            closed=closed,
            seconds=seconds,
            memory_bytes=memory_bytes,
        )
        return Ended(done.wait(), _all(out), _all(err))


def is_ours(command: object) -> bool:
    """Recognize a command of ours, started plainly by this interpreter."""
    if not isinstance(command, list | tuple) or command[0] != _INTERPRETER:
        return False
    how, what, *_ = (*(str(word) for word in command[1:] if word != _SAFE_PATH), "", "")
    return how == "-mpytest" or (how == "-m" and what in _MODULES) or (how == "-c" and what in _CODES)


class _Inherited:
    """A file descriptor of the test, for one child: as one of the child's when it arrives there."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> tuple[Any, ...]:
        return _detached, (DupFd(self._number),)


def _detached(duplicate: Any) -> int:
    return cast("int", duplicate.detach())


class Popen(subprocess.Popen[Any]):
    """`subprocess.Popen`, forking where it can."""

    _forked: ForkServerProcess | None = None
    # Any start and any end goes through the list of processes of this server.
    _lock = threading.RLock()

    def __init__(
        self,
        *arguments: Any,
        closed: Sequence[int] = (),
        seconds: int = 0,
        memory_bytes: int | None = None,
        **options: Any,
    ) -> None:
        self._bounds = (tuple(closed), seconds, memory_bytes)
        super().__init__(*arguments, **options)

    def _execute_child(  # noqa: PLR0917 - as it is called there
        self,
        args: Any,
        executable: object,
        preexec_fn: object,
        close_fds: bool,
        pass_fds: Sequence[int],
        cwd: str | None,
        env: Mapping[str, str] | None,
        startupinfo: object,
        creationflags: int,
        shell: bool,
        *ends_and_more: Any,
    ) -> None:
        environment = dict(os.environ if env is None else env)
        is_plain = executable is preexec_fn is None and close_fds and not shell and _starts_alike(environment)
        if not is_plain or not is_ours(args):
            given = (args, executable, preexec_fn, close_fds, pass_fds, cwd, env, startupinfo, creationflags, shell)
            super()._execute_child(*given, *ends_and_more)  # type: ignore[misc]
            return
        ends: tuple[int, ...] = ends_and_more[:6]
        # What follows them ends with umask, start_new_session and process_group.
        words = tuple(os.fsdecode(word) for word in args[1:])
        folder = os.fspath(Path.cwd() if cwd is None else cwd)
        child = Child(words, folder, environment, bool(ends_and_more[-2]), *self._bounds)
        numbers = {number: number if end == -1 else end for number, end in enumerate((ends[0], ends[3], ends[5]))}
        streams = {number: _Inherited(end) for number, end in (numbers | {each: each for each in pass_fds}).items()}
        with self._lock:
            _run_server()
            self._forked = ForkServerProcess(target=_become, args=(child, streams), daemon=True)
            self._forked.start()
        self.pid = cast("int", self._forked.pid)
        self._child_created = True
        self._close_pipe_fds(*ends)  # type: ignore[attr-defined]

    def _internal_poll(self, *args: Any, **words: Any) -> int | None:
        if self._forked is None:
            return cast("int | None", super()._internal_poll(*args, **words))  # type: ignore[misc]
        if self.returncode is None:
            with self._lock:
                self.returncode = self._forked.exitcode
        return self.returncode

    def _wait(self, timeout: float | None) -> int:
        if self._forked is None:
            return cast("int", super()._wait(timeout))  # type: ignore[misc]
        if self._internal_poll() is None and not connection.wait([self._forked.sentinel], timeout):
            raise subprocess.TimeoutExpired(self.args, timeout or 0.0)
        return cast("int", self._internal_poll())


def _starts_alike(environment: Mapping[str, str]) -> bool:
    names = {name for name in {*environment, *_STARTED} if name.startswith(_AT_START)} - _AFTERWARDS
    return all(environment.get(name) == _STARTED.get(name) for name in names)


def _run_server() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
        multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.fork_server_modules"])
        forkserver.ensure_running()


def _become(child: Child, streams: dict[int, int]) -> None:
    """Be the process that was asked for, to its end."""
    code = 70
    try:
        atexit._clear()  # those of the server are not this process's
        process.current_process()._config.pop("daemon", None)  # type: ignore[attr-defined]
        if child.is_session:
            os.setsid()
        _connect(streams)
        for number in child.closed:
            os.close(number)
        os.chdir(child.folder)
        os.environ.clear()
        os.environ.update(child.environment)
        time.tzset()
        _open_standard_streams(is_unbuffered=bool(child.environment.get("PYTHONUNBUFFERED")))
        _bound(child)
        code = _interpret(child)
    except BaseException:  # noqa: BLE001 - a child must not go on as the server
        traceback.print_exc()
    finally:
        os._exit(code)


def _connect(streams: dict[int, int]) -> None:
    """Give every stream its number: upwards first, so that none is overwritten that is still to be moved."""
    free = max(*streams, *streams.values()) + 1
    moved = {number: fcntl.fcntl(ours, fcntl.F_DUPFD, free) for number, ours in streams.items()}
    for ours in set(streams.values()):
        os.close(ours)
    for number, ours in moved.items():
        os.dup2(ours, number)
        os.close(ours)


def _open_standard_streams(*, is_unbuffered: bool) -> None:
    """Make the streams as the interpreter makes them at its start."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream: IO[str] | None = None
        with suppress(OSError):
            os.fstat(number)
            errors = "backslashreplace" if number == 2 else "strict"
            file = open(number, "w" if number else "r", encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
            if number:
                file.reconfigure(line_buffering=number == 2 or file.isatty(), write_through=is_unbuffered)
            stream = file
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _bound(child: Child) -> None:
    if child.seconds:
        if sys.stderr is not None:
            faulthandler.dump_traceback_later(child.seconds * _SAID_AT, file=sys.stderr)
        signal.alarm(child.seconds)
    if child.memory_bytes is not None:
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (taken + child.memory_bytes, taken + child.memory_bytes))


def _interpret(child: Child) -> int:
    """Do what the interpreter does with these words, and at its end."""
    is_safe = child.words[0] == _SAFE_PATH
    words = child.words[is_safe:]
    how, what, *others = words if words[0] != "-mpytest" else ("-m", "pytest", *words[1:])
    sys.path[:0] = filter(None, child.environment.get("PYTHONPATH", "").split(os.pathsep))
    if not is_safe:
        sys.path.insert(0, "" if how == "-c" else child.folder)
    sys.argv = ["-c", *others]
    code: object = 0
    try:
        if how == "-m":
            sys.modules.pop(what, None)
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            exec(what, {"__name__": "__main__"})
    except SystemExit as error:
        code = error.code
        if isinstance(code, str):
            sys.stderr.write(f"{code}\n")
    except KeyboardInterrupt:
        traceback.print_exc()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:  # noqa: BLE001 - as the interpreter shows it
        traceback.print_exc()
        code = 1
    return _finish(code if isinstance(code, int) else 0 if code is None else 1)


def _finish(code: int) -> int:
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.__stdout__):
            if stream is not None:
                stream.flush()
    except OSError:
        code = 120
    for stream in (sys.stderr, sys.__stderr__):
        with suppress(OSError):
            if stream is not None:
                stream.flush()
    return code


def _all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
