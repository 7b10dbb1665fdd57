"""The whole way by the agent: a virtual board in hold, its real sentences on a pty."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oceanhil.boards import family as family_of
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.storage_access.access import StorageAccess
from oceanhil.hil.storage_access.raw_flash import AgentFlash
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.record import RecordVerdict, StorePolicy
from oceanhil.simulator.flash.chip import Flash
from tests.hil.storage_access.fake_raw import FlashRaw

pytestmark = pytest.mark.slow

BOARDS = pytest.mark.parametrize("family", PLATFORM_BOARDS, ids=lambda board: board.value)


@contextmanager
def storage_of_a_held_board(family: Board) -> Iterator[StorageAccess]:
    with VirtualBoardProcess("--board", family.value) as board, SerialLink(PortSpec(url=board.port_url)) as link:
        board.control.power(on=True, hold=True)
        agent = AgentClient(LinkLine(link))
        try:
            agent.open()
            yield StorageAccess(family, family_of(family).drivers[0], AgentFlash(agent), eeprom_bytes=64)
        finally:
            agent.close()


@BOARDS
def test_what_the_agent_writes_is_what_a_chip_would_hold(family: Board) -> None:
    chip = FlashRaw(Flash(family_of(family).flash_bytes))
    expected = StorageAccess(family, family_of(family).drivers[0], chip, eeprom_bytes=64)
    with storage_of_a_held_board(family) as storage:
        for each in (storage, expected):
            each.resize(64)
            each.damage(StorePolicy.LEGACY, RecordDamage.RANDOM, random.Random(4))
        storage.forget()
        assert storage.sectors() == expected.sectors()
        assert storage.stored_record(StorePolicy.LEGACY).verdict is RecordVerdict.BAD_MAGIC
