"""What NVS makes of entries that are forged, or go bad while it is mounted."""

from collections.abc import Callable
from functools import partial

import pytest

from simulator.eeprom.inspect import view_partition
from simulator.eeprom.nvs import ItemType, NvsError, NvsFault, NvsGeneration, NvsHandle, NvsPartition
from simulator.eeprom.nvs.format import encode_page_header
from simulator.eeprom.nvs.item import encode, index_header, key_of
from simulator.flash import SECTOR_BYTES, Flash

ADDRESS, SIZE = 0x9000, 0x5000
OLD, NEW = NvsGeneration.IDF_4_4_7, NvsGeneration.IDF_5_5_1


def mounted(flash: Flash, generation: NvsGeneration) -> NvsPartition:
    partition = NvsPartition(flash, generation)
    partition.init()
    return partition


def error_of(call: Callable[[], object]) -> NvsError:
    with pytest.raises(NvsFault) as fault:
        call()
    return fault.value.error


def index_of(image: bytes) -> int:
    """Give the offset of the only blob index in a partition."""
    view = view_partition(image)
    ((page, offset),) = ((e.page, e.offset) for e in view.live_items() if e.header and e.header.type == 0x48)
    return page * SECTOR_BYTES + offset


@pytest.mark.parametrize(
    ("generation", "copied", "left"), [(OLD, 4500, None), (NEW, 4000, NvsError.NOT_FOUND)], ids=["4.4.7", "5.5.1"]
)
def test_chunks_of_more_than_their_index_says_never_reach_beyond_the_buffer(
    generation: NvsGeneration, copied: int, left: NvsError | None
) -> None:
    flash = Flash(4 << 20)
    nvs = mounted(flash, generation).open("ns")
    nvs.set_string("filler", "x" * 3800)
    nvs.set_blob("blob", b"\x11" * 4000 + b"\x22" * 1000)
    head = (1, ItemType.BLOB_INDEX, 1, 0xFF)
    forged = encode(head, key_of(b"blob"), index_header(4500, 2, 0))
    flash.load(forged, ADDRESS + index_of(flash.dump(ADDRESS, SIZE)))
    buffer = bytearray(4500)
    assert nvs.get_blob_into("blob", buffer, 4500) == (4500, NvsError.FAIL)
    assert bytes(buffer) == (b"\x11" * 4000 + b"\x22" * 1000)[:copied].ljust(4500, b"\0")
    if left is not None:
        assert error_of(lambda: nvs.get_blob("blob")) is left


def page_of(*entries: bytes) -> bytes:
    """Give an ACTIVE page on which these entries stand, WRITTEN, from the first on."""
    bits = sum((2 if at < len(entries) else 3) << 2 * at for at in range(128))
    image = encode_page_header(0, 0xFE) + bits.to_bytes(32, "little") + b"".join(entries)
    return image.ljust(SECTOR_BYTES, b"\xff")


SPACE = encode((0, ItemType.U8, 1, 0xFF), key_of(b"ns"), b"\x01")


def test_a_value_is_searched_twice_and_the_second_time_by_the_hash_list_alone() -> None:
    """The first search walks over a header that went bad, and erases it, to an item under a number that none has."""
    numbers = [encode((1, ItemType.U8, 1, chunk), key_of(b"k"), b"\x01") for chunk in (0xFF, 7)]
    calls: list[Callable[[NvsHandle], object]] = [
        lambda nvs: nvs.get_number("k", ItemType.U8), lambda nvs: nvs.erase_key("k")
    ]  # fmt: skip
    for call in calls:
        flash = Flash(4 << 20)
        flash.load(page_of(SPACE, *numbers), ADDRESS)
        nvs = mounted(flash, NEW).open("ns")
        flash.load(b"\x00", ADDRESS + 64 + 32 + 8)
        assert error_of(partial(call, nvs)) is NvsError.NOT_FOUND
        assert flash.dump(ADDRESS + 32, 1) == b"\xe2"
