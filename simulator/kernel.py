"""Virtual time: what happens next, and nothing else.

A kernel is a queue of things that will happen, each at a whole microsecond, and a present, `now_us`, that jumps from
one to the next. Nothing happens between two events, so a day in which a device asks once an hour costs 24 events.
Programs are coroutines: a `Task` yields how many µs it sleeps or the `Signal` it waits for, and is woken by the
queue.

What it must not know: wall time, boards, servers, worlds, and what an event means. It starts no thread and does no
I/O. Whoever owns it (a world, a virtual board's process) decides how far time may run; a board whose time somebody
else grants uses the same kernel as one in `sim`.

Laws:

1. Order. Events run by time, and at one time in the order in which they were asked for. There is no other order in a
   run: no dictionary, set or thread decides what comes first.
2. Time never goes back. An event asked for in the past happens now, after what is already due now.
3. One source of chance. `rng` is the only randomness of a run; what draws from it is part of the order above. With 1
   and 2 a run is a function of its seed.
4. `run_until(t)` leaves the present at `t` exactly, and all that was due up to and including `t` has happened.
5. A task that is cancelled gets no word of it: that is what a power cut is to a processor. `close` runs its `finally`
   blocks, which must therefore touch nothing of the board.
6. What happens in one run is bounded: past `steps_max` callbacks and runs StepsSpentError ends it, so that firmware
   or a scenario that never lets time pass cannot hang a bench.

What changes with it: every trace. An event more, or two events the other way round, moves each draw of `rng` after
it, and with it every MAC, token and jitter; replay IDs then no longer reproduce what they did before.
"""

import sys
import types
from collections.abc import Callable, Coroutine, Generator
from heapq import heappop, heappush
from random import Random
from typing import Generic, TypeVar, cast

import msgspec

from oceanhil.protocol.chance import Chance

T = TypeVar("T")

Callback = Callable[[], None]


class StepsSpentError(Exception):
    """More happens in one run than was allowed."""


class Kernel:
    """The queue of what is to happen, the present (`now_us`, from 0) and the run's only source of randomness."""

    def __init__(self, seed: int = 0, *, steps_max: int | None = None) -> None:
        """Allow `steps_max` callbacks and runs, None: any number; the next one raises StepsSpentError."""
        self._steps_left = sys.maxsize if steps_max is None else steps_max
        self.now_us = 0
        self.until_us = 0
        """How far time runs at most before somebody outside of the queue may act: the end of the present run."""
        self.is_watched = False
        """Whether somebody outside may act behind each event, and not only then."""
        self.rng: Random = Chance(seed)
        self._queue: list[tuple[int, int, Timer]] = []
        self._order = 0

    def call_at(self, t_us: int, callback: Callback) -> "Timer":
        """Call `callback` at `t_us`; a time that has passed means now, after what is already due."""
        timer = Timer(callback)
        self._order += 1
        heappush(self._queue, (max(self.now_us, t_us), self._order, timer))
        return timer

    def call_later(self, delay_us: int, callback: Callback) -> "Timer":
        """Call `callback` in `delay_us`."""
        return self.call_at(self.now_us + delay_us, callback)

    def look_at(self, t_us: int, look: Callback) -> "Timer":
        """Call `look` at `t_us` as `call_at` would: it tells of what there is, and changes nothing for others.

        It may wake a program from which others hear nothing but by later events.
        """
        timer = self.call_at(t_us, look)
        timer.is_look = True
        return timer

    def next_event_us(self) -> int | None:
        """When the next event is due; None if nothing is."""
        queue = self._queue
        while queue and queue[0][2].callback is None:
            heappop(queue)
        return queue[0][0] if queue else None

    def next_change_us(self) -> int | None:
        """When the next event is due that may change anything for a program; None if none is.

        That is no mere look, unless somebody outside may act on what is seen.
        """
        next_us, queue = self.next_event_us(), self._queue
        if self.is_watched or next_us is None or not queue[0][2].is_look:
            return next_us
        return min((due_us for due_us, _, timer in queue if timer.callback and not timer.is_look), default=None)

    def pass_alone(self, t_us: int) -> bool:
        """Let it be `t_us` here and now, as for who sleeps until then, if nothing else happens by then; else False.

        For who was woken by the queue itself: whoever runs within somebody else's event would move the time below it.
        Where somebody outside may act behind each event it is always False, for to wake is one.
        """
        if self.is_watched or t_us > self.until_us:
            return False
        next_us = self.next_event_us()
        if next_us is not None and next_us <= t_us:
            return False
        self._count()
        self.now_us = t_us
        return True

    def run_until(self, t_us: int) -> None:
        """Let everything up to and including `t_us` happen; afterwards it is `t_us`."""
        self._count()
        self.until_us, self.is_watched = t_us, False
        queue = self._queue
        while queue and queue[0][0] <= t_us:
            due_us, _, timer = heappop(queue)
            callback = timer.callback
            if callback is not None:
                self._count()
                self.now_us = due_us
                callback()
        self.now_us = max(self.now_us, t_us)

    def run_while(self, condition: Callable[[], bool], t_us: int) -> bool:
        """Let things happen up to `t_us` while `condition` holds; False as soon as it does not, True at `t_us`."""
        self._count()
        self.until_us, self.is_watched = t_us, True
        queue = self._queue
        while condition():
            if not queue or queue[0][0] > t_us:
                self.now_us = max(self.now_us, t_us)
                return True
            due_us, _, timer = heappop(queue)
            callback = timer.callback
            if callback is not None:
                self._count()
                self.now_us = due_us
                callback()
        return False

    def close(self) -> None:
        """End the run: nothing more happens, and what would have is let go."""
        self._queue.clear()

    def _count(self) -> None:
        self._steps_left -= 1
        if self._steps_left < 0:
            raise StepsSpentError

    def spawn(self, program: Coroutine[object, object, None], ended: Callable[[BaseException | None], None]) -> "Task":
        """Start a coroutine at once, up to its first wait; `ended` gets None or what it raised."""
        task = Task(self, program, ended)
        task.wake()
        return task


