from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.storage_access.raw_flash import AgentFlash, SectorCache, StorageAccessError, WriteNotKeptError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.hil.storage_access.fake_raw import FlashRaw

REGION = Region("eeprom", 2 * SECTOR_BYTES, 6 * SECTOR_BYTES)


def test_neighbours_are_read_together() -> None:
    raw = FlashRaw(Flash(16 * SECTOR_BYTES))
    cache = SectorCache(raw)
    cache.current(REGION)
    for index in (2, 3, 6):
        raw.flash.load(b"new", index * SECTOR_BYTES)
    raw.reads.clear()
    cache.current(REGION)
    assert raw.reads == [(2 * SECTOR_BYTES, 2 * SECTOR_BYTES), (6 * SECTOR_BYTES, SECTOR_BYTES)]


def test_what_is_forgotten_is_read_again() -> None:
    raw = FlashRaw(Flash(16 * SECTOR_BYTES))
    cache = SectorCache(raw)
    cache.current(REGION)
    cache.forget()
    cache.current(REGION)
    assert raw.reads == [(REGION.address, REGION.length)] * 2


@pytest.mark.slow
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.binary(min_size=1, max_size=4)), max_size=6), max_size=6))
def test_the_cache_always_gives_what_stands_in_the_chip(rounds: list[list[tuple[int, bytes]]]) -> None:
    raw = FlashRaw(Flash(16 * SECTOR_BYTES))
    cache = SectorCache(raw)
    for changes in rounds:
        for index, data in changes:
            raw.flash.load(data, index * SECTOR_BYTES)
        held = cache.current(REGION)
        assert b"".join(held[index] for index in REGION.sectors) == raw.flash.dump(REGION.address, REGION.length)


@dataclass
class FakeAgent:
    flash: Flash = field(default_factory=lambda: Flash(16 * SECTOR_BYTES))
    written_bytes: int = 0
    silent: bool = False

    def flash_read(self, address: int, length: int) -> bytes:
        if self.silent:
            raise AgentTimeoutError("the agent did not answer FLASH,READ")
        return self.flash.dump(address, length)

    def flash_write(self, address: int, data: bytes) -> None:
        self.written_bytes += len(data)
        self.flash.program(address, data)

    def flash_erase(self, address: int) -> None:
        self.flash.erase_sector(address // SECTOR_BYTES)

    def flash_digests(self, address: int, sectors: int) -> Sequence[bytes]:
        starts = range(address, address + sectors * SECTOR_BYTES, SECTOR_BYTES)
        return [sector_digest(self.flash.dump(start, SECTOR_BYTES)) for start in starts]


@pytest.mark.slow
@given(st.dictionaries(st.integers(0, 15), st.binary(max_size=SECTOR_BYTES), max_size=3))
def test_what_is_written_stands_in_the_chip(contents: dict[int, bytes]) -> None:
    agent = FakeAgent()
    agent.flash.load(bytes(16 * SECTOR_BYTES))
    sectors = {index: data.ljust(SECTOR_BYTES, b"\xff") for index, data in contents.items()}
    AgentFlash(agent).write_sectors(sectors)
    assert all(agent.flash.dump(index * SECTOR_BYTES, SECTOR_BYTES) == data for index, data in sectors.items())


def test_the_blank_end_of_a_sector_is_not_sent() -> None:
    agent = FakeAgent()
    AgentFlash(agent).write_sectors({1: b"token".ljust(SECTOR_BYTES, b"\xff"), 2: b"\xff" * SECTOR_BYTES})
    assert agent.written_bytes == 5


def test_a_sector_that_does_not_keep_what_is_written_is_named() -> None:
    agent = FakeAgent()
    agent.flash.stick_bit(2 * SECTOR_BYTES, 0, high=True)
    with pytest.raises(WriteNotKeptError, match="the sectors at 0x2000 do not read back"):
        AgentFlash(agent).write_sectors({1: bytes(SECTOR_BYTES), 2: bytes(SECTOR_BYTES)})


def test_an_agent_that_is_silent_is_an_error_of_storage() -> None:
    with pytest.raises(StorageAccessError, match="FLASH,READ"):
        AgentFlash(FakeAgent(silent=True)).read(0, 16)
