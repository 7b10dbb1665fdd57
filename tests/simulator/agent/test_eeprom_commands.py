"""EEPROM through the board's own library."""

import pytest

from oceanhil.protocol.agent.commands import (
    CutArm,
    EepromBegin,
    EepromCommit,
    EepromErase,
    EepromRead,
    EepromWrite,
    EepromXor,
    Go,
    Hold,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import CutEvent
from oceanhil.protocol.agent.replies import EepromSize, ReadData
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.eeprom.nvs import NvsPanic
from tests.simulator.agent.talk import Talk

#: What each core makes of 60 bytes.
SIZES = {Board.ESP32: 60, Board.ESP8266: 60, Board.PICOW: 256}


@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_what_is_committed_is_there_after_a_power_cycle(family: Board) -> None:
    talk = Talk(family).held()
    assert talk.ask(EepromBegin(60)) == EepromSize(SIZES[family])
    talk.ask(EepromWrite(3, b"token"))
    talk.ask(EepromCommit())
    talk.board.power_off()
    talk.held().ask(EepromBegin(60))
    assert talk.ask(EepromRead(2, 7)) == ReadData(b"\xfftoken\xff")


def test_what_is_not_committed_is_gone_with_the_next_begin() -> None:
    talk = Talk(Board.ESP8266).held()
    talk.ask(EepromBegin(64))
    talk.ask(EepromWrite(0, b"x"))
    talk.ask(EepromBegin(64))
    assert talk.ask(EepromRead(0, 1)) == ReadData(b"\xff")


def test_bits_are_turned_over_and_bytes_erased_in_ram() -> None:
    talk = Talk(Board.PICOW).held()
    talk.ask(EepromBegin(256))
    talk.ask(EepromXor(1, b"\x0f\x00"))
    assert talk.ask(EepromRead(0, 3)) == ReadData(b"\xff\xf0\xff")
    talk.ask(EepromErase())
    assert talk.ask(EepromRead(0, 3)) == ReadData(b"\xff\xff\xff")
    assert talk.board.flash.units == 0


@pytest.mark.parametrize(
    "words", [("EEPROM", "READ", "60", "5"), ("EEPROM", "WRITE", "64", "00"), ("EEPROM", "XOR", "4294967295", "00")]
)
def test_what_lies_beyond_the_end_is_refused(words: tuple[str, ...]) -> None:
    talk = Talk(Board.ESP8266).held()
    talk.ask(EepromBegin(64))
    assert talk.refused(*words) is AgentErrorCode.OUT_OF_RANGE


@pytest.mark.parametrize("command", [EepromRead(0, 1), EepromWrite(0, b"x"), EepromXor(0, b"x"), EepromErase()])
def test_before_begin_there_is_nothing_to_read_or_write(command: EepromRead) -> None:
    assert Talk().held().refused(*command.to_words()) is AgentErrorCode.OUT_OF_RANGE


def test_a_commit_that_fails_is_refused() -> None:
    assert Talk().held().refused("EEPROM", "COMMIT") is AgentErrorCode.STORAGE_FAILED


def test_a_size_that_the_library_refuses_is_refused() -> None:
    assert Talk(Board.ESP32).held().refused("EEPROM", "BEGIN", "65535") is AgentErrorCode.STORAGE_FAILED


def test_a_running_board_shares_its_eeprom_with_its_program() -> None:
    talk = Talk(Board.ESP8266, StorePolicy.LEGACY).running()
    assert talk.ask(EepromRead(0, 2)) == ReadData(b"\x55\xaa")
    talk.ask(EepromXor(0, b"\x01"))
    talk.ask(EepromCommit())
    assert talk.board.stored_record().verdict is RecordVerdict.BAD_MAGIC


def test_a_hold_mounts_storage_anew() -> None:
    talk = Talk(Board.ESP8266, StorePolicy.LEGACY).running()
    talk.ask(Hold())
    assert talk.refused("EEPROM", "READ", "0", "1") is AgentErrorCode.OUT_OF_RANGE


def test_power_that_is_lost_in_a_commit_is_reported_in_place_of_a_reply() -> None:
    talk = Talk(Board.PICOW, StorePolicy.LEGACY)
    talk.board.cut_power(1, 300)
    talk.running()
    talk.ask(EepromXor(0, b"\x01"))
    assert talk.send(EepromCommit().to_words()) == [Sentence(SentenceKind.EVENT, 0, ("CUT", "300"))]
    assert (talk.board.mode, talk.observed.observer.cuts) == (BoardMode.OFF, [300])
    assert talk.board.flash_units(1) == 300


def test_after_it_nothing_goes_on_until_power_comes_back() -> None:
    talk = Talk(Board.PICOW, StorePolicy.LEGACY)
    talk.board.cut_power(1, 300)
    talk.running().ask(EepromXor(0, b"\x01"))
    talk.send(EepromCommit().to_words())
    before = len(talk.wire.pieces)
    talk.observed.run(600)
    assert len(talk.wire.pieces) == before
    talk.running()
    assert talk.board.mode is BoardMode.RUNNING


def test_a_cut_that_is_arranged_in_a_hold_strikes_in_its_boot_and_not_before() -> None:
    talk = Talk(Board.PICOW).held()
    talk.ask(CutArm(1, 10))
    talk.ask(EepromBegin(256))
    talk.ask(EepromXor(0, b"\x01"))
    talk.ask(EepromCommit())
    talk.ask(Go())
    talk.observed.run(20)
    assert talk.events()[-1] == CutEvent(10)


def test_a_driver_that_panics_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(*_: object) -> None:
        raise NvsPanic("an item that spans no entry")

    talk = Talk(Board.ESP32).held()
    monkeypatch.setattr("oceanhil.simulator.board.board.open_storage", panic)
    assert talk.refused("EEPROM", "BEGIN", "64") is AgentErrorCode.STORAGE_FAILED


def test_a_program_whose_driver_panics_crashes_and_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(*_: object) -> None:
        raise NvsPanic("an item that spans no entry")

    talk = Talk(Board.ESP32)
    monkeypatch.setattr("oceanhil.simulator.board.board.open_storage", panic)
    talk.running(1)
    assert b"abort() was called at PC" in talk.wire.everything
    assert len(talk.observed.observer.boots) == 4
