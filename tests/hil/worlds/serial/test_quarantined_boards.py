"""Boards in quarantine on a bench: kept out and named; and what of a board's trouble brings it there."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.agent.agent_errors import AgentLacksError, AgentTimeoutError, AgentVersionError
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.boards.lease import LeaseLostError
from oceanhil.hil.boards.power import NoSwitchError, PowerError
from oceanhil.hil.boards.quarantine import TROUBLED, BoardHistory, BoardRun, TroubleKind, open_histories
from oceanhil.hil.download.backup import SafeFlash
from oceanhil.hil.download.download_errors import (
    BackupError,
    EsptoolMissingError,
    LineLostError,
    PortRefusedError,
    PortTrouble,
    RestoreError,
)
from oceanhil.hil.link.port_errors import PortBusyError, PortMissingError, UnpluggedError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError, WriteNotKeptError
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.serial.own_trouble import TroubleNotes, is_own
from oceanhil.host.state_files import StateError
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.world import Capability, LackingError, WorldError, WorldRequest
from tests.hil.boards.owners import somebody
from tests.hil.worlds.serial.bad_boards import bad_board, bench_of, silent
from tests.hil.worlds.serial.desk import entry_text

pytestmark = pytest.mark.usefixtures("own_state")

_REQUEST = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile(), needs=frozenset({Capability.POWER_CUT}))
_CI = somebody("ci")
_TWO = '[board.{0}]\nkind = "esp32"\nport = "/dev/{0}"\n{1}\n'


def entries_of(text: str) -> dict[str, BoardEntry]:
    return dict(parse_inventory(text, Path("boards.toml")).boards)


def keep_out(entry: BoardEntry) -> None:
    for day in range(TROUBLED):
        open_histories().trouble(entry, BoardRun(_CI, float(day)), TroubleKind.NOT_WELL, "it said nothing")


def history_of(entry: BoardEntry) -> BoardHistory:
    return open_histories().of(key_of(entry))


def kinds_of(entry: BoardEntry) -> list[TroubleKind]:
    return [trouble.kind for run in history_of(entry).runs for trouble in run.troubles]


FULL_AND_BARE = _TWO.format("full", "agent = true") + _TWO.format("bare", 'lines = "none"')


def test_a_board_in_quarantine_gets_no_case_and_who_would_have_it_is_named() -> None:
    keep_out(entries_of(FULL_AND_BARE)["full"])
    bench = bench_of(FULL_AND_BARE, [])
    assert list(bench.choice(Board.ESP32).can) == ["bare"]
    assert (bench.count(Board.ESP32), bench.absence(Board.ESP32)) == (1, "")
    said = bench.why_lacking(Board.ESP32, frozenset({Capability.POWER_CUT}))
    assert said.startswith("board 'full' has it and is in quarantine since ")
    assert said.endswith(": trouble in 3 of its last 3 runs, at last: it said nothing")
    bench.close()


def test_a_board_in_quarantine_is_named_for_all_that_it_can_do_and_not_for_more() -> None:
    entry = entries_of(FULL_AND_BARE)["full"]
    can = bench_of(FULL_AND_BARE, []).choice(Board.ESP32).can["full"]
    keep_out(entry)
    bench = bench_of(FULL_AND_BARE, [])
    assert "board 'full'" in bench.why_lacking(Board.ESP32, can | {Capability.SECOND_DEVICE})
    assert "board 'full'" not in bench.why_lacking(Board.ESP32, can | {Capability.VIRTUAL_TIME})
    bench.close()


def test_what_a_board_in_quarantine_could_not_do_either_is_not_put_on_it() -> None:
    keep_out(entries_of(FULL_AND_BARE)["full"])
    bench = bench_of(FULL_AND_BARE, [])
    said = bench.why_lacking(Board.ESP32, frozenset({Capability.VIRTUAL_TIME}))
    assert said == "no esp32 of this inventory has held time"
    bench.close()


def test_a_family_all_of_which_is_in_quarantine_is_skipped_by_name() -> None:
    for entry in entries_of(FULL_AND_BARE).values():
        keep_out(entry)
    bench = bench_of(FULL_AND_BARE, [])
    said = bench.absence(Board.ESP32)
    assert said.startswith("every esp32 is kept out: board 'full' is in quarantine since ")
    assert "at last: it said nothing; board 'bare' is in quarantine since " in said
    bench.close()


def test_a_driver_that_only_a_board_in_quarantine_has_is_skipped_by_its_name() -> None:
    text = FULL_AND_BARE + _TWO.format("old", 'driver = "idf-4.4.7"')
    keep_out(entries_of(text)["old"])
    bench = bench_of(text, [])
    assert bench.drivers(Board.ESP32) == ("idf-5.5.1", "idf-4.4.7")
    request = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile(), driver="idf-4.4.7")
    with pytest.raises(LackingError, match="no further esp32 on this bench; board 'old' is in quarantine since "):
        bench.take(request, 0)
    bench.close()


def test_boards_in_quarantine_are_used_by_who_wants_to(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_out(entries_of(FULL_AND_BARE)["full"])
    monkeypatch.setenv("OCEANHIL_USE_QUARANTINED", "1")
    bench = bench_of(FULL_AND_BARE, [])
    assert list(bench.choice(Board.ESP32).can) == ["full", "bare"]
    assert list(bench.kept_out()) == ["full"]
    bench.close()


def test_a_history_that_cannot_be_read_lets_no_run_begin(tmp_path: Path) -> None:
    keep_out(entries_of(FULL_AND_BARE)["full"])
    (path,) = (tmp_path / "state" / "quarantine").glob("*full+*.json")
    path.write_text("no JSON")
    with pytest.raises(WorldError, match="is damaged"):
        bench_of(FULL_AND_BARE, [])


def test_a_board_that_was_silent_in_three_runs_is_kept_out_of_the_fourth() -> None:
    table = '[board.desk]\nkind = "esp32"\nagent = true\nmac = "24:6F:28:AA:BB:CC"\nport = "{}"\n'
    told: list[str] = []
    for _ in range(TROUBLED):
        with bad_board(silent) as port:
            bench = bench_of(table.format(port), told, are_well=False)
            assert bench.absence(Board.ESP32) == ""
            with pytest.raises(WorldError, match="board 'desk'"):
                bench.take(_REQUEST, 0)
            bench.close()
    said = [each for each in told if "kept out" in each]
    assert [each.partition(", at last: ")[0] for each in said] == [
        "board 'desk' is kept out of later runs: trouble in 3 of its last 3 runs"
    ]
    bench = bench_of(table.format("/dev/desk"), told)
    assert bench.absence(Board.ESP32).startswith("every esp32 is kept out: board 'desk' is in quarantine since ")
    bench.close()


def test_a_port_that_another_program_has_is_not_the_boards_trouble() -> None:
    text = _TWO.format("desk", "agent = true")
    bench = bench_of(text, [])
    with pytest.raises(WorldError, match="no port '/dev/desk'"):
        bench.take(_REQUEST, 0)
    bench.close()
    assert history_of(entries_of(text)["desk"]).runs == ()


def test_a_switch_that_the_inventory_has_wrong_is_not_the_boards_trouble() -> None:
    switch = 'power = {on = "no-such-hub on", off = "no-such-hub off"}'
    with bad_board(silent) as port:
        text = f'[board.desk]\nkind = "esp32"\nagent = true\nport = "{port}"\n{switch}\n'
        bench = bench_of(text, [], are_well=False)
        with pytest.raises(WorldError, match=r"'no-such-hub on' cannot be started: .*; correct power in the inventory"):
            bench.take(_REQUEST, 0)
        bench.close()
    assert kinds_of(entries_of(text)["desk"]) == []


_DESK = entries_of(_TWO.format("desk", "agent = true"))["desk"]


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "own"),
    [
        (AgentTimeoutError("no answer"), True),
        (AgentVersionError("speaks version 2"), False),
        (UnpluggedError("it went away"), True),
        (PortMissingError("no port"), False),
        (PortBusyError("busy"), False),
        (PowerError("the switch failed"), True),
        (NoSwitchError("no such program; correct power in the inventory"), False),
        (LineLostError("/dev/x"), True),
        (WriteNotKeptError((1,)), True),
        (EsptoolMissingError("no esptool"), False),
        (PortRefusedError("/dev/x", PortTrouble.BUSY), False),
        (LeaseLostError("taken away"), False),
        (RestoreError("does not read back"), True),
        (caused(RestoreError("not restored"), OSError("disk full")), False),
        (caused(RestoreError("not restored"), caused(StorageAccessError("no"), UnpluggedError("gone"))), True),
        (caused(BackupError("not saved"), StateError("no room")), False),
        (caused(BackupError("not saved"), caused(StorageAccessError("no"), AgentTimeoutError("silent"))), True),
        (caused(WorldError("board 'desk': gone"), caused(UnpluggedError("gone"), OSError("EIO"))), True),
        (None, False),
    ],
)
def test_whose_trouble_an_error_is(error: Exception | None, *, own: bool) -> None:
    assert is_own(_DESK, error) is own


def result(outcome: Outcome, *, attempts: int = 1, board: str = "desk", scenario: str = "one") -> Result:
    return Result(
        scenario=scenario,
        title="",
        group="",
        board="esp32",
        world="serial",
        seed=0,
        parameters={},
        replay_id=f"{scenario}@esp32",
        outcome=outcome,
        remedy=Outcome.NONE,
        facts={"board_name": board},
        attempts=attempts,
    )


def notes(told: list[str]) -> TroubleNotes:
    return TroubleNotes(open_histories(), _CI, told.append)


def test_a_verdict_that_changes_counts_against_the_board_that_failed() -> None:
    two = entries_of(FULL_AND_BARE)
    heard = notes([])
    for each in (result(Outcome.FAILED, board="full"), result(Outcome.PASSED, attempts=2, board="bare")):
        heard.heard(each, list(two.values()))
    assert kinds_of(two["full"]) == [TroubleKind.VERDICT_CHANGED]
    (run,) = history_of(two["full"]).runs
    assert (run.troubles[0].scenario, run.troubles[0].cause) == (
        "one",
        "one@esp32 failed, and passed at attempt 2",
    )
    assert history_of(two["bare"]).runs == ()


@pytest.mark.parametrize(
    "outcomes", [[Outcome.PASSED], [Outcome.FAILED, Outcome.FAILED], [Outcome.ERROR, Outcome.PASSED]]
)
def test_a_verdict_that_stays_counts_against_nobody(outcomes: list[Outcome]) -> None:
    heard = notes([])
    for attempt, outcome in enumerate(outcomes, 1):
        heard.heard(result(outcome, attempts=attempt), [_DESK])
    assert history_of(_DESK).runs == ()


def test_a_change_is_noted_once() -> None:
    heard = notes([])
    for each in (Outcome.FAILED, Outcome.PASSED, Outcome.PASSED):
        heard.heard(result(each), [_DESK])
    assert kinds_of(_DESK) == [TroubleKind.VERDICT_CHANGED]


def test_the_run_that_brings_a_board_into_quarantine_says_so() -> None:
    told: list[str] = []
    for _ in range(TROUBLED):
        notes(told).note(_DESK, TroubleKind.LOST_CASE, "no answer to INFO")
    (said,) = told
    assert said == (
        "board 'desk' is kept out of later runs: trouble in 3 of its last 3 runs, at last: no answer to INFO;"
        " 'oceanhil boards history desk' has all of it"
    )


def test_a_note_that_cannot_be_written_is_told_and_ends_no_run(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    told: list[str] = []
    notes(told).note(_DESK, TroubleKind.LOST_CASE, "no answer")
    notes(told).used(_DESK)
    assert [each.partition(" cannot")[0] for each in told] == [
        f"the bench's state '{tmp_path}/state/quarantine/{key_of(_DESK)}.json'"
    ] * 2


def test_a_board_that_ends_a_case_and_one_that_cannot_be_put_back_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    with VirtualBoardProcess("--board", "esp32") as board:
        text = entry_text("desk", board)
        bench = bench_of(text, [])
        hand = bench.take(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()), 0)
        with pytest.raises(WorldError, match="board 'desk': no answer"), hand.blame():
            raise AgentTimeoutError("no answer to INFO")
        with pytest.raises(LackingError), hand.blame():
            raise AgentLacksError("no command CRASH")

        def stay_away(_: SafeFlash) -> None:
            raise RestoreError("gone") from UnpluggedError("gone")

        with monkeypatch.context() as patch:
            patch.setattr(SafeFlash, "restore", stay_away)
            with pytest.raises(WorldError, match="is not restored"):
                bench.close()
    assert kinds_of(entries_of(text)["desk"]) == [TroubleKind.LOST_CASE, TroubleKind.NOT_RESTORED]


def test_what_goes_wrong_with_a_board_that_was_taken_away_is_not_its_trouble(
    esp32: VirtualBoardProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = entry_text("desk", esp32)
    entry = entries_of(text)["desk"]
    bench = bench_of(text, [])
    hand = bench.take(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()), 0)
    with pytest.raises(WorldError), hand.blame():
        raise AgentTimeoutError("another program speaks with it")

    def be_taken_away(_: BoardLease) -> None:
        raise LeaseLostError("its lease was taken away")

    # The heartbeat learns of it within 20 s.
    with monkeypatch.context() as patch:
        patch.setattr(BoardLease, "check", be_taken_away)
        with pytest.raises(WorldError, match="board 'desk' is not restored: its lease was taken away"):
            bench.close()
    assert kinds_of(entry) == []


def test_a_run_without_trouble_is_noted_too(esp32: VirtualBoardProcess) -> None:
    text = entry_text("desk", esp32)
    bench = bench_of(text, [])
    bench.take(WorldRequest(board=Board.ESP32, seed=0, profile=load_profile()), 0)
    bench.close()
    (run,) = history_of(entries_of(text)["desk"]).runs
    assert not run.is_troubled


def test_a_world_of_boards_of_its_own_has_no_quarantine() -> None:
    factory = SerialWorldFactory("virtual")
    factory.heard(result(Outcome.FAILED))
    assert factory.kept_out() == {}
    factory.close()
