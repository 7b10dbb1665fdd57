"""Commands that are ended from outside: Ctrl-C lets go cleanly, kill -9 frees the board all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oceanhil.analysis.recording.oslog import read_log
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.hil.boards.owners import somebody
from tests.user import Command

_KEY = "mac-246f28aabbcc"
_INVENTORY = '[board.desk]\nkind = "esp32"\nport = "/dev/no-such-port"\nmac = "24:6F:28:AA:BB:CC"\n'
_SLOW_TO_END = """
import sys, time
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(1)
    print("put back")
    sys.exit(9)
"""
_UNTIL_KILLED = "import os, signal; print(os.getpid(), flush=True); signal.pause()"
_BOARDS = "from oceanhil.app.commands.boards.command import boards; boards(prog_name='oceanhil boards')"


@contextmanager
def _started(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    inventory = folder / "boards.toml"
    if not inventory.exists():
        inventory.write_text(_INVENTORY)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", _BOARDS, *words]
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.slow
def test_ctrl_c_lets_go_of_a_lease_by_hand(folder: Path) -> None:
    with _started(folder, "lease", "desk", "--for", "1h") as process:
        assert "'desk' is yours until" in _first_line(process)
        assert Leases(folder / "state" / "leases").peek(_KEY).lease is not None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert (process.returncode, said) == (0, "let go\n")
    assert Leases(folder / "state" / "leases").peek(_KEY).lease is None


@pytest.mark.slow
def test_ctrl_c_lets_a_command_under_the_lease_finish_in_its_own_time(folder: Path) -> None:
    with _started(folder, "lease", "desk", "--", sys.executable, "-c", _SLOW_TO_END) as process:
        assert _first_line(process) == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate()
    assert (process.returncode, said) == (9, "put back\n")


@pytest.mark.slow
def test_a_holder_that_is_killed_frees_the_board_at_once_on_the_same_machine(command: Command, folder: Path) -> None:
    with _started(folder, "lease", "desk", "--for", "1h") as process:
        _first_line(process)
        assert command("lease", "desk", "--", "true").code == 25
        process.kill()
        process.communicate()
    assert command("lease", "desk", "--", "true").code == 0


@pytest.mark.slow
def test_a_command_whose_lease_was_killed_keeps_the_board_until_it_ends(command: Command, folder: Path) -> None:
    with _started(folder, "lease", "desk", "--", sys.executable, "-c", _UNTIL_KILLED) as process:
        user = int(_first_line(process))
        process.kill()
        process.wait()
        try:
            done = command("lease", "desk", "--", "true")
        finally:
            os.kill(user, signal.SIGKILL)
    assert (done.code, f":{user}, " in done.err) == (25, True), done.err
    assert command("lease", "desk", "--wait", "--", "true").code == 0


@pytest.mark.slow
def test_a_holder_whose_board_was_taken_leaves_it_to_the_next_at_its_end(command: Command, folder: Path) -> None:
    leases = Leases(folder / "state" / "leases")
    with _started(folder, "lease", "desk", "--for", "1h") as process:
        _first_line(process)
        assert command("release", "desk", "--force").code == 0
        leases.acquire(_KEY, somebody("alice"))
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert "alice" in str(leases.peek(_KEY).lease)


@pytest.mark.slow
def test_ctrl_c_ends_the_monitor_cleanly_and_the_recording_is_whole(folder: Path) -> None:
    with VirtualBoardProcess("--board", "esp32") as board:
        board.control.power(on=True)
        port = f'port = "{board.port_url}"\npower = {{control = "{board.control_address}"}}'
        (folder / "boards.toml").write_text(f'[board.desk]\nkind = "esp32"\nlines = "none"\n{port}\n')
        with _started(folder, "monitor", "desk", "--reset", "--log", "a.oslog") as process:
            assert " desk " in _first_line(process)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate()
    assert (process.returncode, said) == (0, "")
    assert not read_log(folder / "a.oslog").torn
