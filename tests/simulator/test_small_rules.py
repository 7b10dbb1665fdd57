"""Rules of one line each, at their limits: memory, lines, records, tokens, damage, lifetimes, nesting, waits."""

import random
from collections.abc import Callable

import pytest

from oceanhil.boards import family
from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.record import RecordFlag, StorePolicy, TokenRecord
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.api_client.client import ApiClient, Tokens
from oceanhil.simulator.board.clock import SntpClient
from oceanhil.simulator.board.damage import (
    RecordPlace,
    clear_record,
    contains,
    damage_record,
    resize_eeprom,
    rewrite,
    rewrite_record,
)
from oceanhil.simulator.board.line_faults import SOUND_LINE, FaultyLine, LineFaults, as_heard, understands
from oceanhil.simulator.board.rtc_memory import RtcUserMemory
from oceanhil.simulator.board.storage import open_storage
from oceanhil.simulator.eeprom.api import RamCopy
from oceanhil.simulator.eeprom.nvs import NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.preferences import Preferences, PreferenceType
from oceanhil.simulator.eeprom.slots import Esp32Slots, SectorSlots, Slot, esp8266_slots, pico_slots
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from oceanhil.simulator.program.answers import DEEPEST, is_too_deep
from oceanhil.simulator.program.token_store import ReferenceStore, open_store
from tests.simulator.api_client.service import OK, Scripted, tokens
from tests.simulator.board.fake_observer import ObservedBoard

SECOND_US = 1_000_000


# Memory


def test_rtc_memory_is_read_and_written_from_one_byte_on() -> None:
    memory = RtcUserMemory(1)
    assert (memory.write(127, b"x"), memory.read(127, 1), memory.read(128, 0)) == (True, b"x", None)


@pytest.mark.parametrize("reason", ResetReason)
def test_rtc_memory_is_forgotten_with_the_supply_only(reason: ResetReason) -> None:
    memory = RtcUserMemory(1)
    memory.write(0, b"kept")
    memory.reset(reason)
    assert (memory.read(0, 4) == b"kept") is (reason not in {ResetReason.POWER_ON, ResetReason.BROWNOUT})


def filled(size: int = 8) -> RamCopy:
    ram = RamCopy()
    ram.data = bytearray(range(size))
    return ram


@pytest.mark.parametrize(
    ("address", "length", "data"),
    [(0, 8, bytes(range(8))), (7, 1, b"\x07"), (8, 1, b"\0"), (-1, 2, b"\0\0"), (6, 4, b"\x06\x07\0\0"), (3, 0, b"")],
)
def test_what_lies_outside_ram_reads_as_0(address: int, length: int, data: bytes) -> None:
    assert filled().read_bytes(address, length) == data
    assert bytes(filled().read(address + each) for each in range(length)) == data


@pytest.mark.parametrize(
    ("address", "data", "after", "dirty"),
    [
        (0, b"\x00", "0001020304050607", False),
        (7, b"\xaa", "00010203040506aa", True),
        (8, b"\xaa", "0001020304050607", False),
        (6, b"\xaa\xbb\xcc", "000102030405aabb", True),
        (-1, b"\xaa\xbb", "bb01020304050607", True),
        (-2, b"\xaa\xbb", "0001020304050607", False),
        (9, b"\xaa", "0001020304050607", False),
        (3, b"\x03\x04", "0001020304050607", False),
    ],
)
def test_a_write_changes_what_is_inside_and_only_then_makes_dirty(
    address: int, data: bytes, after: str, dirty: bool
) -> None:
    ram, single = filled(), filled()
    ram.write_bytes(address, data)
    for offset, value in enumerate(data):
        single.write(address + offset, value | 0x300)
    assert (ram.data.hex(), ram.dirty) == (after, dirty)
    assert (single.data.hex(), single.dirty) == (after, dirty)


def test_the_pointer_to_ram_makes_dirty_by_itself() -> None:
    ram = filled()
    ram.data_pointer()[2] = 9
    assert (ram.data[2], ram.dirty, ram.length(), RamCopy().length()) == (9, True, 8, 0)


# Slots and storage


