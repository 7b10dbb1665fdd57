"""The ESP32's partition table, byte for byte as ESP-IDF lays it out."""

import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.formats.partition_table import Kind, Md5, Partition, build_table, find_table, parse_table

SIZE = 4 << 20
NVS = Partition("nvs", *Kind.NVS.value, 0x9000, 0x5000)
FACTORY = Partition("factory", *Kind.FACTORY.value, 0x20000, 0x1000)
FIRST = Partition("app0", *Kind.OTA_0.value, 0x10000, 0x2000)
SECOND = Partition("app1", *Kind.OTA_1.value, 0x30000, 0x1000)
words = st.integers(0, 0xFFFFFFFF)
bytes_ = st.integers(0, 0xFF)
labels = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=16)
rows = st.lists(st.builds(Partition, labels, bytes_, bytes_, words, words, words), min_size=1, max_size=20)


def application(*partitions: Partition, md5: bool = True) -> Partition | None:
    table = parse_table(build_table(partitions, md5=md5))
    assert table is not None
    return table.application(SIZE)


@pytest.mark.slow
@given(rows, st.booleans())
def test_what_was_built_is_read(partitions: list[Partition], md5: bool) -> None:
    table = parse_table(build_table(partitions, md5=md5))
    assert table is not None
    assert table.partitions == tuple(partitions)
    assert table.md5 is (Md5.GOOD if md5 else Md5.MISSING)


def test_a_row_and_the_digest_behind_it_are_laid_out_as_documented() -> None:
    row = struct.pack("<2sBBII16sI", b"\xaa\x50", 1, 2, 0x9000, 0x5000, b"nvs", 0)
    digest = b"\xeb\xeb" + 14 * b"\xff" + hashlib.md5(row).digest()
    assert build_table([NVS]) == (row + digest).ljust(0xC00, b"\xff")


def test_a_row_that_was_changed_makes_the_digest_wrong_and_nothing_starts() -> None:
    data = bytearray(build_table([FIRST, NVS]))
    data[5] ^= 1
    table = parse_table(bytes(data))
    assert table is not None
    assert table.md5 is Md5.WRONG
    assert table.application(SIZE) is None


@pytest.mark.parametrize("offset", [0x8000, 0x1000, 0x3F000])
def test_a_table_is_found_at_early_sectors(offset: int) -> None:
    table = find_table(b"\xff" * offset + build_table([NVS]))
    assert table is not None
    assert table.offset == offset


@pytest.mark.parametrize("offset", [0x8001, 0x40000])
def test_nowhere_else_is_one_looked_for(offset: int) -> None:
    assert find_table(b"\xff" * offset + build_table([NVS])) is None


def test_bytes_without_a_row_are_no_table() -> None:
    assert parse_table(b"") is None
    assert parse_table(build_table([])) is None
    assert parse_table(b"\xaa\x51" + bytes(30)) is None


def test_a_table_ends_at_the_first_row_that_is_none() -> None:
    table = parse_table(build_table([FIRST], md5=False)[:32] + b"\xaa\x51" + bytes(30) + build_table([NVS]))
    assert table is not None
    assert (table.partitions, table.md5) == ((FIRST,), Md5.MISSING)


def test_a_label_that_is_no_text_is_shown_with_question_marks() -> None:
    table = parse_table(build_table([NVS]).replace(b"nvs", b"n\xffs"))
    assert table is not None
    assert table.partitions[0].label == "n?s"


def test_the_factory_s_application_comes_before_the_first_slot_and_no_other_is_started() -> None:
    assert application(FIRST, FACTORY) == FACTORY
    assert application(SECOND, FIRST) == FIRST
    assert application(SECOND) is None
    assert application(NVS) is None


def test_a_table_without_its_digest_starts_nothing() -> None:
    assert application(FIRST, md5=False) is None


def test_an_application_may_end_with_the_chip() -> None:
    assert application(Partition("a", *Kind.OTA_0.value, 0x3F0000, 0x10000)) is not None
    assert application(Partition("a", *Kind.OTA_0.value, 0x3F0000, 0x10001)) is None


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (Kind.FACTORY, "app"),
        (Kind.OTA_0, "app"),
        (Kind.OTA_1, "app"),
        (Kind.OTA_DATA, "data/ota"),
        (Kind.NVS, "data/nvs"),
        (Kind.COREDUMP, "data/coredump"),
        (Kind.NVS_KEYS, "data/nvs_keys"),
        (Kind.SPIFFS, "data/spiffs"),
    ],
)
def test_a_kind_has_its_word_of_the_csv_file(kind: Kind, word: str) -> None:
    partition = Partition("any", *kind.value, 0, 0)
    assert partition.kind == word
    assert [each for each in Kind if partition.is_kind(each)] == [kind]
