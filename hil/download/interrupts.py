"""Ctrl-C while a board is being put back."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def finishing_first(tell: Callable[[], None]) -> Iterator[None]:
    """Hold back the first Ctrl-C until the end, and say so with `tell`; the second one interrupts at once.

    Only the main thread receives Ctrl-C: elsewhere this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seen = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if seen.is_set():
            raise KeyboardInterrupt
        seen.set()
        tell()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if seen.is_set():
        raise KeyboardInterrupt