@pytest.mark.parametrize(("make", "unit"), [(esp8266_slots, 4), (pico_slots, 256)])
def test_a_slot_takes_a_sector_and_pads_what_it_programs(make: Callable[[Flash], SectorSlots], unit: int) -> None:
    flash = Flash(4 << 20)
    slots = make(flash)
    assert slots.write_slot(Slot.A, b"x" * (unit + 1))
    assert flash.programmed_bytes == 2 * unit
    assert slots.write_slot(Slot.B, bytes(SECTOR_BYTES))
    assert slots.program_again(Slot.B, bytes(SECTOR_BYTES))
    erases = dict(flash.erases)
    assert not slots.write_slot(Slot.A, bytes(SECTOR_BYTES + 1))
    assert not slots.program_again(Slot.A, bytes(SECTOR_BYTES + 1))
    assert (flash.erases, slots.read_slot(Slot.A, 2)) == (erases, b"xx")


def test_slots_lie_in_neighbouring_sectors_or_under_their_names() -> None:
    flash = Flash(4 << 20)
    slots = esp8266_slots(flash)
    slots.write_slot(Slot.A, b"a")
    slots.write_slot(Slot.B, b"b")
    assert flash.erases == {0x3FB: 1, 0x3FA: 1}
    assert [each.value for each in Slot] == ["slot_a", "slot_b"]
    partition = NvsPartition(Flash(4 << 20))
    partition.init()
    named = Esp32Slots(partition)
    assert (named.write_slot(Slot.A, b""), named.write_slot(Slot.A, b"a"), named.program_again(Slot.A, b"a")) == (
        False,
        True,
        False,
    )
    assert partition.open("oceanremote", read_only=True).get_blob("slot_a") == b"a"


def test_boards_have_their_chips_and_drivers() -> None:
    assert [family(board).flash_bytes for board in (Board.ESP32, Board.ESP8266, Board.PICOW)] == [
        4 << 20,
        4 << 20,
        2 << 20,
    ]
    assert [each.value for each in Driver] == [
        "idf-5.5.1", "idf-4.4.7", "idf-5.5.1-patched", "core-3.1.2", "core-5.4.0",
    ]  # fmt: skip
    assert {board: tuple(each.name for each in family(board).drivers) for board in PLATFORM_BOARDS} == {
        Board.ESP32: ("IDF_5_5_1", "IDF_4_4_7"), Board.ESP8266: ("ESP8266_CORE",), Board.PICOW: ("PICO_CORE",),
    }  # fmt: skip


def test_a_key_of_15_characters_has_a_type() -> None:
    partition = NvsPartition(Flash(4 << 20), NvsGeneration.IDF_5_5_1)
    partition.init()
    preferences = Preferences(partition)
    preferences.begin("app")
    preferences.put_int("k" * 15, 1)
    assert preferences.get_type("k" * 15) is PreferenceType.I32
    preferences.end()
    preferences.end()
    assert (preferences.is_key("k" * 15), preferences.get_string("k", "none")) == (False, "none")


# Damage


def stored(policy: StorePolicy) -> tuple[Flash, RecordPlace]:
    flash = Flash(2 << 20)
    place = RecordPlace(policy, 64)
    storage = open_storage(Board.PICOW, Driver.PICO_CORE, flash)
    store = open_store(policy, storage, 64)
    store.load()
    assert store.save(TokenRecord("t" * 32, RecordFlag.REGISTRATION_USED)).record is not None
    return flash, place


@pytest.mark.parametrize("policy", StorePolicy)
def test_rewriting_turns_relay_1_over_each_time(policy: StorePolicy) -> None:
    flash, place = stored(policy)
    storage = open_storage(Board.PICOW, Driver.PICO_CORE, flash)
    seen = []
    for _ in range(2):
        rewrite_record(storage, place, 1)
        record = open_store(policy, storage, 64).load().reading.record
        assert record is not None
        seen.append(record.flags)
    assert seen == [RecordFlag.REGISTRATION_USED | RecordFlag.RELAY1, RecordFlag.REGISTRATION_USED]
    before = sum(flash.erases.values())
    rewrite_record(storage, place, 3)
    assert sum(flash.erases.values()) == before + 3
    record = open_store(policy, storage, 64).load().reading.record
    assert record is not None
    assert RecordFlag.RELAY1 in record.flags


def test_nothing_is_rewritten_without_a_good_record() -> None:
    observed = ObservedBoard(Board.PICOW)
    rewrite(observed.board, 3)
    assert observed.board.flash.erases == {}


