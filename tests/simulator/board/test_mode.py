"""A board's modes: the words of the page, and in which of them an agent hears."""

import re
from pathlib import Path

from oceanhil.simulator.board.mode import HEARING, BoardMode

DOCUMENT = Path(__file__).parents[3] / "docs" / "virtual-boards.md"


def test_a_board_s_modes_are_those_of_the_page_on_virtual_boards() -> None:
    sentence = re.search(r"- `mode`: (.+?)\.\s", DOCUMENT.read_text(encoding="utf-8"))
    assert sentence is not None
    assert [each.value for each in BoardMode] == re.findall(r"`(\w+)`", sentence[1])


def test_an_agent_hears_where_neither_the_rom_nor_sleep_nor_want_of_power_keeps_it_from_it() -> None:
    assert {each.value for each in HEARING} == {each.value for each in BoardMode} - {
        "off",
        "enumerating",
        "download",
        "asleep",
    }
