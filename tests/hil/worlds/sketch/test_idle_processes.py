"""Processes of compiled sketches are kept for the next board, as long as they are well."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.hil.worlds.sketch.debugger import DebuggedProcess
from oceanhil.hil.worlds.sketch.idle_processes import IdleProcesses
from oceanhil.hil.worlds.sketch.process import SketchProcess

CAT = Path("/bin/cat")
KEPT_MOST = 4
STAND_IN = """#!/bin/sh
for word; do
  case $word in "set args "*) eval "exec cat ${word#set args }" ;; esac
done
"""
"""A gdb that runs `cat` as the sketch at once, with the pipes that it is told of."""


@pytest.fixture
def started() -> Iterator[list[SketchProcess]]:
    processes: list[SketchProcess] = []
    yield processes
    for process in processes:
        process.close()


def is_over(process: SketchProcess) -> bool:
    return process._process.poll() is not None


def test_a_process_that_rests_serves_the_next_board(started: list[SketchProcess]) -> None:
    idle = IdleProcesses()
    started.append(first := idle.take(CAT))
    idle.give_back(CAT, first)
    assert idle.take(CAT) is first


def test_a_process_serves_no_other_program(started: list[SketchProcess]) -> None:
    idle = IdleProcesses()
    started.append(first := idle.take(CAT))
    idle.give_back(CAT, first)
    started.append(other := idle.take(CAT.with_name("tee")))
    assert other is not first


def test_a_process_that_has_ended_is_not_kept(started: list[SketchProcess]) -> None:
    idle = IdleProcesses()
    started.append(first := idle.take(CAT))
    first._process.kill()
    first._process.wait()
    idle.give_back(CAT, first)
    started.append(other := idle.take(CAT))
    assert other is not first


def test_a_process_with_an_unread_word_is_ended(started: list[SketchProcess]) -> None:
    idle = IdleProcesses()
    started.append(first := idle.take(CAT))
    first._read = b"half a frame"
    idle.give_back(CAT, first)
    assert is_over(first)


def test_a_process_under_a_debugger_is_ended_though_it_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (debugger := tmp_path / "gdb").write_text(STAND_IN)
    debugger.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    idle = IdleProcesses(lambda program: DebuggedProcess(program, commands=None))
    first = idle.take(CAT)
    assert not is_over(first)
    idle.give_back(CAT, first)
    assert is_over(first)


def test_of_too_many_the_oldest_are_ended(started: list[SketchProcess]) -> None:
    idle = IdleProcesses()
    started.extend(SketchProcess(CAT) for _ in range(KEPT_MOST + 2))
    for process in started:
        idle.give_back(CAT, process)
    assert [is_over(process) for process in started] == [True] * 2 + [False] * KEPT_MOST


def test_all_end_with_what_kept_them(started: list[SketchProcess]) -> None:
    idle = IdleProcesses()
    started.append(first := idle.take(CAT))
    idle.give_back(CAT, first)
    del idle
    gc.collect()
    assert is_over(first)
