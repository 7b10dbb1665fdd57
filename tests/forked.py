"""The command line in a forked child of this process: as real as a process of its own, without loading it each time."""

from __future__ import annotations

import gc
import io
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Final

import msgspec

# A command imports what it needs when it is used; each child would do so anew.
_IMPORTED_BY_COMMANDS: Final = (
    "oceanhil.app.run.replay_command",
    "oceanhil.app.commands.boards.monitor",
    "oceanhil.app.commands.boards.probe",
    "oceanhil.app.commands.boards.restoration",
    "oceanhil.conformance.oceanremote.suite",
    "oceanhil.conformance.ringcentral.suite",
    "oceanhil.analysis.diagnosis.report",
    "oceanhil.analysis.dumps.terminal.explain",
    "oceanhil.analysis.dumps.terminal.files",
    "oceanhil.analysis.dumps.show",
    "oceanhil.app.firmware.images",
    "oceanhil.app.run.library",
    "oceanhil.analysis.recording.lines",
    "oceanhil.app.serving.data_files",
    "oceanhil.analysis.skeleton",
    "oceanhil.app.start",
    "oceanhil.hil.worlds",
)


class Ended(msgspec.Struct, frozen=True):
    """What became of a child: its exit code, negative for the signal that ended it; what it said, and its memory."""

    code: int
    out: bytes
    err: bytes
    peak_bytes: int = 0

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
    stderr: int | None = None,
    closed: Sequence[int] = (),
    environment: Mapping[str, str | None] | None = None,
    seconds: int = 60,
    memory_bytes: int | None = None,
) -> Ended:
    """Run `oceanhil WORDS` in `folder`, with streams of its own; `closed` are those that it does not have.

    `environment` changes variables, None takes one away. After `seconds` SIGALRM ends it; `memory_bytes` is how much
    address space it may take besides what this process has.
    """
    _load_once()
    sys.stdout.flush()
    sys.stderr.flush()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        streams = [
            given.fileno(),
            out.fileno() if stdout is None else stdout,
            err.fileno() if stderr is None else stderr,
        ]
        child = os.fork()
        if child == 0:
            try:
                _bound(seconds, memory_bytes)
                _move(folder, environment or {})
                _connect(streams, closed)
                code = _run(words)
            except BaseException:  # noqa: BLE001 - a child must not go on as the test
                traceback.print_exc()
                code = 70
            finally:
                os._exit(code)
        _, status, usage = os.wait4(child, 0)
        return Ended(os.waitstatus_to_exitcode(status), _all(out), _all(err), usage.ru_maxrss * 1024)


@cache
def _load_once() -> None:
    for name in _IMPORTED_BY_COMMANDS:
        import_module(name)
    # What is there already is not looked through, and so not copied, by a child's collections.
    gc.collect()
    gc.freeze()


def _bound(seconds: int, memory_bytes: int | None) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    if memory_bytes is not None:
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory_bytes, taken + memory_bytes))


def _move(folder: Path, environment: Mapping[str, str | None]) -> None:
    os.chdir(folder)
    for name, value in environment.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


def _connect(streams: Sequence[int], closed: Sequence[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    for number in closed:
        os.close(number)
    sys.stdin, sys.stdout, sys.stderr = (_stream(number) for number in range(3))
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, f"__{name}__", getattr(sys, name))


def _stream(number: int) -> io.TextIOWrapper | None:
    """Make a stream as the interpreter makes it at its start."""
    try:
        os.fstat(number)
    except OSError:
        return None
    mode = "r" if number == 0 else "w"
    return open(number, mode, encoding="utf-8", errors="backslashreplace" if number == 2 else None, closefd=False)  # type: ignore[return-value]


def _run(words: Sequence[str]) -> int:
    from oceanhil.app.start import main

    sys.argv = ["oceanhil", *words]
    try:
        main()
    except SystemExit as error:
        code = error.code
    except BaseException:  # noqa: BLE001 - as the interpreter shows it
        traceback.print_exc()
        code = 1
    # What the interpreter does at its end.
    for stream in (sys.stdout, sys.__stdout__):
        if stream is not None:
            stream.flush()
    return code if isinstance(code, int) else 0 if code is None else 1


def _all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
