"""Signals that end a run, behind one door."""

import signal
import threading
from collections.abc import Callable, Iterator
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


class HeldInterrupt:
    """Whether somebody wants to end what is not to be left half done."""

    def __init__(self) -> None:
        self.came = False


@contextmanager
def interrupts_held_back(tell: Callable[[], None]) -> Iterator[HeldInterrupt]:
    """Let the first Ctrl-C or SIGTERM wait until what runs here is done, the second one interrupt it.

    Whoever holds it back looks at `came` behind it and ends as interrupted; nothing is raised. `tell` is called when
    the first one comes. In a thread that signals do not reach nothing is held back.
    """
    held = HeldInterrupt()
    if threading.current_thread() is not threading.main_thread():
        yield held
        return

    def hold(_number: int, _frame: object) -> None:
        if held.came:
            raise KeyboardInterrupt
        held.came = True
        tell()

    before = {each: signal.signal(each, hold) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield held
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
