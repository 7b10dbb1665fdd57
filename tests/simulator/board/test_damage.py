import random

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.record import RecordFlag, RecordVerdict, StorePolicy, encode_reference
from oceanhil.simulator.board.damage import age, clear, contains, damage, put_beside, read_beside, resize, rewrite
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash
from tests.simulator.answers import answers, registered, state
from tests.simulator.board.fake_observer import SHORT_TOKEN, ObservedBoard
from tests.together import together

VERDICTS = {
    RecordDamage.MAGIC: RecordVerdict.BAD_MAGIC,
    RecordDamage.LENGTH: RecordVerdict.BAD_LENGTH,
    RecordDamage.TOKEN_BYTE: RecordVerdict.BAD_CHECKSUM,
    RecordDamage.CHECKSUM: RecordVerdict.BAD_CHECKSUM,
    RecordDamage.ALL_FF: RecordVerdict.EMPTY,
    RecordDamage.ALL_00: RecordVerdict.EMPTY,
    RecordDamage.RANDOM: RecordVerdict.BAD_MAGIC,
    RecordDamage.FIRST_FF: RecordVerdict.BAD_MAGIC,
    RecordDamage.FIRST_00: RecordVerdict.BAD_MAGIC,
    RecordDamage.ALL_BUT_LAST_FF: RecordVerdict.BAD_MAGIC,
    RecordDamage.ALL_BUT_LAST_00: RecordVerdict.BAD_MAGIC,
    RecordDamage.SEALED_LENGTH_0: RecordVerdict.BAD_LENGTH,
    RecordDamage.SEALED_LENGTH_OVER: RecordVerdict.BAD_LENGTH,
    RecordDamage.SEALED_BLANK: RecordVerdict.BAD_TOKEN,
    RecordDamage.SEALED_DELETE: RecordVerdict.BAD_TOKEN,
}
BOARDS = pytest.mark.parametrize("family", PLATFORM_BOARDS)
STORES = pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)


@together
@pytest.mark.parametrize("what", VERDICTS, ids=lambda what: what.value)
@STORES
@BOARDS
def test_each_damage_is_found_by_the_next_boot(family: Board, store: StorePolicy, what: RecordDamage) -> None:
    observed = ObservedBoard(family, store).registered()
    damage(observed.board, what, random.Random(3))
    assert observed.board.stored_record().verdict is VERDICTS[what]
    expected = "[EEPROM] Empty" if VERDICTS[what] is RecordVerdict.EMPTY else "[EEPROM] Checksum mismatch"
    assert observed.power_on(1).lines[1] == expected


@STORES
@BOARDS
def test_a_record_with_a_flag_of_a_later_version_is_read_at_every_start(family: Board, store: StorePolicy) -> None:
    observed = ObservedBoard(family, store).registered()
    damage(observed.board, RecordDamage.SEALED_LATER_FLAG, random.Random(3))
    later = observed.board.stored_record()
    assert later.verdict is RecordVerdict.VALID
    for _ in range(2):
        assert observed.power_on(1).lines[1].startswith("[EEPROM] Token loaded")
        observed.board.power_off()
        assert observed.board.stored_record() == later


def test_there_is_no_other_damage() -> None:
    assert set(RecordDamage) == {*VERDICTS, RecordDamage.SEALED_LATER_FLAG}


@pytest.mark.parametrize(
    "what", [RecordDamage.ALL_BUT_LAST_FF, RecordDamage.ALL_BUT_LAST_00], ids=lambda what: what.value
)
def test_a_record_whose_last_byte_is_what_the_rest_becomes_is_not_blank_either(what: RecordDamage) -> None:
    board = ObservedBoard(Board.ESP32, StorePolicy.REFERENCE).registered().board
    last = 0xFF if what is RecordDamage.ALL_BUT_LAST_FF else 0x00

    def ends_so(saves: int) -> bool:
        age(board, saves)
        record = board.stored_record().record
        assert record is not None
        return encode_reference(record)[-1] == last

    assert any(ends_so(saves) for saves in range(1, 3000))
    damage(board, what, random.Random(3))
    assert board.stored_record().verdict is RecordVerdict.BAD_MAGIC


OFFSETS = {
    StorePolicy.LEGACY: {"magic": 0, "length": 3, "token-byte": 6, "checksum": 36},
    StorePolicy.REFERENCE: {"magic": 0, "length": 6, "token-byte": 14, "checksum": 100},
}


@pytest.mark.long
@pytest.mark.parametrize("name", ["magic", "length", "token-byte", "checksum"])
@STORES
def test_damage_to_one_field_is_damage_to_one_byte_of_it(store: StorePolicy, name: str) -> None:
    observed = ObservedBoard(Board.PICOW, store).registered()
    flash = observed.board.flash
    before = flash.dump(0, flash.size_bytes)
    damage(observed.board, RecordDamage(name), random.Random(0))
    after = flash.dump(0, flash.size_bytes)
    changed = [address for address in range(len(before)) if before[address] != after[address]]
    assert [address % SECTOR_BYTES for address in changed] == [OFFSETS[store][name]]


