"""What a keeper does to a board whose run is gone, in whatever state the run left it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.download.backup import save_region
from oceanhil.hil.keeping.keeper import KeptBoard, PutBackError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.putting_back import put_board_back
from oceanhil.host.owners import Owner
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.hil.boards.owners import somebody
from tests.hil.worlds.serial.desk import KEPT, NVS_AT, entry_text, keep_something, what_is_kept, write_inventory

pytestmark = pytest.mark.slow

_RUN = somebody("alice", 1)
_REGION = Region("nvs", NVS_AT, SECTOR_BYTES)


class _Bench:
    """A board whose storage was saved by `_RUN`, and emptied."""

    def __init__(self, folder: Path, board: VirtualBoardProcess) -> None:
        self._folder = folder
        self.entry = write_inventory(folder, entry_text("desk", board))
        board.control.renew(0)
        keep_something(self.entry, board)
        self.save(_RUN, what_is_kept(self.entry, board))
        board.control.renew(0)

    def journal(self, owner: Owner | None = None) -> Journal:
        return Journal(self._folder / "journal", owner=owner)

    def save(self, owner: Owner, data: bytes, entry: BoardEntry | None = None) -> None:
        key = key_of(entry or self.entry)
        saved = save_region(self._folder, key, _REGION, data, datetime(2026, 1, 1, tzinfo=UTC))
        self.journal(owner).opened(key, saved.path, "nvs")

    def put_back(self, entry: BoardEntry | None = None, owner: Owner = _RUN) -> str:
        return put_board_back(KeptBoard(entry or self.entry, owner, {}), self.journal())


@pytest.fixture
def bench(tmp_path: Path, esp32: VirtualBoardProcess) -> _Bench:
    return _Bench(tmp_path, esp32)


def _nothing(board: VirtualBoardProcess) -> None:
    del board


def _runs(board: VirtualBoardProcess) -> None:
    board.control.power(on=True)


def _is_held(board: VirtualBoardProcess) -> None:
    board.control.power(on=True, hold=True)


def _is_on_a_bad_line(board: VirtualBoardProcess) -> None:
    board.control.power(on=True)
    board.control.line(noise_ppm=500_000)


def _is_on_a_stuck_line(board: VirtualBoardProcess) -> None:
    board.control.line(stuck=True)


@pytest.mark.parametrize("left", [_nothing, _runs, _is_held, _is_on_a_bad_line, _is_on_a_stuck_line])
def test_a_board_is_put_back_as_the_run_left_it(
    bench: _Bench, esp32: VirtualBoardProcess, left: Callable[[VirtualBoardProcess], None]
) -> None:
    left(esp32)
    assert bench.put_back() == "put back nvs"
    assert not esp32.control.ask().powered
    assert what_is_kept(bench.entry, esp32) == KEPT
    assert bench.journal().everything() == ()


def test_a_board_without_agent_is_put_back_by_esptool(bench: _Bench, esp32: VirtualBoardProcess) -> None:
    esp32.control.power(on=True)
    assert bench.put_back(dataclasses.replace(bench.entry, agent=False)) == "put back nvs"
    assert what_is_kept(bench.entry, esp32) == KEPT


def test_what_another_run_left_is_not_put_back(bench: _Bench, esp32: VirtualBoardProcess) -> None:
    bench.save(somebody("bob"), bytes(SECTOR_BYTES))
    assert bench.put_back() == "put back nvs"
    assert what_is_kept(bench.entry, esp32) == KEPT
    (left,) = bench.journal().everything()
    assert left.owner.user == "bob"


def test_a_board_that_its_run_did_not_change_is_not_touched(bench: _Bench, esp32: VirtualBoardProcess) -> None:
    esp32.control.power(on=True)
    boots = esp32.control.ask().boots
    assert bench.put_back(owner=somebody("carol")) == "nothing was changed"
    assert (esp32.control.ask().powered, esp32.control.ask().boots) == (True, boots)


def test_a_board_that_cannot_be_reached_stays_in_the_journal(bench: _Bench) -> None:
    other = dataclasses.replace(bench.entry, port="/dev/no-such-port")
    bench.save(_RUN, KEPT, other)
    with pytest.raises(PutBackError, match="no port '/dev/no-such-port'"):
        bench.put_back(other)
    assert len(bench.journal().everything()) == 2
