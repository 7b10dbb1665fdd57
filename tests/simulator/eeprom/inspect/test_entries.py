"""What stands in the entries of a page, as it is, without the driver's repairs."""

import pytest

from oceanhil.simulator.eeprom.inspect import EntryGroup, GroupKind, Header
from oceanhil.simulator.eeprom.inspect.entries import decode_header
from oceanhil.simulator.eeprom.nvs import ItemType, NvsHandle
from tests.simulator.eeprom.inspect.nvs_images import entry_offset, groups, set_state, written

ERASED, ILLEGAL, WRITTEN = 0b00, 0b01, 0b10


def header_of(group: EntryGroup) -> Header:
    assert group.header is not None
    return group.header


def one_string(nvs: NvsHandle) -> None:
    nvs.set_string("greeting", "hello " * 10)


def test_the_entry_that_espressif_s_generator_writes_is_read() -> None:
    # Header of a namespace called "eeprom", from an image of esp-idf-nvs-partition-gen.
    raw = bytes.fromhex("000101ff5943b640") + b"eeprom".ljust(16, b"\0") + b"\x01" + b"\xff" * 7
    header = decode_header(raw)
    assert (header.key, header.kind, header.span, header.number, header.crc.ok) == ("eeprom", ItemType.U8, 1, 1, True)


def test_a_value_is_one_item_with_its_payload_and_two_good_checksums() -> None:
    name, item = groups(written(one_string))
    assert (name.kind, header_of(name).key, header_of(name).number) == (GroupKind.ITEM, "ns", 1)
    assert (item.entry, item.count, item.payload) == (1, 3, b"hello " * 10 + b"\0")
    assert item.payload_crc is not None
    assert header_of(item).crc.ok
    assert item.payload_crc.ok
    assert item.is_sound


@pytest.mark.parametrize(("kind", "value"), [(ItemType.U8, 200), (ItemType.I16, -5), (ItemType.U64, 1 << 63)])
def test_a_number_has_its_sign_and_its_size(kind: ItemType, value: int) -> None:
    _, item = groups(written(lambda nvs: nvs.set_number("n", kind, value)))
    assert (header_of(item).number, header_of(item).size) == (value, kind.size_bytes)


def test_a_value_that_was_replaced_is_erased_but_still_readable() -> None:
    def twice(nvs: NvsHandle) -> None:
        nvs.set_string("secret", "old password")
        nvs.set_string("secret", "new password")

    _, old, new = groups(written(twice))
    assert (old.kind, old.payload) == (GroupKind.LEFTOVER, b"old password\0")
    assert (new.kind, new.payload) == (GroupKind.ITEM, b"new password\0")


def test_a_bit_in_a_header_makes_the_whole_run_damaged() -> None:
    image = written(one_string)
    image[entry_offset(1) + 9] ^= 1
    _, damaged = groups(image)
    assert (damaged.kind, damaged.entry, damaged.count) == (GroupKind.DAMAGED, 1, 3)


def test_a_bit_in_a_payload_leaves_the_item_with_a_wrong_data_checksum() -> None:
    image = written(one_string)
    image[entry_offset(2)] ^= 1
    _, item = groups(image)
    assert item.kind is GroupKind.ITEM
    assert not item.is_sound
    assert item.payload_crc is not None
    assert not item.payload_crc.ok


def test_the_bitmap_s_fourth_pattern_is_illegal() -> None:
    image = written(one_string)
    set_state(image, 1, ILLEGAL)
    assert [group.kind for group in groups(image)] == [GroupKind.ITEM, GroupKind.ILLEGAL, GroupKind.DAMAGED]


def test_what_was_programmed_but_not_marked_is_half_written() -> None:
    image = written(one_string)
    image[entry_offset(4)] = 0x12
    assert groups(image)[-1].kind is GroupKind.HALF_WRITTEN


def test_an_item_whose_last_entry_is_not_marked_written_is_not_whole() -> None:
    image = written(one_string)
    set_state(image, 3, ERASED)
    _, item, rest = groups(image)
    assert (item.whole, item.count) == (False, 2)
    assert (rest.kind, rest.entry) == (GroupKind.ERASED, 3)


def test_a_span_beyond_the_page_ends_with_the_page() -> None:
    image = written(one_string)
    raw = image[entry_offset(1) : entry_offset(2)]
    image[entry_offset(125) : entry_offset(126)] = raw
    set_state(image, 125, WRITTEN)
    last = groups(image)[-1]
    assert (last.entry, last.count, last.whole) == (125, 1, False)


def test_every_entry_is_in_at_most_one_group() -> None:
    image = written(one_string)
    for entry in range(10, 40):
        set_state(image, entry, entry % 4)
        image[entry_offset(entry)] = entry
    covered = [entry for each in groups(image) for entry in range(each.entry, each.entry + each.count)]
    assert len(covered) == len(set(covered))
    assert max(covered) < 126
