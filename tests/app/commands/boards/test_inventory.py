"""`oceanhil boards list`: every field of a row, for programs and for people."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from rich.table import Table

from oceanhil.app.commands.boards import inventory
from oceanhil.app.commands.boards.inventory import ListedBoard, ListedLease, listed, print_table
from oceanhil.hil.boards.entry import BoardEntry, Inventory, NetworkBy, PowerControl
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.quarantine import Histories
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.host.owners import Owner, this_owner
from oceanhil.host.terminal import make_console
from tests.hil.boards.listened import entry
from tests.hil.boards.owners import FakeClock, somebody

_KEY = "mac-246f28aabbcc"
_ROW = ListedBoard(
    name="desk",
    kind="esp32",
    port="/dev/x",
    there=True,
    key=_KEY,
    capabilities=(),
    lease=None,
    queue=(),
    pending=(),
)


class _State:
    """Leases and a journal in a folder, in which nothing happens by itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock(1_772_366_405.0)
        self.leases = Leases(folder / "leases", self.clock, self.clock.advance)
        self.journal = Journal(folder / "journal", self.clock, somebody())
        self.histories = Histories(folder / "quarantine", self.clock)

    def rows(self, *entries: BoardEntry, plugged: tuple[PluggedPort, ...] = ()) -> list[ListedBoard]:
        boards = {each.name: each for each in entries}
        return listed(Inventory(Path("boards.toml"), boards, {}), self.leases, self.journal, self.histories, plugged)


def _killed() -> Owner:
    """Give a process of this machine that is gone."""
    process = subprocess.Popen(["true"])
    process.wait()
    return msgspec.structs.replace(this_owner(), pid=process.pid)


@pytest.fixture
def state(tmp_path: Path) -> _State:
    return _State(tmp_path)


def test_a_board_of_which_nothing_is_known_is_free_and_whole(state: _State) -> None:
    described = replace(entry(), port="COM3", network=NetworkBy.BRIDGE)
    assert state.rows(described, plugged=(PluggedPort("COM2"), PluggedPort("COM3"))) == [
        msgspec.structs.replace(_ROW, port="COM3", capabilities=("storage-read", "storage-write"))
    ]
    assert _ROW.damage == ""


def test_every_board_is_a_row_in_the_order_of_the_inventory(state: _State) -> None:
    rows = state.rows(entry(), replace(entry(), name="two", mac=None, port="socket://h:1"))
    assert [(row.name, row.key, row.port, row.there) for row in rows] == [
        ("desk", _KEY, "x", False),
        ("two", "port-socket_h_1+6c1b7888e9eb", "socket://h:1", None),
    ]


@pytest.mark.slow
def test_holder_queue_and_what_is_pending_are_told_of_each_board(state: _State) -> None:
    state.leases.acquire(_KEY, somebody("alice"), 60)
    state.journal.opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    seen: list[ListedBoard] = []
    state.leases.acquire(_KEY, somebody("bob"), 60, wait_s=90, on_wait=lambda _: seen.extend(state.rows(entry())))
    row = seen[0]
    holder = "alice@bench-host:4711, run run-1, nightly"
    assert row.lease == ListedLease(holder, 1_772_366_405.0, 1_772_366_465.0)
    assert row.queue == (holder.replace("alice", "bob"),)
    assert row.pending == (), "alice's run goes on, and will put it back"


@pytest.mark.slow
def test_what_another_run_than_the_holders_has_left_is_pending(state: _State) -> None:
    state.leases.acquire(_KEY, msgspec.structs.replace(somebody("bob"), pid=4712), 60)
    state.journal.opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    (row,) = state.rows(entry())
    holder = "alice@bench-host:4711, run run-1, nightly"
    assert row.pending == (f"NVS partition changed by {holder}, not restored; backup at '/backups/a.bin'",)


@pytest.mark.slow
def test_what_a_holder_has_left_that_was_killed_is_pending(state: _State) -> None:
    killed = _killed()
    state.leases.acquire(_KEY, killed, 60)
    Journal(state.folder / "journal", state.clock, killed).opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    (row,) = state.rows(entry())
    assert len(row.pending) == 1


def test_what_is_wrong_with_the_file_of_a_lease_is_told_in_its_row(state: _State, tmp_path: Path) -> None:
    (tmp_path / "leases").mkdir()
    (tmp_path / "leases" / f"{_KEY}.json").write_text("?")
    (row,) = state.rows(entry())
    assert (row.lease, row.queue) == (None, ())
    assert f"{_KEY}.json' is damaged" in row.damage


