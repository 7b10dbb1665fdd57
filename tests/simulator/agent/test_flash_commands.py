"""Raw flash, and power cuts in it."""

import random

import pytest

from oceanhil.protocol.agent.commands import CutArm, CutTear, CutUnits, FlashErase, FlashHash, FlashRead, FlashWrite
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import CutEvent
from oceanhil.protocol.agent.replies import FlashUnits, ReadData, SectorDigests
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.simulator.flash.chip import SECTOR_BYTES, tear_for
from tests.simulator.agent.talk import Talk

END = 2 << 20
BLANK = sector_digest(b"\xff" * SECTOR_BYTES)


def test_flash_is_read_as_it_is() -> None:
    talk = Talk(Board.PICOW).held()
    talk.board.flash.load(b"OceanRemote", SECTOR_BYTES - 4)
    assert talk.ask(FlashRead(SECTOR_BYTES - 5, 13)) == ReadData(b"\xffOceanRemote\xff")
    assert talk.ask(FlashRead(END - 1, 1)) == ReadData(b"\xff")


def test_programming_clears_bits_and_an_erase_sets_them() -> None:
    talk = Talk(Board.PICOW).held()
    talk.ask(FlashWrite(4096, b"\x0f\xff"))
    talk.ask(FlashWrite(4096, b"\xfa\x00"))
    assert talk.ask(FlashRead(4096, 3)) == ReadData(b"\x0a\x00\xff")
    talk.ask(FlashErase(4096))
    assert talk.ask(FlashRead(4096, 3)) == ReadData(b"\xff\xff\xff")


def test_raw_work_is_counted_nowhere_and_struck_by_no_cut() -> None:
    talk = Talk(Board.PICOW).running()
    flash, observer = talk.board.flash, talk.observed.observer
    counted = dict(flash.erases), dict(flash.programs), flash.units
    talk.ask(CutArm(1, 0))
    talk.ask(FlashErase(0))
    talk.ask(FlashWrite(0, bytes(256)))
    assert (dict(flash.erases), dict(flash.programs), flash.units) == counted
    assert observer.cuts == []


def test_each_sector_has_its_checksum() -> None:
    talk = Talk(Board.PICOW).held()
    talk.ask(FlashWrite(2 * SECTOR_BYTES, bytes(1)))
    third = sector_digest(bytes(1) + b"\xff" * (SECTOR_BYTES - 1))
    assert talk.ask(FlashHash(SECTOR_BYTES, 3)) == SectorDigests((BLANK, third, BLANK))


def test_the_most_digests_that_may_be_asked_for_fit_into_a_reply() -> None:
    assert Talk().held().ask(FlashHash(0, 32)) == SectorDigests((BLANK,) * 32)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("FLASH", "READ", str(END), "1"), AgentErrorCode.OUT_OF_RANGE),
        (("FLASH", "WRITE", str(END - 1), "0000"), AgentErrorCode.OUT_OF_RANGE),
        (("FLASH", "ERASE", str(END)), AgentErrorCode.OUT_OF_RANGE),
        (("FLASH", "ERASE", "1"), AgentErrorCode.BAD_ARGUMENT),
        (("FLASH", "HASH", str(END - SECTOR_BYTES), "2"), AgentErrorCode.OUT_OF_RANGE),
        (("FLASH", "HASH", "256", "1"), AgentErrorCode.BAD_ARGUMENT),
    ],
)
def test_what_is_not_on_the_chip_is_refused(words: tuple[str, ...], code: AgentErrorCode) -> None:
    assert Talk(Board.PICOW).held().refused(*words) is code


def test_a_cut_comes_where_it_was_arranged_and_is_the_last_that_is_heard() -> None:
    talk = Talk(Board.PICOW).held()
    talk.ask(CutArm(1, 100))
    talk.board.go()
    talk.observed.run(60)
    assert talk.events()[-1] == CutEvent(100)
    assert talk.wire.pieces[-1][0].startswith(b"$HEV,0,CUT,100*")
    assert not talk.board.has_power


def test_the_work_of_each_boot_can_be_asked_for() -> None:
    talk = Talk(Board.PICOW).running()
    assert talk.ask(CutUnits(1)) == FlashUnits(257)
    assert talk.ask(CutUnits(2)) == FlashUnits(0)


@pytest.mark.parametrize("model", TornModel)
def test_what_a_cut_leaves_is_what_the_model_and_the_seed_say(model: TornModel) -> None:
    talk = Talk(Board.PICOW).held()
    talk.ask(CutTear(model, 7))
    wanted = tear_for(model, random.Random(7))
    blank, data = b"\xff" * 256, bytes(range(256))
    assert talk.board.flash.tear.program(0, blank, data, 100) == wanted.program(0, blank, data, 100)
