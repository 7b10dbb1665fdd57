"""Which board of a family gets a case, and what is said where none can have it."""

from __future__ import annotations

import pytest

from oceanhil.hil.boards.entry import BoardEntry, PowerBy
from oceanhil.hil.link.modem import ModemPolicy
from oceanhil.hil.worlds.serial.board_choice import BoardChoice
from oceanhil.protocol.board import Board
from oceanhil.scenarios.world import Capability as Can

BARE = frozenset({Can.WIFI})
SWITCHED = BARE | {Can.POWER}
FULL = SWITCHED | {Can.POWER_CUT, Can.CRASH}
CHOICE = BoardChoice(Board.ESP32, {"full": FULL, "bare": BARE, "switched": SWITCHED})


def entry(name: str, *, agent: bool = False) -> BoardEntry:
    return BoardEntry(
        name=name, kind=Board.ESP32, lines=ModemPolicy.NONE, power=PowerBy.NONE, port=f"/dev/{name}", agent=agent
    )


@pytest.mark.parametrize(
    ("needs", "able"),
    [
        ({Can.WIFI}, ["bare", "switched", "full"]),
        ({Can.POWER}, ["switched", "full"]),
        ({Can.CRASH}, ["full"]),
        ({Can.RADIO}, []),
        ({Can.POWER, Can.SECOND_DEVICE}, ["switched", "full"]),
        ({Can.CRASH, Can.SECOND_DEVICE}, []),
    ],
)
def test_who_can_do_it_comes_the_least_able_first(needs: set[Can], able: list[str]) -> None:
    assert list(CHOICE.able(frozenset(needs))) == able


def test_who_can_do_the_remedy_too_comes_alone() -> None:
    assert list(CHOICE.able(frozenset({Can.WIFI}), frozenset({Can.POWER}))) == ["switched", "full"]
    assert list(CHOICE.able(frozenset({Can.POWER}), frozenset({Can.RADIO}))) == ["switched", "full"]


def test_where_nobody_knows_what_is_needed_the_inventorys_order_counts() -> None:
    assert list(CHOICE.able(None)) == ["full", "bare", "switched"]


def test_one_board_that_can_do_little_takes_nothing_away() -> None:
    assert CHOICE.capabilities_for(frozenset({Can.CRASH})) >= {Can.CRASH}
    assert CHOICE.together() == BARE | {Can.SECOND_DEVICE}


def test_one_board_alone_has_no_second_beside_it() -> None:
    assert BoardChoice(Board.ESP32, {"bare": BARE}).together() == BARE
    assert BoardChoice(Board.ESP32, {}).together() == frozenset()


def test_two_boards_are_there_only_for_what_two_can_do() -> None:
    assert Can.SECOND_DEVICE in CHOICE.capabilities_for(frozenset({Can.POWER, Can.SECOND_DEVICE}))
    assert Can.SECOND_DEVICE not in CHOICE.capabilities_for(frozenset({Can.CRASH, Can.SECOND_DEVICE}))


@pytest.mark.parametrize(
    ("lacking", "agent", "said"),
    [
        ({Can.MAC_OVERRIDE}, False, "no esp32 of this inventory has an agent"),
        ({Can.MAC_OVERRIDE}, True, "no esp32 of this inventory has an agent that can do it"),
        ({Can.VIRTUAL_TIME}, True, "no esp32 of this inventory has held time"),
        ({Can.SECOND_DEVICE}, True, "there is no second esp32 that can do it"),
        ({Can.POWER_CUT}, True, "no esp32 of this inventory can do all that the case needs"),
        ({Can.FLASH_WEAR}, True, "no board on a line can do it, or the server cannot (flash-wear)"),
    ],
)
def test_what_would_be_needed_is_said(lacking: set[Can], said: str, *, agent: bool) -> None:
    entries = [entry("bare"), entry("full", agent=agent)]
    assert CHOICE.why_lacking(frozenset(lacking), entries) == said


def test_every_capability_has_a_reason() -> None:
    for each in Can:
        said = BoardChoice(Board.PICOW, {"bare": frozenset()}).why_lacking(frozenset({each}), [entry("bare")])
        assert "picow" in said or each.value in said
