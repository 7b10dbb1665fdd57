"""Another board on the port than the one that a run has changed: nothing of it is erased, and no backup is put on it.

A board is another by its MAC. A run may give a board another MAC too, by which it is still that board.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.entry import BoardEntry, PowerBy, key_of
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.journal import open_journal
from oceanhil.hil.boards.open_board import LinkLine, port_spec
from oceanhil.hil.download.restore import RestoreAtEnd
from oceanhil.hil.keeping.keeper import KeptBoard, PutBackError
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.hil.worlds.serial.board_opening import BoardOpening
from oceanhil.hil.worlds.serial.factory import SerialWorldFactory
from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench
from oceanhil.hil.worlds.serial.putting_back import put_board_back
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.hil.worlds.serial.bad_boards import bench_of
from tests.hil.worlds.serial.desk import KEPT, NVS_AT
from tests.user import Command

_REQUEST = WorldRequest(board=Board.ESP32, seed=0, profile=load_profile())
_OWN = bytes.fromhex("246F28AABBCC")
_OTHER = bytes.fromhex("246F28000001")


@pytest.fixture
def esp32() -> Iterator[VirtualBoardProcess]:
    """A board of the test's own that is on, as one on USB is."""
    with VirtualBoardProcess("--board", "esp32") as board:
        board.control.power(on=True, hold=True)
        yield board


def _text(board: VirtualBoardProcess, *more: str) -> str:
    """Write the table of a board of which nothing is known but its port: no control channel says which it is."""
    lines = ("[board.desk]", 'kind = "esp32"', f'port = "{board.port_url}"', 'lines = "none"', "agent = true")
    return "\n".join((*lines, *more, ""))


@pytest.fixture
def entry(folder: Path, esp32: VirtualBoardProcess) -> BoardEntry:
    (folder / "boards.toml").write_text(_text(esp32), "utf-8")
    return load_inventory(folder / "boards.toml").board("desk")


@pytest.fixture
def bench(entry: BoardEntry, esp32: VirtualBoardProcess) -> InventoryBench:
    """A bench that has taken its board and emptied it."""
    assert entry.power is PowerBy.AGENT
    bench = bench_of(_text(esp32), [])
    bench.take(_REQUEST, 0)
    return bench


def _plug_in_another(agent: AgentClient) -> None:
    agent.flash_erase(NVS_AT)
    agent.flash_write(NVS_AT, KEPT)
    agent.mac_set(_OTHER)


def _be_killed(bench: InventoryBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a bench as SIGKILL ends a run and its keeper: nothing is put back, and nobody has the board any more."""
    with monkeypatch.context() as patch:
        patch.setattr(BoardOpening, "put_back", lambda *_: ())
        patch.setattr(RestoreAtEnd, "restore_all", lambda _: ())
        bench.close()


def _found_on(entry: BoardEntry) -> tuple[bytes, bytes]:
    """Give the MAC of the board on the port, and its sector of `KEPT`."""
    with SerialLink(port_spec(entry)) as link, closing(AgentClient(LinkLine(link))) as agent:
        return agent.open().mac, agent.flash_read(NVS_AT, SECTOR_BYTES)


def test_a_board_that_is_exchanged_between_two_cases_is_neither_used_nor_emptied_nor_written_to(
    bench: InventoryBench, entry: BoardEntry
) -> None:
    _plug_in_another(bench.take(_REQUEST, 0).must_have_agent())
    wrong = "wrong board on the port: expected MAC 24:6F:28:AA:BB:CC, found 24:6F:28:00:00:01"
    with pytest.raises(WorldError, match=f"board 'desk': {wrong}"):
        bench.take(_REQUEST, 0)
    with pytest.raises(WorldError, match=f"board 'desk' is not restored: {wrong}"):
        bench.close()
    assert _found_on(entry) == (_OTHER, KEPT)
    assert len(open_journal().pending(key_of(entry))) == 1


def test_what_a_run_left_changed_is_put_back_on_no_other_board(
    bench: InventoryBench, entry: BoardEntry, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plug_in_another(bench.take(_REQUEST, 0).must_have_agent())
    _be_killed(bench, monkeypatch)
    (left,) = open_journal().pending(key_of(entry))
    with pytest.raises(PutBackError, match="wrong board on the port"):
        put_board_back(KeptBoard(entry, left.owner, {}), open_journal())
    done = command("restore", "desk")
    assert (done.code, "wrong board on the port" in done.err) == (1, True)
    assert _found_on(entry) == (_OTHER, KEPT)
    with SerialLink(port_spec(entry)) as link, closing(AgentClient(LinkLine(link))) as agent:
        agent.mac_set(_OWN)
    assert command("restore", "desk").out == "'desk': restored nvs\n"
    assert _found_on(entry)[1] != KEPT


def test_the_mac_of_the_inventory_counts_where_nobody_noted_one(entry: BoardEntry) -> None:
    given = replace(entry, mac=_OTHER)
    journal = open_journal()
    journal.opened(key_of(given), Path("nvs.bin"), "board 'desk': nvs")
    (left,) = journal.pending(key_of(given))
    with pytest.raises(PutBackError, match=r"expected MAC 24:6F:28:00:00:01, found 24:6F:28:AA:BB:CC"):
        put_board_back(KeptBoard(given, left.owner, {}), journal)


def test_a_mac_that_the_run_gave_it_is_taken_from_it_again_though_no_answer_came(
    bench: InventoryBench, entry: BoardEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = SerialWorldFactory("", bench).make(_REQUEST)
    device = world.device()
    device.power_on()
    set_mac = AgentClient.mac_set

    def lose_the_answer(agent: AgentClient, mac: bytes) -> None:
        set_mac(agent, mac)
        raise AgentTimeoutError("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(AgentClient, "mac_set", lose_the_answer)
        with pytest.raises(WorldError, match="no answer"):
            device.set_mac(_OTHER)
    (left,) = open_journal().pending(key_of(entry))
    assert (left.mac, left.other_macs) == ("24:6F:28:AA:BB:CC", ("24:6F:28:00:00:01",))
    # The case ends without having come to it, as where the board does not answer there either.
    device.stop_listening()
    bench.close()
    assert _found_on(entry)[0] == _OWN


def test_a_board_that_a_killed_run_left_with_another_mac_is_that_board_and_gets_its_own(
    bench: InventoryBench, entry: BoardEntry, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = bench.take(_REQUEST, 0)
    hand.before_mac(_OTHER)
    hand.must_have_agent().mac_set(_OTHER)
    _be_killed(bench, monkeypatch)
    assert _found_on(entry)[0] == _OTHER
    assert command("restore", "desk").out == "'desk': restored nvs\n"
    assert _found_on(entry)[0] == _OWN
