"""The run's side of its keeper, with a real keeper's process on boards that nobody changed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.lease import Lease
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.keeping import kept_boards, posix_process
from oceanhil.hil.keeping.keeper import Done, Keep, KeptBoard
from oceanhil.hil.keeping.kept_boards import KeeperError, KeptBoards
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.worlds.serial.keeper_process import MODULE
from oceanhil.host.folders import leases_directory
from oceanhil.host.owners import Owner, is_surely_dead, this_machine, this_owner
from oceanhil.protocol.board import Board

pytestmark = pytest.mark.slow


@pytest.fixture
def leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Leases:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path))
    return Leases(leases_directory(tmp_path))


@pytest.fixture
def kept(leases: Leases, tmp_path: Path) -> Iterator[KeptBoards]:
    del leases
    with KeptBoards(MODULE, tmp_path / "keeper.log") as kept:
        yield kept


def _board(leases: Leases, name: str) -> KeptBoard:
    owner = this_owner()
    entry = BoardEntry(name=name, kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE, port="/dev/no-port")
    return KeptBoard(entry, owner, {name: leases.acquire(name, owner).token})


def _lease(leases: Leases, name: str) -> Lease:
    lease = leases.peek(name).lease
    assert lease is not None
    return lease


def _keeper_of(leases: Leases, name: str) -> Owner:
    keeper = _lease(leases, name).keeper
    assert keeper is not None
    return keeper


def test_an_answer_that_comes_too_late_is_no_keepers_end(
    leases: Leases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its line would be closed, and it would put the boards of a run back that goes on."""
    hers, line = Pipe()
    starts: list[int] = []
    is_asked_again = threading.Event()

    def start(*_: object) -> object:
        starts.append(1)
        return line

    def keep() -> None:
        while isinstance(request := hers.recv(), Keep):
            if request.board.entry.name == "late":
                is_asked_again.wait()
            hers.send(Done())

    monkeypatch.setattr(posix_process, "start_detached", start)
    keeper = threading.Thread(target=keep)
    keeper.start()
    kept = KeptBoards(MODULE, tmp_path / "keeper.log")
    kept.keep(_board(leases, "one"))
    with monkeypatch.context() as patch:
        patch.setattr(kept_boards, "_ANSWER_S", 0.1)
        with pytest.raises(KeeperError, match="did not answer in 0"):
            kept.keep(_board(leases, "late"))
    is_asked_again.set()
    kept.keep(_board(leases, "two"))
    kept.keep(_board(leases, "three"))
    line.send(None)
    keeper.join()
    assert len(starts) == 1
    assert kept.names == {"one", "two", "three"}


def _wait_for_end(keeper: Owner) -> None:
    while not is_surely_dead(keeper, this_machine()):
        threading.Event().wait(0.02)


def test_one_process_that_is_nobodys_child_keeps_all_boards_and_ends_with_the_last(
    leases: Leases, tmp_path: Path
) -> None:
    with KeptBoards(MODULE, tmp_path / "keeper.log") as kept:
        for name in ("one", "two"):
            kept.keep(_board(leases, name))
        keeper = _keeper_of(leases, "one")
        assert keeper == _keeper_of(leases, "two")
        assert str(keeper).endswith(f"board keeper, log {str(tmp_path / 'keeper.log')!r}")
        assert os.getsid(keeper.pid) != os.getsid(0)
        with pytest.raises(ChildProcessError):
            os.waitpid(keeper.pid, os.WNOHANG)
        kept.let_go("one")
        assert _lease(leases, "one").keeper is None
        assert kept.names == {"two"}
        kept.let_go("two")
        kept.let_go("two")
    _wait_for_end(keeper)
    assert (tmp_path / "keeper.log").read_text() == ""


def test_nothing_is_started_before_the_first_board(tmp_path: Path) -> None:
    with KeptBoards(MODULE, tmp_path / "keeper.log") as kept:
        kept.let_go("one")
    assert not (tmp_path / "keeper.log").exists()


def test_a_keeper_that_was_killed_is_followed_by_another_that_keeps_all(leases: Leases, kept: KeptBoards) -> None:
    kept.keep(_board(leases, "one"))
    first = _keeper_of(leases, "one")
    os.kill(first.pid, signal.SIGKILL)
    _wait_for_end(first)
    kept.keep(_board(leases, "two"))
    second = _keeper_of(leases, "one")
    assert second == _keeper_of(leases, "two")
    assert second.pid != first.pid
    for name in ("one", "two"):
        kept.let_go(name)


def test_a_keeper_that_was_killed_is_not_missed_at_the_end(leases: Leases, kept: KeptBoards) -> None:
    kept.keep(_board(leases, "one"))
    keeper = _keeper_of(leases, "one")
    os.kill(keeper.pid, signal.SIGKILL)
    _wait_for_end(keeper)
    kept.let_go("one")
    leases.release("one", _lease(leases, "one").token)
    # It was told to let go by nobody who could: its lease ends with its process.
    assert Leases(leases._directory, is_dead=lambda owner: owner == keeper).peek("one").lease is None


def test_a_board_that_is_not_ours_is_refused(leases: Leases, kept: KeptBoards) -> None:
    board = _board(leases, "one")
    leases.break_lease("one", force=True)
    with pytest.raises(KeeperError, match="the lease of board 'one' is lost"):
        kept.keep(board)
    assert kept.names == frozenset()


def test_a_keeper_that_does_not_start_is_an_error_with_its_log(leases: Leases, tmp_path: Path) -> None:
    log = tmp_path / "keeper.log"
    with KeptBoards("oceanhil.no_such_module", log) as kept:
        with pytest.raises(KeeperError, match=r"the board keeper cannot be reached: .*; its log is ") as error:
            kept.keep(_board(leases, "one"))
        assert str(log) in str(error.value)
    assert "No module named oceanhil.no_such_module" in log.read_text()


def test_a_log_that_cannot_be_written_is_an_error_before_anything_is_done(leases: Leases, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        KeptBoards(MODULE, tmp_path / "file" / "keeper.log") as kept,
        pytest.raises(KeeperError, match="the board keeper cannot be reached: "),
    ):
        kept.keep(_board(leases, "one"))
    assert _lease(leases, "one").keeper is None


def test_a_log_that_has_grown_long_is_begun_anew(leases: Leases, kept: KeptBoards, tmp_path: Path) -> None:
    log = tmp_path / "keeper.log"
    log.write_bytes(b"x" * (1 << 20) + b"y")
    kept.keep(_board(leases, "one"))
    kept.let_go("one")
    assert (log.read_bytes(), (tmp_path / "keeper.log.1").stat().st_size) == (b"", (1 << 20) + 1)
