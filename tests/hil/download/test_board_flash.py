import dataclasses
import random
from pathlib import Path

import pytest

from oceanhil.boards.storage import Driver
from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.boards.entry import Region as EntryRegion
from oceanhil.hil.download.board_flash import AgentBoardFlash, EsptoolFlash, eeprom_by_agent
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.storage_access.access import StorageAccess
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.agent.vocabulary import CommandGroup
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from tests.hil.download.flashed_board import FakeTool, session_over
from tests.simulator.board.fake_observer import ObservedBoard

SECTOR = bytes(range(256)) * 16


def test_a_read_alone_enters_and_leaves_download_mode(tmp_path: Path) -> None:
    session, link = session_over(FakeTool(tmp_path))
    assert EsptoolFlash(session).read(0x3FB000, 16) == b"\xff" * 16
    assert link.events == ["lent", "enter", "given back", "leave"]


def test_in_one_visit_nothing_is_read_twice(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    flash = EsptoolFlash(session_over(fake)[0])
    with flash.visit():
        flash.read(0x3FA000, 0x2000)
        flash.read(0x3FB010, 32)
    assert fake.commands == ["read-flash"]


def test_the_next_visit_reads_again_because_firmware_ran_between(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    flash = EsptoolFlash(session_over(fake)[0])
    for _ in range(2):
        with flash.visit():
            flash.read(0x3FB000, 16)
    assert fake.commands == ["read-flash", "read-flash"]


@pytest.mark.slow
def test_a_visit_inside_a_session_of_somebody_else_reads_again_after_the_next_one(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    session, _ = session_over(fake)
    flash = EsptoolFlash(session)
    for _ in range(2):
        with session:
            flash.read(0x3FB000, 16)
            flash.read(0x3FB000, 16)
    assert fake.commands == ["read-flash", "read-flash"]


@pytest.mark.slow
def test_what_was_written_is_read_from_the_chip(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    flash = EsptoolFlash(session_over(fake)[0])
    with flash.visit():
        flash.read(0x3FB000, SECTOR_BYTES)
        flash.write_sectors({0x3FB: SECTOR})
        assert flash.read(0x3FB000, SECTOR_BYTES) == SECTOR
    assert fake.commands == ["read-flash", "write-flash", "read-flash"]


class FakeAgent:
    """An agent that is held once it has been asked who it is; `groups` is all it knows."""

    def __init__(self, *groups: CommandGroup) -> None:
        self.groups = frozenset(groups)
        self.asked: list[str] = []

    def open(self) -> None:
        self.asked.append("open")

    def hold(self) -> None:
        self.asked.append("hold")

    def flash_read(self, address: int, length: int) -> bytes:
        self.asked.append(f"read {address:#x}")
        return bytes(length)

    def flash_write(self, address: int, data: bytes) -> None:
        raise NotImplementedError

    def flash_erase(self, address: int) -> None:
        raise NotImplementedError

    def flash_digests(self, address: int, sectors: int) -> list[bytes]:
        raise NotImplementedError

    def eeprom_begin(self, size_bytes: int) -> int:
        self.asked.append(f"begin {size_bytes}")
        return size_bytes

    def eeprom_read(self, address: int, length: int) -> bytes:
        self.asked.append(f"eeprom {address:#x}")
        return bytes(length)

    def eeprom_write(self, address: int, data: bytes) -> None:
        raise NotImplementedError

    def eeprom_commit(self) -> None:
        raise NotImplementedError


def test_an_agent_that_knows_flash_is_asked_and_the_program_goes_on(tmp_path: Path) -> None:
    fake, agent = FakeTool(tmp_path), FakeAgent(CommandGroup.FLASH)
    flash = AgentBoardFlash(agent, EsptoolFlash(session_over(fake)[0]))
    assert flash.read(0x3FB000, 2) == bytes(2)
    assert (agent.asked, fake.commands, flash.why_not) == (["read 0x3fb000"], [], "")


def test_without_flash_commands_it_is_esptool_and_the_agent_holds_the_program_again(tmp_path: Path) -> None:
    fake, agent = FakeTool(tmp_path), FakeAgent(CommandGroup.HOLD)
    flash = AgentBoardFlash(agent, EsptoolFlash(session_over(fake)[0]))
    with flash.visit():
        assert flash.read(0x3FB000, 2) == b"\xff\xff"
        flash.write_sectors({0x3FB: SECTOR})
        assert flash.digests(0x3FB000, 1) is None
        assert agent.asked == []
    assert (agent.asked, flash.why_not) == (["open", "hold"], "")
    assert fake.flash[0x3FB000:0x3FC000] == SECTOR


def test_what_no_way_leads_to_says_what_would() -> None:
    agent = FakeAgent()
    flash = AgentBoardFlash(agent, None)
    assert flash.why_not == ""  # nobody has asked it yet
    agent.groups = frozenset({CommandGroup.HOLD})
    with pytest.raises(StorageAccessError, match=r"no FLASH commands .* no reset lines for esptool"):
        flash.read(0, 1)


_EEPROM = Region("eeprom", 0x3FB000, SECTOR_BYTES)
_BOTH = (CommandGroup.EEPROM, CommandGroup.FLASH)


def test_eeprom_commands_are_the_last_way_and_reach_one_sector() -> None:
    agent = FakeAgent(CommandGroup.EEPROM)
    flash = AgentBoardFlash(agent, None, _EEPROM)
    assert (flash.only, flash.why_not) == (_EEPROM, "")
    with flash.visit():
        assert flash.read(0x3FB010, 2) == bytes(2)
    assert agent.asked == ["begin 4096", "eeprom 0x10"]
    with pytest.raises(StorageAccessError, match="0x3fa000 cannot be reached"):
        flash.read(0x3FA000, 2)


@pytest.mark.parametrize(
    ("groups", "region"), [(_BOTH, _EEPROM), ((CommandGroup.EEPROM,), None), ((CommandGroup.HOLD,), _EEPROM)]
)
def test_without_need_sector_or_commands_eeprom_is_no_way(
    groups: tuple[CommandGroup, ...], region: Region | None
) -> None:
    flash = AgentBoardFlash(FakeAgent(*groups), None, region)
    assert flash.only is None
    assert bool(flash.why_not) is (CommandGroup.FLASH not in groups)


def test_esptool_comes_before_eeprom_commands(tmp_path: Path) -> None:
    fake, agent = FakeTool(tmp_path), FakeAgent(CommandGroup.EEPROM)
    flash = AgentBoardFlash(agent, EsptoolFlash(session_over(fake)[0]), _EEPROM)
    assert flash.only is None
    flash.read(0x3FA000, 2)
    assert fake.commands == ["read-flash"]


def test_a_virtual_board_that_a_run_replaces_is_not_saved_by_a_part_of_it() -> None:
    entry = BoardEntry(name="desk", kind=Board.PICOW, lines=ModemPolicy.NONE, power=PowerBy.AGENT, agent=True)
    assert eeprom_by_agent(entry, None) == Region("eeprom", 0x1FF000, SECTOR_BYTES)
    assert eeprom_by_agent(entry, object()) is None
    other = dataclasses.replace(entry, kind=Board.ESP8266, eeprom=EntryRegion(0xFB000, SECTOR_BYTES))
    assert eeprom_by_agent(other, None) == Region("eeprom", 0xFB000, SECTOR_BYTES)


def test_neighbouring_sectors_are_one_part(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    EsptoolFlash(session_over(fake, mac=None)[0]).write_sectors({0x3FB: SECTOR, 0x3FA: SECTOR, 0x10: SECTOR})
    (words,) = fake.runs
    assert [word for word in words if word.startswith("0x")] == ["0x10000", "0x3fa000"]
    assert fake.flash[0x3FA000:][: 2 * SECTOR_BYTES] == SECTOR * 2


@pytest.mark.slow
def test_damage_through_esptool_takes_one_read_and_one_write(tmp_path: Path) -> None:
    board = ObservedBoard(Board.ESP8266, StorePolicy.LEGACY).registered().board
    fake = FakeTool(tmp_path, flash=board.flash.dump(0, board.flash.size_bytes))
    access = StorageAccess(
        Board.ESP8266, Driver.ESP8266_CORE, EsptoolFlash(session_over(fake)[0]), eeprom_bytes=board.eeprom_bytes
    )
    access.damage(StorePolicy.LEGACY, RecordDamage.CHECKSUM, random.Random(0))
    assert fake.commands == ["read-flash", "write-flash"]
    assert access.stored_record(StorePolicy.LEGACY).verdict.value == "bad checksum"
