"""The drill that ends runs: what it draws, and that it sees what is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from click.testing import CliRunner

from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.leases import Leases
from oceanhil.host.folders import journal_directory, leases_directory
from tests.hil.boards.owners import a_dead_process, somebody
from tools.drill import __main__ as command
from tools.drill import trial
from tools.drill.bench import DrillBench
from tools.drill.ends import End, Ending, drawn, end_it
from tools.drill.trial import Outcome, try_end

_ENDING = Ending(End.KILL_GROUP, 0, 0.0, 0.0, on_all_boards=False, cut=None, cut_again_s=0.0)


def test_a_seed_and_a_number_give_the_same_end_and_all_ends_come_up() -> None:
    assert [drawn(7, number, 3) for number in range(50)] == [drawn(7, number, 3) for number in range(50)]
    ends = [drawn(7, number, 3) for number in range(300)]
    assert {each.end for each in ends} == {*End}
    assert {each.cut for each in ends} == {None, 0, 1, 2}
    assert {each.changed for each in ends} == {0, 1, 2, 3}
    assert {each.on_all_boards for each in ends} == {False, True}
    assert drawn(8, 0, 3) != drawn(7, 0, 3)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], process_group=0) as process:
        yield process
        process.kill()


@pytest.mark.parametrize(
    ("end", "by"),
    [
        (End.TERM_ONE, signal.SIGTERM),
        (End.TERM_GROUP, signal.SIGTERM),
        (End.HUP, signal.SIGHUP),
        (End.KILL_ONE, signal.SIGKILL),
        (End.KILL_GROUP, signal.SIGKILL),
    ],
)
def test_an_end_is_the_signal_of_its_name(sleeper: subprocess.Popen[bytes], end: End, by: signal.Signals) -> None:
    end_it(sleeper, Ending(end, 0, 0.0, 0.0, on_all_boards=False, cut=None, cut_again_s=0.0), lambda _: None)
    assert sleeper.wait() == -by


def _outcome(*losses: str, changed: int = 3) -> Outcome:
    return Outcome(_ENDING, had_ended=False, changed=changed, by_keeper=True, settled_s=1.25, losses=losses)


class NoBoards:
    """A bench for outcomes that are made up."""

    boards = (None,) * 3

    def __init__(self, folder: Path) -> None:
        """Nowhere."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing to end."""


@pytest.mark.parametrize(("losses", "code"), [((), 0), (("esp32: its storage is not as before",), 1)])
def test_a_loss_is_told_with_its_seed_and_is_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, losses: tuple[str, ...], code: int
) -> None:
    monkeypatch.setattr(command, "DrillBench", NoBoards)
    monkeypatch.setattr(command, "try_end", lambda *given: _outcome(*losses))
    done = CliRunner().invoke(command.main, ["--ends", "2", "--seed", "9"])
    assert done.exit_code == code
    assert f"2 ends, {2 * code} with a loss; seed 9" in done.output
    assert ("again: make drill ARGS='--seed 9 --only 1'" in done.output) is bool(losses)
    assert all(loss in done.output for loss in losses)


@pytest.mark.parametrize(("ends", "changed", "code"), [(10, 0, 1), (10, 1, 0), (1, 0, 0)])
def test_a_drill_in_which_no_run_ever_changed_a_board_is_no_success(
    monkeypatch: pytest.MonkeyPatch, ends: int, changed: int, code: int
) -> None:
    monkeypatch.setattr(command, "DrillBench", NoBoards)
    monkeypatch.setattr(command, "try_end", lambda *given: _outcome(changed=changed))
    done = CliRunner().invoke(command.main, ["--ends", str(ends), "--seed", "9"])
    assert done.exit_code == code
    assert ("nothing was tried: no run had changed a board" in done.output) is bool(code)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrillBench]:
    with DrillBench(tmp_path_factory.mktemp("bench")) as bench:
        yield bench


class _Run:
    """Stands for a run: a process that does nothing, while something else happens to the boards."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, state: Path, body: str = "pass") -> None:
        environment = {**os.environ, "OCEANHIL_STATE": str(state)}
        self.process = subprocess.Popen([sys.executable, "-c", body], process_group=0, env=environment)
        monkeypatch.setattr(trial, "_started", lambda *given: self.process)


def _losses(bench: DrillBench, folder: Path) -> tuple[str, ...]:
    return try_end(bench, folder, _ENDING, random.Random(1)).losses


@pytest.mark.slow
def test_a_run_that_changes_nothing_loses_nothing(
    bench: DrillBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _Run(monkeypatch, tmp_path / "state")
    assert _losses(bench, tmp_path) == ()


@pytest.mark.slow
def test_a_board_that_is_not_as_before_is_a_loss(
    bench: DrillBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _Run(monkeypatch, tmp_path / "state")
    monkeypatch.setattr(trial, "end_it", lambda *given: bench.boards[1].process.control.renew(1))
    (loss,) = _losses(bench, tmp_path)
    assert loss.startswith("esp8266: its storage is not as before, in sectors 0x")


@pytest.mark.slow
def test_what_stays_in_the_journal_is_a_loss(
    bench: DrillBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _Run(monkeypatch, tmp_path / "state")
    Journal(journal_directory(tmp_path / "state"), owner=somebody()).opened("key", tmp_path, "eeprom")
    assert [loss.partition(" by ")[0] for loss in _losses(bench, tmp_path)] == ["journal: eeprom changed"]


@pytest.mark.slow
def test_a_process_and_a_lease_that_stay_are_losses(
    bench: DrillBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    monkeypatch.setattr(trial, "_OVER_S_MAX", 0.5)
    Leases(leases_directory(state)).acquire("key", somebody())
    left = _Run(monkeypatch, state, "import time; time.sleep(60)").process
    monkeypatch.setattr(trial, "end_it", lambda *given: None)
    while b"sleep" not in Path(f"/proc/{left.pid}/cmdline").read_bytes():
        threading.Event().wait(0.01)
    process, lease = _losses(bench, tmp_path)
    assert process.startswith("after 0.5 s there is still: process ")
    assert "time.sleep(60)" in process
    assert lease == f"after 0.5 s there is still: lease of key, held by {somebody()}"


def test_a_lease_whose_holder_is_dead_is_none(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    folder = leases_directory(tmp_path)
    Leases(folder, is_dead=lambda owner: False).acquire("key", a_dead_process(gone.pid))
    assert list(folder.glob("key.json"))
    assert trial._leases(tmp_path) == []
