"""Processes that outlive the one that starts them, of POSIX alone; imported where it is used.

Not the run's child, so that what ends the run's children does not end it; in a session of its own, so that no terminal,
no Ctrl-C and no signal to the run's process group reaches it; and deaf to the signals that ask a job to end.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

_LOG_BYTES_MAX = 1 << 20
# Of a bench that several users share.
_ANYBODYS = 0o666


def start_detached(module: str, log: Path) -> Connection:
    """Start a module as a process that is nobody's child, and give this end of a connection with it.

    The module gets the number of the other end as its argument, and calls `become_detached`. What it prints goes to
    `log`. Raises OSError if it cannot be started; what goes wrong later ends the connection.
    """
    ours, theirs = Pipe()
    try:
        output = _opened(log)
        try:
            starter = subprocess.Popen(  # noqa: S603 - no shell, this interpreter
                # -P: what lies in the user's folder is not ours.
                [sys.executable, "-P", "-m", module, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        finally:
            os.close(output)
            theirs.close()
        starter.wait()
    except BaseException:
        ours.close()
        raise
    return ours


def become_detached(descriptor: int) -> Connection:
    """Go on as a process that nobody waits for, with the connection that `start_detached` gave away."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        # Not SIG_IGN, which the programs that are started would inherit.
        signal.signal(number, _hear_nothing)
    if os.fork():
        os._exit(0)
    return Connection(descriptor)


def _hear_nothing(_number: int, _frame: object) -> None:
    return


def _opened(log: Path) -> int:
    """Open a log to write at its end; one that has grown long is begun anew, and the former is kept beside it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_BYTES_MAX:
            log.replace(log.with_name(log.name + ".1"))
    opened = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _ANYBODYS)
    with suppress(PermissionError):
        os.fchmod(opened, _ANYBODYS)
    return opened