@BOARDS
def test_both_slots_of_the_reference_record_are_damaged(family: Board) -> None:
    observed = ObservedBoard(family, answer=answers([registered(SHORT_TOKEN)], poll=[state(relay1=True)])).registered()
    assert len(observed.observer.saves) == 2
    damage(observed.board, RecordDamage.CHECKSUM, random.Random(0))
    assert observed.board.stored_record().verdict is RecordVerdict.BAD_CHECKSUM


@STORES
@BOARDS
def test_clearing_leaves_an_empty_record(family: Board, store: StorePolicy) -> None:
    observed = ObservedBoard(family, store).registered()
    clear(observed.board)
    assert observed.board.stored_record().verdict is RecordVerdict.EMPTY


@STORES
@BOARDS
def test_clearing_what_was_never_written_is_harmless(family: Board, store: StorePolicy) -> None:
    observed = ObservedBoard(family, store)
    clear(observed.board)
    assert observed.board.stored_record().verdict is RecordVerdict.EMPTY


def test_a_slot_that_was_never_written_is_left_blank() -> None:
    observed = ObservedBoard(Board.PICOW)
    clear(observed.board)
    assert observed.board.flash.erases == {}
    observed.registered()
    written = sum(observed.board.flash.erases.values())
    clear(observed.board)
    assert (written, sum(observed.board.flash.erases.values())) == (1, 2)


@BOARDS
def test_a_record_that_was_rewritten_an_odd_number_of_times_has_the_other_relay(family: Board) -> None:
    observed = ObservedBoard(family).registered()
    before = observed.board.stored_record().record
    rewrite(observed.board, 3)
    after = observed.board.stored_record().record
    assert before is not None
    assert after is not None
    assert (after.token, after.flags, after.sequence) == (
        before.token, before.flags ^ RecordFlag.RELAY1, before.sequence + 3,
    )  # fmt: skip


@together
@pytest.mark.parametrize(("saves", "sequence"), [(1, 1), (2, 2), (65_535, 65_535), (2**32, 0), (2**32 + 3, 3)])
@BOARDS
def test_an_aged_record_is_the_same_with_another_number_and_the_one_before_it_beside_it(
    family: Board, saves: int, sequence: int
) -> None:
    observed = ObservedBoard(family).registered()
    before = observed.board.stored_record().record
    age(observed.board, saves)
    after = observed.board.stored_record().record
    assert before is not None
    assert after is not None
    assert (after.token, after.flags, after.sequence) == (before.token, before.flags, sequence)
    slot = "A" if saves % 2 else "B"
    assert f"[EEPROM] Token loaded (slot {slot}, seq {sequence})" in observed.power_on(1).lines


@BOARDS
def test_a_board_without_a_record_does_not_age(family: Board) -> None:
    observed = ObservedBoard(family)
    age(observed.board, 7)
    assert observed.board.stored_record().verdict is RecordVerdict.EMPTY


@BOARDS
def test_what_a_sketch_puts_beside_the_record_is_read_there_and_leaves_the_record_alone(family: Board) -> None:
    observed = ObservedBoard(family, StorePolicy.LEGACY).registered()
    before = observed.board.stored_record()
    put_beside(observed.board, 40, b"calibration")
    assert read_beside(observed.board, 40, 11) == b"calibration"
    assert observed.board.stored_record() == before


def test_resizing_to_less_than_the_record_cuts_it_off_on_an_esp32_only() -> None:
    for family in PLATFORM_BOARDS:
        observed = ObservedBoard(family, StorePolicy.LEGACY).registered()
        resize(observed.board, 16)
        kept = observed.board.stored_record().verdict is RecordVerdict.VALID
        assert kept == (family is not Board.ESP32)


def test_random_damage_is_the_same_for_the_same_seed() -> None:
    def flash_after(seed: int) -> bytes:
        observed = ObservedBoard(Board.ESP8266).registered()
        damage(observed.board, RecordDamage.RANDOM, random.Random(seed))
        return observed.board.flash.dump(0, observed.board.flash.size_bytes)

    assert flash_after(5) == flash_after(5)
    assert flash_after(5) != flash_after(6)


@STORES
@BOARDS
def test_the_stored_token_is_found_in_flash_and_another_is_not(family: Board, store: StorePolicy) -> None:
    flash = ObservedBoard(family, store).registered().board.flash
    assert contains(flash, SHORT_TOKEN.encode())
    assert not contains(flash, b"oc_perm_" + b"Q" * 24)


@pytest.mark.parametrize("address", [0, 100, SECTOR_BYTES - 1, SECTOR_BYTES - 3, 2 * SECTOR_BYTES - 6])
def test_what_lies_across_two_sectors_is_found(address: int) -> None:
    flash = Flash(4 * SECTOR_BYTES)
    flash.program(address, b"secret")
    assert contains(flash, b"secret")
    assert not contains(flash, b"secrets")
