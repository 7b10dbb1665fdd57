"""The one door out of the command line: whatever ends a command becomes an exit code and at most one line.

What a user or a machine does wrong never ends in a traceback; what is wrong in this project does, for that has to be
found. A reader who leaves, such as `head -1`, ends every command in the same way: silently, with 141, as the shell says
of programs that die of a broken pipe. Who reads standard error, and leaves, ends nothing: what is said there goes along
with what is done, and that has perhaps made devices on a server, or taken boards.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO, TypeGuard, cast

import click

from oceanhil.host.terminal import doors, echo
from oceanhil.protocol.wording import os_reason

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

INTERRUPTED: Final = 2
READER_GONE: Final = 141
_DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_STDOUT: Final = 1
_STDERR: Final = 2


class WatchedOutput(io.FileIO):
    """Standard output that knows whether its reader has left: who writes may hide it, as rich and pytest do."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self.is_reader_gone = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write what can be written; once the reader has gone, all goes nowhere."""
        try:
            return super().write(data)
        except BrokenPipeError:
            self.is_reader_gone = True
            lead_nowhere(self.fileno())
            raise


class ToldInVain(io.FileIO):
    """Standard error that may have lost its reader, or its disk: what cannot be told is lost, and nothing raised."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)

    def write(self, data: ReadableBuffer, /) -> int:
        """Write what can be written."""
        try:
            return super().write(data)
        except BrokenPipeError:
            lead_nowhere(self.fileno())
        except OSError:
            pass
        return memoryview(data).nbytes


def ended(command: Callable[[], object]) -> int:
    """Do `command` and give the exit code of the process."""
    _open_closed_streams()
    watched = _watch_streams()
    try:
        with doors():
            code = _flushed(_code_of(command))
            _end_stderr()
    except Exception:
        if watched is not None and watched.is_reader_gone:
            return READER_GONE
        raise
    return READER_GONE if watched is not None and watched.is_reader_gone else code


def _end_stderr() -> None:
    """Let what nobody can be told vanish: held back until the interpreter ends, it would make the exit code 120."""
    try:
        sys.stderr.flush()
    except (OSError, ValueError):
        lead_nowhere(_STDERR)


def lead_nowhere(number: int) -> None:
    """Let everything that is still written to this stream vanish."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


def _code_of(command: Callable[[], object]) -> int:
    try:
        found = command()
    except click.ClickException as error:
        return _told(error)
    except (KeyboardInterrupt, click.Abort):
        return _told_interrupted()
    except BrokenPipeError:
        return READER_GONE
    except MemoryError:
        return _told(_refused("there is not enough memory for this; give it less, or more memory"))
    except OSError as error:
        if _is_output_full(error):
            lead_nowhere(_STDOUT)
        return _told(_refused(_words(error)))
    except SystemExit as error:
        return _code(error.code)
    return found if isinstance(found, int) else 0


def _code(given: object) -> int:
    if isinstance(given, int):
        return given
    if given is not None:
        echo(str(given), err=True)
    return 0 if given is None else 1


def _flushed(code: int) -> int:
    """See that everything is out; what finds no room is a refusal of the machine."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return READER_GONE
    except OSError as error:
        lead_nowhere(_STDOUT)
        return _told(_refused(_words(error)))
    except ValueError:
        return code
    return code


def _is_output_full(error: OSError) -> bool:
    """Tell whether it was standard output that found no room: what is still held back then finds none either."""
    return error.errno in _DISK_FULL and not error.filename


def _words(error: OSError) -> str:
    cause = os_reason(error)
    if _is_output_full(error):
        return f"the output cannot be written: {cause}"
    if isinstance(error, FileNotFoundError) and not error.filename and _is_nowhere():
        return "the folder in which this command was started is gone; change to another one"
    name = f"{error.filename!r} cannot be used: " if error.filename else "this machine refuses: "
    return f"{name}{cause}"


def _is_nowhere() -> bool:
    """Tell whether the working directory was removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _refused(message: str) -> click.ClickException:
    from oceanhil.app.command_errors import EnvironmentRefusedError

    return EnvironmentRefusedError(message)


def _told(error: click.ClickException) -> int:
    # Where there is nobody to tell, the exit code says it.
    with suppress(OSError, ValueError):
        error.show()
    return error.exit_code


def _told_interrupted() -> int:
    with suppress(OSError, ValueError):
        echo("interrupted", err=True)
    return INTERRUPTED


def _open_closed_streams() -> None:
    """Let a stream that the shell has closed lead nowhere, or the next file to be opened would take its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            os.set_inheritable(number, True)  # noqa: FBT003 - the function's only parameter
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - never closed


def _watch_streams() -> WatchedOutput | None:
    """Put streams of ours in the place of both, which print every character somehow; gives that of standard output."""
    for stream in (sys.stdout, sys.stderr):
        # What a device prints may have no place in the encoding of a Windows console or of a log file.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if sys.stderr is sys.__stderr__ and _is_plain_file(sys.stderr, _STDERR):
        sys.stderr = _written_through(ToldInVain(_STDERR), sys.stderr)
    if sys.stdout is not sys.__stdout__ or not _is_plain_file(sys.stdout, _STDOUT):
        return None
    watched = WatchedOutput(_STDOUT)
    sys.stdout = _written_through(watched, sys.stdout)
    return watched


def _written_through(raw: io.FileIO, plain: io.TextIOWrapper) -> io.TextIOWrapper:
    """Give a stream like `plain` that writes to `raw`."""
    plain.flush()
    # With `python -u` there is no buffer between.
    is_buffered = isinstance(plain.buffer, io.BufferedWriter)
    return io.TextIOWrapper(
        io.BufferedWriter(raw) if is_buffered else cast("BinaryIO", raw),
        encoding=plain.encoding,
        errors="backslashreplace",
        line_buffering=plain.line_buffering,
        write_through=plain.write_through,
    )


def _is_plain_file(stream: TextIO | None, number: int) -> TypeGuard[io.TextIOWrapper]:
    """Tell a file, pipe or terminal of POSIX from a console of Windows, which takes text and no bytes."""
    if not isinstance(stream, io.TextIOWrapper):
        return False
    raw = getattr(stream.buffer, "raw", stream.buffer)
    return isinstance(raw, io.FileIO) and raw.fileno() == number
