"""What the next boot makes of a dump: told from a run of the driver's model."""

import pytest

from oceanhil.analysis.dumps.boot.explain import Choice, explain_dump
from oceanhil.analysis.dumps.boot.report import ActionKind, ExplainReport
from oceanhil.analysis.dumps.corruption.corrupt import corrupt_dump
from oceanhil.analysis.dumps.corruption.faults import Fault
from oceanhil.analysis.dumps.corruption.nvs_faults import seal_payload
from oceanhil.analysis.dumps.corruption.workpiece import Wish
from oceanhil.analysis.dumps.dump import Dump, DumpError
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.app.run.library import library_files
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.record import StorePolicy
from oceanhil.simulator.eeprom.inspect import view_partition
from oceanhil.simulator.eeprom.nvs import NvsGeneration
from oceanhil.simulator.eeprom.slots import Slot
from tests.analysis.dumps.dumps import (
    ALL_STORES,
    EEPROM_BYTES,
    LONG_TOKEN,
    TOKEN,
    esp32_flash,
    made_image,
    nvs_with_wifi,
    record_dump,
)

OLD, NEW = NvsGeneration.IDF_4_4_7, NvsGeneration.IDF_5_5_1
LOADED, MISMATCH, EMPTY = "[EEPROM] Token loaded", "[EEPROM] Checksum mismatch", "[EEPROM] Empty"


def explained(dump: Dump, generation: NvsGeneration = NEW, store: StorePolicy | None = None) -> ExplainReport:
    return explain_dump("x", dump, Choice(generation=generation, eeprom_bytes=EEPROM_BYTES, store=store))


def corrupted(fault: Fault, dump: Dump | None = None, at: int | None = None, slot: Slot | None = None) -> Dump:
    dump = dump or record_dump(base=recognise(nvs_with_wifi()))
    damaged = corrupt_dump(dump, fault, Wish(eeprom_bytes=EEPROM_BYTES, at=at, slot=slot))
    return recognise(damaged.content, dump.board)


def lines(report: ExplainReport) -> list[str]:
    (firmware,) = report.firmware
    return [read.line for read in firmware.reads]


def first_cause(report: ExplainReport) -> str:
    return report.firmware[0].causes[0].id


def actions(report: ExplainReport) -> set[str]:
    assert report.mount is not None
    return {action.kind.value for action in report.mount.actions}


@pytest.mark.parametrize(("board", "store"), ALL_STORES)
def test_a_good_record_is_loaded_and_nothing_is_wrong(board: Board, store: StorePolicy) -> None:
    report = explained(record_dump(board, store, LONG_TOKEN if store is StorePolicy.REFERENCE else TOKEN[:-1]))
    assert lines(report) == [LOADED + (" (slot A, seq 1)" if store is StorePolicy.REFERENCE else "")]
    assert first_cause(report) == "healthy"
    assert {cause.id for cause in report.firmware[0].causes} >= {"mac-mismatch", "token-revoked", "eeprom-not-cleared"}


def test_a_token_that_was_cut_is_its_documented_cause() -> None:
    assert first_cause(explained(record_dump(token=LONG_TOKEN))) == "token-truncated"


