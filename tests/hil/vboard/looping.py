"""Reactors for tests: one that turns in a thread, one whose timers are rung by hand, one whose time is let pass."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import heappop, heappush

from oceanhil.hil.vboard.reactor import Reactor


@contextmanager
def turning(reactor: Reactor) -> Iterator[None]:
    """Turn `reactor` in a thread; what the test builds must be watched before, and closed after."""
    ending = threading.Event()

    def turn() -> None:
        while not ending.is_set():
            reactor.turn(None)

    thread = threading.Thread(target=turn, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        reactor.post(lambda: None)
        thread.join()


class Heard:
    """Keeps what a port's host sends; implements `oceanhil.hil.vboard.ports.port.HostSide`."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.lines: list[tuple[bool, bool]] = []
        self._something = threading.Condition()

    def bytes_came(self, data: bytes) -> None:
        with self._something:
            self.data += data
            self._something.notify_all()

    def lines_changed(self, *, dtr: bool, rts: bool) -> None:
        with self._something:
            self.lines.append((dtr, rts))
            self._something.notify_all()

    def opened(self) -> bool:
        return False

    def closed(self) -> None:
        pass

    def wait_for(self, count: int) -> bytes:
        """Wait until so many bytes have come."""
        with self._something:
            assert self._something.wait_for(lambda: len(self.data) >= count, 10)
            return bytes(self.data)


class Timers(Reactor):
    """A reactor whose timers a test rings by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[float, list[Callable[[], None]]]] = []

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
        slot = [callback]
        self.waiting.append((delay_s, slot))
        return slot.clear

    def ring(self) -> list[float]:
        """Ring all that is not cancelled; give after how long each would have rung."""
        due = [(delay_s, slot[0]) for delay_s, slot in self.waiting if slot]
        self.waiting.clear()
        for _, callback in due:
            callback()
        return [delay_s for delay_s, _ in due]


class Clock(Reactor):
    """A reactor whose time a test lets pass."""

    def __init__(self) -> None:
        super().__init__()
        self.now_us = 0
        self._waiting: list[tuple[int, int, list[Callable[[], None]]]] = []

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Callable[[], None]:
        slot = [callback]
        heappush(self._waiting, (self.now_us + round(delay_s * 1_000_000), len(self._waiting), slot))
        return slot.clear

    def wait(self, time_us: int) -> None:
        """Ring what is due in that time, each at its own."""
        until_us = self.now_us + time_us
        while self._waiting and self._waiting[0][0] <= until_us:
            due_us, _, slot = heappop(self._waiting)
            self.now_us = max(self.now_us, due_us)
            for callback in slot:
                callback()
        self.now_us = until_us
