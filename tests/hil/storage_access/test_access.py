import random
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.boards import family as family_of
from oceanhil.boards.storage import Driver
from oceanhil.hil.storage_access.access import StorageAccess
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.storage_access.regions import Region, storage_regions
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.simulator.board import damage
from oceanhil.simulator.board.board import SimulatedBoard
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.hil.storage_access.fake_raw import FlashRaw
from tests.simulator.board.fake_observer import PROFILE, SHORT_TOKEN, ObservedBoard

BOARDS = pytest.mark.parametrize("family", PLATFORM_BOARDS, ids=lambda board: board.value)
STORES = pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
Edit = Callable[[StorageAccess, StorePolicy], None]
SimEdit = Callable[[SimulatedBoard], None]


def damaging(what: RecordDamage) -> tuple[Edit, SimEdit]:
    return (
        lambda access, store: access.damage(store, what, random.Random(7)),
        lambda board: damage.damage(board, what, random.Random(7)),
    )


EDITS: dict[str, tuple[Edit, SimEdit]] = {
    "clear": (lambda access, store: access.clear(store), damage.clear),
    "resize": (lambda access, _: access.resize(256), lambda board: damage.resize(board, 256)),
    "rewrite": (lambda access, store: access.rewrite(store, 3), lambda board: damage.rewrite(board, 3)),
    "age": (lambda access, store: access.age(store, 65_535), lambda board: damage.age(board, 65_535)),
    "put beside": (
        lambda access, _: access.put_beside(40, b"mine"),
        lambda board: damage.put_beside(board, 40, b"mine"),
    ),
} | {what.value: damaging(what) for what in RecordDamage}


def board_with(family: Board, store: StorePolicy) -> SimulatedBoard:
    return ObservedBoard(family, store).registered().board


def access_to(raw: FlashRaw, family: Board, *, nvs: Region | None = None) -> StorageAccess:
    eeprom_bytes = PROFILE.device.eeprom_bytes
    return StorageAccess(family, family_of(family).drivers[0], raw, eeprom_bytes=eeprom_bytes, nvs=nvs)


def copy_of(flash: Flash) -> FlashRaw:
    copy = Flash(flash.size_bytes)
    copy.load(flash.dump(0, flash.size_bytes))
    return FlashRaw(copy)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
@STORES
@BOARDS
def test_each_change_leaves_the_flash_that_the_simulator_leaves(family: Board, store: StorePolicy, edit: str) -> None:
    board = board_with(family, store)
    raw = copy_of(board.flash)
    through_access, in_simulator = EDITS[edit]
    through_access(access_to(raw, family), store)
    in_simulator(board)
    assert raw.everything() == board.flash.dump(0, board.flash.size_bytes)


@STORES
@BOARDS
def test_looking_at_the_record_gives_it_and_writes_nothing(family: Board, store: StorePolicy) -> None:
    board = board_with(family, store)
    raw = copy_of(board.flash)
    assert access_to(raw, family).stored_record(store) == board.stored_record()
    assert access_to(raw, family).read_beside(40, 8) == damage.read_beside(board, 40, 8)
    assert raw.writes == []


def test_looking_repairs_nothing_where_the_driver_would_at_its_next_mount() -> None:
    raw = FlashRaw(Flash(family_of(Board.ESP32).flash_bytes))
    raw.flash.load(bytes(SECTOR_BYTES), 0x9000)
    before = raw.everything()
    assert access_to(raw, Board.ESP32).stored_record(StorePolicy.LEGACY).verdict is RecordVerdict.EMPTY
    assert raw.everything() == before


@STORES
@BOARDS
def test_a_stored_secret_is_found_and_another_is_not(family: Board, store: StorePolicy) -> None:
    access = access_to(copy_of(board_with(family, store).flash), family)
    assert access.contains(SHORT_TOKEN)
    assert not access.contains("oc_perm_" + "Q" * 24)


