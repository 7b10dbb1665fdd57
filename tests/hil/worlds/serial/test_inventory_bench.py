"""A bench of an inventory: which boards it takes, and what it says when one cannot be put back."""

from __future__ import annotations

import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from oceanhil.app.run.cases import boards_of_run
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.held_lease import HeldLease, inherited_text
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.download.backup import SafeFlash
from oceanhil.hil.download.download_errors import RestoreError
from oceanhil.hil.download.restore import RestoreAtEnd
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial import board_opening
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory, open_bench
from oceanhil.hil.worlds.serial.leased_board import LeasedBoard
from oceanhil.host.folders import leases_directory, state_directory
from oceanhil.host.owners import Owner, is_surely_dead, this_machine, this_owner
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import Capability, WorldError, WorldRequest
from tests.hil.boards.owners import a_dead_process, somebody
from tests.hil.worlds.serial.bad_boards import bench_of
from tests.hil.worlds.serial.desk import KEPT, entry_text, keep_something, what_is_kept, write_inventory

pytestmark = pytest.mark.usefixtures("own_state")

_REQUEST = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile())
_NO_SUCH_PORT = "port-dev_no-such-port+ff22ab9af47b"


def test_a_run_on_a_board_that_is_named_is_for_its_family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("boards.toml").write_text('[board.lamp]\nkind = "esp8266"\nport = "/dev/no-such"\n', "utf-8")
    with closing(SerialWorldFactory("lamp")) as named, closing(SerialWorldFactory()) as all_there_are:
        assert boards_of_run((), named) == (Board.ESP8266,)
        assert boards_of_run(["esp32"], named) == [Board.ESP32]
        assert boards_of_run((), all_there_are) == [*PLATFORM_BOARDS]


def test_a_board_is_kept_from_run_to_run(esp32: VirtualBoardProcess) -> None:
    bench = bench_of(entry_text("desk", esp32), [])
    first = bench.take(_REQUEST, 0)
    assert bench.take(_REQUEST, 0).link is first.link
    bench.close()


def test_a_line_that_loses_answers_is_told_though_nothing_failed_by_it(esp32: VirtualBoardProcess) -> None:
    told: list[str] = []
    bench = bench_of(entry_text("desk", esp32), told)
    agent = bench.take(_REQUEST, 0).must_have_agent()
    esp32.control.power(on=True, hold=True)
    esp32.control.line(drop_ppm=4_000)
    # Of a reply with its some twenty bytes one in a dozen is lost.
    asked = 0
    while not agent.answered_late and asked < 500:
        agent.ping()
        asked += 1
    esp32.control.line()
    esp32.control.power(on=False)
    bench.close()
    (said,) = told
    assert said == (
        "board 'desk' answered 1 command only when asked again: its line loses some of what it carries; "
        "try another cable, port or hub, or a lower baud rate"
    )


def test_what_the_agent_tells_of_the_board_is_known_of_it(esp32: VirtualBoardProcess) -> None:
    bench = bench_of(entry_text("desk", esp32), [])
    facts = bench.take(_REQUEST, 0).facts()
    bench.close()
    assert (facts["board_name"], facts["mac"]) == ("desk", "24:6F:28:AA:BB:CC")
    assert facts["firmware"]


def test_a_board_that_dies_between_two_runs_is_given_up_with_its_cause() -> None:
    told: list[str] = []
    with VirtualBoardProcess("--board", "esp32") as board:
        bench = bench_of(entry_text("desk", board), told)
        bench.take(_REQUEST, 0)
    with pytest.raises(WorldError, match=r"^board 'desk': "):
        bench.take(_REQUEST, 0)
    with pytest.raises(WorldError, match="board 'desk' is not restored"):
        bench.close()
    assert any("it is left out from here on" in text for text in told)


