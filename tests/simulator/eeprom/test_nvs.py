"""NVS as its callers see it: values, namespaces and error codes."""

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.nvs import (
    NS_ANY,
    ItemType,
    NvsEntry,
    NvsError,
    NvsFault,
    NvsGeneration,
    NvsPartition,
)
from oceanhil.simulator.flash.chip import Flash
from tests.simulator.eeprom.nvs_partitions import each_generation, error_of, mounted, opened
from tests.together import together

NUMBERS = [kind for kind in ItemType if kind.is_number]


@together
@each_generation
@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_keep_their_extremes(generation: NvsGeneration, kind: ItemType) -> None:
    bits = 8 * kind.size_bytes
    signed = kind >= ItemType.I8
    handle = opened(generation)
    for value in (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1):
        handle.set_number("k", kind, value)
        assert handle.get_number("k", kind) == value


@each_generation
@settings(max_examples=25)
@given(values=st.dictionaries(st.sampled_from("abcdef"), st.binary(max_size=900), min_size=1))
def test_every_blob_is_there_after_a_reboot(generation: NvsGeneration, values: dict[str, bytes]) -> None:
    flash = Flash(4 << 20)
    for turn in range(3):
        handle = mounted(flash, generation).open("ns")
        for key, value in values.items():
            handle.set_blob(key, value + bytes([turn]))
    handle = mounted(flash, generation).open("ns", read_only=True)
    assert {key: handle.get_blob(key)[:-1] for key in values} == values


@together
@each_generation
@pytest.mark.parametrize("size", [0, 1, 32, 33, 4000, 4001, 9000, 15_000])
def test_a_blob_may_spread_over_pages(generation: NvsGeneration, size: int) -> None:
    value = bytes(position & 0xFF for position in range(size))
    handle = opened(generation)
    handle.set_blob("k", value)
    assert handle.get_blob("k") == value
    assert handle.get_blob_size("k") == size


@together
@each_generation
@pytest.mark.parametrize("text", ["", "a", "x" * 31, "x" * 32, "ü€", "x" * 3999])
def test_strings_come_back(generation: NvsGeneration, text: str) -> None:
    handle = opened(generation)
    handle.set_string("k", text)
    assert handle.get_string("k") == text
    assert handle.get_string_size("k") == len(text.encode()) + 1


def test_a_string_ends_at_its_first_0() -> None:
    handle = opened()
    handle.set_string("k\0ey", "abc\0def")
    assert handle.get_string("k") == "abc"


@each_generation
def test_a_value_that_is_there_already_is_not_written_again(generation: NvsGeneration) -> None:
    flash = Flash(4 << 20)
    handle = mounted(flash, generation).open("ns")
    for _ in range(2):
        handle.set_blob("b", bytes(40))
        handle.set_string("s", "text")
        handle.set_number("n", ItemType.U16, 5)
        units = flash.units
    handle.set_number("n", ItemType.U16, 5)
    handle.set_blob("b", bytes(40))
    handle.set_string("s", "text")
    assert flash.units == units


@each_generation
def test_namespaces_keep_equal_keys_apart(generation: NvsGeneration) -> None:
    partition = mounted(Flash(4 << 20), generation)
    for namespace in ("one", "two"):
        partition.open(namespace).set_string("k", namespace)
    assert [partition.open(namespace).get_string("k") for namespace in ("one", "two")] == ["one", "two"]


@each_generation
def test_erasing_a_namespace_spares_the_others(generation: NvsGeneration) -> None:
    partition = mounted(Flash(4 << 20), generation)
    one, two = partition.open("one"), partition.open("two")
    for handle in (one, two):
        handle.set_blob("blob", bytes(100))
        handle.set_number("n", ItemType.U8, 1)
    one.erase_all()
    assert (one.used_entry_count(), two.used_entry_count()) == (0, 7)
    assert error_of(lambda: one.get_blob("blob")) is NvsError.NOT_FOUND


