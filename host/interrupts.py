"""Signals that end a run, behind one door.

A signal can come between any two instructions, and what its handler raises is raised right there. In a few places of
the standard library that does harm which nobody mends: a `threading.Condition` that is interrupted while it takes or
gives its lock keeps it for ever, and the run that was to end hangs at the first thread that wants it; what is raised
in a finalizer is printed and forgotten, and the run goes on. Such a place is left within microseconds, so a signal
that finds one comes again a little later.

On its way out, too, it can be lost: where a board is to be let go of that was ended by the same signal, that error
takes its place. Whoever goes on from one thing to the next asks in between whether that has happened.
"""

import _thread
import contextlib
import logging
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_AGAIN_S: Final = 0.005
_TRIES: Final = 400
"""What takes two seconds is no such place: somebody waits in it."""
_HANG_UP: Final = signal.Signals.__members__.get("SIGHUP")
_LOCK_METHODS: Final = frozenset({"__enter__", "__exit__", "_release_save", "_acquire_restore", "_is_owned"})
# `wait` has given the lock, and is sure to take it again, once it has kept what `_release_save` returned.
_GIVEN: Final = "saved_state"
# Import locks; callbacks of references; what is entered and not yet known to its `with` or its stack; locks of
# `logging`, which it takes at each fork, too.
_BRIEF: Final = frozenset(
    {
        "<frozen importlib._bootstrap>",
        weakref.__file__,
        weakref.WeakSet.add.__code__.co_filename,
        contextlib.__file__,
        logging.__file__,
    }
)


class _Raise:
    """The handler that ends what runs as Ctrl-C does, at a place where nothing is lost by it."""

    def __init__(self) -> None:
        self._tries = 0
        self._is_hung_up = False
        self.has_raised = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self._is_hung_up and number == _HANG_UP:
            # Both the shell and the kernel tell of a terminal that goes: nobody has asked twice.
            return
        if frame is not None and self._tries < _TRIES and _does_harm(frame):
            self._tries += 1
            with contextlib.suppress(RuntimeError):  # there may be no more threads
                _thread.start_new_thread(_send_again, (number,))
                return
        self._tries = 0
        self.has_raised = True
        self._is_hung_up = self._is_hung_up or number == _HANG_UP
        raise KeyboardInterrupt


def _does_harm(frame: FrameType) -> bool:
    code = frame.f_code
    if code.co_filename in _BRIEF:
        return True
    if code.co_filename == threading.__file__ and code.co_qualname.startswith("Condition."):
        return code.co_name in _LOCK_METHODS or (code.co_name == "wait" and _GIVEN not in frame.f_locals)
    outer: FrameType | None = frame
    while outer is not None:
        if outer.f_code.co_name == "__del__":
            return True
        outer = outer.f_back
    return False


def _send_again(number: int) -> None:
    # A thread without an object: to make one takes locks, and one of them may be what was interrupted.
    time.sleep(_AGAIN_S)
    if sys.platform == "win32":
        _thread.interrupt_main(number)
    elif (ident := threading.main_thread().ident) is not None:
        signal.pthread_kill(ident, number)


@contextmanager
def ended_like_by_ctrl_c(*, at_hang_up: bool = False) -> Iterator[None]:
    """Let SIGTERM, with which a CI job is cancelled, end what runs here as Ctrl-C does: it cleans up first.

    With `at_hang_up` so does SIGHUP, of a terminal that is gone: for what nobody else would clean up. A second one ends
    no clean-up.
    """
    interrupt = _Raise()
    before = {signal.SIGTERM: signal.signal(signal.SIGTERM, interrupt)}
    # In the background of a shell Ctrl-C is ignored, and is to stay so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        before[signal.SIGINT] = signal.signal(signal.SIGINT, interrupt)
    if at_hang_up:
        before |= {each: signal.signal(each, interrupt) for each in _asking() if each is not signal.SIGTERM}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _asking() -> list[signal.Signals]:
    """Give the signals but Ctrl-C's that ask to end and are not ignored; Windows has no SIGHUP."""
    numbers = [signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if name in signal.Signals.__members__]
    return [each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN]


@contextmanager
def passed_on(send: Callable[[int], object]) -> Iterator[None]:
    """Give `send` the number of each signal that asks this process to end: who waits for a program ends as that does.

    Ctrl-C is none of them: a terminal gives it to the program, too. What is ignored stays so. In a thread that signals
    do not reach nothing is passed on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def pass_on(number: int, _: FrameType | None) -> None:
        send(number)

    before = {each: signal.signal(each, pass_on) for each in _asking()}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def raise_lost_interrupt() -> None:
    """Raise KeyboardInterrupt again if one was raised since `ended_like_by_ctrl_c` began, and ended nothing."""
    interrupt = signal.getsignal(signal.SIGTERM)
    if isinstance(interrupt, _Raise) and interrupt.has_raised:
        raise KeyboardInterrupt


class HeldInterrupt:
    """Whether somebody wants to end what is not to be left half done."""

    def __init__(self) -> None:
        self.came = False
        self.ends_at_once = False
        """Whether even the first signal is raised: within `broken_off`."""

    @contextmanager
    def broken_off(self) -> Iterator[None]:
        """Let what runs here, which may take long, be left half done at the first signal.

        That ends here: whoever goes on behind it looks at `came`.
        """
        self.ends_at_once = True
        try:
            yield
        except KeyboardInterrupt:
            self.came = True
        finally:
            self.ends_at_once = False


@contextmanager
def interrupts_held_back(tell: Callable[[], None], *numbers: signal.Signals) -> Iterator[HeldInterrupt]:
    """Let the first of these signals, Ctrl-C and SIGTERM unless told, wait until what runs here is done.

    The second one interrupts it. Whoever holds it back looks at `came` behind it and ends as interrupted; nothing is
    raised. `tell` is called when the first one comes. In a thread that signals do not reach nothing is held back.
    """
    held = HeldInterrupt()
    if threading.current_thread() is not threading.main_thread():
        yield held
        return
    interrupt = _Raise()

    def hold(number: int, frame: FrameType | None) -> None:
        if held.came or held.ends_at_once:
            interrupt(number, frame)
        else:
            held.came = True
            tell()

    before = {each: signal.signal(each, hold) for each in numbers or (signal.SIGINT, signal.SIGTERM)}
    try:
        yield held
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