def test_what_a_board_can_do_is_in_alphabetical_order(state: _State) -> None:
    (row,) = state.rows(replace(entry(), power=PowerControl("unix:/c")))
    assert row.capabilities == (
        "flashing",
        "join-time",
        "power",
        "radio",
        "serial-faults",
        "storage-read",
        "storage-write",
        "wifi",
    )


def _shown(monkeypatch: pytest.MonkeyPatch, *rows: ListedBoard) -> list[str]:
    file = io.StringIO()
    monkeypatch.setattr(inventory, "make_console", lambda: make_console(file=file))
    print_table(rows)
    return file.getvalue().splitlines()


def test_people_get_a_table_and_below_it_what_is_to_be_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    away = msgspec.structs.replace(_ROW, name="two", there=False, queue=("bob",), pending=("NVS changed",))
    held = ListedLease("alice", 0.0, 1_772_366_405.0)
    far = msgspec.structs.replace(_ROW, name="three", port="socket://h:1", there=None, lease=held, queue=("b", "c"))
    shown = _shown(monkeypatch, _ROW, away, far)
    # Two blanks, or the width of the column, are between two columns.
    assert [" ".join(line.split()) for line in shown] == [
        "board kind port there lease",
        "desk esp32 /dev/x yes free",
        "two esp32 /dev/x no free; 1 waiting: bob",
        "three esp32 socket://h:1 ? alice, until 2026-03-01 12:00:05Z; 2 waiting: b; c",
        "two: NVS changed; oceanhil boards restore two",
    ]
    assert shown[0].startswith("board")
    assert not any(line.startswith(" ") for line in shown)


def test_nothing_is_broken_or_cut_where_no_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = msgspec.structs.replace(_ROW, port="/dev/" + "x" * 2000, damage="y" * 2000)
    shown = _shown(monkeypatch, wide)
    assert len(shown) == 2
    assert "x" * 2000 in shown[1]
    assert "y" * 2000 in shown[1]


def test_on_a_terminal_only_the_last_column_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    tables: list[Table] = []

    class Terminal:
        is_terminal = True
        width = 40

        def print(self, table: Table) -> None:
            tables.append(table)

    terminal = Terminal()
    monkeypatch.setattr(inventory, "make_console", lambda: terminal)
    print_table([_ROW])
    (table,) = tables
    assert [(str(column.header), column.no_wrap) for column in table.columns] == [
        ("board", True),
        ("kind", True),
        ("port", True),
        ("there", True),
        ("lease", False),
    ]
    assert (table.box, table.pad_edge, table.header_style, terminal.width) == (None, False, "dim", 40)


def test_a_file_is_as_wide_as_the_longest_path_of_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    console = make_console(file=io.StringIO())
    monkeypatch.setattr(inventory, "make_console", lambda: console)
    print_table([_ROW])
    assert console.width == 4096


def test_what_is_to_be_put_back_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    console = make_console(file=file)
    printed: list[object] = []
    monkeypatch.setattr(console, "print", printed.append)
    monkeypatch.setattr(inventory, "make_console", lambda: console)
    print_table([msgspec.structs.replace(_ROW, pending=("NVS changed",))])
    assert getattr(printed[1], "style", None) == "yellow"


@pytest.mark.parametrize("path", ["/dev/" + "x" * 300, "/dev/null/x"])
def test_a_port_whose_name_no_file_can_have_is_not_there(path: str) -> None:
    assert not inventory._is_there(path)


def test_a_board_that_is_being_put_back_is_told_so_and_nobody_is_to_restore_it(state: _State) -> None:
    keeper = somebody("alice", 4712)
    killed = _killed()
    token = state.leases.acquire(_KEY, killed, 60).token
    Journal(state.folder / "journal", state.clock, killed).opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    state.leases.keep(_KEY, token, keeper, is_being_put_back=True)
    (row,) = state.rows(entry())
    assert row.pending == ()
    assert row.lease is not None
    assert row.lease.holder == f"being put back by {keeper}, after {killed}"
    state.leases.let_go_as_keeper(_KEY, token)
    (left,) = state.rows(entry())
    assert (left.lease, len(left.pending)) == (None, 1)
