"""Damage to order: exactly what was asked for, the same each time, and every change reported."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.analysis.dumps.boot.explain import Choice, explain_dump
from oceanhil.analysis.dumps.corruption.corrupt import Corruption, corrupt_dump
from oceanhil.analysis.dumps.corruption.faults import Fault, Group, faults_of
from oceanhil.analysis.dumps.corruption.workpiece import Wish
from oceanhil.analysis.dumps.dump import Dump, RefusedError, Role
from oceanhil.analysis.dumps.recognition import recognise
from oceanhil.analysis.dumps.show import show_dump
from oceanhil.app.commands.eeprom.written_files import fault_list, find_fault
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.record import RecordFlag, StorePolicy
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
    region_of,
)
from tests.together import together

RECORD_FAULTS = faults_of(Group.RECORD)
POSSIBLE = [(board, store, fault) for board, store in ALL_STORES for fault in Fault if board in fault.info.boards]


def corrupted(dump: Dump, fault: Fault, seed: int = 0, at: int | None = None, slot: Slot | None = None) -> Corruption:
    return corrupt_dump(dump, fault, Wish(eeprom_bytes=EEPROM_BYTES, seed=seed, at=at, slot=slot))


def corrupted_if_possible(dump: Dump, fault: Fault, seed: int) -> Corruption | None:
    """Damage the dump; None where a write was cut off before or after everything, so that nothing changes."""
    with suppress(RefusedError):
        return corrupted(dump, fault, seed)
    return None


def flat(dump: Dump) -> bytes:
    return b"".join(region.data for region in sorted(dump.regions, key=lambda region: region.address))


@together
@pytest.mark.slow
@pytest.mark.parametrize(("board", "store", "fault"), POSSIBLE)
def test_every_fault_can_be_done_to_every_record_of_its_boards(board: Board, store: StorePolicy, fault: Fault) -> None:
    dump = record_dump(board, store)
    if board is not Board.ESP32 and store is StorePolicy.REFERENCE:
        dump = recognise(b"\xff" * 0x1000 + made_image(Board.ESP8266, store).content, board)
    at = 20 if fault is Fault.TORN_REWRITE else None
    damaged = corrupted(dump, fault, at=at)
    assert damaged.content != dump.data
    assert damaged == corrupted(dump, fault, at=at)
    assert bool(damaged.changes) is (fault is not Fault.TRUNCATED)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.sampled_from(POSSIBLE), st.integers(0, 1000))
def test_the_changes_that_are_reported_are_all_there_are(case: tuple[Board, StorePolicy, Fault], seed: int) -> None:
    board, store, fault = case
    dump = record_dump(board, store)
    damaged = corrupted_if_possible(dump, fault, seed)
    if damaged is None or fault is Fault.TRUNCATED:
        assert damaged is None or dump.data.startswith(damaged.content)
        return
    before, after = flat(dump), flat(recognise(damaged.content, dump.board))
    start = min(region.address for region in dump.regions)
    reported = {offset for each in damaged.changes for offset in range(each.address, each.address + each.length)}
    assert {start + index for index in range(len(before)) if before[index] != after[index]} <= reported
    assert all(before[each.address - start] != after[each.address - start] for each in damaged.changes)


@together
@pytest.mark.parametrize("fault", RECORD_FAULTS)
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_a_fault_of_the_record_leaves_everything_round_it_sound(board: Board, fault: Fault) -> None:
    dump = record_dump(board)
    report = show_dump("x", recognise(corrupted(dump, fault).content, dump.board))
    entries = [entry for nvs in report.nvs for page in nvs.pages for entry in page.entries]
    assert all(entry.kind in ("item", "leftover") for entry in entries)
    assert all(crc.ok for entry in entries for crc in (entry.header_crc, entry.data_crc) if crc is not None)
    assert all(record.verdict != "valid" for record in report.records)


@pytest.mark.parametrize(
    ("fault", "field"),
    [(Fault.MAGIC, "magic"), (Fault.LENGTH, "length"), (Fault.TOKEN_BYTE, "checksum"), (Fault.CHECKSUM, "checksum")],
)
@pytest.mark.parametrize(("board", "store"), ALL_STORES)
def test_show_names_the_field_that_was_damaged(board: Board, store: StorePolicy, fault: Fault, field: str) -> None:
    dump = record_dump(board, store)
    (record,) = show_dump("x", recognise(corrupted(dump, fault).content, dump.board)).records
    assert field in {each.name for each in record.fields if not each.ok}


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.sampled_from(ALL_STORES),
    st.text("abcXYZ019-_", min_size=3, max_size=32),
    st.sampled_from([Fault.MAGIC, Fault.LENGTH, Fault.TOKEN_BYTE, Fault.CHECKSUM]),
)
def test_whatever_the_token_a_fault_has_its_own_verdict(
    where: tuple[Board, StorePolicy], token: str, fault: Fault
) -> None:
    dump = record_dump(*where, token)
    (record,) = show_dump("x", recognise(corrupted(dump, fault).content, dump.board)).records
    verdicts = {Fault.MAGIC: "bad magic", Fault.LENGTH: "bad length"}
    assert record.verdict == verdicts.get(fault, "bad checksum")


def test_one_slot_can_be_chosen() -> None:
    both = record_dump(store=StorePolicy.REFERENCE, token=LONG_TOKEN, base=record_dump(store=StorePolicy.REFERENCE))
    damaged = recognise(corrupted(both, Fault.CHECKSUM, slot=Slot.A).content)
    assert [(each.slot, each.verdict) for each in show_dump("x", damaged).records] == [
        ("A", "bad checksum"),
        ("B", "valid"),
    ]


def test_a_torn_rewrite_of_a_sector_is_a_prefix_of_the_new_record() -> None:
    dump = recognise(made_image(Board.ESP8266).content, Board.ESP8266)
    # One unit is the erase, each further one a byte; the 64th byte is 0xff, so the save is complete before.
    torn = [corrupted(dump, Fault.TORN_REWRITE, at=units).content for units in range(1, 65)]
    complete = torn[-1]
    assert [each[:units] for units, each in enumerate(torn)] == [complete[:units] for units in range(64)]
    assert all(not each[units:].strip(b"\xff") for units, each in enumerate(torn))
    assert complete[2] == dump.data[2] | RecordFlag.RELAY1


# The old generation loses nothing: that it does not is looked at where more time is.
@pytest.mark.long
@pytest.mark.parametrize("store", StorePolicy)
@pytest.mark.parametrize(
    "generation", [pytest.param(NvsGeneration.IDF_4_4_7, marks=pytest.mark.long), NvsGeneration.IDF_5_5_1]
)
def test_every_torn_rewrite_of_nvs_reads_as_old_new_or_the_one_known_loss(
    store: StorePolicy, generation: NvsGeneration
) -> None:
    dump = record_dump(store=store, generation=generation)
    lost = []
    for units in range(1, 148, 3 if store is StorePolicy.REFERENCE else 1):
        wish = Wish(eeprom_bytes=EEPROM_BYTES, at=units, generation=generation)
        torn = recognise(corrupt_dump(dump, Fault.TORN_REWRITE, wish).content)
        report = explain_dump("x", torn, Choice(generation=generation, eeprom_bytes=EEPROM_BYTES, store=store))
        if report.firmware[0].reads[0].verdict != "valid":
            lost.append(units)
    new_legacy = store is StorePolicy.LEGACY and generation is NvsGeneration.IDF_5_5_1
    assert lost == ([104] if new_legacy else [])


def test_the_losing_cut_of_an_update_is_found_by_its_name() -> None:
    assert corrupted(record_dump(), Fault.TORN_UPDATE) == corrupted(record_dump(), Fault.TORN_UPDATE, at=7)
    assert "after 104 units" in corrupted(record_dump(), Fault.TORN_UPDATE).notes[0]


def test_a_change_says_where_it_is_and_what_it_was() -> None:
    (change,) = corrupted(record_dump(Board.ESP8266), Fault.LENGTH).changes
    assert (change.address, change.file_offset, change.length) == (0x3FB003, 3, 1)
    assert (change.where, change.old, change.new) == ("length", "20", "ff")


def test_changes_in_nvs_are_told_by_page_and_entry() -> None:
    changes = corrupted(record_dump(), Fault.PAGE_VERSION).changes
    assert [change.where for change in changes] == ["page 0, format version", "page 0, header checksum"]
    (change,) = corrupted(record_dump(), Fault.INDEX_CRC).changes
    assert "index eeprom/eeprom: header checksum" in change.where


def test_offsets_are_those_of_the_flash_and_of_the_file() -> None:
    image = esp32_flash(record_dump().data)
    (change,) = corrupted(recognise(image), Fault.PAGE_STATE).changes
    assert (change.address, change.file_offset) == (0x9000, 0x9000)
    (change,) = corrupted(record_dump(Board.PICOW), Fault.LENGTH).changes
    assert (change.address, change.file_offset) == (0x1FF003, None)


@together
@pytest.mark.slow
@pytest.mark.parametrize(("board", "store", "fault"), POSSIBLE)
def test_no_change_shows_a_secret(board: Board, store: StorePolicy, fault: Fault) -> None:
    token = "oc_perm_" + "".join(chr(0x41 + index) for index in range(24))
    dump = record_dump(board, store, token)
    if fault is Fault.TORN_REWRITE:
        return
    shown = " ".join(each.old + each.new for each in corrupted(dump, fault).changes)
    later = [token[index : index + 2].encode().hex(" ") for index in range(12, 30)]
    assert [part for part in later if part in shown] == []


def test_the_end_of_a_token_is_not_shown_where_little_else_changes() -> None:
    # What is left of the old record are the last three characters of its token and the checksum.
    changes = corrupted(recognise(made_image(Board.ESP8266).content), Fault.TORN_REWRITE, at=34).changes
    assert {change.where: change.old for change in changes}["token"] == "not shown"
    assert TOKEN[-3:].encode().hex(" ") not in str(changes)


def test_a_file_is_cut_off_where_it_was_asked_for() -> None:
    dump = record_dump()
    assert corrupted(dump, Fault.TRUNCATED, at=100).content == dump.data[:100]
    assert len(dump.data) - 0x1000 < len(corrupted(dump, Fault.TRUNCATED).content) < len(dump.data)


@pytest.mark.parametrize(
    ("dump", "fault", "at", "message"),
    [
        (recognise(nvs_with_wifi()), Fault.MAGIC, None, "there is no token record to damage"),
        (recognise(b"\xff" * 0x1000), Fault.ALL_00, None, "there is no token record to damage"),
        (record_dump(Board.ESP8266), Fault.INDEX_CRC, None, "'index-crc' is one of esp32, not of esp8266"),
        (record_dump(), Fault.TORN_ERASED, None, "'torn-erased' is one of esp8266, picow, not of esp32"),
        (record_dump(), Fault.TORN_REWRITE, 999, "--at 999 is no number of units of this save here, expected 0 to"),
        (record_dump(), Fault.TRUNCATED, 0, "--at 0 is no number of bytes to keep"),
        (record_dump(), Fault.TORN_REWRITE, 0, "nothing changes with this fault"),
    ],
)
def test_what_cannot_be_done_is_refused(dump: Dump, fault: Fault, at: int | None, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        corrupted(dump, fault, at=at)


def test_a_damaged_record_is_not_rewritten() -> None:
    damaged = recognise(corrupted(record_dump(), Fault.CHECKSUM).content)
    with pytest.raises(RefusedError, match="the record is damaged already"):
        corrupted(damaged, Fault.TORN_REWRITE)


def test_no_free_page_needs_no_record() -> None:
    damaged = recognise(corrupted(recognise(nvs_with_wifi()), Fault.NO_FREE_PAGE).content)
    assert {page.verdict for page in show_dump("x", damaged).nvs[0].pages} == {"in use"}


def test_what_is_not_meant_stays_as_it_was() -> None:
    dump = recognise(esp32_flash(record_dump(base=recognise(nvs_with_wifi())).data))
    damaged = corrupted(dump, Fault.TOKEN_BYTE).content
    region = region_of(dump, Role.NVS)
    assert damaged[: region.address] == dump.data[: region.address]
    assert damaged[region.address + len(region.data) :] == dump.data[region.address + len(region.data) :]


def test_every_fault_is_listed_with_a_sentence_and_its_boards() -> None:
    listed = fault_list().faults
    assert {each.name for each in listed} == {fault.value for fault in Fault}
    assert all(len(each.meaning) > 20 and each.boards for each in listed)


def test_an_unknown_fault_gets_the_nearest_one() -> None:
    with pytest.raises(RefusedError, match="unknown fault 'cheksum'; did you mean 'checksum'"):
        find_fault("cheksum")
    assert TOKEN not in str(fault_list())
