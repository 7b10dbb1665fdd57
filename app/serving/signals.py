"""Ctrl-C and SIGTERM as a request to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType


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
        yield
    finally:
        restore()
