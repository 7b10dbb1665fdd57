"""One sector of flash by the agent's EEPROM commands, and no byte besides."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from oceanhil.boards import family
from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.storage_access.raw_flash import AgentEeprom, StorageAccessError, WriteNotKeptError
from oceanhil.hil.storage_access.regions import eeprom_region
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.simulator.eeprom.api import Eeprom
from oceanhil.simulator.eeprom.esp8266 import Esp8266Eeprom
from oceanhil.simulator.eeprom.pico import PicoEeprom
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash

SECTOR = bytes(range(256)) * 16


@dataclass
class EepromAgent:
    """An agent on a core's own EEPROM library."""

    library: Eeprom
    silent: bool = False
    begun: list[int] = field(default_factory=list)

    def eeprom_begin(self, size_bytes: int) -> int:
        if self.silent:
            raise AgentTimeoutError("the agent did not answer EEPROM,BEGIN")
        self.begun.append(size_bytes)
        assert self.library.begin(size_bytes)
        return self.library.length()

    def eeprom_read(self, address: int, length: int) -> bytes:
        return self.library.read_bytes(address, length)

    def eeprom_write(self, address: int, data: bytes) -> None:
        self.library.write_bytes(address, data)

    def eeprom_commit(self) -> None:
        assert self.library.commit()


def board(kind: Board) -> tuple[Flash, EepromAgent, AgentEeprom]:
    flash = Flash(family(kind).flash_bytes)
    agent = EepromAgent(Esp8266Eeprom(flash) if kind is Board.ESP8266 else PicoEeprom(flash))
    region = eeprom_region(kind, flash.size_bytes)
    assert region is not None
    return flash, agent, AgentEeprom(agent, region)


WITH_A_SECTOR = pytest.mark.parametrize("kind", [Board.ESP8266, Board.PICOW], ids=lambda kind: kind.value)


def test_only_where_eeprom_is_a_sector_there_is_one() -> None:
    assert [kind for kind in PLATFORM_BOARDS if eeprom_region(kind, family(kind).flash_bytes) is None] == [Board.ESP32]


@WITH_A_SECTOR
def test_every_byte_of_the_sector_is_read_as_it_stands_in_the_chip(kind: Board) -> None:
    flash, _, eeprom = board(kind)
    flash.load(SECTOR, eeprom.region.address)
    assert eeprom.read(eeprom.region.address, SECTOR_BYTES) == SECTOR
    assert eeprom.read(eeprom.region.address + 250, 12) == SECTOR[250:262]


@WITH_A_SECTOR
def test_what_is_written_is_in_the_chip_and_nothing_else_is(kind: Board) -> None:
    flash, _, eeprom = board(kind)
    eeprom.write_sectors({eeprom.region.sectors.start: SECTOR})
    whole = flash.dump(0, flash.size_bytes)
    start = eeprom.region.address
    assert whole[start : start + SECTOR_BYTES] == SECTOR
    assert set(whole[:start] + whole[start + SECTOR_BYTES :]) == {0xFF}


@WITH_A_SECTOR
def test_what_was_not_committed_is_not_read(kind: Board) -> None:
    _, agent, eeprom = board(kind)
    agent.eeprom_begin(16)
    agent.eeprom_write(0, b"in RAM alone")
    assert eeprom.read(eeprom.region.address, SECTOR_BYTES) == b"\xff" * SECTOR_BYTES
    assert agent.begun == [16, SECTOR_BYTES]


@pytest.mark.parametrize("address", [-1, 0, 1, SECTOR_BYTES])
def test_what_lies_elsewhere_is_refused_by_its_address(address: int) -> None:
    _, agent, eeprom = board(Board.PICOW)
    asked = eeprom.region.address + address
    if address in {0, 1}:
        assert len(eeprom.read(asked, SECTOR_BYTES - 1)) == SECTOR_BYTES - 1
        length = SECTOR_BYTES + 1 - address
    else:
        length = 1
    before = list(agent.begun)
    with pytest.raises(StorageAccessError, match=rf"flash at {asked:#x} cannot be reached: .* 0x1ff000 to 0x200000"):
        eeprom.read(asked, length)
    assert agent.begun == before


def test_a_sector_elsewhere_is_not_written() -> None:
    flash, agent, eeprom = board(Board.ESP8266)
    with pytest.raises(StorageAccessError, match="flash at 0x3fa000 cannot be reached"):
        eeprom.write_sectors({0x3FA: SECTOR})
    assert (agent.begun, set(flash.dump(0, flash.size_bytes))) == ([], {0xFF})


def test_a_sector_that_does_not_read_back_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _, agent, eeprom = board(Board.PICOW)
    monkeypatch.setattr(agent, "eeprom_commit", lambda: None)
    with pytest.raises(WriteNotKeptError, match="0x1ff000"):
        eeprom.write_sectors({0x1FF: SECTOR})


def test_a_library_that_begins_less_is_no_way_to_the_sector(monkeypatch: pytest.MonkeyPatch) -> None:
    _, agent, eeprom = board(Board.PICOW)
    monkeypatch.setattr(agent, "eeprom_begin", lambda size_bytes: 512)
    with pytest.raises(StorageAccessError, match="begins EEPROM with 512 bytes, expected the 4096 of its sector"):
        eeprom.read(eeprom.region.address, 1)


def test_an_agent_that_is_silent_is_an_error_of_storage() -> None:
    _, agent, eeprom = board(Board.PICOW)
    agent.silent = True
    with pytest.raises(StorageAccessError, match="did not answer EEPROM,BEGIN"):
        eeprom.read(eeprom.region.address, 1)
    assert eeprom.digests(eeprom.region.address, 1) is None
    with eeprom.visit():
        pass
