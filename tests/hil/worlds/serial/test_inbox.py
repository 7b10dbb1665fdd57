"""What other threads leave to be done is done in one thread, in order."""

import threading
from functools import partial

from oceanhil.hil.worlds.serial.inbox import Inbox


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
