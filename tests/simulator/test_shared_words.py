"""Words by which the simulator is driven from elsewhere: they are the same on both sides, none more and none less."""

import re
from enum import Enum
from pathlib import Path

import pytest

from oceanhil.protocol.agent.vocabulary import BootReason, MacFaultWord
from oceanhil.scenarios.world_terms import Band, Host
from oceanhil.simulator.board.mode import HEARING, BoardMode
from oceanhil.simulator.board.resets import ResetReason
from oceanhil.simulator.identity.fuses import FuseFault
from oceanhil.simulator.network import RadioBand, RemoteHost

DOCUMENT = Path(__file__).parents[2] / "docs" / "virtual-boards.md"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(RadioBand, Band), (RemoteHost, Host), (ResetReason, BootReason)],
    ids=["band", "host", "reset"],
)
def test_scenarios_and_agents_name_the_same_things(ours: type[Enum], theirs: type[Enum]) -> None:
    assert {each.name: each.value for each in ours} == {each.name: each.value for each in theirs}


def test_an_agent_names_each_fault_of_the_fuses_and_none() -> None:
    assert {each.value for each in FuseFault} == {each.value for each in MacFaultWord} - {"none"}


def test_a_board_s_modes_are_those_of_the_page_on_virtual_boards() -> None:
    sentence = re.search(r"`mode` is (.+?);", DOCUMENT.read_text(encoding="utf-8"))
    assert sentence is not None
    assert [each.value for each in BoardMode] == re.findall(r"`(\w+)`", sentence[1])


def test_an_agent_hears_where_neither_the_rom_nor_sleep_nor_want_of_power_keeps_it_from_it() -> None:
    assert {each.value for each in HEARING} == {each.value for each in BoardMode} - {
        "off",
        "enumerating",
        "download",
        "asleep",
    }
