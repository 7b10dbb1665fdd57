"""A board that is taken from a run while it uses it: `boards release --force`, and somebody else begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.held_lease import HeldLease
from oceanhil.hil.boards.journal import open_journal
from oceanhil.hil.boards.lease import LeaseLostError
from oceanhil.hil.boards.leases import open_leases
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest
from tests.hil.boards.owners import somebody
from tests.hil.worlds.serial.bad_boards import bench_of
from tests.hil.worlds.serial.desk import KEPT, NVS_AT, entry_text, what_is_kept, write_inventory

pytestmark = pytest.mark.usefixtures("own_state")

_REQUEST = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile())


def _taken(esp32: VirtualBoardProcess, folder: Path, told: list[str]) -> tuple[InventoryBench, BenchBoard, BoardEntry]:
    """Give a bench that has taken its board and emptied it, and the board."""
    text = entry_text("desk", esp32)
    bench = bench_of(text, told)
    return bench, bench.take(_REQUEST, 0), write_inventory(folder, text)


def _take_away(entry: BoardEntry) -> None:
    open_leases().break_lease(key_of(entry), force=True)
    open_leases().acquire(key_of(entry), somebody())


def _keep_something_else(hand: BenchBoard) -> None:
    assert hand.control is not None
    assert hand.agent is not None
    hand.control.power(on=True, hold=True)
    hand.agent.flash_erase(NVS_AT)
    hand.agent.flash_write(NVS_AT, KEPT)


def test_at_the_end_it_is_left_as_its_new_holder_has_it_and_stays_in_the_journal(
    esp32: VirtualBoardProcess, tmp_path: Path
) -> None:
    told: list[str] = []
    bench, hand, entry = _taken(esp32, tmp_path, told)
    _take_away(entry)
    _keep_something_else(hand)
    with pytest.raises(WorldError, match=r"board 'desk' is not restored: the lease of board 'desk' is lost"):
        bench.close()
    assert what_is_kept(entry, esp32) == KEPT
    assert len(open_journal().pending(key_of(entry))) == 1
    # Nor does its keeper put it back.
    assert not any("keeper" in each for each in told), told
    lease = open_leases().peek(key_of(entry)).lease
    assert lease is not None
    assert lease.owner == somebody()
    open_leases().break_lease(key_of(entry), force=True)


def test_a_run_stops_at_its_next_step(
    esp32: VirtualBoardProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench, _, entry = _taken(esp32, tmp_path, [])
    world = SerialWorldFactory("", bench).make(_REQUEST)
    device = world.device()
    device.power_on()
    _take_away(entry)

    def be_taken_away(_: HeldLease) -> None:
        raise LeaseLostError("its lease was taken away")

    # As soon as the heartbeat has learned of it.
    monkeypatch.setattr(HeldLease, "check", be_taken_away)
    with pytest.raises(WorldError, match="board 'desk': its lease was taken away"):
        world.run_for(10_000)
    assert device.has_power
    boots = esp32.control.ask().boots
    with pytest.raises(WorldError, match="its lease was taken away"):
        device.power_off()
    world.close()
    assert (esp32.control.ask().powered, esp32.control.ask().boots) == (True, boots)
    with pytest.raises(WorldError, match="is not restored"):
        bench.close()
    assert esp32.control.ask().powered
    open_leases().break_lease(key_of(entry), force=True)