@pytest.mark.parametrize(("generation", "left"), [(NvsGeneration.IDF_4_4_7, 7), (NvsGeneration.IDF_5_5_1, None)])
def test_only_4_4_7_lets_one_key_hold_several_types(generation: NvsGeneration, left: int | None) -> None:
    handle = opened(generation)
    handle.set_number("k", ItemType.U8, 7)
    handle.set_string("k", "text")
    if left is None:
        assert error_of(lambda: handle.get_number("k", ItemType.U8)) is NvsError.NOT_FOUND
    else:
        assert handle.get_number("k", ItemType.U8) == left


@each_generation
def test_the_lowest_unused_namespace_index_is_taken_again(generation: NvsGeneration) -> None:
    flash = Flash(4 << 20)
    mounted(flash, generation).open("first").set_string("k", "still here")
    name_entry = flash.dump(0x9000, 4096).index(b"first")
    flash.load(b"F", 0x9000 + name_entry)
    partition = mounted(flash, generation)
    assert error_of(lambda: partition.open("first", read_only=True)) is NvsError.NOT_FOUND
    assert partition.open("second").get_string("k") == "still here"


@each_generation
def test_not_found(generation: NvsGeneration) -> None:
    handle = opened(generation)
    handle.set_string("s", "text")
    for call in (
        lambda: handle.get_blob("s"),
        lambda: handle.get_string("t"),
        lambda: handle.get_number("s", ItemType.U8),
        lambda: handle.erase_key("t"),
    ):
        assert error_of(call) is NvsError.NOT_FOUND


@each_generation
def test_erasing_a_key_works_once_whatever_its_type(generation: NvsGeneration) -> None:
    handle = opened(generation)
    handle.set_blob("blob", bytes(5000))
    handle.set_string("text", "text")
    for key in ("blob", "text"):
        handle.erase_key(key)
        assert error_of(partial(handle.erase_key, key)) is NvsError.NOT_FOUND
    assert handle.used_entry_count() == 0


@each_generation
def test_a_key_of_more_than_15_bytes_is_too_long(generation: NvsGeneration) -> None:
    handle = opened(generation)
    handle.set_number("exactly15bytes.", ItemType.U8, 1)
    assert error_of(lambda: handle.set_number("16 bytes too long", ItemType.U8, 1)) is NvsError.KEY_TOO_LONG
    assert error_of(lambda: handle.set_blob("16 bytes too long", b"")) is NvsError.KEY_TOO_LONG


@each_generation
def test_values_longer_than_the_driver_supports(generation: NvsGeneration) -> None:
    handle = opened(generation)
    assert error_of(lambda: handle.set_string("s", "x" * 4000)) is NvsError.VALUE_TOO_LONG
    assert error_of(lambda: handle.set_blob("b", bytes(16_001))) is NvsError.VALUE_TOO_LONG


@each_generation
def test_a_full_partition_has_not_enough_space(generation: NvsGeneration) -> None:
    handle = opened(generation, size=0x3000)
    handle.set_blob("first", bytes(3900))
    assert error_of(lambda: handle.set_blob("second", bytes(5000))) is NvsError.NOT_ENOUGH_SPACE
    assert handle.get_blob("first") == bytes(3900)


@each_generation
def test_space_is_reclaimed_for_ever(generation: NvsGeneration) -> None:
    flash = Flash(4 << 20)
    handle = mounted(flash, generation).open("ns")
    handle.set_string("kept", "value")
    for turn in range(120):
        handle.set_blob("changing", bytes([turn]) * 1000)
    assert handle.get_string("kept") == "value"
    assert sum(flash.erases.values()) > 10
    assert mounted(flash, generation).open("ns").get_blob("changing") == bytes([119]) * 1000


def test_a_read_only_handle_cannot_write() -> None:
    partition = mounted(Flash(4 << 20))
    partition.open("ns")
    handle = partition.open("ns", read_only=True)
    assert error_of(lambda: handle.set_number("k", ItemType.U8, 1)) is NvsError.READ_ONLY
    assert error_of(handle.erase_all) is NvsError.READ_ONLY


