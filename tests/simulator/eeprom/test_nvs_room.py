"""Where NVS puts a blob, and how long one may be."""

import pytest

from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom
from oceanhil.simulator.eeprom.inspect import view_partition
from oceanhil.simulator.eeprom.nvs import NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.slots import Esp32Slots, Slot
from oceanhil.simulator.flash.chip import Flash
from tests.simulator.eeprom.nvs_partitions import each_generation
from tests.together import together

ADDRESS, SIZE = 0x9000, 0x5000


def mounted(generation: NvsGeneration, address: int = ADDRESS, size: int = SIZE) -> tuple[Flash, NvsPartition]:
    flash = Flash(4 << 20)
    partition = NvsPartition(flash, generation, address=address, size=size)
    partition.init()
    return flash, partition


# From nvs_storage.cpp, writeMultiPageBlob: a page with room for less than a tenth of the longest chunk, 4,000 bytes,
# is left for the next one, unless the whole blob fits.
@together
@each_generation
@pytest.mark.parametrize(
    ("room", "size", "chunks"),
    [
        (384, 500, [(1, 500)]),
        (416, 500, [(0, 416), (1, 84)]),
        (384, 384, [(0, 384)]),
        (64, 64, [(0, 64)]),
        (64, 65, [(1, 65)]),
        (0, 1, [(1, 1)]),
        (0, 0, [(1, 0)]),
        (32, 0, [(0, 0)]),
        (416, 4416, [(0, 416), (1, 4000)]),
    ],
)
def test_a_crowded_page_is_left_unless_the_blob_fits(
    generation: NvsGeneration, room: int, size: int, chunks: list[tuple[int, int]]
) -> None:
    flash, partition = mounted(generation)
    nvs = partition.open("ns")
    # Entries of 32 bytes: the namespace's and the string's headers, what is left free, and a header for the chunk.
    nvs.set_string("filler", "x" * (32 * (126 - 3) - room - 1))
    value = bytes(each % 251 for each in range(size))
    nvs.set_blob("blob", value)
    view = view_partition(flash.dump(ADDRESS, SIZE))
    found = [(each.page, each.header.size) for each in view.live_items() if each.header and each.header.type == 0x42]
    assert (found, nvs.get_blob("blob")) == (chunks, value)


@each_generation
def test_a_blob_has_508_000_bytes_at_most_whoever_reads_or_writes_it(generation: NvsGeneration) -> None:
    # ESP-IDF Programming Guide, Non-volatile Storage Library: "508,000 bytes or 97.6% of the partition size - 4000".
    _, partition = mounted(generation, address=0x10000, size=0x110000)
    eeprom = Esp32Eeprom(partition)
    assert (eeprom.begin(508_001), eeprom.begin(508_000), eeprom.length()) == (False, True, 508_000 & 0xFFFF)
    partition.erase()
    partition.init()
    slots = Esp32Slots(partition)
    longest = bytes(508_000)
    assert slots.write_slot(Slot.A, longest)
    assert slots.read_slot(Slot.A, 508_000) == longest
    assert not slots.write_slot(Slot.B, bytes(508_001))
