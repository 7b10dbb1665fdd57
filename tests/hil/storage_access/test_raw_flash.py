from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.storage_access.raw_flash import SectorCache
from oceanhil.hil.storage_access.regions import Region
from oceanhil.simulator.flash import SECTOR_BYTES, Flash
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


@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.binary(min_size=1, max_size=4)), max_size=6), max_size=6))
def test_the_cache_always_gives_what_stands_in_the_chip(rounds: list[list[tuple[int, bytes]]]) -> None:
    raw = FlashRaw(Flash(16 * SECTOR_BYTES))
    cache = SectorCache(raw)
    for changes in rounds:
        for index, data in changes:
            raw.flash.load(data, index * SECTOR_BYTES)
        held = cache.current(REGION)
        assert b"".join(held[index] for index in REGION.sectors) == raw.flash.dump(REGION.address, REGION.length)
