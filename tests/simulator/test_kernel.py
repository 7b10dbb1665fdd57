from collections.abc import Awaitable, Callable, Coroutine, Generator
from inspect import CORO_CLOSED, getcoroutinestate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.simulator.kernel import Kernel, Signal, sleep, wait

Program = Coroutine[object, object, None]


class Log:
    """What happened, with the time."""

    def __init__(self) -> None:
        self.kernel = Kernel()
        self.entries: list[tuple[int, str]] = []
        self.ends: list[BaseException | None] = []

    def note(self, text: str) -> None:
        self.entries.append((self.kernel.now_us, text))

    def at(self, t_us: int, text: str) -> None:
        self.kernel.call_at(t_us, lambda: self.note(text))

    def spawn(self, program: Program) -> None:
        self.kernel.spawn(program, self.ends.append)


@pytest.fixture
def log() -> Log:
    return Log()


def test_events_happen_in_order_of_time_whatever_the_order_of_asking(log: Log) -> None:
    for t_us in (30, 10, 20):
        log.at(t_us, f"at {t_us}")
    log.kernel.run_until(100)
    assert log.entries == [(10, "at 10"), (20, "at 20"), (30, "at 30")]


def test_at_one_time_events_happen_in_the_order_of_asking(log: Log) -> None:
    for name in "abc":
        log.at(5, name)
    log.kernel.run_until(5)
    assert [text for _, text in log.entries] == ["a", "b", "c"]


def test_an_event_in_the_past_happens_now_and_after_what_is_due(log: Log) -> None:
    log.kernel.run_until(50)
    log.at(50, "due")
    log.at(10, "late")
    log.kernel.run_until(50)
    assert log.entries == [(50, "due"), (50, "late")]


def test_an_event_may_ask_for_another_at_the_same_time(log: Log) -> None:
    log.kernel.call_at(5, lambda: log.at(5, "second"))
    log.kernel.run_until(5)
    assert log.entries == [(5, "second")]


def test_later_is_counted_from_now(log: Log) -> None:
    log.kernel.run_until(50)
    log.kernel.call_later(5, lambda: log.note("x"))
    log.kernel.run_until(100)
    assert log.entries == [(55, "x")]


def test_a_cancelled_timer_does_nothing_however_often_it_is_cancelled(log: Log) -> None:
    timer = log.kernel.call_later(5, lambda: log.note("never"))
    timer.cancel()
    timer.cancel()
    log.kernel.run_until(10)
    assert log.entries == []


def test_the_next_event_is_the_first_that_is_not_cancelled(log: Log) -> None:
    first = log.kernel.call_at(5, lambda: None)
    log.at(8, "second")
    assert log.kernel.next_event_us() == 5
    first.cancel()
    assert log.kernel.next_event_us() == 8
    log.kernel.run_until(8)
    assert log.kernel.next_event_us() is None


def test_running_until_a_time_includes_it_and_ends_there(log: Log) -> None:
    log.at(10, "at the end")
    log.at(11, "after it")
    log.kernel.run_until(10)
    assert log.entries == [(10, "at the end")]
    assert log.kernel.now_us == 10


def test_time_never_goes_back(log: Log) -> None:
    log.kernel.run_until(50)
    log.kernel.run_until(20)
    assert log.kernel.now_us == 50


def test_running_while_stops_right_after_the_event_that_ends_the_condition(log: Log) -> None:
    for t_us in (10, 20, 30):
        log.at(t_us, "x")
    assert log.kernel.run_while(lambda: len(log.entries) < 2, 100) is False
    assert log.kernel.now_us == 20


def test_time_passes_here_and_now_only_where_nothing_is_due_by_then_and_nobody_watches(log: Log) -> None:
    passed: list[tuple[bool, int]] = []

    def let_pass(*times_us: int) -> None:
        passed.extend((log.kernel.pass_alone(t_us), log.kernel.now_us) for t_us in times_us)

    log.at(50, "due")
    log.kernel.call_at(10, lambda: let_pass(20, 49, 50))
    log.kernel.call_at(60, lambda: let_pass(100, 101))
    log.kernel.run_until(100)
    assert passed == [(True, 20), (True, 49), (False, 49), (True, 100), (False, 100)]
    log.kernel.call_at(110, lambda: let_pass(115))
    log.kernel.run_while(lambda: True, 200)
    assert passed[-1] == (False, 110)
    assert log.entries == [(50, "due")]


def test_whoever_runs_while_a_condition_holds_may_act_behind_each_event_and_who_runs_until_a_time_only_then(
    log: Log,
) -> None:
    watched: list[bool] = []
    for t_us in (10, 20):
        log.kernel.call_at(t_us, lambda: watched.append(log.kernel.is_watched))
    log.kernel.run_while(lambda: not watched, 100)
    log.kernel.run_until(100)
    assert watched == [True, False]


def test_running_while_a_condition_holds_ends_at_the_time_limit(log: Log) -> None:
    log.at(100, "in time")
    log.at(101, "too late")
    assert log.kernel.run_while(lambda: True, 100) is True
    assert log.kernel.now_us == 100
    assert log.entries == [(100, "in time")]


def test_running_while_does_nothing_when_the_condition_does_not_hold(log: Log) -> None:
    log.at(0, "x")
    assert log.kernel.run_while(lambda: False, 100) is False
    assert log.kernel.now_us == 0


def test_a_task_runs_at_once_up_to_its_first_wait_and_then_on_time(log: Log) -> None:
    async def program() -> None:
        log.note("start")
        await sleep(7)
        log.note("woken")

    log.spawn(program())
    assert log.entries == [(0, "start")]
    log.kernel.run_until(10)
    assert log.entries == [(0, "start"), (7, "woken")]
    assert log.ends == [None]