def test_a_board_that_cannot_be_put_back_is_an_error_with_its_backup_and_a_command() -> None:
    with VirtualBoardProcess("--board", "esp32") as board:
        bench = bench_of(entry_text("desk", board), [])
        bench.take(_REQUEST, 0)
    with pytest.raises(WorldError) as caught:
        bench.close()
    said = str(caught.value)
    backup = next((state_directory() / "backups").iterdir())
    assert said.startswith("board 'desk' is not restored: ")
    assert said.count(str(backup)) == 1
    assert "oceanhil boards restore desk" in said
    bench.close()


def test_a_board_that_a_parent_process_holds_for_us_is_taken_first(
    esp32: VirtualBoardProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = '[board.first]\nkind = "esp32"\nport = "/dev/no-such-port"\n'
    told: list[str] = []
    text = gone + entry_text("desk", esp32)
    entry = write_inventory(tmp_path, entry_text("desk", esp32))
    with HeldLease(Leases(leases_directory(state_directory())), key_of(entry), this_owner()) as held:
        monkeypatch.setenv("OCEANHIL_LEASES", inherited_text({held.key: held.token}))
        bench = bench_of(text, told)
        assert bench.take(_REQUEST, 0).name == "desk"
        bench.close()
    assert told == []


def test_who_has_a_board_does_not_wait_for_ever_for_a_second(esp32: VirtualBoardProcess) -> None:
    other = '[board.other]\nkind = "esp32"\nport = "/dev/no-such-port"\n'
    told: list[str] = []
    bench = bench_of(entry_text("desk", esp32) + other, told)
    bench.take(_REQUEST, 0)
    with (
        HeldLease(Leases(leases_directory(state_directory())), _NO_SUCH_PORT, this_owner()),
        pytest.raises(WorldError, match=r"board 'other' could not be leased: .* is not free: held by "),
    ):
        bench.take(_REQUEST, 1)
    bench.close()
    assert told[0].startswith("waiting for board 'other': ")


def test_a_board_that_the_run_has_under_another_name_is_not_waited_for(tmp_path: Path) -> None:
    told: list[str] = []
    with VirtualBoardProcess("--board", "esp32", "--pty", str(tmp_path / "port")) as board:
        (tmp_path / "link").symlink_to(tmp_path / "port")
        desk = entry_text("desk", board)
        other = f'[board.other]\nkind = "esp32"\nport = "{tmp_path / "link"}"\n'
        bench = bench_of(desk + other, told)
        bench.take(_REQUEST, 0)
        with pytest.raises(WorldError, match="board 'other': its port is that of board 'desk', which this run holds"):
            bench.take(_REQUEST, 1)
        bench.close()
    (said,) = told
    assert "a board has one entry: remove one of the two; it is left out from here on" in said


def _board_that_keeps_something(esp32: VirtualBoardProcess, folder: Path) -> BoardEntry:
    entry = write_inventory(folder, entry_text("desk", esp32))
    esp32.control.renew(0)
    keep_something(entry, esp32)
    return entry


def _keeper_of(entry: BoardEntry) -> Owner:
    lease = _leases().peek(key_of(entry)).lease
    assert lease is not None
    assert lease.keeper is not None
    return lease.keeper


def _leases() -> Leases:
    return Leases(leases_directory(state_directory()))


def _wait_for_end(keeper: Owner) -> None:
    while not is_surely_dead(keeper, this_machine()):
        threading.Event().wait(0.05)


@pytest.mark.parametrize("broken_off", ["restore_all", "let_run"])
def test_what_an_end_that_is_broken_off_leaves_is_done_by_the_keeper(
    esp32: VirtualBoardProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken_off: str
) -> None:
    entry = _board_that_keeps_something(esp32, tmp_path)
    bench = bench_of(entry_text("desk", esp32), [])
    bench.take(_REQUEST, 0)
    keeper = _keeper_of(entry)

    def press_ctrl_c(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(RestoreAtEnd if broken_off == "restore_all" else LeasedBoard, broken_off, press_ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        bench.close()
    monkeypatch.undo()
    _wait_for_end(keeper)
    log = (tmp_path / "state" / "keeper.log").read_text()
    assert ("'desk': put back nvs" if broken_off == "restore_all" else "'desk': nothing was changed") in log
    assert what_is_kept(entry, esp32) == KEPT


def test_a_board_that_the_run_could_not_put_back_its_keeper_puts_back(
    esp32: VirtualBoardProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = _board_that_keeps_something(esp32, tmp_path)
    told: list[str] = []
    bench = bench_of(entry_text("desk", esp32), told)
    bench.take(_REQUEST, 0)
    keeper = _keeper_of(entry)

    def have_no_power(_: SafeFlash) -> None:
        raise RestoreError("it has no power for a moment")

    monkeypatch.setattr(SafeFlash, "restore", have_no_power)
    with pytest.raises(WorldError, match="board 'desk' is not restored: it has no power"):
        bench.close()
    monkeypatch.undo()
    assert any("board 'desk': the board keeper puts it back when this run has ended" in each for each in told)
    _wait_for_end(keeper)
    assert "'desk': put back nvs" in (tmp_path / "state" / "keeper.log").read_text()
    assert what_is_kept(entry, esp32) == KEPT
    assert _leases().peek(key_of(entry)).lease is None


def test_a_board_is_not_touched_where_no_keeper_can_be_had(
    esp32: VirtualBoardProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = _board_that_keeps_something(esp32, tmp_path)
    monkeypatch.setattr(board_opening, "MODULE", "oceanhil.no_such_module")
    told: list[str] = []
    bench = bench_of(entry_text("desk", esp32), told)
    with pytest.raises(WorldError, match=r"board 'desk': the board keeper cannot be reached: .*; its log is "):
        bench.take(_REQUEST, 0)
    bench.close()
    assert _leases().peek(key_of(entry)).lease is None
    assert what_is_kept(entry, esp32) == KEPT


def test_boards_of_the_bench_that_others_have_left_are_named_at_the_end(tmp_path: Path) -> None:
    text = '[board.other]\nkind = "esp32"\nport = "/dev/no-such-port"\n'
    told: list[str] = []
    bench = bench_of(text, told)
    leases, gone = _leases(), a_dead_process(_dead_pid())
    # As it would have been taken by a process that still lived.
    unknowing = Leases(leases_directory(state_directory()), is_dead=lambda owner: False)
    token = unknowing.acquire(_NO_SUCH_PORT, gone).token
    unknowing.keep(_NO_SUCH_PORT, token, somebody("keeper"))
    bench.close()
    # As a session does that is ended and let go of.
    bench.close()
    assert told == [f"board 'other' is being put back by {somebody('keeper')}"]
    leases.break_lease(_NO_SUCH_PORT, force=True)


def _dead_pid() -> int:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_a_driver_that_no_board_has_is_said(esp32: VirtualBoardProcess) -> None:
    bench = bench_of(entry_text("desk", esp32), [])
    with pytest.raises(WorldError, match="no further esp32 on this bench"):
        bench.take(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile(), driver="idf-4.4.7"), 0)
    bench.close()


@pytest.mark.parametrize(
    ("more", "has_it"), [((), True), (('network = "bridge"',), False)], ids=["own radio", "over the line"]
)
def test_the_servers_clock_is_moved_only_where_the_boards_time_moves_along(
    esp32: VirtualBoardProcess, more: tuple[str, ...], *, has_it: bool
) -> None:
    bench = bench_of(entry_text("desk", esp32, *more), [])
    assert (Capability.SERVER_CLOCK in bench.capabilities_on(Board.ESP32)) is has_it
    bench.close()


def test_a_name_that_no_bench_and_no_board_has_is_refused_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "boards.toml").write_text('[board.desk]\nkind = "esp32"\nport = "/dev/x"\n')
    monkeypatch.setenv("OCEANHIL_BOARDS", str(tmp_path / "boards.toml"))
    with pytest.raises(WorldError, match=r"unknown bench or board 'dsk' in .*; did you mean 'desk'\?"):
        open_bench("dsk")
