"""Flash operations in words, checked on histories that the driver writes."""

from collections.abc import Callable

import pytest

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.simulator.eeprom.nvs import ItemType, NvsHandle, NvsPartition
from oceanhil.simulator.flash.chip import Flash, FlashOperation
from oceanhil.simulator.sweep import CutOutcome, Operation, SweepPlan, SweptStore
from oceanhil.simulator.sweep.engine import Rig
from oceanhil.simulator.sweep.explanation import Explanation, Step, explain
from oceanhil.simulator.sweep.operation_text import describe
from oceanhil.simulator.sweep.trace import TracedOperation, traced
from tests.simulator.sweep.sweeping import NEWEST, plan

BLANK = b"\xff" * 4096


def told(work: SweepPlan) -> list[str]:
    return [describe(each, work.board) for each in Rig(work).uncut()]


def test_a_commit_is_told_operation_by_operation() -> None:
    assert told(plan(Operation.COMMIT, NEWEST)) == [
        "page 0: entry 13: header of chunk 0x00 of blob 'eeprom' (64 bytes)",
        "page 0: bitmap word 0: entry 13 WRITTEN",
        "page 0: entries 14-15: payload",
        "page 0: bitmap word 0: entries 14-15 WRITTEN",
        "page 0: entry 16: header of the index of blob 'eeprom' (64 bytes in chunks from 0x00)",
        "page 0: bitmap word 1: entry 16 WRITTEN",
        "page 0: bitmap word 0: entry 12 ERASED: the index of blob 'eeprom' (64 bytes in chunks from 0x80)",
        "page 0: bitmap word 0: entries 9-11 ERASED: chunk 0x80 of blob 'eeprom' (64 bytes)",
    ]


def test_the_first_save_begins_with_page_and_namespace_and_pads_its_last_entry() -> None:
    first_save = told(plan(Operation.TOKEN_SAVE_FIRST, NEWEST, SweptStore.REFERENCE))
    assert first_save[:2] == [
        "page 0: header with sequence number 0: the page is ACTIVE",
        "page 0: entry 0: header of namespace 'oceanremote'",
    ]
    assert first_save[5:8] == [
        "page 0: entries 2-4: payload",
        "page 0: bitmap word 0: entries 2-4 WRITTEN",
        "page 0: entry 5: payload",
    ]


def test_growing_erases_its_probe_and_then_the_old_blob_before_the_new_is_written() -> None:
    assert told(plan(Operation.GROW, NEWEST))[6:11] == [
        "page 0: bitmap word 1: entry 16 ERASED: the index of blob 'expand' (64 bytes in chunks from 0x00)",
        "page 0: bitmap word 0: entries 13-15 ERASED: chunk 0x00 of blob 'expand' (64 bytes)",
        "page 0: bitmap word 0: entry 12 ERASED: the index of blob 'eeprom' (64 bytes in chunks from 0x80)",
        "page 0: bitmap word 0: entries 9-11 ERASED: chunk 0x80 of blob 'eeprom' (64 bytes)",
        "page 0: entry 17: header of chunk 0x00 of blob 'eeprom' (128 bytes)",
    ]


def collected() -> Explanation:
    return explain(plan(Operation.GC, NEWEST, SweptStore.LEGACY), 500)


@pytest.mark.slow
def test_a_collected_page_is_full_then_freeing_and_its_items_move_to_the_next() -> None:
    explanation = collected()
    assert explanation.done[:4] == (
        Step(0, 3, "page 3: state word: the page is FULL"),
        Step(4, 7, "page 0: state word: the page is FREEING"),
        Step(8, 39, "page 4: header with sequence number 4: the page is ACTIVE"),
        Step(40, 71, "page 4: entry 0: header of namespace 'eeprom'"),
    )
    assert explanation.interrupted == Step(472, 503, "page 4: entry 12: header of U8 'key11'")
    assert (explanation.read, explanation.outcome) == ("the record is valid, token oc_perm_Wq7R…", CutOutcome.OLD)


@pytest.mark.slow
def test_the_mount_after_it_begins_the_move_again_and_ends_it_with_an_erase() -> None:
    repairs = collected().repairs
    assert repairs[:4] == (
        Step(0, 3, "page 4: bitmap word 0: entry 12 ERASED"),
        Step(4, 4, "page 4: erase the sector"),
        Step(5, 36, "page 4: header with sequence number 5: the page is ACTIVE"),
        Step(37, 68, "page 4: entry 0: header of namespace 'eeprom'"),
    )
    assert repairs[-1] == Step(901, 901, "page 0: erase the sector")
    assert collected().writes == ()


LOST = [
    (
        "page 0: bitmap word 0: entries 9-11 ERASED: chunk 0x80 of blob 'eeprom' (64 bytes), taken for an older copy "
        "of chunk 0x00: the search for duplicates ignores chunk numbers"
    ),
    (
        "page 0: bitmap word 0: entry 12 ERASED: the index of blob 'eeprom' (64 bytes in chunks from 0x80), the chunks "
        "it promises are not all there"
    ),
    "page 0: bitmap word 0: entries 13-15 ERASED: chunk 0x00 of blob 'eeprom' (64 bytes), no index claims it",
]


def test_the_loss_is_told_with_the_reason_of_every_erasure() -> None:
    explanation = explain(plan(Operation.COMMIT, NEWEST), 104)
    assert [step.text for step in explanation.repairs] == LOST
    assert [(step.first_unit, step.last_unit) for step in explanation.repairs] == [(0, 3), (4, 7), (8, 11)]
    assert explanation.read == "EEPROM reads ff ff ff ff ff ff ff ff … ff ff ff ff"
    assert (explanation.unit, explanation.number, len(explanation.writes)) == (104, 0, 14)


