"""The file of a history: what is in it stays, whoever else writes it and however they end."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest

from oceanhil.app.history import store
from oceanhil.app.history.changes import DRAWN, Entry
from oceanhil.app.history.commit import Commit
from oceanhil.app.history.store import FILE, History, HistoryError, RunOfHistory, SeriesKey
from oceanhil.scenarios.measures import Reading

RUN = RunOfHistory("2026-01-15T12:00:00+00:00", Commit("a" * 40, "the first"), "0.1.0")
KEY = SeriesKey("probe@esp32", "sim", "built-in", "idf-5.5.1")
ENTRY = Entry(commit=RUN.commit, passed=True, measures={"boot_to_online": Reading(number=2.4, at_us=2_400_000)})


def keep(folder: Path, key: SeriesKey = KEY, entry: Entry = ENTRY) -> tuple[Entry, ...]:
    return History(folder).keep(RUN, {key: entry})[key]


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as connection:
        yield connection


def count(folder: Path, table: str) -> int:
    with database(folder) as connection:
        number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return number


def test_what_is_kept_comes_back_the_newest_first(tmp_path: Path) -> None:
    later = Entry(commit=RUN.commit, passed=False, attempts=3)
    assert keep(tmp_path) == ()
    assert keep(tmp_path, entry=later) == (ENTRY,)
    assert keep(tmp_path) == (later, ENTRY)


@pytest.mark.parametrize(
    "other",
    [
        SeriesKey("probe@esp8266", "sim", "built-in", "idf-5.5.1"),
        SeriesKey("probe@esp32", "sketch:a", "built-in", "idf-5.5.1"),
        SeriesKey("probe@esp32", "sim", "foreign", "idf-5.5.1"),
        SeriesKey("probe@esp32", "sim", "built-in", "idf-4.4.7"),
    ],
)
def test_another_case_world_server_or_core_is_another_series(tmp_path: Path, other: SeriesKey) -> None:
    keep(tmp_path)
    assert keep(tmp_path, other) == ()
    assert keep(tmp_path) == (ENTRY,)


def test_no_more_comes_back_than_is_drawn(tmp_path: Path) -> None:
    for _ in range(DRAWN + 2):
        past = keep(tmp_path)
    assert len(past) == DRAWN - 1


def test_what_is_no_longer_read_goes_and_nothing_else(tmp_path: Path) -> None:
    seldom = SeriesKey("seldom@esp32", "sim", "built-in", "")
    first = msgspec.structs.replace(ENTRY, attempts=99)
    History(tmp_path).keep(RUN, {KEY: first, seldom: first})
    entries = [msgspec.structs.replace(ENTRY, attempts=number) for number in range(1, 2 * DRAWN)]
    for entry in entries:
        past = keep(tmp_path, entry=entry)
    assert past == tuple(reversed(entries[-DRAWN:-1]))
    # Those of the other series, and of the run in which it was tried, stay.
    assert (count(tmp_path, "run"), count(tmp_path, "entry")) == (DRAWN + 1, DRAWN + 1)
    assert keep(tmp_path, seldom) == (first,)


def test_runs_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    keys = [SeriesKey(f"probe-{number}@esp32", "sim", "built-in", "") for number in range(4)]
    with ThreadPoolExecutor(len(keys)) as threads:
        list(threads.map(lambda key: keep(tmp_path, key), [*keys, *keys]))
    assert (count(tmp_path, "run"), count(tmp_path, "entry")) == (8, 8)
    assert [len(keep(tmp_path, key)) for key in keys] == [2] * 4


_KILLED = """
import os, sys
from pathlib import Path
from oceanhil.app.history import store
from tests.app.history.test_store import KEY, ENTRY, RUN
store._past = lambda *_: os._exit(7)
store.History(Path(sys.argv[1])).keep(RUN, {KEY: ENTRY})
"""


def test_a_run_that_is_killed_leaves_nothing_of_itself_and_all_of_the_others(tmp_path: Path) -> None:
    keep(tmp_path)
    root = Path(__file__).parents[3]
    environ = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], cwd=root, env=environ, check=False)
    assert done.returncode == 7
    assert (tmp_path / f"{FILE}-journal").exists() or count(tmp_path, "run") == 1
    assert keep(tmp_path) == (ENTRY,)
    assert (count(tmp_path, "run"), count(tmp_path, "entry")) == (2, 2)


def test_an_error_in_the_middle_leaves_nothing_either(tmp_path: Path) -> None:
    keep(tmp_path)
    with database(tmp_path) as connection:
        connection.execute("CREATE UNIQUE INDEX one ON entry (series)")
    with pytest.raises(HistoryError, match="UNIQUE"):
        keep(tmp_path)
    assert count(tmp_path, "run") == 1


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("precious, and no database at all")
    with pytest.raises(HistoryError, match=rf"'{tmp_path / FILE}' cannot be used: .*; move it away, or choose another"):
        History(tmp_path).open()
    assert (tmp_path / FILE).read_text() == "precious, and no database at all"


def test_a_database_of_another_program_is_named_and_left_alone(tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        connection.execute("CREATE TABLE precious (id)")
    with pytest.raises(HistoryError, match="is a database of another program; choose another folder"):
        History(tmp_path).open()
    assert count(tmp_path, "sqlite_master") == 1


def test_a_newer_form_is_named_and_left_alone(tmp_path: Path) -> None:
    keep(tmp_path)
    with database(tmp_path) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(HistoryError, match=r"a newer version of oceanhil \(form 2, this one has 1\); use that version"):
        keep(tmp_path)
    assert count(tmp_path, "run") == 1


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    keep(tmp_path)
    file = tmp_path / FILE
    file.write_bytes(file.read_bytes()[:6_000])
    with pytest.raises(HistoryError, match="cannot be used: database disk image is malformed; move it away"):
        History(tmp_path).open()


def test_a_row_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    keep(tmp_path)
    with database(tmp_path) as connection:
        connection.execute("UPDATE entry SET measures = '[]'")
    with pytest.raises(HistoryError, match="cannot be used: Expected `object`, got `array`"):
        keep(tmp_path)


def test_who_waits_too_long_for_another_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path)
    monkeypatch.setattr(store, "_PATIENCE_S", 0)
    with database(tmp_path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(HistoryError, match="cannot be used: database is locked; another run has held it"):
            keep(tmp_path)


def test_a_full_disk_is_said_and_nobody_told_to_move_a_good_file_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path)
    connect = sqlite3.connect

    def on_full_disk(path: Path, *, timeout: float, isolation_level: None) -> sqlite3.Connection:
        connection = connect(path, timeout=timeout, isolation_level=isolation_level)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr("oceanhil.app.history.store.sqlite3.connect", on_full_disk)
    long = SeriesKey("x" * 100_000, "sim", "built-in", "idf-5.5.1")
    with pytest.raises(HistoryError, match="cannot be used: database or disk is full; free some space, or choose"):
        keep(tmp_path, long)
    monkeypatch.undo()
    assert keep(tmp_path) == (ENTRY,)


def test_a_transaction_has_its_lock_before_it_reads(tmp_path: Path) -> None:
    keep(tmp_path)
    with database(tmp_path) as first, database(tmp_path) as second:
        second.execute("PRAGMA busy_timeout = 0")
        with store._transaction(first):
            store._one(first, "SELECT count(*) FROM run")
            with pytest.raises(sqlite3.OperationalError, match="locked"), store._transaction(second):
                pass
