"""A signal that ends a run does no harm where it comes: no lock is kept, and it is not forgotten."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest

from oceanhil.host import interrupts
from oceanhil.host.interrupts import ended_like_by_ctrl_c, interrupts_held_back, raise_lost_interrupt

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent to a thread")

# Of interrupts that come at any time, about half found the lock taken before they were held off.
_INTERRUPTS = 30


@contextmanager
def _sent_soon(number: signal.Signals, after_s: float) -> Iterator[None]:
    """Let a signal come to this thread at a time of its own."""
    timer = threading.Timer(after_s, signal.pthread_kill, (threading.get_ident(), number))
    timer.start()
    try:
        yield
    finally:
        timer.join()


@contextmanager
def _used_by_another(condition: threading.Condition) -> Iterator[None]:
    ending = threading.Event()

    def use() -> None:
        while not ending.is_set():
            with condition:
                condition.notify_all()
            # Who takes it again at once leaves it to nobody else.
            ending.wait(0.00001)

    thread = threading.Thread(target=use, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def _take(condition: threading.Condition) -> None:
    while True:
        with condition:
            pass


def _wait(condition: threading.Condition) -> None:
    while True:
        with condition:
            condition.wait(0.0001)


def _can_be_taken(condition: threading.Condition) -> bool:
    """Tell whether another thread gets the lock, which counts how often this one has it."""
    taken = threading.Event()

    def take() -> None:
        if condition.acquire(timeout=5):
            condition.release()
            taken.set()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return taken.is_set()


@pytest.mark.parametrize("use", [_take, _wait])
@pytest.mark.parametrize("lock", [threading.Lock, threading.RLock])
def test_an_interrupt_leaves_no_condition_locked(
    use: Callable[[threading.Condition], None], lock: Callable[[], threading.Lock]
) -> None:
    condition = threading.Condition(lock())
    with _used_by_another(condition), ended_like_by_ctrl_c():
        for number in range(_INTERRUPTS):
            with pytest.raises(KeyboardInterrupt), _sent_soon(signal.SIGTERM, 0.0005 + number * 0.00003):
                use(condition)
            assert _can_be_taken(condition)


def test_an_interrupt_leaves_no_log_locked() -> None:
    handler = logging.StreamHandler(StringIO())
    line = logging.makeLogRecord({"msg": "line"})

    def log() -> None:
        while True:
            handler.handle(line)
            sum(range(500))

    with ended_like_by_ctrl_c():
        for number in range(_INTERRUPTS):
            with pytest.raises(KeyboardInterrupt), _sent_soon(signal.SIGTERM, 0.0005 + number * 0.00003):
                log()
            assert _can_be_taken(threading.Condition(handler.lock))


def _wait_behind_a_finalizer() -> None:
    _Interrupted()
    threading.Event().wait(10)


class _Interrupted:
    """Something in whose finalizer a signal comes."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


def test_an_interrupt_in_a_finalizer_is_not_forgotten() -> None:
    with ended_like_by_ctrl_c(), pytest.raises(KeyboardInterrupt):
        _wait_behind_a_finalizer()


def test_who_waits_in_such_a_place_is_interrupted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupts, "_TRIES", 10)
    held = threading.Lock()
    held.acquire()
    condition = threading.Condition(held)
    with ended_like_by_ctrl_c(), pytest.raises(KeyboardInterrupt), _sent_soon(signal.SIGTERM, 0.001), condition:
        pytest.fail("the lock was free")


def _fail_behind_an_interrupt() -> None:
    try:
        signal.raise_signal(signal.SIGTERM)
    finally:
        raise OSError("gone")


def test_an_interrupt_whose_place_another_error_took_can_be_raised_again() -> None:
    with ended_like_by_ctrl_c():
        raise_lost_interrupt()
        with pytest.raises(OSError, match="gone"):
            _fail_behind_an_interrupt()
        with pytest.raises(KeyboardInterrupt):
            raise_lost_interrupt()
    raise_lost_interrupt()


def test_ctrl_c_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with ended_like_by_ctrl_c():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_first_signal_is_held_back_and_the_second_interrupts() -> None:
    told: list[str] = []
    with interrupts_held_back(lambda: told.append("held")) as held:
        signal.raise_signal(signal.SIGTERM)
        assert (held.came, told) == (True, ["held"])
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_what_may_be_broken_off_is_left_at_the_first_signal_and_nothing_behind_it() -> None:
    told: list[str] = []
    went_on = False
    with interrupts_held_back(lambda: told.append("held")) as held:
        with held.broken_off():
            signal.raise_signal(signal.SIGTERM)
            went_on = True
        assert (held.came, told, went_on) == (True, [], False)


def test_only_the_signals_named_are_held_back() -> None:
    with ended_like_by_ctrl_c(), interrupts_held_back(lambda: None, signal.SIGINT) as held:
        signal.raise_signal(signal.SIGINT)
        assert held.came
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)


def _ended_by(number: signal.Signals) -> bool:
    try:
        signal.raise_signal(number)
    except KeyboardInterrupt:
        return True
    return False


def test_a_terminal_that_goes_ends_what_runs_once_and_no_clean_up_after_it() -> None:
    with ended_like_by_ctrl_c(at_hang_up=True):
        assert [_ended_by(signal.SIGHUP) for _ in range(3)] == [True, False, False]
        # Whoever asks in another way means it.
        assert _ended_by(signal.SIGTERM)
        assert not _ended_by(signal.SIGHUP)
