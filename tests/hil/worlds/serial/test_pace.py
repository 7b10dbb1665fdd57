"""What other threads leave to be done is done in one thread, in order."""

import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.worlds.serial.pace import HeldPace, Inbox, RealPace
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.kernel import Kernel
from tests.hil.worlds.serial.held_boards import Done, FakeBoard


def test_deeds_are_done_in_the_order_they_were_posted() -> None:
    inbox, done = Inbox(), list[int]()
    for number in range(5):
        inbox.post(partial(done.append, number))
    inbox.drain()
    assert done == [0, 1, 2, 3, 4]


def test_nothing_is_done_before_somebody_drains() -> None:
    inbox, done = Inbox(), list[str]()
    inbox.post(lambda: done.append("late"))
    assert done == []
    assert inbox.drain()
    assert not inbox.drain()
    assert done == ["late"]


def test_what_a_deed_posts_is_done_in_the_same_drain() -> None:
    inbox, done = Inbox(), list[str]()
    inbox.post(lambda: inbox.post(lambda: done.append("second")))
    inbox.post(lambda: done.append("first"))
    inbox.drain()
    assert done == ["first", "second"]


def test_waiting_ends_with_the_first_thing_that_is_posted_by_another_thread() -> None:
    inbox, done = Inbox(), list[str]()
    thread = threading.Thread(target=lambda: inbox.post(lambda: done.append(threading.current_thread().name)))
    thread.start()
    inbox.wait(60)
    thread.join()
    assert done == [threading.current_thread().name]


def test_waiting_does_everything_that_is_there() -> None:
    inbox, done = Inbox(), list[str]()
    inbox.post(lambda: done.append("one"))
    inbox.post(lambda: done.append("two"))
    inbox.wait(60)
    assert done == ["one", "two"]


def test_waiting_for_a_moment_that_is_past_returns_at_once() -> None:
    inbox = Inbox()
    inbox.wait(-5.0)
    assert not inbox.drain()


