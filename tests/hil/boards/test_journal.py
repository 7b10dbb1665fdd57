"""The journal of changed boards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oceanhil.hil.boards.journal import Journal, JournalError, Pending
from oceanhil.host.owners import this_owner
from tests.hil.boards.owners import FakeClock, somebody

_KILLED = """
import os, signal, sys
from pathlib import Path
from oceanhil.hil.boards.journal import Journal
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


def test_what_a_former_version_noted_is_pending_under_the_new_key_and_older(journal: Journal) -> None:
    journal.opened("port-desk_1+0123456789ab", Path("/backups/new.bin"), "board 'one': nvs")
    journal.opened("port-desk_1", Path("/backups/old.bin"), "board 'one': nvs")
    old, new = journal.pending("port-desk_1+0123456789ab")
    assert (old.key, new.key) == ("port-desk_1", "port-desk_1+0123456789ab")
    assert (old.is_of("one", new.key), old.is_of("two", new.key), new.is_of("two", new.key)) == (True, False, True)
    assert journal.pending("port-desk_2+0123456789ab") == ()


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


def test_an_entry_is_noted_by_whoever_runs_and_when_and_can_be_read_by_people(tmp_path: Path) -> None:
    journal = Journal(tmp_path, FakeClock())
    journal.opened("mac-1", Path("one.bin"), "NVS partition")
    (pending,) = journal.pending("mac-1")
    assert pending == Pending("mac-1", str(Path("one.bin").absolute()), "NVS partition", 1_000_000.0, this_owner())
    assert (tmp_path / "mac-1.json").read_text().startswith('{\n  "pending": [\n    {\n      "key": "mac-1",\n')


def test_a_backup_is_found_by_its_whole_path_wherever_one_stands(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    journal.opened("mac-1", Path("one.bin"), "NVS partition")
    journal.opened("mac-1", Path("two.bin"), "application")
    journal.closed("mac-1", tmp_path / "other.bin")
    assert [each.what for each in journal.pending("mac-1")] == ["NVS partition", "application"]
    journal.closed("mac-1", Path("two.bin"))
    journal.closed("mac-1", tmp_path / "one.bin")
    assert not list((tmp_path / "journal").glob("*.json"))


def test_all_boards_are_told_in_the_order_of_their_names_and_the_oldest_first(journal: Journal) -> None:
    for key, what in (("b", "1"), ("a", "2"), ("b", "3")):
        journal.opened(key, Path(what), what)
    assert [(each.key, each.what) for each in journal.everything()] == [("a", "2"), ("b", "1"), ("b", "3")]
    journal.closed("nobody")
    assert len(journal.everything()) == 3


def test_a_damaged_journal_says_what_to_do_and_is_not_overwritten(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "journal" / "mac-1.json"
    path.parent.mkdir()
    path.write_text("{")
    for use in (
        lambda: journal.pending("mac-1"),
        journal.everything,
        lambda: journal.closed("mac-1"),
        lambda: journal.opened("mac-1", Path("x"), "y"),
    ):
        with pytest.raises(JournalError) as damaged:
            use()
        said = str(damaged.value)
        assert said.startswith(f"the journal {str(path)!r} is damaged (")
        assert said.endswith(
            "): the board may have to be restored by hand from its newest backup; then remove the file"
        )
    assert path.read_text() == "{"