def test_a_sleep_of_nothing_lets_what_is_due_happen_first(log: Log) -> None:
    async def program() -> None:
        log.at(0, "due")
        await sleep(0)
        log.note("task")

    log.spawn(program())
    log.kernel.run_until(0)
    assert [text for _, text in log.entries] == ["due", "task"]


def test_a_waiting_task_gets_the_value_when_the_signal_fires(log: Log) -> None:
    signal = Signal[str]()

    async def program() -> None:
        log.note(await wait(signal))

    log.spawn(program())
    log.kernel.call_at(9, lambda: signal.fire("hello"))
    log.kernel.run_until(10)
    assert log.entries == [(9, "hello")]


def test_a_signal_that_has_fired_is_not_waited_for(log: Log) -> None:
    signal = Signal[str]()
    signal.fire("first")
    signal.fire("second")

    async def program() -> None:
        log.note(await wait(signal))

    log.spawn(program())
    assert log.entries == [(0, "first")]
    assert signal.value == "first"


def test_a_cancelled_task_never_goes_on(log: Log) -> None:
    signal = Signal[None]()

    async def sleeper() -> None:
        await sleep(5)
        log.note("never")

    async def waiter() -> None:
        await wait(signal)
        log.note("never")

    for program in (sleeper(), waiter()):
        task = log.kernel.spawn(program, log.ends.append)
        task.cancel()
        task.cancel()
        assert not task.alive
        assert getcoroutinestate(program) == CORO_CLOSED
    assert log.kernel.next_event_us() is None
    signal.fire(None)
    log.kernel.run_until(10)
    assert log.entries == []
    assert log.ends == []


def test_whoever_spawned_a_task_hears_what_it_raised(log: Log) -> None:
    error = KeyError("x")

    async def program() -> None:
        await sleep(5)
        raise error

    log.spawn(program())
    log.kernel.run_until(5)
    assert log.ends == [error]


@pytest.mark.parametrize("foreign", [1.5, True, "soon", None])
def test_a_task_that_waits_for_anything_else_ends_with_an_error(log: Log, foreign: object) -> None:
    class Foreign(Awaitable[None]):
        def __await__(self) -> Generator[object, None, None]:
            yield foreign

    async def program() -> None:
        await Foreign()

    log.spawn(program())
    assert [type(end) for end in log.ends] == [TypeError]
    assert repr(foreign) in str(log.ends[0])


def test_the_seed_makes_the_randomness() -> None:
    assert Kernel(5).rng.random() == Kernel(5).rng.random() != Kernel(6).rng.random()


def test_a_finished_task_is_alive_no_more(log: Log) -> None:
    async def program() -> None:
        await sleep(5)

    task = log.kernel.spawn(program(), log.ends.append)
    seen = [task.alive]
    log.kernel.run_until(5)
    seen.append(task.alive)
    assert seen == [True, False]


@pytest.mark.slow
@given(st.integers(0, 2**64), st.lists(st.integers(0, 1000), max_size=30))
def test_the_same_seed_gives_the_same_run(seed: int, times_us: list[int]) -> None:
    assert trace_of(seed, times_us) == trace_of(seed, times_us)


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=40))
def test_what_happens_is_what_was_asked_for_and_not_cancelled_sorted_by_time(asked: list[tuple[int, bool]]) -> None:
    kernel, happened = Kernel(), list[int]()

    def at(index: int) -> Callable[[], None]:
        return lambda: happened.append(index)

    timers = [kernel.call_at(t_us, at(index)) for index, (t_us, _) in enumerate(asked)]
    for timer, (_, cancelled) in zip(timers, asked, strict=True):
        if cancelled:
            timer.cancel()
    kernel.run_until(50)
    wanted = sorted((t_us, index) for index, (t_us, cancelled) in enumerate(asked) if not cancelled)
    assert happened == [index for _, index in wanted]


def trace_of(seed: int, times_us: list[int]) -> list[tuple[int, int]]:
    kernel, trace = Kernel(seed), list[tuple[int, int]]()

    async def program(first_us: int) -> None:
        await sleep(first_us)
        for _ in range(3):
            trace.append((kernel.now_us, first_us))
            await sleep(kernel.rng.randrange(100))

    for t_us in times_us:
        kernel.spawn(program(t_us), lambda _: None)
    kernel.run_until(10_000)
    return trace


def test_a_kernel_without_a_seed_is_that_of_seed_0() -> None:
    assert Kernel().rng.getstate() == Kernel(0).rng.getstate() != Kernel(1).rng.getstate()


def test_a_look_changes_nothing_unless_somebody_acts_on_what_is_seen(log: Log) -> None:
    kernel, seen = log.kernel, list[int | None]()
    log.at(1, "now")
    kernel.call_at(1, lambda: seen.append(kernel.next_change_us()))
    kernel.look_at(2, lambda: log.entries.append((kernel.now_us, "look")))
    kernel.call_at(3, lambda: None).cancel()
    log.at(4, "change")
    kernel.look_at(5, lambda: seen.append(kernel.next_change_us()))
    kernel.run_until(3)
    assert (seen, kernel.next_change_us()) == ([4], 4)
    kernel.run_until(5)
    assert log.entries == [(1, "now"), (2, "look"), (4, "change")]
    assert seen == [4, None]


def test_a_look_may_be_what_somebody_waits_for(log: Log) -> None:
    kernel, seen = log.kernel, list[int | None]()
    kernel.call_at(1, lambda: seen.append(kernel.next_change_us()))
    kernel.look_at(2, lambda: None)
    kernel.run_while(lambda: True, 3)
    assert seen == [2]
