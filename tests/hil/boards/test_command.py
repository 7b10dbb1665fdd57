"""`oceanhil boards`: inventory, leases and journal from the command line, without a board."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from oceanhil.hil.boards.entry import Inventory
from oceanhil.hil.boards.held_lease import lent_key
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.lease import LeaseState
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.link.spec import PluggedPort
from oceanhil.host.owners import this_owner
from tests.hil.boards.owners import somebody
from tests.user import Command

_ONE = '[board.desk]\nkind = "esp32"\nport = "/dev/no-such-port"\nmac = "24:6F:28:AA:BB:CC"\n'
_KEY = "mac-246f28aabbcc"


@pytest.fixture
def one_board(folder: Path) -> Path:
    (folder / "boards.toml").write_text(_ONE)
    return folder


def _leases(folder: Path) -> Leases:
    return Leases(folder / "state" / "leases")


def _written(folder: Path) -> Inventory:
    return load_inventory(folder / "boards.toml")


def test_init_writes_an_inventory_of_what_is_plugged_in(
    command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = (PluggedPort("/dev/ttyUSB0", "A1", "10c4:ea60", "1-1"), PluggedPort("/dev/ttyS0"))
    monkeypatch.setattr("oceanhil.app.commands.boards.inventory.plugged_in", lambda: ports)
    assert "boards.toml: 1 board, 1 other port;" in command("init").out
    assert _written(folder).board("esp32").usb_serial == "A1"


def test_init_never_overwrites_without_force(command: Command, one_board: Path) -> None:
    done = command("init")
    assert done.code == 2
    assert "'boards.toml' exists; --force overwrites it" in done.err
    assert "desk" in _written(one_board).boards
    assert command("init", "--force").code == 0
    assert "desk" not in _written(one_board).boards


def test_an_inventory_without_a_board_is_told(command: Command, folder: Path) -> None:
    (folder / "boards.toml").write_text("")
    assert command("list").out == (
        "there is no board in 'boards.toml'; plug one in and write it anew with: oceanhil boards init --force;"
        " or name a virtual one in it, which oceanhil vboard starts\n"
    )
    assert (command("list", "--json").out, command("probe").code) == ('{\n  "boards": []\n}\n', 2)


def test_init_can_only_show(command: Command, folder: Path) -> None:
    assert "# Boards of this bench" in command("init", "--stdout").out
    assert not (folder / "boards.toml").exists()


def test_list_shows_a_board_that_is_not_there_and_free(command: Command, one_board: Path) -> None:
    (row,) = msgspec.json.decode(command("list", "--json").out)["boards"]
    assert (row["name"], row["kind"], row["there"], row["lease"], row["queue"]) == ("desk", "esp32", False, None, [])
    assert row["key"] == _KEY
    assert command("list").out.split("\n")[1].split() == ["desk", "esp32", "/dev/no-such-port", "no", "free"]


def test_list_shows_holder_end_and_what_a_killed_run_left(command: Command, one_board: Path) -> None:
    _leases(one_board).acquire(_KEY, somebody("alice"), 60)
    Journal(one_board / "state" / "journal").opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    said = command("list").out
    assert "alice@bench-host:4711, run run-1, nightly, until " in said
    assert "desk: NVS partition changed by" in said
    assert "backup at '/backups/a.bin'; oceanhil boards restore desk" in said


def test_list_calls_nothing_left_of_a_run_that_uses_a_board_under_a_lease(command: Command, one_board: Path) -> None:
    leases, run = _leases(one_board), this_owner("run-2")
    leases.acquire(_KEY, somebody("alice"), 60)
    lent = leases.acquire(lent_key(_KEY), run, 60)
    Journal(one_board / "state" / "journal", owner=run).opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    assert "not restored" not in command("list").out
    leases.release(lent_key(_KEY), lent.token)
    assert "NVS partition changed by" in command("list").out


def test_list_shows_who_waits(command: Command, one_board: Path) -> None:
    said: list[str] = []
    leases = Leases(one_board / "state" / "leases", pause=lambda _: None)
    held = leases.acquire(_KEY, somebody("alice"), 60)

    def look(state: LeaseState) -> None:
        if state.lease is not None:
            said.append(command("list").out)
            leases.release(_KEY, held.token)

    leases.acquire(_KEY, somebody("bob"), 60, wait_s=60, on_wait=look)
    assert "1 waiting: bob@bench-host:4711" in said[0]


def test_list_goes_on_past_a_damaged_lease(command: Command, one_board: Path) -> None:
    path = one_board / "state" / "leases" / f"{_KEY}.json"
    path.parent.mkdir(parents=True)
    path.write_text("?")
    done = command("list")
    assert done.code == 0
    assert "is damaged" in done.out


def test_a_damaged_lease_is_removed_by_force_which_is_told(command: Command, one_board: Path) -> None:
    path = one_board / "state" / "leases" / f"{_KEY}.json"
    path.parent.mkdir(parents=True)
    path.write_text("?")
    done = command("release", "desk")
    assert (done.code, done.err.endswith(", then as free; --force removes it\n"), path.exists()) == (1, True, True)
    done = command("release", "desk", "--force")
    assert (done.out, path.exists()) == ("'desk' is free; its lease was damaged, and is removed\n", False)
    assert command("release", "desk").out == "'desk' was free\n"


def test_no_inventory_says_how_to_get_one(command: Command) -> None:
    done = command("list")
    assert done.code == 2
    assert "there is no inventory" in done.err
    assert "'oceanhil boards init'" in done.err


def test_an_inventory_that_was_named_is_never_replaced_by_another(command: Command, one_board: Path) -> None:
    done = command("list", "--inventory", "other.toml")
    assert done.code == 2
    assert "'other.toml' (--inventory) does not exist" in done.err


def test_the_environment_names_an_inventory(command: Command, one_board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (one_board / "other.toml").write_text(_ONE.replace("desk", "shelf"))
    monkeypatch.setenv("OCEANHIL_BOARDS", "other.toml")
    assert "shelf" in command("list").out


def test_every_mistake_of_the_inventory_is_told(command: Command, folder: Path) -> None:
    (folder / "boards.toml").write_text(_ONE + "baudd = 3\nagent = 1\n")
    done = command("list")
    assert done.code == 2
    assert "boards.toml:5: unknown key 'baudd'" in done.err
    assert "boards.toml:6: agent is 1" in done.err


def test_an_unknown_board_is_named_with_the_nearest(command: Command, one_board: Path) -> None:
    done = command("probe", "desc")
    assert done.code == 2
    assert "unknown board 'desc'" in done.err
    assert "did you mean 'desk'?" in done.err


def test_a_command_runs_under_the_lease_with_its_own_exit_code(command: Command, one_board: Path) -> None:
    look = "import pathlib, sys; sys.exit(7 if list(pathlib.Path('state/leases').glob('*.json')) else 0)"
    assert command("lease", "desk", "--", sys.executable, "-c", look).code == 7
    assert _leases(one_board).peek(_KEY).lease is None


@pytest.mark.slow
def test_a_run_under_the_lease_uses_it(command: Command, one_board: Path) -> None:
    code = "from oceanhil.app.commands.boards.command import boards; boards(['lease', 'desk', '--', 'true'])"
    done = command("lease", "desk", "--", sys.executable, "-c", code)
    assert (done.code, done.err) == (0, "")


def test_a_lease_by_hand_ends_with_its_time(command: Command, one_board: Path) -> None:
    done = command("lease", "--for", "10ms", "desk")
    assert done.code == 0
    assert "'desk' is yours until" in done.out
    assert f"export OCEANHIL_LEASES='{_KEY}=" in done.out
    assert _leases(one_board).peek(_KEY).lease is None


def test_a_board_in_other_hands_is_refused_with_its_own_exit_code(command: Command, one_board: Path) -> None:
    _leases(one_board).acquire(_KEY, somebody("alice"), 60)
    done = command("lease", "desk", "--", "true")
    assert done.code == 25
    assert "held by alice@bench-host:4711" in done.err
    assert command("probe", "desk").code == 25
    assert command("monitor", "desk").code == 25


def test_lease_says_what_a_killed_run_left(command: Command, one_board: Path) -> None:
    Journal(one_board / "state" / "journal").opened(_KEY, Path("/backups/a.bin"), "NVS partition")
    done = command("lease", "desk", "--", "true")
    assert "note: NVS partition changed by" in done.err
    assert "put it back with 'oceanhil boards restore desk'" in done.err


def test_a_command_that_does_not_exist_frees_the_board(command: Command, one_board: Path) -> None:
    done = command("lease", "desk", "--", "no-such-program-here")
    assert done.code == 2
    assert "'no-such-program-here' cannot be started" in done.err
    assert _leases(one_board).peek(_KEY).lease is None


def test_several_boards_and_benches_are_told_to_be_held_one_in_another(command: Command, one_board: Path) -> None:
    nested = "oceanhil boards lease desk -- oceanhil boards lease two -- COMMAND"
    two = '[board.two]\nkind = "esp32"\nport = "/dev/no-such-port-2"\n[bench.both]\nboards = ["desk", "two"]\n'
    (one_board / "boards.toml").write_text(_ONE + two)
    several, bench = command("lease", "desk", "two"), command("lease", "both")
    assert (several.code, bench.code) == (2, 2)
    each = f"each board has a lease of its own, one in another: {nested}"
    assert f"'two' is no command, it is of the inventory; {each}" in several.err
    assert f"'both' is a bench; {each}" in bench.err
    assert not list((one_board / "state" / "leases").glob("*.json"))


def test_release_frees_ones_own_board_and_only_by_force_anothers(command: Command, one_board: Path) -> None:
    _leases(one_board).acquire(_KEY, this_owner(), 60)
    assert "'desk' is free; it was held by" in command("release", "desk").out
    assert "'desk' was free" in command("release", "desk").out
    _leases(one_board).acquire(_KEY, somebody("alice"), 60)
    refused = command("release", "desk")
    assert (refused.code, "--force" in refused.err) == (1, True)
    assert command("release", "desk", "--force").code == 0


def test_a_folder_of_state_that_cannot_be_used_is_one_line(
    command: Command, one_board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one_board / "file").write_text("")
    monkeypatch.setenv("OCEANHIL_STATE", str(one_board / "file"))
    done = command("lease", "desk", "--", "true")
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "choose another folder with $OCEANHIL_STATE" in done.err


@pytest.mark.parametrize("duration", ["10", "0s", "-5s", "soon"])
def test_a_wrong_duration_is_refused(command: Command, one_board: Path, duration: str) -> None:
    done = command("lease", "--for", duration, "desk")
    assert done.code == 2
    assert repr(duration) in done.err


def test_restore_with_nothing_pending_opens_nothing(command: Command, one_board: Path) -> None:
    done = command("restore", "desk")
    assert (done.code, done.out) == (0, "'desk': nothing is pending\n")


def test_a_missing_port_is_a_verdict_and_the_others_are_still_looked_at(command: Command, one_board: Path) -> None:
    (one_board / "boards.toml").write_text(
        _ONE + _ONE.replace("desk", "two").replace("no-such", "none").replace("CC", "CD")
    )
    done = command("probe", "--json")
    rows = msgspec.json.decode(done.out)["boards"]
    assert [(row["name"], row["verdict"], row["exit_code"]) for row in rows] == [
        ("desk", "port-missing", 20),
        ("two", "port-missing", 20),
    ]
    assert done.code == 20


def test_list_breaks_no_line_where_no_terminal_is(command: Command, folder: Path) -> None:
    port = "/dev/" + "x" * 200
    (folder / "boards.toml").write_text(_ONE.replace("/dev/no-such-port", port))
    assert port in command("list").out
