"""Time of the world `emulated`."""

from hypothesis import given
from hypothesis import strategies as st

from hil.worlds.emulated.pace import AcceleratedPace
from hil.worlds.serial.inbox import Inbox
from simulator.kernel import Kernel


class Clock:
    """A clock that moves a little each time it is read."""

    def __init__(self, step_ns: int) -> None:
        self._step_ns = step_ns
        self.now_ns = 0

    def __call__(self) -> int:
        """Read it."""
        self.now_ns += self._step_ns
        return self.now_ns


class Counting(Inbox):
    """Nobody posts anything, and nobody waits."""

    def __init__(self, asked_s: list[float]) -> None:
        super().__init__()
        self._asked_s = asked_s

    def wait(self, timeout_s: float) -> None:
        """Note how long it would have been."""
        self._asked_s.append(timeout_s)


def nothing() -> None:
    """Find every board well."""


@given(speed=st.integers(1, 50))
def test_time_passes_so_many_times_as_fast(speed: int) -> None:
    kernel, clock = Kernel(0), Clock(1_000_000_000)
    pace = AcceleratedPace(kernel, Inbox(), nothing, speed, clock)
    pace.settle()
    assert kernel.now_us == speed * 1_000_000


def test_a_run_ends_at_its_limit() -> None:
    kernel = Kernel(0)
    AcceleratedPace(kernel, Inbox(), nothing, 10, Clock(3_000_000_000)).run_while(lambda: True, 1_000_000)
    assert kernel.now_us >= 1_000_000


def test_a_run_ends_with_what_was_waited_for() -> None:
    kernel, inbox = Kernel(0), Inbox()
    heard: list[str] = []
    inbox.post(lambda: heard.append("boot"))
    AcceleratedPace(kernel, inbox, nothing, 10, Clock(1_000)).run_while(lambda: not heard, 1_000_000_000)
    assert kernel.now_us < 1_000_000


def test_timers_of_the_run_come_on_time() -> None:
    kernel = Kernel(0)
    due: list[int] = []
    kernel.call_at(500_000, lambda: due.append(kernel.now_us))
    AcceleratedPace(kernel, Inbox(), nothing, 10, Clock(10_000_000)).run_while(lambda: not due, 10_000_000)
    assert due == [500_000]


def test_boards_are_looked_at_while_nothing_happens() -> None:
    looks: list[bool] = []
    pace = AcceleratedPace(Kernel(0), Inbox(), lambda: looks.append(True), 50, Clock(1_000_000))
    pace.run_while(lambda: len(looks) < 3, 60_000_000)
    assert len(looks) == 3


@given(speed=st.integers(1, 50))
def test_time_is_moved_every_twentieth_of_a_second_of_the_run(speed: int) -> None:
    asked_s: list[float] = []
    pace = AcceleratedPace(Kernel(0), Counting(asked_s), nothing, speed, Clock(1_000_000))
    pace.run_while(lambda: len(asked_s) < 3, 60_000_000)
    assert [round(wait_s * speed, 6) for wait_s in asked_s] == [0.05] * 3


def test_how_far_behind_the_run_is_can_be_asked() -> None:
    kernel, clock = Kernel(0), Clock(0)
    pace = AcceleratedPace(kernel, Inbox(), nothing, 10, clock)
    clock.now_ns = 300_000_000
    assert pace.behind_us() == 3_000_000
    pace.settle()
    assert pace.behind_us() == 0
