"""A program that runs to its end, within a time."""

from __future__ import annotations

import os
import select
import sys
import time
from threading import Event

import pytest

from oceanhil.host.program import StoppedError, run_to_end

UNTIL_INPUT_ENDS = "import sys; sys.stdin.read(); print('done')"
FOR_EVER = "import signal; signal.pause()"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the system tells no program's end")
def test_the_end_of_a_program_is_told_and_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = list[float]()

    def look_again(after_s: float) -> None:
        looks.append(after_s)
        Event().wait(after_s)

    monkeypatch.setattr(time, "sleep", look_again)
    assert run_to_end([sys.executable, "-c", UNTIL_INPUT_ENDS], 60.0).output == "done\n"
    # One is enough where the system tells of the end before it gives the exit code; an interpreter takes five to start.
    assert len(looks) < 3


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the system tells no program's end")
def test_an_end_that_is_told_too_early_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class ToldAtOnce:
        def register(self, _descriptor: int, _events: int) -> None: ...

        def poll(self, _timeout_ms: float) -> list[tuple[int, int]]:
            return [(0, select.POLLIN)]

    monkeypatch.setattr(select, "poll", ToldAtOnce)
    assert run_to_end([sys.executable, "-c", UNTIL_INPUT_ENDS], 60.0).output == "done\n"


@pytest.mark.skipif(os.name != "posix", reason="waits for a signal")
def test_where_the_system_does_not_tell_the_end_a_program_is_looked_after_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    assert run_to_end([sys.executable, "-c", UNTIL_INPUT_ENDS], 60.0).exit_code == 0
    with pytest.raises(StoppedError):
        run_to_end([sys.executable, "-c", FOR_EVER], 0.1)
