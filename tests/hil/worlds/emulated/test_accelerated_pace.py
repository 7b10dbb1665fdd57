"""Time of the world `emulated`."""

from hypothesis import given
from hypothesis import strategies as st

from hil.worlds.emulated.pace import AcceleratedPace
from hil.worlds.serial.inbox import Inbox
from simulator.kernel import Kernel


class Clock:
    """The time of boards that run: it moves a little each time it is read."""

    def __init__(self, step_ns: int) -> None:
        self._step_ns = step_ns
        self.now_ns = 0
        self.stands = False

    def elapsed_ns(self) -> int:
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


def test_a_wait_begins_when_it_is_asked_for_and_not_at_the_last_look() -> None:
    kernel, clock = Kernel(0), Clock(1_000_000)
    pace = AcceleratedPace(kernel, Counting([]), nothing, 10, clock)
    clock.now_ns = 4_000_000_000
    pace.run_while(lambda: True, 30_000_000)
    assert kernel.now_us >= 70_000_000


def test_where_no_board_runs_nobody_waits() -> None:
    kernel, clock = Kernel(0), Clock(0)
    asked_s: list[float] = []
    due: list[int] = []
    clock.stands = True
    kernel.call_at(3_600_000_000, lambda: due.append(kernel.now_us))
    AcceleratedPace(kernel, Counting(asked_s), nothing, 10, clock).run_while(lambda: True, 7_200_000_000)
    assert (kernel.now_us, due, asked_s) == (7_200_000_000, [3_600_000_000], [])


def test_time_that_was_skipped_stays_behind_when_a_board_runs() -> None:
    kernel, clock = Kernel(0), Clock(0)
    pace = AcceleratedPace(kernel, Counting([]), nothing, 10, clock)
    clock.stands = True
    pace.run_while(lambda: True, 60_000_000)
    clock.stands, clock.now_ns = False, 100_000_000
    pace.settle()
    assert kernel.now_us == 61_000_000


def test_what_was_said_before_is_heard_before_time_is_skipped() -> None:
    kernel, inbox, clock = Kernel(0), Inbox(), Clock(0)
    heard_us: list[int] = []
    clock.stands = True
    pace = AcceleratedPace(kernel, inbox, lambda: None, 10, clock)
    kernel.call_at(1_000, lambda: inbox.post(lambda: heard_us.append(kernel.now_us)))
    pace.run_while(lambda: True, 60_000_000)
    assert heard_us == [1_000]
