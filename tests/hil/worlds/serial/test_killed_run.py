"""A run that is killed, and runs that want one board: leases end, nothing is put back behind anybody's back."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import key_of
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.host.folders import journal_directory, leases_directory
from tests.hil.worlds.serial.desk import KEPT, entry_text, keep_something, what_is_kept, write_inventory
from tests.user import Command, start, write

# In real time this waits until somebody ends it.
_ENDLESS = '  - device.power_on\n  - expect.serial: {line: "[never printed]", within: 1h}\n'
_RUN = ("run", "--world", "serial", "--board", "esp32")

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _state(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(folder / "state"))
    for variable in ("OCEANHIL_LEASES", "OCEANHIL_BOARDS"):
        monkeypatch.delenv(variable, raising=False)


@contextmanager
def _run_under_way(folder: Path, board: VirtualBoardProcess) -> Iterator[subprocess.Popen[str]]:
    """Start an endless run, and wait until its board has booted."""
    scenario = write(folder / "endless.yaml", _ENDLESS)
    process = start(folder, *_RUN, scenario.name)
    try:
        while board.control.ask().boots == 0:
            assert process.poll() is None, process.communicate()
        yield process
    finally:
        process.kill()
        process.communicate()


def test_kill_9_frees_the_board_and_the_next_run_says_what_it_found(
    oceanhil: Command, oceanhil_process: Command, folder: Path, esp32: VirtualBoardProcess
) -> None:
    entry = write_inventory(folder, entry_text("desk", esp32))
    keep_something(entry, esp32)
    with _run_under_way(folder, esp32) as process:
        assert Leases(leases_directory(folder / "state")).peek(key_of(entry)).lease is not None
        process.kill()
        process.communicate()
    esp32.control.power(on=False)
    assert what_is_kept(entry, esp32) != KEPT

    # A process of this machine that is gone needs no expiry.
    assert Leases(leases_directory(folder / "state")).peek(key_of(entry)).lease is None
    (pending,) = Journal(journal_directory(folder / "state")).pending(key_of(entry))
    done = oceanhil_process("run", "--world", "serial", "first-boot", "--board", "esp32")
    assert done.code == 0, done.said
    what = f"not restored; backup at {pending.backup_path!r}; put it back with `oceanhil boards restore desk`"
    assert what in done.err
    assert what_is_kept(entry, esp32) != KEPT

    assert "restored nvs" in oceanhil("boards", "restore", "desk").out
    assert what_is_kept(entry, esp32) == KEPT


def test_ctrl_c_puts_the_board_back_at_once(folder: Path, esp32: VirtualBoardProcess) -> None:
    entry = write_inventory(folder, entry_text("desk", esp32))
    esp32.control.renew(0)
    keep_something(entry, esp32)
    with _run_under_way(folder, esp32) as process:
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode == 2
    assert what_is_kept(entry, esp32) == KEPT
    assert Journal(journal_directory(folder / "state")).pending(key_of(entry)) == ()


def test_a_second_run_waits_for_the_board_and_says_for_whom(folder: Path, esp32: VirtualBoardProcess) -> None:
    write_inventory(folder, entry_text("desk", esp32))
    esp32.control.renew(0)
    with _run_under_way(folder, esp32) as first:
        second = start(folder, *_RUN, "first-boot")
        assert second.stderr is not None
        said = second.stderr.readline()
        assert said.startswith("waiting for board 'desk': ")
        assert f":{first.pid}, oceanhil run on the inventory has it until " in said
        first.kill()
        out, _ = second.communicate()
    assert (second.returncode, "1 passed" in out) == (0, True)


def test_a_board_that_dies_in_a_run_is_an_error_and_is_named_with_its_backup(folder: Path) -> None:
    with VirtualBoardProcess("--board", "esp32") as board:
        write_inventory(folder, entry_text("desk", board))
        with _run_under_way(folder, board) as process:
            board.close()
            out, err = process.communicate()
    assert process.returncode == 1
    assert "error: board 'desk': " in out
    assert "board 'desk' is not restored: " in err + out
    assert "oceanhil boards restore desk" in err + out