@pytest.mark.slow
@BOARDS
def test_only_sectors_that_changed_are_written(family: Board) -> None:
    board = board_with(family, StorePolicy.LEGACY)
    raw = copy_of(board.flash)
    before = raw.everything()
    access_to(raw, family).damage(StorePolicy.LEGACY, RecordDamage.TOKEN_BYTE, random.Random(0))
    after = raw.everything()
    changed = [n for n in range(len(before) // SECTOR_BYTES) if before[n * 4096 :][:4096] != after[n * 4096 :][:4096]]
    assert raw.writes == [tuple(changed)]


def test_nothing_is_written_when_there_is_no_record_to_save_again() -> None:
    raw = FlashRaw(Flash(family_of(Board.ESP32).flash_bytes))
    access_to(raw, Board.ESP32).rewrite(StorePolicy.REFERENCE, 5)
    assert raw.writes == []


@BOARDS
def test_a_second_look_reads_only_what_changed_by_its_digest(family: Board) -> None:
    raw = copy_of(board_with(family, StorePolicy.LEGACY).flash)
    access = access_to(raw, family, nvs=Region("nvs", 0x9000, 0x5000))
    access.stored_record(StorePolicy.LEGACY)
    last = access.regions[0].sectors[-1]
    raw.flash.load(b"changed", last * SECTOR_BYTES)
    raw.reads.clear()
    assert access.sectors()[last].startswith(b"changed")
    assert raw.reads == [(last * SECTOR_BYTES, SECTOR_BYTES)]


def test_without_digests_every_look_reads_the_chip() -> None:
    raw = copy_of(board_with(Board.ESP8266, StorePolicy.LEGACY).flash)
    raw.tells_digests = False
    access = access_to(raw, Board.ESP8266)
    access.stored_record(StorePolicy.LEGACY)
    raw.flash.load(bytes(SECTOR_BYTES), 0x3FB000)
    assert access.stored_record(StorePolicy.LEGACY).verdict is RecordVerdict.EMPTY


@STORES
@BOARDS
def test_a_copied_board_holds_the_other_ones_record(family: Board, store: StorePolicy) -> None:
    thief = FlashRaw(Flash(family_of(family).flash_bytes))
    access = access_to(thief, family)
    access.copy_from(access_to(copy_of(board_with(family, store).flash), family))
    record = access.stored_record(store).record
    assert record is not None
    assert record.token == SHORT_TOKEN


def test_boards_with_different_partition_tables_are_not_copied() -> None:
    raw = FlashRaw(Flash(family_of(Board.ESP32).flash_bytes))
    large = access_to(raw, Board.ESP32, nvs=Region("nvs", 0x9000, 0x6000))
    with pytest.raises(StorageAccessError, match="0x6000 bytes at 0x9000"):
        access_to(raw, Board.ESP32, nvs=Region("nvs", 0x9000, 0x5000)).copy_from(large)


@BOARDS
def test_erasing_leaves_every_sector_of_the_regions_blank(family: Board) -> None:
    raw = copy_of(board_with(family, StorePolicy.REFERENCE).flash)
    access_to(raw, family).erase()
    sectors = [index for region in storage_regions(family, family_of(family).flash_bytes) for index in region.sectors]
    assert all(raw.flash.is_blank(index) for index in sectors)


@pytest.mark.parametrize(("back", "is_found"), [(0, True), (1, True), (2, False), (3, False)])
@pytest.mark.parametrize("family", [Board.ESP8266, Board.PICOW], ids=lambda board: board.value)
def test_what_a_bench_has_provisioned_is_not_looked_for(family: Board, back: int, *, is_found: bool) -> None:
    raw = FlashRaw(Flash(family_of(family).flash_bytes))
    (region,) = storage_regions(family, raw.flash.size_bytes)
    raw.flash.load(b"a secret", (region.sectors[-1] - back) * SECTOR_BYTES)
    assert access_to(raw, family).contains("a secret") is is_found


def test_an_nvs_partition_elsewhere_is_used_where_it_is() -> None:
    nvs = Region("nvs", 0x20000, 0x4000)
    raw = FlashRaw(Flash(family_of(Board.ESP32).flash_bytes))
    access_to(raw, Board.ESP32, nvs=nvs).resize(64)
    assert raw.writes
    assert all(index in nvs.sectors for written in raw.writes for index in written)


def test_a_smaller_chip_has_its_eeprom_below_its_own_end() -> None:
    raw = FlashRaw(Flash(1 << 20))
    access = StorageAccess(Board.ESP8266, family_of(Board.ESP8266).drivers[0], raw, eeprom_bytes=64, chip_bytes=1 << 20)
    assert access.regions == (Region("eeprom", 0xF8000, 0x4000),)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 0x4FFF), st.integers(0, 255)), max_size=12), st.sampled_from(StorePolicy))
def test_whatever_is_stored_is_judged_or_refused_and_left_alone(
    damaged: list[tuple[int, int]], store: StorePolicy
) -> None:
    raw = copy_of(board_with(Board.ESP32, store).flash)
    for offset, value in damaged:
        raw.flash.load(bytes([value]), 0x9000 + offset)
    with suppress(StorageAccessError):
        access_to(raw, Board.ESP32).stored_record(store)
    assert raw.writes == []


def test_a_driver_that_would_hang_on_what_is_stored_is_an_error_in_words() -> None:
    raw = copy_of(board_with(Board.ESP32, StorePolicy.LEGACY).flash)
    raw.flash.load(forged_span(raw.flash.dump(0x9040, 32), 0), 0x9040)
    access = StorageAccess(Board.ESP32, Driver.IDF_4_4_7, raw, eeprom_bytes=64)
    with pytest.raises(StorageAccessError, match="loop for ever"):
        access.stored_record(StorePolicy.LEGACY)


def forged_span(entry: bytes, span: int) -> bytes:
    changed = bytearray(entry)
    changed[2] = span
    changed[4:8] = zlib.crc32(bytes(changed[:4] + changed[8:]), 0xFFFFFFFF).to_bytes(4, "little")
    return bytes(changed)
