"""Signals that end a run, behind one door."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_like_by_ctrl_c() -> Iterator[None]:
    """Let SIGTERM, with which a CI job is cancelled, end what runs here as Ctrl-C does: it cleans up first."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
