"""Images made by Espressif's partition generator: the simulated driver mounts, reads and leaves them as they are."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom
from oceanhil.simulator.eeprom.nvs import ItemType, NvsGeneration, NvsPartition
from oceanhil.simulator.flash.chip import Flash
from tests.judges.partition_generator import NUMBER_ENCODINGS, Entry, Value, generated, write_table
from tests.simulator.eeprom.nvs_partitions import each_generation

NVS_ADDRESS = 0x9000
EVERY_NUMBER = [
    Entry("numbers", f"{kind.name}{position}", (kind, value))
    for kind in NUMBER_ENCODINGS
    for position, value in enumerate(
        (-(1 << 8 * kind.size_bytes - 1), (1 << 8 * kind.size_bytes - 1) - 1, -1)
        if kind >= ItemType.I8
        else (0, (1 << 8 * kind.size_bytes) - 1)
    )
]
TEXT = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", codec="utf-8"), max_size=90)


@st.composite
def numbers(draw: st.DrawFn) -> Value:
    kind = draw(st.sampled_from(list(NUMBER_ENCODINGS)))
    bits = 8 * kind.size_bytes
    low = -(1 << bits - 1) if kind >= ItemType.I8 else 0
    return kind, draw(st.integers(low, low + (1 << bits) - 1))


@st.composite
def tables(draw: st.DrawFn, largest_blob: int) -> list[Entry]:
    """Up to four namespaces of up to six keys."""
    names = st.text("abcdefghij._-", min_size=1, max_size=15)
    values = st.one_of(numbers(), TEXT, st.binary(min_size=1, max_size=largest_blob))
    contents = st.dictionaries(names, st.dictionaries(names, values, min_size=1, max_size=6), min_size=1, max_size=4)
    return [Entry(namespace, key, value) for namespace, keys in draw(contents).items() for key, value in keys.items()]


def mounted(image: bytes, generation: NvsGeneration) -> tuple[Flash, NvsPartition]:
    flash = Flash(4 << 20)
    flash.load(image, NVS_ADDRESS)
    partition = NvsPartition(flash, generation, size=len(image))
    partition.init()
    return flash, partition


def stored(partition: NvsPartition, entry: Entry) -> Value:
    handle = partition.open(entry.namespace, read_only=True)
    if isinstance(entry.value, bytes):
        return handle.get_blob(entry.key)
    if isinstance(entry.value, str):
        return handle.get_string(entry.key)
    return entry.value[0], handle.get_number(entry.key, entry.value[0])


def assert_read_and_left_alone(entries: list[Entry], image: bytes, generation: NvsGeneration) -> None:
    flash, partition = mounted(image, generation)
    assert {entry: stored(partition, entry) for entry in entries} == {entry: entry.value for entry in entries}
    assert flash.units == 0
    assert flash.dump(NVS_ADDRESS, len(image)) == image


@pytest.mark.slow
@each_generation
@settings(max_examples=30, deadline=None)
@given(entries=tables(largest_blob=600))
def test_any_table_reads_back_and_stays_as_it_is(generation: NvsGeneration, entries: list[Entry]) -> None:
    with TemporaryDirectory() as folder:
        assert_read_and_left_alone(entries, generated(entries, Path(folder)), generation)


@each_generation
def test_every_type_of_number_at_its_extremes(generation: NvsGeneration, tmp_path: Path) -> None:
    assert_read_and_left_alone(EVERY_NUMBER, generated(EVERY_NUMBER, tmp_path), generation)


@each_generation
@pytest.mark.parametrize("size", [1, 31, 32, 33, 64, 4000, 4001, 8000, 12_000])
def test_blobs_on_one_page_or_more(generation: NvsGeneration, size: int, tmp_path: Path) -> None:
    entries = [
        Entry("eeprom", "before", "text"),
        Entry("eeprom", "eeprom", bytes(position * 7 & 0xFF for position in range(size))),
        Entry("after", "n", (ItemType.U16, 513)),
    ]
    assert_read_and_left_alone(entries, generated(entries, tmp_path), generation)


@each_generation
@pytest.mark.parametrize("fill", range(123, 127))
def test_a_blob_that_begins_at_the_end_of_a_page(generation: NvsGeneration, fill: int, tmp_path: Path) -> None:
    filler = [Entry("ns", f"n{number}", (ItemType.U8, number)) for number in range(fill - 1)]
    entries = [*filler, Entry("ns", "blob", bytes(range(100)))]
    assert_read_and_left_alone(entries, generated(entries, tmp_path), generation)


@each_generation
@pytest.mark.parametrize("pages", [3, 6, 16])
def test_partitions_of_any_size_filled_to_the_last_page(generation: NvsGeneration, pages: int, tmp_path: Path) -> None:
    entries = [Entry("ns", f"blob{number}", bytes([number]) * 1900) for number in range(2 * (pages - 1))]
    assert_read_and_left_alone(entries, generated(entries, tmp_path, size=pages * 4096), generation)


@each_generation
def test_blobs_of_the_format_before_chunks(generation: NvsGeneration, tmp_path: Path) -> None:
    entries = [Entry("ns", "blob", bytes(range(200))), Entry("ns", "text", "kept")]
    assert_read_and_left_alone(entries, generated(entries, tmp_path, version=1), generation)


@pytest.mark.slow
@each_generation
@settings(max_examples=20, deadline=None)
@given(entries=tables(largest_blob=80))
def test_the_driver_writes_what_the_generator_makes(generation: NvsGeneration, entries: list[Entry]) -> None:
    """Byte for byte, as long as one page is enough: the two split blobs differently."""
    flash = Flash(4 << 20)
    partition = NvsPartition(flash, generation)
    partition.init()
    for entry in entries:
        put(partition, entry)
    assume(flash.is_blank(NVS_ADDRESS // 4096 + 1))
    with TemporaryDirectory() as folder:
        assert generated(entries, Path(folder))[:4096] == flash.dump(NVS_ADDRESS, 4096)


def put(partition: NvsPartition, entry: Entry) -> None:
    handle = partition.open(entry.namespace)
    if isinstance(entry.value, bytes):
        handle.set_blob(entry.key, entry.value)
    elif isinstance(entry.value, str):
        handle.set_string(entry.key, entry.value)
    else:
        handle.set_number(entry.key, *entry.value)


@pytest.mark.slow
@each_generation
def test_a_generated_image_is_the_eeprom_of_the_next_boot(generation: NvsGeneration, tmp_path: Path) -> None:
    """Made by the command itself, as its documentation has it."""
    table, image = tmp_path / "table.csv", tmp_path / "nvs.bin"
    write_table([Entry("eeprom", "eeprom", bytes(range(64)))], table)
    command = [sys.executable, "-m", "esp_idf_nvs_partition_gen", "generate", str(table), str(image), "0x5000"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    flash, partition = mounted(image.read_bytes(), generation)
    eeprom = Esp32Eeprom(partition)
    assert eeprom.begin(64)
    assert eeprom.read_bytes(0, 64) == bytes(range(64))
    assert flash.units == 0
