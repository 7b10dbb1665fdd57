"""The journal of changed boards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hil.boards.journal import Journal, JournalError
from tests.hil.boards.bench import FakeClock, somebody

_KILLED = """
import os, signal, sys
from pathlib import Path
from hil.boards.journal import Journal
Journal(Path(sys.argv[1])).opened("mac-1", Path("/backups/one.bin"), "NVS partition")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal", FakeClock(), somebody())


def test_a_changed_board_is_pending_until_it_is_closed(journal: Journal) -> None:
    journal.opened("mac-1", Path("/backups/one.bin"), "NVS partition")
    (pending,) = journal.pending("mac-1")
    assert (pending.backup_path, pending.what) == ("/backups/one.bin", "NVS partition")
    journal.closed("mac-1")
    assert journal.pending("mac-1") == ()


def test_one_backup_of_several_can_be_closed(journal: Journal) -> None:
    journal.opened("mac-1", Path("/backups/one.bin"), "NVS partition")
    journal.opened("mac-1", Path("/backups/two.bin"), "application")
    journal.closed("mac-1", Path("/backups/one.bin"))
    assert [each.what for each in journal.pending("mac-1")] == ["application"]


def test_what_is_pending_says_who_changed_what_and_where_the_backup_is(journal: Journal) -> None:
    journal.opened("mac-1", Path("/backups/one.bin"), "NVS partition")
    said = str(journal.pending("mac-1")[0])
    assert said == (
        "NVS partition changed by alice@bench-host:4711, run run-1, nightly, not restored; backup at '/backups/one.bin'"
    )


def test_boards_are_kept_apart(journal: Journal) -> None:
    journal.opened("mac-1", Path("/backups/one.bin"), "NVS partition")
    assert journal.pending("mac-2") == ()
    assert [each.key for each in journal.everything()] == ["mac-1"]


def test_a_run_that_was_killed_leaves_its_entry_behind(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[3])
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [each.what for each in Journal(tmp_path).pending("mac-1")] == ["NVS partition"]


def test_a_damaged_journal_is_not_taken_for_an_empty_one(journal: Journal, tmp_path: Path) -> None:
    journal.opened("mac-1", Path("/backups/one.bin"), "NVS partition")
    os.truncate(tmp_path / "journal" / "mac-1.json", 10)
    with pytest.raises(JournalError, match=r"mac-1\.json' is damaged .* restored by hand"):
        journal.pending("mac-1")


def test_bytes_that_are_no_text_are_damage_too(tmp_path: Path) -> None:
    (tmp_path / "usb-1.json").write_bytes(b'{"pending":[{"key":"\xff"}]}')
    with pytest.raises(JournalError, match="is damaged"):
        Journal(tmp_path).pending("usb-1")