@pytest.mark.parametrize(
    ("what", "byte"), [(RecordDamage.ALL_FF, b"\xff"), (RecordDamage.ALL_00, b"\0"), (RecordDamage.MAGIC, None)]
)
@pytest.mark.parametrize("policy", StorePolicy)
def test_damage_reaches_the_whole_record_and_nothing_beyond(
    policy: StorePolicy, what: RecordDamage, byte: bytes | None
) -> None:
    flash, place = stored(policy)
    size = 38 if policy is StorePolicy.LEGACY else 104
    start = flash.size_bytes - SECTOR_BYTES
    before = flash.dump(start, SECTOR_BYTES)
    storage = open_storage(Board.PICOW, Driver.PICO_CORE, flash)
    damage_record(storage, place, what, random.Random(0))
    after = flash.dump(start, SECTOR_BYTES)
    wanted = bytes([before[0] ^ 0x5A]) + before[1:size] if byte is None else byte * size
    assert after == wanted + b"\xff" * (SECTOR_BYTES - size)


def test_clearing_writes_zeros_and_resizing_changes_an_esp32_s_blob() -> None:
    flash, place = stored(StorePolicy.LEGACY)
    clear_record(open_storage(Board.PICOW, Driver.PICO_CORE, flash), place)
    assert flash.dump(flash.size_bytes - SECTOR_BYTES, 39) == bytes(38) + b"\xff"
    esp32 = open_storage(Board.ESP32, Driver.IDF_5_5_1, Flash(4 << 20))
    resize_eeprom(esp32, 77)
    assert esp32.eeprom.length() == 77


def test_what_is_looked_for_may_end_a_sector_or_cross_into_the_next() -> None:
    flash = Flash(4 * SECTOR_BYTES)
    flash.load(b"secret", 2 * SECTOR_BYTES - 6)
    assert contains(flash, b"secret")
    assert contains(flash, b"secret\xff") is False
    flash.load(b"s", 2 * SECTOR_BYTES)
    assert contains(flash, b"secrets")


def test_a_store_that_was_not_loaded_loads_before_it_saves() -> None:
    flash = Flash(2 << 20)
    slots = pico_slots(flash)
    assert ReferenceStore(slots).save(TokenRecord("a")).record == TokenRecord("a", sequence=1)
    assert ReferenceStore(slots).save(TokenRecord("b")).record == TokenRecord("b", sequence=2)
    loaded = ReferenceStore(slots).load()
    assert (loaded.slot, loaded.reading.record) == (Slot.B, TokenRecord("b", sequence=2))


# Lines and rates


@pytest.mark.parametrize("name", ["noise_ppm", "drop_ppm", "duplicate_ppm"])
def test_a_probability_may_be_0_or_a_million(name: str) -> None:
    for value in (0, 1_000_000):
        assert getattr(LineFaults(**{name: value}), name) == value  # type: ignore[arg-type]  # only numbers here
    with pytest.raises(ValueError, match=f"{name} is 1000001, expected 0 to 1000000"):
        LineFaults(**{name: 1_000_001})  # type: ignore[arg-type]  # only numbers here


def test_a_line_has_no_faults_by_default_and_a_sound_one_draws_nothing() -> None:
    assert LineFaults(noise_ppm=0, drop_ppm=0, duplicate_ppm=0, stuck=False) == SOUND_LINE
    rng = random.Random(1)
    before = rng.getstate()
    assert FaultyLine(LineFaults(), rng).carry(b"data") == b"data"
    assert rng.getstate() == before


def test_noise_reaches_every_bit_of_a_byte() -> None:
    heard = FaultyLine(LineFaults(noise_ppm=1_000_000), random.Random(2)).carry(bytes(300))
    assert set(heard) == {1 << bit for bit in range(8)}


@pytest.mark.parametrize(("sent", "good"), [(97_500, True), (97_499, False), (102_500, True), (102_501, False)])
def test_rates_may_differ_by_2_5_percent_either_way(sent: int, good: bool) -> None:
    assert understands(sent, 100_000) is good


def test_a_slow_sender_is_heard_as_several_bytes_and_a_fast_one_as_few() -> None:
    # At half the rate each sent bit is two heard ones: 0x55 alternates, so the first frame holds pairs.
    assert as_heard(b"\x55", 57_600, 115_200)[0] == 0b01100110
    assert len(as_heard(b"U" * 20, 230_400, 115_200)) <= 11
    assert as_heard(b"\xff", 57_600, 115_200) == b"\xfe"


@pytest.mark.parametrize(("sent", "heard"), [(1, 0), (0, 1), (-1, 1), (1, -1)])
def test_both_rates_are_positive(sent: int, heard: int) -> None:
    with pytest.raises(ValueError, match=f"baud rates {sent} and {heard}, expected positive numbers"):
        as_heard(b"", sent, heard)
    assert as_heard(b"", 1, 1) == b""