def test_nothing_is_lost_when_many_threads_post() -> None:
    inbox, done = Inbox(), list[int]()
    threads = [threading.Thread(target=_post_many, args=(inbox, done, start)) for start in range(0, 400, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    inbox.drain()
    assert sorted(done) == list(range(400))


def _post_many(inbox: Inbox, done: list[int], start: int) -> None:
    for number in range(start, start + 100):
        inbox.post(partial(done.append, number))


LIMIT_US = 1_000
TIMES = st.lists(st.integers(1, LIMIT_US), max_size=12)


class Bench:
    """Boards and timers of one run; `done` is what happened, as the scenario's thread took it in."""

    def __init__(self, *boards_us: list[int], timers_us: tuple[int, ...] = ()) -> None:
        self.kernel, self.inbox = Kernel(), Inbox()
        self.done: list[Done] = []
        self.boards = [FakeBoard(f"board {number}", times, self._post) for number, times in enumerate(boards_us, 1)]
        self.pace = HeldPace(self.kernel, self.inbox, self.boards)
        for time_us in timers_us:
            self.kernel.call_at(time_us, self._timer(time_us))

    def _post(self, done: Done) -> None:
        self.inbox.post(lambda: self.done.append(done))

    def _timer(self, time_us: int) -> Callable[[], None]:
        return lambda: self.done.append(("timer", time_us))

    def run(self, limit_us: int = LIMIT_US) -> None:
        self.pace.run_while(lambda: True, limit_us)


def test_boards_and_timers_take_their_turns_in_the_order_of_time() -> None:
    bench = Bench([10, 40], [30], timers_us=(20, 50))
    bench.run()
    assert bench.done == [("board 1", 10), ("timer", 20), ("board 2", 30), ("board 1", 40), ("timer", 50)]


@pytest.mark.slow
@given(TIMES, TIMES, TIMES)
def test_whatever_is_due_happens_once_and_in_order(one: list[int], other: list[int], timers: list[int]) -> None:
    bench = Bench(one, other, timers_us=tuple(timers))
    bench.run()
    times = [time_us for _, time_us in bench.done]
    assert times == sorted(one + other + timers)
    assert {bench.kernel.now_us, *(board.now_us for board in bench.boards)} == {LIMIT_US}


def test_no_board_runs_ahead_of_the_others() -> None:
    bench = Bench([10, 20], [15])
    bench.run()
    assert bench.boards[0].grants == [10, 20, LIMIT_US]
    assert bench.boards[1].grants == [15, LIMIT_US]


def test_time_stops_at_the_event_that_was_waited_for() -> None:
    bench = Bench([10, 20, 30], [25])
    bench.pace.run_while(lambda: ("board 1", 20) not in bench.done, LIMIT_US)
    assert bench.done == [("board 1", 10), ("board 1", 20)]
    assert [bench.kernel.now_us, *(board.now_us for board in bench.boards)] == [20, 20, 20]


def test_what_is_already_true_takes_no_time() -> None:
    bench = Bench([10])
    bench.pace.run_while(lambda: False, LIMIT_US)
    assert (bench.kernel.now_us, bench.done) == (0, [])


def test_nothing_beyond_the_limit_happens() -> None:
    bench = Bench([10, LIMIT_US, LIMIT_US + 1], timers_us=(LIMIT_US + 2,))
    bench.run()
    assert bench.done == [("board 1", 10), ("board 1", LIMIT_US)]


def test_time_passes_without_boards() -> None:
    bench = Bench(timers_us=(7,))
    bench.run()
    assert (bench.done, bench.kernel.now_us) == ([("timer", 7)], LIMIT_US)


def test_a_board_that_joins_later_gets_its_turns() -> None:
    bench = Bench([10])
    bench.run(100)
    late = FakeBoard("late", [150], bench._post)
    late.present_us = 100
    bench.boards.append(late)
    bench.run(200)
    assert bench.done == [("board 1", 10), ("late", 150)]


def test_settling_hears_every_board_out_and_takes_no_time() -> None:
    bench = Bench([10], [20])
    bench.inbox.post(lambda: bench.done.append(("line", 0)))
    bench.pace.settle()
    assert (bench.done, bench.kernel.now_us) == ([("line", 0)], 0)
    assert [board.listened for board in bench.boards] == [1, 1]


def test_what_is_heard_in_a_wait_has_the_time_at_which_it_came() -> None:
    kernel, inbox = Kernel(), Inbox()
    pace = real_pace(kernel, inbox)
    began_ns = time.monotonic_ns()
    heard: list[tuple[int, int]] = []

    def speak() -> None:
        said_us = (time.monotonic_ns() - began_ns) // 1000
        inbox.post(lambda: heard.append((said_us, kernel.now_us)))

    speaker = threading.Timer(0.02, speak)
    speaker.start()
    pace.run_while(lambda: not heard, 60_000_000)
    speaker.join()
    ((said_us, heard_us),) = heard
    assert heard_us >= said_us


def real_pace(kernel: Kernel, inbox: Inbox, check: Callable[[], None] = lambda: None) -> RealPace:
    return RealPace(kernel, inbox, check)


def test_real_time_ends_with_what_was_waited_for() -> None:
    inbox, heard = Inbox(), list[str]()
    thread = threading.Thread(target=lambda: inbox.post(lambda: heard.append("online")))
    pace = real_pace(Kernel(), inbox)
    thread.start()
    pace.run_while(lambda: not heard, 60_000_000)
    thread.join()
    assert heard == ["online"]


def test_real_time_ends_at_the_limit() -> None:
    kernel = Kernel()
    real_pace(kernel, Inbox()).run_while(lambda: True, 2_000)
    assert kernel.now_us >= 2_000


def test_timers_run_in_real_time() -> None:
    kernel, rung = Kernel(), list[int]()
    kernel.call_at(1_000, lambda: rung.append(kernel.now_us))
    real_pace(kernel, Inbox()).run_while(lambda: not rung, 60_000_000)
    assert rung == [1_000]


def test_what_came_before_anybody_waited_is_taken_in_without_waiting() -> None:
    inbox, heard = Inbox(), list[str]()
    inbox.post(lambda: heard.append("early"))
    real_pace(Kernel(), inbox).run_while(lambda: not heard, 60_000_000)
    assert heard == ["early"]


def test_a_board_that_is_gone_ends_the_waiting() -> None:
    def check() -> None:
        raise WorldError("board 'desk': its port went away")

    with pytest.raises(WorldError, match="'desk'"):
        real_pace(Kernel(), Inbox(), check).run_while(lambda: True, 60_000_000)


def test_settling_in_real_time_lets_the_present_catch_up() -> None:
    kernel, inbox, heard = Kernel(), Inbox(), list[str]()
    pace = real_pace(kernel, inbox)
    inbox.post(lambda: heard.append("line"))
    pace.settle()
    assert heard == ["line"]
    assert kernel.now_us > 0