@pytest.mark.parametrize(
    ("fault", "generation", "prints", "does"),
    [
        (Fault.DATA_CRC, OLD, [MISMATCH], set()),
        (Fault.DATA_CRC, NEW, [MISMATCH, EMPTY], set()),
        (Fault.ENTRY_CRC, OLD, [MISMATCH], {"entry erased"}),
        (Fault.ENTRY_CRC, NEW, [EMPTY], {"entry erased"}),
        (Fault.INDEX_CRC, OLD, [EMPTY], {"entry erased"}),
        (Fault.INDEX_CRC, NEW, [EMPTY], {"entry erased"}),
        (Fault.BITMAP, OLD, [EMPTY], {"entry erased"}),
        (Fault.INDEX_GONE, NEW, [EMPTY], {"entry erased"}),
        (Fault.CHUNK_GONE, NEW, [EMPTY], {"entry erased"}),
        (Fault.NAMESPACE, OLD, [LOADED], {"entry erased"}),
        (Fault.NAMESPACE, NEW, [LOADED], {"entry erased"}),
        (Fault.PAGE_STATE, NEW, [EMPTY], {"page erased"}),
        (Fault.PAGE_HEADER, OLD, [EMPTY], {"page erased"}),
        (Fault.PAGE_ZEROED, NEW, [EMPTY], {"page erased"}),
        (Fault.PAGE_RANDOM, NEW, [EMPTY], {"page erased"}),
        (Fault.PAGE_VERSION, NEW, [EMPTY], {"partition erased"}),
        (Fault.NO_FREE_PAGE, OLD, [EMPTY], {"partition erased"}),
        (Fault.TORN_UPDATE, OLD, [LOADED], {"entry erased"}),
        (Fault.TORN_UPDATE, NEW, [EMPTY], {"entry erased"}),
    ],
)
def test_damage_below_the_record_ends_as_measured_on_the_real_driver(
    fault: Fault, generation: NvsGeneration, prints: list[str], does: set[str]
) -> None:
    report = explained(corrupted(fault), generation, StorePolicy.LEGACY)
    assert lines(report) == prints
    assert actions(report) == does
    assert first_cause(report) in (
        {"healthy", "token-truncated"} if prints == [LOADED] else {"eeprom-corrupted", "eeprom-lost"}
    )


@pytest.mark.parametrize("fault", [Fault.PAGE_VERSION, Fault.NO_FREE_PAGE])
def test_an_erased_partition_takes_the_wi_fi_credentials_with_it(fault: Fault) -> None:
    report = explained(corrupted(fault))
    assert report.mount is not None
    assert "Wi-Fi credentials included" in report.mount.meaning
    assert {(value.namespace, value.key) for value in report.lost} >= {
        ("nvs.net80211", "sta.pswd"),
        ("eeprom", "eeprom"),
    }
    assert report.other_values == 0


def test_values_of_other_namespaces_that_survive_are_counted() -> None:
    report = explained(corrupted(Fault.DATA_CRC))
    assert ([value.key for value in report.lost], report.other_values) == (["eeprom"], 3)


def test_the_cut_that_loses_both_values_is_called_by_its_name() -> None:
    report = explained(corrupted(Fault.TORN_UPDATE))
    assert report.mount is not None
    assert all("508d9a6a227" in action.why for action in report.mount.actions)
    assert {action.kind for action in report.mount.actions} == {ActionKind.ENTRY_ERASED}


def test_a_read_that_fails_behind_a_begin_that_says_true_is_explained() -> None:
    (firmware,) = explained(corrupted(Fault.DATA_CRC)).firmware
    assert "EEPROM.begin returns true" in firmware.reads[0].note
    assert [cause.id for cause in firmware.causes] == ["eeprom-corrupted", "eeprom-lost"]


@pytest.mark.parametrize("fault", [Fault.MAGIC, Fault.LENGTH, Fault.TOKEN_BYTE, Fault.CHECKSUM, Fault.RANDOM])
@pytest.mark.parametrize(("board", "store"), ALL_STORES)
def test_damage_to_every_copy_of_the_record_is_cause_3(board: Board, store: StorePolicy, fault: Fault) -> None:
    report = explained(corrupted(fault, record_dump(board, store)), NEW, store)
    assert lines(report) == [MISMATCH]
    cause = report.firmware[0].causes[0]
    assert cause.id == "eeprom-corrupted"
    assert "Token Invalid or Expired, cause 3" in cause.documented


@pytest.mark.parametrize("fault", [Fault.ALL_FF, Fault.ALL_00])
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_cleared_record_reads_as_empty(board: Board, fault: Fault) -> None:
    report = explained(corrupted(fault, record_dump(board)), NEW, StorePolicy.LEGACY)
    assert (lines(report), first_cause(report)) == ([EMPTY], "eeprom-lost")


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_one_damaged_slot_leaves_the_older_record(board: Board) -> None:
    first = record_dump(board, StorePolicy.REFERENCE)
    if board is not Board.ESP32:
        first = recognise(b"\xff" * 0x1000 + made_image(Board.ESP8266, StorePolicy.REFERENCE).content, board)
    both = record_dump(board, StorePolicy.REFERENCE, LONG_TOKEN, first)
    assert lines(explained(both)) == [LOADED + " (slot B, seq 2)"]
    assert lines(explained(corrupted(Fault.CHECKSUM, both, slot=Slot.B))) == [LOADED + " (slot A, seq 1)"]


