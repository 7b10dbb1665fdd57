"""Partitions with anything in them: the driver ends, and fails only as it is documented to."""

from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom
from oceanhil.simulator.eeprom.nvs import ItemType, NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.nvs.format import ENTRY_COUNT, EntryState, PageState
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.fuzz.nvs_damage import CopyPage, Damage, Fill, ForgeEntry, ForgeHeader, Overwrite, SetState, damaged
from tests.fuzz.nvs_work import NVS_ADDRESS, STEPS_MAX, CountingFlash, EndlessLoopError, use
from tests.simulator.eeprom.nvs_partitions import each_generation

pytestmark = pytest.mark.slow

PAGES = 4
EXAMPLES = settings(max_examples=150, deadline=None)

BYTES = st.integers(0, 255)
OFFSETS = st.integers(0, PAGES * SECTOR_BYTES - 1)
PAGE = st.integers(0, PAGES - 1)
ENTRY = st.one_of(st.integers(0, 12), st.integers(0, ENTRY_COUNT - 1))
KEYS = st.sampled_from([b"eeprom", b"app", b"k", b"text", b"blob", b"expand", b"n", b""])
TYPES = st.one_of(st.sampled_from(list(ItemType)).map(int), BYTES)
# Few values, so that they meet: a type with a payload, no span, a page that takes items.
SHORT_HEADS = st.tuples(
    st.just(1), st.sampled_from(list(ItemType)).map(int), st.integers(0, 2), st.sampled_from([0, 128, 255])
)
HEADS = st.tuples(st.integers(0, 3), TYPES, st.one_of(st.integers(0, 5), BYTES), st.sampled_from([0, 1, 127, 128, 255]))
LENGTHS = st.builds(
    lambda size, rest: size.to_bytes(2, "little") + rest, st.integers(0, 5000), st.binary(min_size=6, max_size=6)
)
DAMAGES: st.SearchStrategy[Damage] = st.one_of(
    st.builds(Overwrite, OFFSETS, st.binary(min_size=1, max_size=40)),
    st.builds(Fill, OFFSETS, st.integers(1, 5000), st.sampled_from([0x00, 0xFF])),
    st.builds(CopyPage, PAGE, PAGE),
    st.builds(ForgeHeader, PAGE, st.sampled_from(PageState), st.integers(0, 9), st.sampled_from([0xFD, 0xFE, 0xFF])),
    st.builds(SetState, PAGE, ENTRY, st.sampled_from(EntryState)),
    st.builds(ForgeEntry, PAGE, st.integers(0, 12), SHORT_HEADS, KEYS, LENGTHS),
    st.builds(ForgeEntry, PAGE, ENTRY, HEADS, KEYS, st.one_of(LENGTHS, st.binary(min_size=8, max_size=8))),
)


@cache
def sound_image() -> bytes:
    """Return a partition with several values of every kind, on pages that have been reclaimed before."""
    flash = Flash(1 << 20)
    partition = NvsPartition(flash, size=PAGES * SECTOR_BYTES)
    partition.init()
    eeprom = Esp32Eeprom(partition)
    eeprom.begin(64)
    for turn in range(30):
        eeprom.write(turn, turn)
        eeprom.commit()
        partition.open("app").set_string("text", "t" * 10 * turn)
        partition.open("app").set_blob("blob", bytes([turn]) * 700)
        partition.open("app").set_number("n", ItemType.U16, turn)
    return flash.dump(NVS_ADDRESS, PAGES * SECTOR_BYTES)


@each_generation
@EXAMPLES
@given(damages=st.lists(DAMAGES, max_size=12))
def test_a_damaged_partition_fails_only_as_documented(generation: NvsGeneration, damages: list[Damage]) -> None:
    use(damaged(sound_image(), damages), generation)


@each_generation
@EXAMPLES
@given(damages=st.lists(DAMAGES, max_size=40))
def test_a_partition_forged_from_nothing_fails_only_as_documented(
    generation: NvsGeneration, damages: list[Damage]
) -> None:
    use(damaged(b"\xff" * PAGES * SECTOR_BYTES, damages), generation)


@each_generation
@settings(EXAMPLES, max_examples=40)
@given(seed=st.integers(0, 1 << 32), fill=st.sampled_from([b"", b"\xfe\xff\xff\xff", b"\xf8\xff\xff\xff"]))
def test_random_bytes_fail_only_as_documented(generation: NvsGeneration, seed: int, fill: bytes) -> None:
    random_page = Random(seed).randbytes(SECTOR_BYTES)
    use((fill + random_page)[:SECTOR_BYTES] * PAGES, generation)


@each_generation
@pytest.mark.parametrize("pages", [1, 2, 3])
@pytest.mark.parametrize("value", [0x00, 0x5A, 0xFF])
def test_partitions_of_any_size_filled_with_one_value(generation: NvsGeneration, pages: int, value: int) -> None:
    use(bytes((value,)) * pages * SECTOR_BYTES, generation)


def test_a_driver_that_reads_for_ever_is_noticed() -> None:
    flash = CountingFlash(SECTOR_BYTES)
    for _ in range(STEPS_MAX):
        flash.read(0, 4)
    with pytest.raises(EndlessLoopError):
        flash.read(0, 4)
