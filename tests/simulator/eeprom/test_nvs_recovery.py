"""What a mount makes of flash that a power cut or a fault left behind."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom
from oceanhil.simulator.eeprom.nvs import ItemType, NvsError, NvsFault, NvsGeneration, NvsPanic, NvsPartition
from oceanhil.simulator.eeprom.nvs.format import encode_page_header
from oceanhil.simulator.eeprom.nvs.item import encode, key_of
from oceanhil.simulator.eeprom.nvs.page_load import load_page
from oceanhil.simulator.flash.chip import Flash, PowerCut
from tests.simulator.eeprom.nvs_partitions import each_generation
from tests.together import together

NVS_ADDRESS = 0x9000
PAGE_BYTES = 4096


def mounted(flash: Flash, generation: NvsGeneration = NvsGeneration.IDF_5_5_1) -> NvsPartition:
    flash.power_on()
    partition = NvsPartition(flash, generation)
    partition.init()
    return partition


def mount_error(flash: Flash) -> NvsError:
    with pytest.raises(NvsFault) as fault:
        mounted(flash)
    return fault.value.error


def flash_with_values(generation: NvsGeneration) -> Flash:
    flash = Flash(4 << 20)
    handle = mounted(flash, generation).open("ns")
    handle.set_number("number", ItemType.U32, 123456)
    handle.set_string("text", "kept")
    handle.set_blob("blob", b"\x11" * 100)
    return flash


def write_entries(flash: Flash, entries: list[bytes], bitmap: bytes, page: int = 0) -> None:
    image = encode_page_header(page, 0xFE) + bitmap.ljust(32, b"\xff") + b"".join(entries)
    flash.load(image.ljust(PAGE_BYTES, b"\xff"), NVS_ADDRESS + page * PAGE_BYTES)


def crowded(generation: NvsGeneration) -> Flash:
    """Return flash with one free page, whose first page has the most to reclaim and holds the values to keep."""
    flash = flash_with_values(generation)
    partition = mounted(flash, generation)
    for turn in range(100):
        partition.open("churn").set_number("n", ItemType.U16, turn)
    for key in ("one", "two", "three"):
        partition.open("filler").set_string(key, "x" * 3800)
    return flash


def each_cut(
    flash: Flash, generation: NvsGeneration, work: Callable[[NvsPartition], object], step: int = 1
) -> Iterator[NvsPartition]:
    """Yield the partition mounted after power was lost in `work`, at one unit after another until it is completed."""
    start = flash.snapshot()
    for unit in count(0, step):
        flash.restore(start)
        flash.power_on()
        flash.arm_cut(unit)
        partition = NvsPartition(flash, generation)
        try:
            partition.init()
            work(partition)
        except PowerCut:
            yield mounted(flash, generation)
        else:
            return


@pytest.mark.long
@each_generation
def test_other_values_survive_power_lost_at_any_unit_while_space_is_reclaimed(generation: NvsGeneration) -> None:
    flash = crowded(generation)
    for partition in each_cut(flash, generation, lambda nvs: nvs.open("filler").set_string("four", "y" * 2000), step=5):
        handle = partition.open("ns")
        assert handle.get_number("number", ItemType.U32) == 123456
        assert handle.get_string("text") == "kept"
        assert handle.get_blob("blob") == b"\x11" * 100
    assert sum(flash.erases.values()) == 1


@each_generation
def test_a_number_is_old_or_new_after_any_cut(generation: NvsGeneration) -> None:
    flash = flash_with_values(generation)
    cuts = each_cut(flash, generation, lambda nvs: nvs.open("ns").set_number("number", ItemType.U32, 7))
    seen = [partition.open("ns").get_number("number", ItemType.U32) for partition in cuts]
    assert len(seen) == 32 + 4 + 4
    assert set(seen) == {123456, 7}
    assert seen == sorted(seen, reverse=True)


@each_generation
def test_a_string_is_old_or_new_after_any_cut(generation: NvsGeneration) -> None:
    flash = flash_with_values(generation)
    cuts = each_cut(flash, generation, lambda nvs: nvs.open("ns").set_string("text", "new"))
    seen = [partition.open("ns").get_string("text") for partition in cuts]
    assert set(seen) == {"kept", "new"}
    assert seen == sorted(seen)


@each_generation
def test_a_mount_of_sound_flash_writes_nothing(generation: NvsGeneration) -> None:
    flash = crowded(generation)
    mounted(flash, generation)
    assert flash.units == 0


@together
@each_generation
@pytest.mark.parametrize("damage", [(0, b"\x00" * 4), (8, b"\x7e"), (28, b"\x00"), (0, b"\x00" * PAGE_BYTES)])
def test_a_page_with_a_damaged_header_is_lost_and_used_again(
    generation: NvsGeneration, damage: tuple[int, bytes]
) -> None:
    flash = flash_with_values(generation)
    flash.load(damage[1], NVS_ADDRESS + damage[0])
    partition = mounted(flash, generation)
    with pytest.raises(NvsFault):
        partition.open("ns", read_only=True)
    partition.open("ns").set_string("text", "again")
    assert mounted(flash, generation).open("ns").get_string("text") == "again"


def test_a_page_that_only_looks_blank_is_erased_before_it_is_used() -> None:
    flash = Flash(4 << 20)
    flash.load(b"\x00", NVS_ADDRESS + 2000)
    mounted(flash).open("ns")
    assert flash.erases == {NVS_ADDRESS // PAGE_BYTES: 1}


def test_a_page_of_a_future_format_stops_the_mount() -> None:
    flash = Flash(4 << 20)
    flash.load(encode_page_header(0, 0xFD), NVS_ADDRESS)
    assert mount_error(flash) is NvsError.NEW_VERSION_FOUND


def test_a_partition_whose_pages_are_all_in_use_does_not_mount() -> None:
    flash = Flash(4 << 20)
    for page in range(5):
        write_entries(flash, [], b"", page)
    assert mount_error(flash) is NvsError.NO_FREE_PAGES


@each_generation
def test_an_entry_whose_bits_were_never_written_is_closed(generation: NvsGeneration) -> None:
    flash = Flash(4 << 20)
    write_entries(flash, [encode((0, ItemType.U8, 1, 0xFF), key_of(b"ns"), b"\x01")], b"")
    partition = mounted(flash, generation)
    assert flash.dump(NVS_ADDRESS + 32, 1) == b"\xfc"
    with pytest.raises(NvsFault):
        partition.open("ns", read_only=True)


@each_generation
def test_an_entry_in_an_illegal_state_is_erased(generation: NvsGeneration) -> None:
    flash = Flash(4 << 20)
    write_entries(flash, [encode((0, ItemType.U8, 1, 0xFF), key_of(b"ns"), b"\x01")], b"\xfd")
    mounted(flash, generation)
    assert flash.dump(NVS_ADDRESS + 32, 1) == b"\xfc"


@each_generation
@pytest.mark.parametrize("others", [0, 1])
def test_of_two_items_with_one_key_the_newer_stays(generation: NvsGeneration, others: int) -> None:
    flash = Flash(4 << 20)
    space = encode((0, ItemType.U8, 1, 0xFF), key_of(b"ns"), b"\x01")
    old, new = (encode((1, ItemType.U8, 1, 0xFF), key_of(b"k"), value) for value in (b"\x01", b"\x02"))
    other = encode((1, ItemType.U8, 1, 0xFF), key_of(b"other"), b"\x03")
    write_entries(flash, [space, old, new] + [other] * others, b"\xaa" if others else b"\xea")
    assert mounted(flash, generation).open("ns").get_number("k", ItemType.U8) == 2
    assert flash.dump(NVS_ADDRESS + 32, 1) == (b"\xa2" if others else b"\xe2")


def test_entries_closed_as_half_written_no_longer_count_as_used() -> None:
    flash = Flash(4 << 20)
    entry = encode((0, ItemType.U8, 1, 0xFF), key_of(b"ns"), b"\x01")
    write_entries(flash, [entry, entry, entry], b"\xee")
    page = load_page(flash, NVS_ADDRESS, NvsGeneration.IDF_5_5_1)
    assert (page.used, page.next_free) == (1, 3)


@each_generation
def test_a_value_that_is_moved_while_it_is_replaced_is_erased_where_it_is_then(generation: NvsGeneration) -> None:
    flash = crowded(generation)
    handle = mounted(flash, generation).open("ns")
    handle.set_string("text", "z" * 1500)
    assert sum(flash.erases.values()) == 1
    assert handle.get_string("text") == "z" * 1500
    handle.erase_key("text")
    with pytest.raises(NvsFault, match="NOT_FOUND"):
        handle.get_string("text")


@pytest.mark.parametrize(
    ("generation", "survives"), [(NvsGeneration.IDF_4_4_7, True), (NvsGeneration.IDF_5_5_1, False)]
)
def test_an_item_of_unknown_type_is_erased_by_5_5_1(generation: NvsGeneration, *, survives: bool) -> None:
    flash = Flash(4 << 20)
    write_entries(flash, [encode((1, 0x77, 1, 0xFF), key_of(b"k"), b"\x01")], b"\xfe")
    mounted(flash, generation)
    assert flash.dump(NVS_ADDRESS + 32, 1) == (b"\xfe" if survives else b"\xfc")


@pytest.mark.parametrize("kind", [ItemType.U8, ItemType.STRING, ItemType.BLOB_DATA])
def test_an_item_that_spans_no_entry_hangs_4_4_7_only(kind: ItemType) -> None:
    flash = Flash(4 << 20)
    write_entries(flash, [encode((1, kind, 0, 0xFF), key_of(b"k"), b"\x01")], b"\xfe")
    with pytest.raises(NvsPanic, match="loop for ever"):
        mounted(flash, NvsGeneration.IDF_4_4_7)
    mounted(flash, NvsGeneration.IDF_5_5_1)


@each_generation
def test_a_blob_without_its_index_is_cleared_away(generation: NvsGeneration) -> None:
    flash = flash_with_values(generation)
    flash.load(b"\x00", NVS_ADDRESS + flash.dump(NVS_ADDRESS, PAGE_BYTES).rindex(b"blob"))
    handle = mounted(flash, generation).open("ns")
    assert handle.used_entry_count() == 3
    assert handle.get_string("text") == "kept"


def test_a_missing_chunk_fails_the_read_in_4_4_7_and_clears_the_blob_in_5_5_1() -> None:
    for generation, error in ((NvsGeneration.IDF_4_4_7, NvsError.FAIL), (NvsGeneration.IDF_5_5_1, NvsError.NOT_FOUND)):
        flash = flash_with_values(generation)
        flash.load(b"\x00", NVS_ADDRESS + flash.dump(NVS_ADDRESS, PAGE_BYTES).index(b"blob"))
        with pytest.raises(NvsFault) as fault:
            mounted(flash, generation).open("ns").get_blob("blob")
        assert fault.value.error is error


def test_5_5_1_clears_a_blob_whose_chunk_goes_while_it_is_mounted() -> None:
    flash = flash_with_values(NvsGeneration.IDF_5_5_1)
    handle = mounted(flash).open("ns")
    flash.load(b"\x00", NVS_ADDRESS + flash.dump(NVS_ADDRESS, PAGE_BYTES).index(b"blob"))
    with pytest.raises(NvsFault, match="FAIL"):
        handle.get_blob("blob")
    with pytest.raises(NvsFault, match="NOT_FOUND"):
        handle.get_blob("blob")


def test_a_failed_rewrite_may_erase_the_chunk_of_the_value_that_is_valid() -> None:
    """The driver erases what it wrote by position alone (esp-idf issue 18827)."""
    partition = NvsPartition(Flash(4 << 20), size=0x3000)
    partition.init()
    handle = partition.open("ns")
    handle.set_blob("blob", bytes(3000))
    with pytest.raises(NvsFault, match="NOT_ENOUGH_SPACE"):
        handle.set_blob("blob", bytes(6000))
    with pytest.raises(NvsFault, match="FAIL"):
        handle.get_blob("blob")


def test_an_index_that_claims_4_gb_costs_no_memory() -> None:
    """Only 4.4.7 believes it; a sketch finds no memory to shrink such an EEPROM to its own size."""
    flash = Flash(4 << 20)
    space = encode((0, ItemType.U8, 1, 0xFF), key_of(b"eeprom"), b"\x01")
    index = encode((1, ItemType.BLOB_INDEX, 1, 0xFF), key_of(b"eeprom"), bytes.fromhex("f0ffffff0100ffff"))
    write_entries(flash, [space, index], b"\xfa")
    partition = mounted(flash, NvsGeneration.IDF_4_4_7)
    assert not Esp32Eeprom(partition).begin(64)
    with pytest.raises(NvsFault, match="FAIL"):
        partition.open("eeprom").get_blob("eeprom")
