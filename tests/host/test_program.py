"""A program that runs to its end, within a time."""

from __future__ import annotations

import os
import sys
import time

import pytest

from oceanhil.host.program import StoppedError, run_to_end

UNTIL_INPUT_ENDS = "import sys; sys.stdin.read(); print('done')"
FOR_EVER = "import signal; signal.pause()"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the system tells no program's end")
def test_the_end_of_a_program_is_told_and_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_for(_: float) -> None:
        raise AssertionError("slept until the next look")

    monkeypatch.setattr(time, "sleep", looked_for)
    assert run_to_end([sys.executable, "-c", UNTIL_INPUT_ENDS], 60.0).output == "done\n"


@pytest.mark.skipif(os.name != "posix", reason="waits for a signal")
def test_where_the_system_does_not_tell_the_end_a_program_is_looked_after_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    assert run_to_end([sys.executable, "-c", UNTIL_INPUT_ENDS], 60.0).exit_code == 0
    with pytest.raises(StoppedError):
        run_to_end([sys.executable, "-c", FOR_EVER], 0.1)
