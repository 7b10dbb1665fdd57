"""The reactor: the one loop of a virtual board's process.

It sleeps until a file, a timer or another thread has something for it.

A virtual board has a serial port, a control channel, sockets to a server and a flash file, and its firmware runs in a
kernel of its own. All of that happens in one thread, one thing after another, so that no two of them ever see a board
half changed.

What it must not know: boards, ports, bytes. It watches files and calls back; whatever a callback means, it is over
before the next begins. Virtual time is not here either: the kernel has it, and the process asks the loop to `turn`
for as long as the next event of the kernel is away (`process`).

Laws:

1. One thread. Only `post` may be called from another; what it hands over runs in the loop, in the order of posting.
2. Nothing is missed: what is posted before a turn or during its sleep runs in that turn.
3. A file that a callback forgot is not called any more, not even in the round in which it was found ready.
4. Timers run in the order of their times, and those of one time in the order in which they were asked for; one that
   was cancelled never runs.
5. It must be cheap to be idle: no polling, no turn without a reason.

What changes with it: a callback that blocks holds up everything the board does, and the control channel with it. What
may take long (a server's answer) waits in a thread of its own and comes back by `post`.
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from heapq import heappop, heappush
from typing import Final

Callback = Callable[[], None]
FileLike = int | socket.socket
_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
_WAKE_BYTES: Final = 4096


class Reactor:
    """Watches files and timers. Only `post` may be called from another thread."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._wake_receiver, self._wake_sender = socket.socketpair()
        for end in (self._wake_receiver, self._wake_sender):
            end.settimeout(0)
        self._posted: deque[Callback] = deque()
        self._timers: list[tuple[float, int, list[Callback]]] = []
        self._order = 0
        self._readers: dict[int, Callback] = {}
        self._writers: dict[int, Callback] = {}
        self.on_read(self._wake_receiver, self._drain_wakes)

    def on_read(self, file: FileLike, callback: Callback | None) -> None:
        """Call `callback` whenever `file` can be read; None stops that."""
        self._set(self._readers, file, callback)

    def on_write(self, file: FileLike, callback: Callback | None) -> None:
        """Call `callback` whenever `file` can be written; None stops that."""
        self._set(self._writers, file, callback)

    def forget(self, file: FileLike) -> None:
        """Stop watching `file`, before it is closed."""
        self.on_read(file, None)
        self.on_write(file, None)

    def post(self, callback: Callback) -> None:
        """Let the loop call `callback` soon; from any thread."""
        self._posted.append(callback)
        # A full buffer means that the loop is being woken already; a closed one, that it has ended.
        with suppress(OSError):
            self._wake_sender.send(b"\0")

    def call_later(self, delay_s: float, callback: Callback) -> Callback:
        """Call `callback` after real time; gives what cancels that."""
        self._order += 1
        slot = [callback]
        heappush(self._timers, (time.monotonic() + delay_s, self._order, slot))
        return slot.clear

    def turn(self, timeout_s: float | None) -> None:
        """Wait at most `timeout_s` (None: for ever) for something to do, and do it."""
        for key, mask in self._selector.select(self._bounded(timeout_s)):
            # A callback may have made another file of this round vanish.
            if mask & _READ and (reader := self._readers.get(key.fd)):
                reader()
            if mask & _WRITE and (writer := self._writers.get(key.fd)):
                writer()
        while self._posted:
            self._posted.popleft()()
        self._run_timers()

    def close(self) -> None:
        """Stop watching."""
        self._selector.close()
        self._wake_receiver.close()
        self._wake_sender.close()

    def _set(self, table: dict[int, Callback], file_like: FileLike, callback: Callback | None) -> None:
        file = file_like if isinstance(file_like, int) else file_like.fileno()
        watched = file in self._readers or file in self._writers
        if callback is None:
            table.pop(file, None)
        else:
            table[file] = callback
        events = (_READ if file in self._readers else 0) | (_WRITE if file in self._writers else 0)
        if watched and events:
            self._selector.modify(file, events)
        elif events:
            self._selector.register(file, events)
        elif watched:
            self._selector.unregister(file)

    def _bounded(self, timeout_s: float | None) -> float | None:
        if self._posted:
            return 0
        if not self._timers:
            return timeout_s
        due_s = max(0.0, self._timers[0][0] - time.monotonic())
        return due_s if timeout_s is None else min(timeout_s, due_s)

    def _run_timers(self) -> None:
        while self._timers and self._timers[0][0] <= time.monotonic():
            for callback in heappop(self._timers)[2]:
                callback()

    def _drain_wakes(self) -> None:
        with suppress(BlockingIOError):
            self._wake_receiver.recv(_WAKE_BYTES)