# Time stamps


@pytest.mark.parametrize(
    ("unix_s", "read_s"),
    [(0, 0), (-1, -1), (-(2_208_988_800 - 2**31), -61_505_152), (2**31, 2**31), (4_233_462_143, 4_233_462_143),
     (4_233_462_144, -61_505_152)],
)  # fmt: skip
def test_a_stamp_without_its_highest_bit_is_of_era_1(unix_s: int, read_s: int) -> None:
    assert SntpClient().read(unix_s * SECOND_US + 7) == read_s * SECOND_US + 7


def test_a_client_without_eras_falls_back_to_1900() -> None:
    client = SntpClient()
    client.knows_eras = False
    era_1_s = 2**32 - 2_208_988_800
    assert client.read(era_1_s * SECOND_US) == -2_208_988_800 * SECOND_US
    assert client.read((era_1_s - 1) * SECOND_US) == (era_1_s - 1) * SECOND_US


# What a server sends


@pytest.mark.parametrize(
    ("body", "too_deep"),
    [
        (b"[" * 64 + b"]" * 64, False),
        (b"[" * 65 + b"]" * 65, True),
        (b'{"a":' * 65 + b"1" + b"}" * 65, True),
        (b"[]" * 500, False),
        (b'"' + b"[" * 500 + b'"', False),
        (b'"\\"' + b"[" * 500 + b'"', False),
        (b'"' + b"[" * 500, False),
        (b'"a"' + b"[" * 65, True),
        (b"]" * 10 + b"[" * 74, False),
        (b"]" * 10 + b"[" * 75, True),
    ],
)
def test_brackets_outside_of_strings_are_counted(body: bytes, too_deep: bool) -> None:
    assert (is_too_deep(body), DEEPEST) == (too_deep, 64)


# The reference client


def logged_in(*answers: HttpResponse | None) -> tuple[Scripted, ApiClient]:
    service = Scripted(tokens(1), *answers)
    client = service.client()
    assert client.login()
    return service, client


def test_tokens_are_never_shown_and_a_lock_has_one_holder() -> None:
    assert repr(Tokens("access", "refresh")) == "Tokens(…)"
    store = Scripted().client().store
    assert (store.tokens, store.holder) == (None, "")
    assert (store.take("a"), store.take("a"), store.take("b")) == (True, True, False)
    store.let_go("b")
    assert store.holder == "a"
    store.let_go("a")
    assert store.take("b")


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_login_stops_the_client(status: int) -> None:
    service = Scripted(HttpResponse(status, b"{}"))
    assert not service.client().login()
    assert service.stops == ["login: refused, new credentials are needed"]


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_an_answer_that_is_no_refusal_does_not_stop_it(status: int) -> None:
    service = Scripted(HttpResponse(status, b"{}"))
    assert not service.client().login()
    assert service.stops == []


def test_without_tokens_it_says_so_and_sends_nothing() -> None:
    service = Scripted()
    client = service.client()
    assert client.call() is None
    client.revoke()
    client.download()
    assert not client.refresh()
    assert service.stops == [
        "call: no tokens, log in", "revoke: no tokens, log in", "call_log: no tokens, log in",
        "refresh: no refresh token, log in",
    ]  # fmt: skip
    assert service.requests == []


@pytest.mark.parametrize(("header", "wait_s"), [("7", 7), ("", 30), ("soon", 30), ("\u0667", 30), ("0", 0)])
def test_it_comes_back_when_the_service_says(header: str, wait_s: int) -> None:
    service, client = logged_in(HttpResponse(429, b"{}", {"retry-after": header}), OK)
    assert client.call() is None
    assert service.lines[-1] == f"[CALL] waits {wait_s} s"
    service.now_us = wait_s * SECOND_US - 1
    if wait_s:
        assert client.call() is None
        assert service.lines[-1] == "[CALL] waits, the service said to come back in 1 s"
    service.now_us = wait_s * SECOND_US
    assert client.call() is OK
    assert len(service.requests) == 3


@pytest.mark.parametrize(("status", "good"), [(200, True), (399, True), (400, False), (500, False)])
def test_an_answer_below_400_is_no_refusal(status: int, good: bool) -> None:
    _, client = logged_in(HttpResponse(status, b"{}"))
    assert (client.call() is not None) is good


def test_no_answer_is_said() -> None:
    service, client = logged_in(None)
    assert client.call() is None
    assert service.lines[-1] == "[CALL] no answer"