def test_a_read_only_handle_needs_an_existing_namespace() -> None:
    partition = mounted(Flash(4 << 20))
    assert error_of(lambda: partition.open("ns", read_only=True)) is NvsError.NOT_FOUND


def test_a_closed_handle_is_invalid() -> None:
    handle = opened()
    handle.close()
    assert error_of(lambda: handle.get_blob("k")) is NvsError.INVALID_HANDLE
    assert error_of(lambda: handle.set_blob("k", b"")) is NvsError.INVALID_HANDLE


def test_a_partition_must_be_mounted_first() -> None:
    partition = NvsPartition(Flash(4 << 20))
    assert error_of(lambda: partition.open("ns")) is NvsError.NOT_INITIALIZED
    partition.init()
    partition.deinit()
    assert error_of(lambda: partition.open("ns")) is NvsError.NOT_INITIALIZED


def test_there_are_254_namespaces() -> None:
    partition = NvsPartition(Flash(4 << 20), size=0x6000)
    partition.init()
    for number in range(254):
        partition.open(f"ns{number}")
    assert error_of(lambda: partition.open("one more")) is NvsError.NOT_ENOUGH_SPACE


def test_a_blob_longer_than_the_callers_length_is_not_copied_but_its_length_is_told() -> None:
    handle = opened()
    handle.set_blob("k", b"abcd")
    buffer = bytearray(b"????")
    assert handle.get_blob_into("k", buffer, 3) == (4, NvsError.INVALID_LENGTH)
    assert handle.get_blob_into("none", buffer, 3) == (3, NvsError.NOT_FOUND)
    assert buffer == b"????"
    assert handle.get_blob_into("k", buffer, 4) == (4, NvsError.OK)
    assert buffer == b"abcd"


def test_an_error_says_its_name_and_code() -> None:
    assert str(NvsFault(NvsError.NOT_FOUND)) == "nvs call failed with NOT_FOUND (0x1102)"


def entries(partition: NvsPartition, namespace: int = NS_ANY, kind: int = ItemType.ANY) -> list[NvsEntry]:
    """List values as nvs_entry_find and nvs_entry_next do."""
    listed: list[NvsEntry] = []
    where = (0, 0)
    with suppress(NvsFault):
        while True:
            listed.append(partition.entry(namespace, kind, where))
            where = listed[-1].following
    assert error_of(lambda: partition.entry(namespace, kind, where)) is NvsError.NOT_FOUND
    return listed


@each_generation
def test_an_iterator_stops_once_at_each_value_and_at_nothing_else(generation: NvsGeneration) -> None:
    partition = mounted(Flash(4 << 20), generation)
    handle = partition.open("ns")
    handle.set_blob("blob", bytes(5000))
    handle.set_string("text", "a text of several entries, which are no values")
    partition.open("other").set_number("number", ItemType.U8, 1)
    found = [(each.namespace, each.key, each.type) for each in entries(partition)]
    assert found == [(b"ns", b"blob", 0x42), (b"ns", b"text", 0x21), (b"other", b"number", 0x01)]
    assert [each.key for each in entries(partition, partition.namespace("ns"))] == [b"blob", b"text"]
    assert [each.key for each in entries(partition, kind=ItemType.U8)] == [b"number"]


def test_an_iterator_ends_where_its_page_was_collected() -> None:
    partition = mounted(Flash(4 << 20))
    handle = partition.open("ns")
    # Onto the second page, from which all that is newer moves away.
    for turn in range(200):
        handle.set_number("count", ItemType.U32, turn)
    following = partition.entry(NS_ANY, ItemType.ANY).following
    for turn in range(330):
        handle.set_number("count", ItemType.U32, turn)
    assert [each.key for each in entries(partition)] == [b"count"]
    assert error_of(lambda: partition.entry(NS_ANY, ItemType.ANY, following)) is NvsError.NOT_FOUND
