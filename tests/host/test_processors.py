"""Who takes turns in a hurry stays on one processor; nobody stays there for ever."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from oceanhil.host.processors import SharedProcessor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="another system chooses processors by itself")

MANY = 10_000
TWO = frozenset({0, 1})


@pytest.fixture
def other() -> Iterator[int]:
    """The number of a process that waits."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.communicate()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, frozenset[int]]]:
    """Who was let run where."""
    told: list[tuple[int, frozenset[int]]] = []
    monkeypatch.setattr(os, "sched_setaffinity", lambda who, where: told.append((who, frozenset(where))))
    return told


def stays(where: frozenset[int]) -> bool:
    return len(where) == 1


def test_both_stay_on_one_processor_and_are_let_go_now_and_then(
    kept: list[tuple[int, frozenset[int]]], other: int
) -> None:
    shared = SharedProcessor(other, TWO)
    for _ in range(MANY):
        shared.turn()
    assert {who for who, _ in kept} == {0, other}
    assert [stays(where) for who, where in kept if who == 0] == [True, False, True, False, True]
    assert [where for who, where in kept if who == 0] == [where for who, where in kept if who == other]


def test_who_leaves_may_run_anywhere(kept: list[tuple[int, frozenset[int]]], other: int) -> None:
    shared = SharedProcessor(other, TWO)
    for _ in range(MANY):
        shared.turn()
    shared.leave()
    assert kept[-2:] == [(0, TWO), (other, TWO)]


def test_a_thread_that_rests_is_free_and_goes_on_where_the_process_is(
    kept: list[tuple[int, frozenset[int]]], other: int
) -> None:
    shared = SharedProcessor(other, TWO)
    shared.go_on()
    assert not kept
    for _ in range(100):
        shared.turn()
    (_, there), _ = kept
    kept.clear()
    shared.rest()
    shared.go_on()
    assert kept == [(0, TWO), (0, there)]


def test_who_is_in_no_hurry_is_never_kept(
    kept: list[tuple[int, frozenset[int]]], other: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(2 * MANY))
    monkeypatch.setattr(time, "monotonic", lambda: 2.0 * next(seconds))
    shared = SharedProcessor(other, TWO)
    for _ in range(MANY):
        shared.turn()
    assert not kept


def test_nothing_happens_where_there_is_one_processor(kept: list[tuple[int, frozenset[int]]], other: int) -> None:
    shared = SharedProcessor(other, frozenset({0}))
    for _ in range(MANY):
        shared.turn()
    assert not kept


def test_a_process_that_has_ended_hinders_nobody() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.communicate()
    before = os.sched_getaffinity(0)
    shared = SharedProcessor(process.pid, frozenset(before) | {max(before) + 1})
    for _ in range(100):
        shared.turn()
    assert len(os.sched_getaffinity(0)) == 1
    shared.leave()
    assert os.sched_getaffinity(0) == before
