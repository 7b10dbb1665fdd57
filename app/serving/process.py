"""The process of a served server: its signals, its open files, and who is told that it is ready and that it stops."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final, Self

import msgspec

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.host.ready_file import NoReadyFileError, check_ready_file, remove_ready_file, try_ready_file
from oceanhil.host.terminal import echo
from oceanhil.host.wall_clock import wall_us
from oceanhil.host.whole_files import replace_whole
from oceanhil.mock_server.operation.log import LogEvent, LogRecord, LogSink, Value
from oceanhil.protocol.wording import os_reason


@contextlib.contextmanager
def stop_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` on the first Ctrl-C or SIGTERM; a second one ends the process at once.

    Works without `loop.add_signal_handler`, which Windows does not have.
    """
    former = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in former.items():
            signal.signal(number, handler)

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        # Not what was there before: of Ctrl-C asyncio makes a polite request, too.
        for each in former:
            signal.signal(each, signal.SIG_DFL)
        loop.call_soon_threadsafe(stop)

    for number in former:
        signal.signal(number, on_signal)
    try:
        with _woken_by_signals(loop):
            yield
    finally:
        restore()


@contextlib.contextmanager
def _woken_by_signals(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Let each signal wake the loop.

    One that comes just before the loop waits does not interrupt that wait, and its handler runs only once the wait is
    over: in a server that nobody asks, never.
    """
    ear, mouth = socket.socketpair()
    with ear, mouth:
        ear.settimeout(0)
        mouth.settimeout(0)
        try:
            loop.add_reader(ear, ear.recv, 4096)
        except NotImplementedError:  # Windows' loop has such a socket of its own
            yield
            return
        former = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(former)
            loop.remove_reader(ear)


# Every connection is an open file. macOS takes no soft limit above OPEN_MAX, 10,240 (setrlimit(2)).
_WANTED: Final = 10_240 if sys.platform == "darwin" else 65_536


def raise_open_files() -> None:
    """Raise the soft limit of open files as far as is useful and the hard limit lets it; does nothing on Windows.

    The usual soft limit, 1,024 or 256 on macOS, is less than a busy bench has connections. A system that refuses is
    left as it is.
    """
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class Ready(msgspec.Struct, frozen=True):
    """What the file says, as JSON: where the server listens, the first URL once more, and its process."""

    url: str
    urls: tuple[str, ...]
    pid: int


def write_ready_file(path: Path, urls: Sequence[str]) -> None:
    """Write it whole or not at all; raises EnvironmentRefusedError."""
    data = msgspec.json.encode(Ready(urls[0], tuple(urls), os.getpid()))
    try:
        replace_whole(path, data + b"\n")
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> EnvironmentRefusedError:
    return EnvironmentRefusedError(
        f"ready file {str(path)!r} cannot be written: {os_reason(error)}; choose a folder that may be written to"
    )


VARIABLE = "NOTIFY_SOCKET"


def notify(state: str) -> None:
    """Send `state`, such as `READY=1`; without a service manager nothing happens, and one that is gone is ignored."""
    address = os.environ.get(VARIABLE, "")
    if not address.startswith(("/", "@")) or not hasattr(socket, "AF_UNIX"):
        return
    # A name that begins with @ is one in Linux' abstract namespace, which begins with a zero byte.
    where = f"\0{address[1:]}" if address.startswith("@") else address
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
        sending.sendto(state.encode(), where)


class Supervision:
    """A context manager round the server's whole life."""

    def __init__(self, ready_file: Path | None, log: LogSink | None, made_key: str | None = None) -> None:
        """Tell by `ready_file`, by the service manager's socket and in `log`; `made_key` is told once, on stdout."""
        self._ready_file = ready_file
        self._made_key = made_key
        self._log = log

    def __enter__(self) -> Self:
        """Begin: a file left behind by a server that was killed goes; raises WrongInputError for anybody else's.

        One that cannot be written is refused now, with EnvironmentRefusedError, before anybody asks the server.
        """
        if self._ready_file is not None:
            try:
                check_ready_file(self._ready_file)
                try_ready_file(self._ready_file)
            except NoReadyFileError as error:
                raise WrongInputError(str(error)) from None
            except OSError as error:
                raise _unwritable(self._ready_file, error) from None
            remove_ready_file(self._ready_file, only_own=False)
        return self

    def ready(self, urls: Sequence[str]) -> None:
        """Tell that the server listens at `urls`; raises EnvironmentRefusedError for a file that cannot be written."""
        if self._made_key is not None:
            echo(f"admin key {self._made_key}")
        if self._log is not None:
            # Reading the version takes a moment that only who logs shall wait for.
            from oceanhil.host.own_version import own_version

            self._note(LogEvent.START, urls=tuple(urls), pid=os.getpid(), version=own_version())
        if self._ready_file is not None:
            write_ready_file(self._ready_file, urls)
        notify("READY=1")

    def stopping(self) -> None:
        """Tell that it was told to stop, before it does."""
        notify("STOPPING=1")
        self._remove()
        self._note(LogEvent.STOP)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End."""
        self._remove()

    def _remove(self) -> None:
        if self._ready_file is not None:
            remove_ready_file(self._ready_file, only_own=True)

    def _note(self, event: LogEvent, **fields: Value) -> None:
        if self._log is not None:
            self._log(LogRecord(wall_us(), event, fields))