class Timer(msgspec.Struct, eq=False):
    """A callback that is due, unless cancelled."""

    callback: Callback | None
    is_look: bool = False

    def cancel(self) -> None:
        """Make sure that it does not happen; harmless when it already did."""
        self.callback = None


class Signal(Generic[T]):
    """Something a task can wait for; it fires once, with a value that the waiting task receives."""

    __slots__ = ("_task", "_value", "fired")

    def __init__(self) -> None:
        self.fired = False
        self._value: T | None = None
        self._task: Task | None = None

    def fire(self, value: T) -> None:
        """Give the value to the waiting task, now; a second firing does nothing."""
        if self.fired:
            return
        self.fired = True
        self._value = value
        if self._task is not None:
            self._task.wake(value)

    @property
    def value(self) -> T:
        """What it fired with; only meaningful once it has."""
        return cast("T", self._value)

    def attach(self, task: "Task") -> None:
        """Note who waits."""
        self._task = task


class Task:
    """A running coroutine."""

    __slots__ = ("_ended", "_kernel", "_program", "_timer")

    def __init__(
        self,
        kernel: Kernel,
        program: Coroutine[object, object, None],
        ended: Callable[[BaseException | None], None],
    ) -> None:
        self._kernel = kernel
        self._program: Coroutine[object, object, None] | None = program
        self._ended = ended
        self._timer: Timer | None = None

    @property
    def alive(self) -> bool:
        """False once it has ended or was cancelled."""
        return self._program is not None

    def wake(self, value: object = None) -> None:
        """Go on up to the next wait."""
        program = self._program
        if program is None:
            return
        try:
            wanted = program.send(value)
        except StopIteration:
            self._finish(None)
        except Exception as error:  # noqa: BLE001 - whoever spawned it decides what an error means
            self._finish(error)
        else:
            if type(wanted) is int:
                self._timer = self._kernel.call_at(self._kernel.now_us + wanted, self.wake)
            elif isinstance(wanted, Signal):
                wanted.attach(self)
            else:
                program.close()
                self._finish(TypeError(f"task waits for {wanted!r}, expected whole microseconds or a Signal"))

    def cancel(self) -> None:
        """End it here; it is not told why, as a processor is not when power goes."""
        program = self._program
        if program is None:
            return
        self._program, self._ended = None, _unheard
        if self._timer is not None:
            self._timer.cancel()
        program.close()

    def _finish(self, error: BaseException | None) -> None:
        # Whoever hears of it mostly keeps the task: a task that kept them too would be a circle.
        ended, self._program, self._ended = self._ended, None, _unheard
        ended(error)


def _unheard(_error: BaseException | None) -> None:
    """Take no notice of the end of a task that has ended."""


@types.coroutine
def sleep(duration_us: int) -> Generator[int, None, None]:
    """Wait for `duration_us` (0 or more)."""
    yield duration_us


@types.coroutine
def wait(signal: Signal[T]) -> Generator[Signal[T], T, T]:
    """Wait for `signal` and give its value; at once if it has fired."""
    if signal.fired:
        return signal.value
    return (yield signal)