def test_an_entry_cut_in_its_header_is_erased_without_a_name() -> None:
    explanation = explain(plan(Operation.COMMIT, NEWEST), 120)
    assert [step.text for step in explanation.repairs] == ["page 0: bitmap word 1: entry 16 ERASED", LOST[2]]
    assert [step.last_unit for step in explanation.done] == [31, 35, 99, 103]
    assert (explanation.interrupted.first_unit, explanation.interrupted.last_unit) == (104, 135)


def test_the_first_unit_interrupts_the_first_operation_and_leaves_all_as_it_was() -> None:
    explanation = explain(plan(Operation.COMMIT, NEWEST), 0)
    assert (explanation.done, explanation.repairs, explanation.writes) == ((), (), ())
    assert explanation.interrupted.first_unit == 0
    assert explanation.at_cut == explanation.after_repairs


def test_short_values_are_shown_whole_and_long_ones_by_their_ends() -> None:
    short = explain(plan(Operation.COMMIT, Driver.ESP8266_CORE, size=12, over=12), 3)
    assert short.read == "EEPROM reads 80 87 ff ff ff ff ff ff ff ff ff ff"
    longer = explain(plan(Operation.COMMIT, Driver.ESP8266_CORE, size=16, over=16), 0)
    assert longer.read == "EEPROM reads 01 08 0f 16 1d 24 2b 32 … 55 5c 63 6a"


@pytest.mark.parametrize(
    ("unit", "read", "outcome"),
    [
        (0, "the record is valid, token oc_perm_Wq7R…", CutOutcome.OLD),
        (1, "the record is empty", CutOutcome.LOST),
        (7, "the record is bad checksum", CutOutcome.CORRUPT),
        (40, "the record is valid, token oc_perm_b5Zk…", CutOutcome.NEW),
    ],
)
def test_a_record_is_told_by_its_verdict_and_the_beginning_of_its_token(
    unit: int, read: str, outcome: CutOutcome
) -> None:
    explanation = explain(plan(Operation.TOKEN_SAVE_UPDATE, Driver.PICO_CORE, SweptStore.LEGACY), unit)
    assert (explanation.read, explanation.outcome) == (read, outcome)


def test_the_dump_has_rows_of_32_bytes_that_are_not_blank() -> None:
    explanation = explain(plan(Operation.COMMIT, Driver.ESP8266_CORE), 0)
    assert [(address, len(row)) for address, row in explanation.at_cut] == [(0x3FB000, 32), (0x3FB020, 32)]
    assert explanation.at_cut[0][1][:3] == b"\x01\x08\x0f"
    assert explain(plan(Operation.COMMIT, Driver.ESP8266_CORE), 1).at_cut == ()


def work_on(nvs: Callable[[NvsHandle], object]) -> list[TracedOperation]:
    flash = Flash(4 << 20)
    partition = NvsPartition(flash)
    partition.init()
    handle = partition.open("ns")
    return list(traced(flash, lambda: nvs(handle)))


@pytest.mark.parametrize("kind", [each for each in ItemType if each.is_number])
def test_a_number_is_told_by_its_type(kind: ItemType) -> None:
    header, *_ = work_on(lambda nvs: nvs.set_number("n", kind, 1))
    assert describe(header, Board.ESP32) == f"page 0: entry 1: header of {kind.name} 'n'"


def test_a_string_is_told_by_its_type_and_its_key() -> None:
    header, *_ = work_on(lambda nvs: nvs.set_string("greeting", "hello"))
    assert describe(header, Board.ESP32) == "page 0: entry 1: header of STRING 'greeting'"


def operation(kind: FlashOperation, address: int, length: int, after: bytes = BLANK) -> TracedOperation:
    return TracedOperation(kind, address, length, 0, BLANK, after)


@pytest.mark.parametrize(
    ("board", "address", "text"),
    [
        (Board.ESP32, 0x8000, "erase sector 0x8000"),
        (Board.ESP32, 0x9000, "page 0: erase the sector"),
        (Board.ESP32, 0xD000, "page 4: erase the sector"),
        (Board.ESP32, 0xE000, "erase sector 0xe000"),
        (Board.ESP8266, 0x9000, "erase sector 0x9000"),
        (Board.PICOW, 0xD000, "erase sector 0xd000"),
    ],
)
def test_only_an_esp32_has_pages_and_only_in_its_partition(board: Board, address: int, text: str) -> None:
    assert describe(operation(FlashOperation.ERASE, address, 4096), board) == text


@pytest.mark.parametrize(
    ("word", "name"), [(0xFFFFFFFE, "ACTIVE"), (0xFFFFFFF0, "CORRUPT"), (0xFFFFFFFF, "UNINITIALIZED"), (7, "0x7")]
)
def test_a_state_word_is_told_by_name_and_an_unknown_one_by_number(word: int, name: str) -> None:
    after = word.to_bytes(4, "little") + BLANK[4:]
    text = describe(operation(FlashOperation.PROGRAM, 0xA000, 4, after), Board.ESP32)
    assert text == f"page 1: state word: the page is {name}"


def test_a_bitmap_word_that_says_what_it_said_changes_nothing() -> None:
    text = describe(operation(FlashOperation.PROGRAM, 0x9020 + 8, 4), Board.ESP32)
    assert text == "page 0: bitmap word 2: nothing changes"


def test_several_changes_of_one_word_are_told_in_order() -> None:
    after = bytearray(BLANK)
    after[0x20] = 0b11_10_00_10
    text = describe(operation(FlashOperation.PROGRAM, 0x9020, 4, bytes(after)), Board.ESP32)
    assert text == "page 0: bitmap word 0: entry 0 WRITTEN; entry 1 ERASED; entry 2 WRITTEN"
