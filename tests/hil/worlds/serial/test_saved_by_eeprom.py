"""A board whose agent has no FLASH commands and that no esptool reaches: its EEPROM is saved and put back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.entry import Bench, BoardEntry, key_of
from oceanhil.hil.boards.journal import Journal
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.open_board import LinkLine, port_spec
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench
from oceanhil.host.folders import journal_directory, leases_directory
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import Capability as Can
from oceanhil.scenarios.world import WorldRequest
from oceanhil.simulator.flash.chip import BLANK_SECTOR, SECTOR_BYTES
from tests.hil.worlds.serial.desk import write_inventory
from tests.user import Command, start, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_state")]

KEPT = b"what the user keeps in EEPROM".ljust(SECTOR_BYTES - 1, b"\x5a") + b"!"
_AS_IT_IS = "given: {token: none}\n"
_BOOTS = '  - device.power_on\n  - expect.serial: "[REG] Registering device..."\n'
_ENDLESS = '  - device.power_on\n  - expect.serial: {line: "[never printed]", within: 1h}\n'


@contextmanager
def _board(kind: str, folder: Path) -> Iterator[tuple[VirtualBoardProcess, BoardEntry]]:
    """Give a board as if it were a physical one: nothing of it is in the inventory but its port and its agent."""
    table = '[board.desk]\nkind = "{}"\nport = "{}"\nagent = true\nlines = "none"\n'
    with VirtualBoardProcess(
        "--board", kind, "--agent-of", "no-flash", "--token", "rt_ours", "--ssid", "ours"
    ) as board:
        board.control.power(on=True)
        yield board, write_inventory(folder, table.format(kind, board.port_url))


@contextmanager
def _agent(entry: BoardEntry) -> Iterator[AgentClient]:
    """Speak with the agent of a held board, as nobody else does at the time."""
    with SerialLink(port_spec(entry)) as link:
        agent = AgentClient(LinkLine(link))
        agent.open()
        agent.hold()
        agent.eeprom_begin(SECTOR_BYTES)
        yield agent
        agent.close()


def _keep_something(entry: BoardEntry) -> None:
    with _agent(entry) as agent:
        agent.eeprom_write(0, KEPT)
        agent.eeprom_commit()


def _what_is_kept(entry: BoardEntry) -> bytes:
    with _agent(entry) as agent:
        return agent.eeprom_read(0, SECTOR_BYTES)


@pytest.mark.parametrize("kind", ["picow", pytest.param("esp8266", marks=pytest.mark.long)])
def test_its_cases_run_on_a_blank_eeprom_and_it_is_put_back(oceanhil: Command, folder: Path, kind: str) -> None:
    ours = write(folder / "ours.yaml", _BOOTS, _AS_IT_IS)
    with _board(kind, folder) as (_, entry):
        _keep_something(entry)
        done = oceanhil("run", "--world", "serial", "--board", kind, ours.name, "first-boot", "--json")
        assert _what_is_kept(entry) == KEPT
    assert done.code == 0, done.said
    assert '"outcome": "passed"' in done.out
    assert (
        f"needs flashing, storage-read: no {kind} of this inventory has an agent that flashes and saves it" in done.out
    )
    assert Journal(journal_directory(folder / "state")).everything() == ()


def test_a_run_has_a_blank_eeprom_and_may_do_nothing_that_goes_beyond(folder: Path) -> None:
    with _board("picow", folder) as (_, entry):
        _keep_something(entry)
        bench = InventoryBench(Bench("", (entry,)))
        hand = bench.take(WorldRequest(board=Board.PICOW, seed=0, profile=load_profile()), 0)
        with hand.programmer.reaching(powered=False):
            assert hand.raw.read(0x1FF000, SECTOR_BYTES) == BLANK_SECTOR
        beyond = {Can.FLASHING, Can.MAC_OVERRIDE, Can.STORAGE_READ, Can.STORAGE_WRITE}
        assert not hand.capabilities & beyond
        assert {Can.POWER, Can.STORAGE_WATCH, Can.DEVICE_CLOCK, Can.OUTPUTS} <= hand.capabilities
        bench.close()
        assert _what_is_kept(entry) == KEPT


@pytest.mark.long
def test_its_keeper_puts_it_back_when_the_run_is_killed(folder: Path) -> None:
    endless = write(folder / "endless.yaml", _ENDLESS, _AS_IT_IS)
    with _board("picow", folder) as (board, entry):
        _keep_something(entry)
        journal, leases = Journal(journal_directory(folder / "state")), Leases(leases_directory(folder / "state"))
        boots = board.control.ask().boots
        process = start(folder, "run", "--world", "serial", "--board", "picow", endless.name)
        try:
            while board.control.ask().boots == boots:
                assert process.poll() is None, process.communicate()
                threading.Event().wait(0.05)
            assert len(journal.pending(key_of(entry))) == 1
        finally:
            process.kill()
            process.communicate()
        while leases.peek(key_of(entry)).lease is not None:
            threading.Event().wait(0.05)
        assert journal.everything() == ()
        assert _what_is_kept(entry) == KEPT
        assert "'desk': put back eeprom" in (folder / "state" / "keeper.log").read_text("utf-8")


def test_what_killed_runs_left_is_put_back_by_hand(oceanhil: Command, folder: Path) -> None:
    from datetime import UTC, datetime

    from oceanhil.hil.download.backup import save_region
    from oceanhil.hil.storage_access.regions import Region

    with _board("picow", folder) as (_, entry):
        saved = save_region(
            folder, key_of(entry), Region("eeprom", 0x1FF000, SECTOR_BYTES), KEPT, datetime(2026, 1, 1, tzinfo=UTC)
        )
        Journal(journal_directory(folder / "state")).opened(key_of(entry), saved.path, "eeprom")
        done = oceanhil("boards", "restore", "desk")
        assert (done.code, done.out) == (0, "'desk': restored eeprom\n"), done.said
        assert _what_is_kept(entry) == KEPT


def test_an_esp32_that_nothing_reaches_is_left_alone_and_says_why(oceanhil: Command, folder: Path) -> None:
    ours = write(folder / "ours.yaml", _BOOTS, _AS_IT_IS)
    with _board("esp32", folder) as (_, _entry):
        done = oceanhil("run", "--world", "serial", "--board", "esp32", ours.name)
    assert done.code == 5, done.said
    assert "its agent has no FLASH commands and its port no reset lines for esptool" in done.said