@pytest.mark.parametrize(
    ("fault", "at", "prints", "note"),
    [
        (Fault.TORN_ERASED, None, EMPTY, "the sector is blank"),
        (Fault.TORN_REWRITE, 21, MISMATCH, "only the first 20 bytes are there"),
        (Fault.TORN_ZEROED, 4096, EMPTY, "the whole sector is 0x00"),
        (Fault.TORN_ZEROED, 2248, EMPTY, "the first 2,248 bytes are 0x00"),
    ],
)
def test_a_torn_rewrite_of_a_sector_is_recognised(fault: Fault, at: int | None, prints: str, note: str) -> None:
    full = recognise(made_image(Board.ESP8266).content[:0x40].ljust(0x1000, b"\x11"), Board.ESP8266)
    report = explained(corrupted(fault, full, at), NEW, StorePolicy.LEGACY)
    assert lines(report) == [prints]
    assert note in report.firmware[0].reads[0].note


def test_a_store_without_a_trace_is_left_out_and_both_are_shown_for_a_blank_board() -> None:
    assert [each.store for each in explained(record_dump()).firmware] == ["legacy"]
    assert [each.store for each in explained(recognise(b"\xff" * 0x5000)).firmware] == ["legacy", "reference"]


def test_a_new_board_is_told_apart_from_one_that_lost_its_token() -> None:
    blank = explained(recognise(b"\xff" * 0x5000)).firmware[0]
    assert [(cause.id, bool(cause.condition)) for cause in blank.causes] == [("eeprom-lost", True), ("healthy", True)]


def test_a_board_without_an_nvs_partition_cannot_keep_anything() -> None:
    report = explained(recognise(esp32_flash(b"", rows=(("app", 0, 0x10, 0x10000, 0x10000),))))
    assert report.mount is not None
    assert (report.mount.ok, first_cause(report)) == (False, "eeprom-save-failed")


def test_nvs_that_does_not_mount_is_left_as_it_is() -> None:
    image = bytearray(record_dump().data)
    # The last entry of a full page claims to reach beyond it: the load fails, and the core only logs that.
    image[0:4] = b"\xfc\xff\xff\xff"
    image[0x20 : 0x20 + 32] = b"\xaa" * 31 + b"\xfa"
    image[0x40 + 125 * 32 : 0x1000] = image[0x60:0x80]
    report = explained(recognise(bytes(image)), OLD)
    assert report.mount is not None
    assert (report.mount.ok, report.mount.result) == (False, "ESP_FAIL (-1)")


def test_an_image_that_would_hang_the_real_driver_is_a_boot_loop() -> None:
    image = bytearray(record_dump(store=StorePolicy.REFERENCE).data)
    chunk = next(item for item in view_partition(bytes(image)).live_items() if item.payload)
    image[chunk.offset + 2] = 0
    seal_payload(image, chunk)
    report = explained(recognise(bytes(image)), OLD)
    assert report.mount is not None
    assert (report.mount.result, first_cause(report)) == ("panic", "boot-loop")


@pytest.mark.parametrize("kept", [20_000, 0x3000])
def test_a_dump_that_is_cut_off_is_not_booted(kept: int) -> None:
    part = recognise(esp32_flash(record_dump().data)[: 0x9000 + kept])
    with pytest.raises(DumpError, match="ends inside the NVS partition"):
        explained(part)


def test_every_scenario_that_is_named_is_in_the_library() -> None:
    known = {path.stem for path in library_files()}
    dumps = (record_dump(), corrupted(Fault.MAGIC), corrupted(Fault.TORN_UPDATE), recognise(b"\xff" * 0x5000))
    told = [cause for dump in dumps for firmware in explained(dump).firmware for cause in firmware.causes]
    named = {scenario for cause in told for scenario in cause.scenarios}
    assert named
    assert named <= known
