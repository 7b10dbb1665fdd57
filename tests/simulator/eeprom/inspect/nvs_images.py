"""NVS partitions to look at, written by the driver, and the places in them."""

from collections.abc import Callable

from oceanhil.simulator.eeprom.inspect import EntryGroup, PartitionView, view_partition
from oceanhil.simulator.eeprom.nvs import NvsGeneration, NvsHandle, NvsPartition
from oceanhil.simulator.flash.chip import Flash

ADDRESS, SIZE = 0x9000, 0x5000
ENTRY = 32
FIRST_ENTRY = 0x40


def written(
    work: Callable[[NvsHandle], object], generation: NvsGeneration = NvsGeneration.IDF_5_5_1, name: str = "ns"
) -> bytearray:
    """Let the driver do some work in one namespace, and give the partition."""
    flash = Flash(4 << 20)
    partition = NvsPartition(flash, generation)
    partition.init()
    work(partition.open(name))
    return bytearray(flash.dump(ADDRESS, SIZE))


def groups(image: bytes | bytearray, page: int = 0) -> tuple[EntryGroup, ...]:
    return view(image).pages[page].groups


def view(image: bytes | bytearray) -> PartitionView:
    return view_partition(bytes(image))


def entry_offset(entry: int) -> int:
    return FIRST_ENTRY + entry * ENTRY


def set_state(image: bytearray, entry: int, state: int) -> None:
    """Write the two bits of an entry on the first page."""
    shift = 2 * (entry % 4)
    position = 0x20 + entry // 4
    image[position] = image[position] & ~(3 << shift) | state << shift
