import fcntl
import os
import sys
import threading
from pathlib import Path

import pytest

from oceanhil.host.program import StoppedError, run_to_end


def python(code: str) -> list[str]:
    return [sys.executable, "-ISc", code]


def test_the_exit_code_and_both_streams_are_kept() -> None:
    finished = run_to_end(python("import os, sys; os.write(1, b'out '); os.write(2, b'err \\xff'); sys.exit(7)"), 30)
    assert (finished.exit_code, finished.output) == (7, "out err \N{REPLACEMENT CHARACTER}")


def test_there_is_nothing_to_read_from_us() -> None:
    assert run_to_end(python("import sys; print(repr(sys.stdin.read()))"), 30).output.strip() == "''"


def test_ctrl_c_of_the_terminal_does_not_reach_it() -> None:
    assert int(run_to_end(python("import os; print(os.getpgid(0))"), 30).output) != os.getpgid(0)


def test_the_environment_is_added_to_and_the_folder_is_chosen(tmp_path: Path) -> None:
    code = "import os; print(os.environ['EXTRA'], 'PATH' in os.environ, os.getcwd())"
    finished = run_to_end(python(code), 30, environment={"EXTRA": "yes"}, folder=tmp_path)
    assert finished.output.split() == ["yes", "True", str(tmp_path.resolve())]


def test_one_that_refuses_to_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.host.program._GRACE_S", 0.1)
    deaf = "signal.signal(15, signal.SIG_IGN); print('deaf', flush=True)"
    code = f"import signal, threading; {deaf}; threading.Event().wait()"
    with pytest.raises(StoppedError) as caught:
        run_to_end(python(code), 0.5)
    assert caught.value.output == "deaf\n"
    assert not caught.value.cancelled


def test_one_that_ends_before_it_is_cancelled_has_ended() -> None:
    assert run_to_end(python("print('done')"), 30, cancelled=threading.Event()).output == "done\n"


def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    """A child of the program holds a lock for as long as it lives."""
    held, started, cancelled = tmp_path / "held", tmp_path / "started", threading.Event()
    os.mkfifo(started)
    child = (
        f"import fcntl, threading; file = open({str(held)!r}, 'w'); fcntl.flock(file, fcntl.LOCK_EX);"
        f" open({str(started)!r}, 'w').close(); threading.Event().wait()"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-ISc', {child!r}])"

    def cancel_when_started() -> None:
        started.read_bytes()
        cancelled.set()

    watcher = threading.Thread(target=cancel_when_started)
    watcher.start()
    with pytest.raises(StoppedError):
        run_to_end(python(parent), 60, cancelled=cancelled)
    watcher.join()
    with held.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
