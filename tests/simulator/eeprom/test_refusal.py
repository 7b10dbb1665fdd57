"""A driver that refuses, over each board's own driver."""

import pytest

from oceanhil.boards import family as family_of
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import StorageCall, StorageRefusal
from oceanhil.simulator.board.storage import BoardStorage, open_storage
from oceanhil.simulator.eeprom.refusal import Refusals
from oceanhil.simulator.eeprom.slots import Slot, SlotReadError
from oceanhil.simulator.flash.chip import Flash

BOARDS = pytest.mark.parametrize("family", PLATFORM_BOARDS, ids=lambda board: board.value)
SECTOR_BOARDS = pytest.mark.parametrize("family", [Board.ESP8266, Board.PICOW], ids=lambda board: board.value)


class Bench:
    """A board's storage, and what it refuses."""

    def __init__(self, family: Board) -> None:
        self.family = family
        self.flash = Flash(family_of(family).flash_bytes)
        self.refusals = Refusals()

    def boot(self) -> BoardStorage:
        return open_storage(self.family, family_of(self.family).drivers[0], self.flash, self.refusals)

    def everything(self) -> bytes:
        return self.flash.dump(0, self.flash.size_bytes)


def committed(storage: BoardStorage, data: bytes) -> bool:
    storage.eeprom.begin(64)
    storage.eeprom.write_bytes(0, data)
    return storage.eeprom.commit()


@BOARDS
def test_a_commit_that_is_refused_leaves_flash_alone_and_is_made_up_for_by_the_next(family: Board) -> None:
    bench = Bench(family)
    storage = bench.boot()
    assert committed(storage, b"old")
    before = bench.everything()
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE))
    assert not committed(storage, b"new")
    assert bench.everything() == before
    storage.eeprom.write_bytes(0, b"new")
    assert storage.eeprom.commit()
    again = bench.boot().eeprom
    again.begin(64)
    assert again.read_bytes(0, 3) == b"new"


@BOARDS
def test_a_slot_that_is_refused_keeps_what_it_holds(family: Board) -> None:
    bench = Bench(family)
    slots = bench.boot().slots
    assert slots.write_slot(Slot.B, b"old")
    before = bench.everything()
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, times=2))
    assert [slots.write_slot(Slot.B, b"new") for _ in range(2)] == [False, False]
    assert bench.everything() == before
    assert slots.write_slot(Slot.B, b"new")
    assert slots.read_slot(Slot.B, 3) == b"new"


@SECTOR_BOARDS
def test_a_torn_save_has_erased_what_it_was_to_replace_and_nothing_else(family: Board) -> None:
    bench = Bench(family)
    slots = bench.boot().slots
    slots.write_slot(Slot.A, b"kept")
    slots.write_slot(Slot.B, b"old")
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, torn=True))
    assert not slots.write_slot(Slot.B, b"new")
    assert (slots.read_slot(Slot.A, 4), slots.read_slot(Slot.B, 4)) == (b"kept", b"\xff" * 4)


@SECTOR_BOARDS
def test_a_torn_commit_has_erased_the_sector_and_the_next_one_writes_it(family: Board) -> None:
    bench = Bench(family)
    storage = bench.boot()
    committed(storage, b"old")
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, torn=True))
    storage.eeprom.write_bytes(0, b"new")
    assert not storage.eeprom.commit()
    blank = bench.boot().eeprom
    blank.begin(64)
    assert blank.read_bytes(0, 3) == b"\xff" * 3
    assert storage.eeprom.commit()
    blank.begin(64)
    assert blank.read_bytes(0, 3) == b"new"


def test_nvs_has_nothing_that_a_torn_save_leaves_behind() -> None:
    bench = Bench(Board.ESP32)
    storage = bench.boot()
    committed(storage, b"old")
    storage.slots.write_slot(Slot.A, b"old")
    before = bench.everything()
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, times=2, torn=True))
    assert not committed(storage, b"new")
    assert not storage.slots.write_slot(Slot.A, b"new")
    assert bench.everything() == before


@BOARDS
def test_reads_that_are_refused_are_told_and_the_next_ones_pass(family: Board) -> None:
    bench = Bench(family)
    committed(bench.boot(), b"old")
    bench.refusals.arrange(StorageRefusal(call=StorageCall.READ))
    storage = bench.boot()
    assert not storage.eeprom.begin(64)
    assert storage.eeprom.begin(64)
    assert storage.eeprom.read_bytes(0, 3) == b"old"
    bench.refusals.arrange(StorageRefusal(call=StorageCall.READ, after=1))
    storage.slots.read_slot(Slot.A, 4)
    with pytest.raises(SlotReadError):
        storage.slots.read_slot(Slot.B, 4)
    storage.slots.read_slot(Slot.B, 4)


@BOARDS
def test_so_many_calls_pass_before_the_first_that_is_refused(family: Board) -> None:
    bench = Bench(family)
    slots = bench.boot().slots
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, after=2))
    assert [slots.write_slot(Slot.A, bytes([number])) for number in range(4)] == [True, True, False, True]


def test_a_commit_of_nothing_new_is_no_save() -> None:
    bench = Bench(Board.ESP8266)
    storage = bench.boot()
    committed(storage, b"old")
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE))
    assert storage.eeprom.commit()
    assert not committed(storage, b"new")


def test_what_is_arranged_anew_replaces_what_was() -> None:
    bench = Bench(Board.ESP8266)
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, times=9))
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, times=0))
    assert committed(bench.boot(), b"new")


def test_an_end_whose_commit_is_refused_releases_nothing() -> None:
    bench = Bench(Board.ESP8266)
    storage = bench.boot()
    storage.eeprom.begin(64)
    storage.eeprom.write(0, 7)
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE))
    assert not storage.eeprom.end()
    assert (storage.eeprom.length(), storage.eeprom.read(0)) == (64, 7)
    assert storage.eeprom.end()
    assert storage.eeprom.length() == 0


@BOARDS
def test_a_silent_save_is_said_to_be_done_and_is_not(family: Board) -> None:
    bench = Bench(family)
    storage = bench.boot()
    committed(storage, b"old")
    storage.slots.write_slot(Slot.A, b"old")
    before = bench.everything()
    bench.refusals.arrange(StorageRefusal(call=StorageCall.SAVE, times=2, silent=True))
    assert committed(storage, b"new")
    assert storage.slots.write_slot(Slot.A, b"new")
    assert bench.everything() == before
    # Nobody knows that anything is left to be done.
    assert storage.eeprom.commit()
    assert bench.everything() == before
