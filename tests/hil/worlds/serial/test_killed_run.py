"""A run that is ended from outside, and runs that want one board: boards are put back, leases end."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.journal import Journal, Pending
from oceanhil.hil.boards.lease import Lease
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.host.folders import journal_directory, leases_directory
from oceanhil.host.owners import Owner, is_surely_dead, this_machine
from tests.hil.worlds.serial.desk import KEPT, entry_text, keep_something, what_is_kept, write_inventory
from tests.user import Command, ended, start, write

# In real time this waits until somebody ends it.
_ENDLESS = '  - device.power_on\n  - expect.serial: {line: "[never printed]", within: 1h}\n'
_RUN = ("run", "--world", "serial", "--board", "esp32")

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_state")]


@contextmanager
def _run_under_way(folder: Path, board: VirtualBoardProcess) -> Iterator[subprocess.Popen[str]]:
    """Start an endless run, and wait until its board has booted."""
    scenario = write(folder / "endless.yaml", _ENDLESS)
    process = start(folder, *_RUN, scenario.name)
    try:
        _wait_for_boots(process, board)
        yield process
    finally:
        process.kill()
        process.communicate()


def _wait_for_boots(process: subprocess.Popen[str], *boards: VirtualBoardProcess) -> None:
    """Wait until each board has booted, and leave the processor to the run meanwhile."""
    while any(board.control.ask().boots == 0 for board in boards):
        assert process.poll() is None, process.communicate()
        threading.Event().wait(0.05)


def _leases(folder: Path) -> Leases:
    return Leases(leases_directory(folder / "state"))


def _lease(folder: Path, entry: BoardEntry) -> Lease:
    lease = _leases(folder).peek(key_of(entry)).lease
    assert lease is not None
    return lease


def _until_free(folder: Path, entry: BoardEntry, keeper: Owner) -> None:
    """Wait until the board is in nobody's hands and its keeper has ended; the keeper's own patience bounds it."""
    while _leases(folder).peek(key_of(entry)).lease is not None or not is_surely_dead(keeper, this_machine()):
        threading.Event().wait(0.05)


def _until_dead(keeper: Owner) -> None:
    """Wait until a killed process is gone, which a busy machine may not have come to yet."""
    for _ in range(600):
        if is_surely_dead(keeper, this_machine()):
            return
        threading.Event().wait(0.05)
    pytest.fail(f"process {keeper.pid} was killed and is still there")


def _keeper_of(lease: Lease) -> Owner:
    assert lease.keeper is not None
    return lease.keeper


def _pending(folder: Path, entry: BoardEntry) -> tuple[Pending, ...]:
    return Journal(journal_directory(folder / "state")).pending(key_of(entry))


@pytest.mark.parametrize(("end", "by_keeper"), [(signal.SIGKILL, True), (signal.SIGHUP, True), (signal.SIGTERM, False)])
def test_a_run_that_is_ended_puts_its_board_back_or_its_keeper_does(
    folder: Path, esp32: VirtualBoardProcess, end: signal.Signals, *, by_keeper: bool
) -> None:
    entry = write_inventory(folder, entry_text("desk", esp32))
    esp32.control.renew(0)
    keep_something(entry, esp32)
    with _run_under_way(folder, esp32) as process:
        keeper = _keeper_of(_lease(folder, entry))
        process.send_signal(end)
        ended(process)
    _until_free(folder, entry, keeper)
    assert what_is_kept(entry, esp32) == KEPT
    assert _pending(folder, entry) == ()
    assert ("'desk': put back nvs" in (folder / "state" / "keeper.log").read_text()) is by_keeper


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_end_of_a_whole_group_with_a_process_for_each_board_leaves_none_changed(
    folder: Path, esp32: VirtualBoardProcess, end: signal.Signals
) -> None:
    write(folder / "endless.yaml", _ENDLESS)
    write(folder / "forever.yaml", _ENDLESS)
    with VirtualBoardProcess("--board", "esp32") as other:
        boards = (esp32, other)
        write_inventory(folder, entry_text("desk", esp32), entry_text("shelf", other))
        entries = load_inventory(folder / "boards.toml").boards.values()
        for entry, board in zip(entries, boards, strict=True):
            board.control.renew(0)
            keep_something(entry, board)
        words = ("run", "--world", "serial", "--board", "esp32", "--jobs", "2", "endless.yaml", "forever.yaml")
        process = start(folder, *words, is_session=True)
        try:
            _wait_for_boots(process, *boards)
            keepers = [_keeper_of(_lease(folder, entry)) for entry in entries]
            assert len(set(keepers)) == 2
            os.killpg(process.pid, end)
            ended(process)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for entry, board, keeper in zip(entries, boards, keepers, strict=True):
            _until_free(folder, entry, keeper)
            assert what_is_kept(entry, board) == KEPT
            assert _pending(folder, entry) == ()


def test_a_keeper_hears_nothing_of_the_signals_that_end_a_job(folder: Path, esp32: VirtualBoardProcess) -> None:
    entry = write_inventory(folder, entry_text("desk", esp32))
    esp32.control.renew(0)
    keep_something(entry, esp32)
    with _run_under_way(folder, esp32) as process:
        keeper = _keeper_of(_lease(folder, entry))
        assert os.getsid(keeper.pid) not in {os.getsid(process.pid), os.getsid(0)}
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
            os.kill(keeper.pid, number)
        process.kill()
        process.communicate()
    _until_free(folder, entry, keeper)
    assert what_is_kept(entry, esp32) == KEPT


def test_a_run_that_ends_as_it_should_leaves_no_keeper(
    oceanhil_process: Command, folder: Path, esp32: VirtualBoardProcess
) -> None:
    entry = write_inventory(folder, entry_text("desk", esp32))
    esp32.control.renew(0)
    keep_something(entry, esp32)
    assert oceanhil_process(*_RUN, "first-boot").code == 0
    assert what_is_kept(entry, esp32) == KEPT
    assert (folder / "state" / "keeper.log").read_text() == ""


def test_with_its_keeper_killed_too_the_board_is_free_and_the_next_run_says_what_it_found(
    oceanhil: Command, oceanhil_process: Command, folder: Path, esp32: VirtualBoardProcess
) -> None:
    entry = write_inventory(folder, entry_text("desk", esp32))
    esp32.control.renew(0)
    keep_something(entry, esp32)
    with _run_under_way(folder, esp32) as process:
        keeper = _keeper_of(_lease(folder, entry))
        os.kill(keeper.pid, signal.SIGKILL)
        process.kill()
        process.communicate()
    _until_dead(keeper)
    esp32.control.power(on=False)
    assert what_is_kept(entry, esp32) != KEPT

    # Processes of this machine that are gone need no expiry.
    assert _leases(folder).peek(key_of(entry)).lease is None
    (pending,) = _pending(folder, entry)
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
        ended(process)
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
            out, err = ended(process)
    assert process.returncode == 1
    assert "error: board 'desk': " in out
    assert "board 'desk' is not restored: " in err + out
    assert "oceanhil boards restore desk" in err + out
